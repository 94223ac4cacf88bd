"""Who needs data and who has it, over HTTP: the weather bureau asks, the traffic bureau provides, the authority stands between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalog import lists
from catalog.lists.bindings import Finding
from tests import builders
from tests.api.conftest import Caller, Town
from tests.api.test_lists import publish, revision
from tests.lists.loop import create_demand, create_duty

DEMANDS = "/api/v1/demands"
RESPONSIBILITIES = "/api/v1/responsibilities"
NOWHERE = "01a20000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Parties:
    """``sun`` files demands and ``qian`` signs them off; ``chen`` is the data authority; ``li`` and ``zhao`` provide."""

    town: Town
    sun: Caller
    qian: Caller
    chen: Caller
    li: Caller
    zhao: Caller

    def filed(self, **content: Any) -> Any:
        body = {"department": "市气象局", "content": create_demand(**content)}
        return self.sun("POST", DEMANDS, status=201, json=body)

    def reviewing(self, **content: Any) -> tuple[str, Any]:
        """Return the address of a demand on the authority's desk, and the answer that brought it there."""
        made = self.filed(**content)
        address = made.headers["Location"]
        submitted = self.sun("POST", f"{address}/submit", revision=revision(made))
        return address, self.qian("POST", f"{address}/sign", revision=revision(submitted), json={})

    def accepted(self, **content: Any) -> tuple[str, Any]:
        address, signed = self.reviewing(**content)
        return address, self.chen("POST", f"{address}/accept", revision=revision(signed), json={"opinion": "予以受理"})

    def assigned(self, **content: Any) -> tuple[str, Any]:
        """Return the address of a responsibility of the traffic bureau made from a demand, and the answer that made it."""
        address, accepted = self.accepted(**content)
        body = {"department": self.town.department}
        made = self.chen("POST", f"{address}/assign", revision=revision(accepted), status=201, json=body)
        return made.headers["Location"], made

    def drafted(self, **content: Any) -> Any:
        body = {"department": "市交通局", "content": create_duty(**content)}
        return self.chen("POST", RESPONSIBILITIES, status=201, json=body)

    def now(self, by: Caller, method: str, path: str, **request: Any) -> Any:
        """Change a demand or responsibility (``…/id`` or ``…/id/verb``) at the revision that stands now."""
        parts = path.split("/")
        return by(method, path, revision=revision(self.chen("GET", "/".join(parts[:5]))), **request)

    def callable(self) -> Any:
        """Publish an entry of the traffic bureau whose binding answers; return the entry."""
        entry = self.li("GET", publish(self.town)).json
        binding = {"resource": entry["id"], "kind": "file", "config": {"path": "/data/parking.csv"}}
        made = self.li("POST", "/api/v1/bindings", status=201, json=binding).json
        self.check(made["id"], answering=True)
        return entry | {"binding": made["id"]}

    def granted(self, demand: str, resource: str) -> str:
        """Let the weather bureau apply for an entry from its demand, and the traffic bureau agree; return the application's address."""
        body = {"department": "QX", "resource": resource, "demand": demand, "content": {"items": ["泊位总数"]}}
        made = self.sun("POST", "/api/v1/applications", status=201, json=body)
        address = made.headers["Location"]
        answer = self.sun("POST", f"{address}/submit", revision=revision(made))
        for by, verb in ((self.qian, "sign"), (self.zhao, "agree")):
            answer = by("POST", f"{address}/{verb}", revision=revision(answer), json={})
        return str(address)

    def check(self, binding: str, *, answering: bool) -> None:
        with self.town.office.work(builders.OPERATOR) as work:
            lists.record_checks(work, [Finding(binding, answering)])


def meet(town: Town) -> Parties:
    """Sign the parties in."""
    builders.create_official(town.office, "qian.yi", department=town.other, roles=("reviewer",))
    return Parties(town, *(town.at(login) for login in ("sun.li", "qian.yi", "chen.jing", "li.ming", "zhao.wei")))
