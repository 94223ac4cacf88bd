"""The applications of the demonstration: in every state of the way, and granted to whom the loop has matched with data.

Told as plots, as those of ``loop``; a plot that needs what was granted yields from ``granted``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol

from catalog.demo import City, DemoResource
from catalog.demo.needs import REFUSED, Purpose
from catalog.lists import metadata
from catalog.rights import operator
from catalog.sharing import applications, grants
from catalog.sharing.applications import queries
from catalog.sharing.model import ApplicationRow, GrantRow

Plot = Iterator[int]

SYSTEMS: Final = ("渝快办", "智慧城管", "城市运行管理中心", "一网统管", "信用综合平台", "救助一件事")
"""The systems that use data, turn by turn."""
TERMS: Final = {"quota_calls_day": 20_000, "quota_calls_minute": 120}


class Scene(Protocol):
    """What is needed of the loop's scene."""

    @property
    def city(self) -> City:
        """The city."""

    @property
    def today(self) -> Any:
        """The day on which the demonstration is shown."""

    @property
    def office(self) -> Any:
        """Where work is done."""

    @property
    def staff(self) -> Mapping[str, Mapping[str, str]]:
        """Who holds which post where."""

    @property
    def authorities(self) -> Mapping[str, str]:
        """Who acts for the authority of each region."""

    @property
    def department(self) -> Callable[[str], str]:
        """The id of a department, by its key."""

    @property
    def entry(self) -> Callable[[str], str]:
        """The id of an entry, by its key."""

    def do(self, login: str, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Let an official do something."""

    def on(self, table: Any, login: str, verb: Callable[..., Any], id_: str, *said: Any, **named: Any) -> Any:
        """Let an official do something to a thing as it stands."""


def is_shared(resource: DemoResource) -> bool:
    """Tell whether an entry can be applied for."""
    return metadata.effective(resource.content).get("sharing_type") != "not_shared"


@dataclass(slots=True)
class Asking:
    """Makes applications, each for another purpose and system."""

    scene: Scene
    purposes: Iterator[Purpose]
    systems: Iterator[str]

    def _post(self, department: str, role: str) -> str:
        return self.scene.staff[department][role]

    def _on(self, login: str, verb: Callable[..., Any], application: str, **named: Any) -> Any:
        return self.scene.on(ApplicationRow, login, verb, application, **named)

    def _content(self, resource: DemoResource, days: int = 400) -> dict[str, Any]:
        purpose = next(self.purposes)
        return {
            "items": [item["name"] for item in resource.content["items"][:4]],
            "basis": [{"law": purpose.law, "article": purpose.article}],
            "scenario": purpose.scenario,
            "scope": "本部门业务系统，限经办人员，不转供",
            "mode": resource.content.get("sharing_modes", ["platform_api"])[0],
            "until": (self.scene.today + timedelta(days=days)).isoformat(),
            "matters": [purpose.matter],
            "system": next(self.systems),
        }

    def filed(self, department: str, resource: DemoResource, *, demand: str | None = None, days: int = 400) -> str:
        """File an application; return its id."""
        registrar, entry = self._post(department, "registrar"), self.scene.entry(resource.key)
        content, home = self._content(resource, days), self.scene.department(department)
        return str(self.scene.do(registrar, applications.file, home, entry, content, demand=demand).id)

    def signed(self, department: str, resource: DemoResource, **named: Any) -> str:
        """File an application and sign it off; return its id."""
        application = self.filed(department, resource, **named)
        self._on(self._post(department, "registrar"), applications.submit, application)
        self._on(self._post(department, "reviewer"), applications.sign, application, opinion="确为业务所需。")
        return application

    def agreed(self, resource: DemoResource, application: str, **named: Any) -> str:
        """Let the provider agree; return the id of the grant."""
        self._on(self._post(resource.department, "reviewer"), applications.agree, application, terms=TERMS, **named)
        with self.scene.office.look(operator("demo")) as look:
            return str(queries.show(look, application).grant_id)

    def granted(self, department: str, resource: DemoResource, demand: str, back: int) -> Plot:
        """Apply for what a demand was matched with, so many days ago, and agree two days later."""
        if not is_shared(resource):
            return
        yield max(0, back)
        application = self.signed(department, resource, demand=demand)
        yield max(0, back - 2)
        self.agreed(resource, application, opinion="同意共享。")

    # -- Plots of their own

    def every(
        self, departments: Iterator[str], district: str, resources: Iterator[DemoResource], silent: DemoResource
    ) -> Iterator[Plot]:
        """Yield applications at each step of their way, and grants in every state."""

        def one() -> tuple[str, DemoResource]:
            resource = next(resources)
            return next(each for each in departments if each != resource.department), resource

        for back, state in _WAY:
            yield self._to(state, back, *one())
        yield self._upward(district, next(resources))
        for state in ("active", "suspended", "revoked", "given_up", "announced", "expired"):
            yield self._grant(state, *one())
        yield self._provisioning(one()[0], silent)

    def _to(self, state: str, back: int, department: str, resource: DemoResource) -> Plot:
        """Lead an application to a state, on a day so long ago."""
        yield back
        registrar = self._post(department, "registrar")
        if state in ("draft", "submitted"):
            application = self.filed(department, resource)
            if state == "submitted":
                self._on(registrar, applications.submit, application)
            return
        application = self.signed(department, resource)
        reviewer = self._post(resource.department, "reviewer")
        if state in ("returned", "resubmitted"):
            missing = ["使用范围具体到科室", "系统等级保护备案证明"]
            self._on(reviewer, applications.return_, application, missing=missing)
        if state == "resubmitted":
            yield max(1, back - 2)
            self._on(registrar, applications.submit, application)
        if state == "partly":
            item = resource.content["items"][0]["name"]
            self.agreed(resource, application, withheld=[{"item": item, "reason": "该项口径正在核定，暂不提供。"}])
        if state == "refused":
            opinion, law, article = REFUSED
            self._on(reviewer, applications.refuse, application, opinion=opinion, basis=[{"law": law, "article": article}])
        if state == "withdrawn":
            self._on(registrar, applications.withdraw, application, opinion="业务调整，不再需要。")

    def _upward(self, district: str, resource: DemoResource) -> Plot:
        """Let a district apply to the city: its own authority has it first."""
        yield 1
        self.signed(district, resource)

    def _grant(self, state: str, department: str, resource: DemoResource) -> Plot:
        """Grant data, and let become of the grant what its state says."""
        yield 30
        application = self.signed(department, resource, days=-9 if state == "expired" else 400)
        yield 28
        grant = self.agreed(resource, application, opinion="同意共享。")
        yield 5
        on, scene = self.scene.on, self.scene
        provider, consumer = self._post(resource.department, "reviewer"), self._post(department, "reviewer")
        if state == "suspended":
            on(GrantRow, provider, grants.suspend, grant, opinion="发现异常调用，待核实。")
        if state == "revoked":
            on(GrantRow, provider, grants.revoke, grant, opinion="使用超出授权范围。")
        if state == "given_up":
            on(GrantRow, consumer, grants.give_up, grant, opinion="业务系统已下线。")
        if state == "announced":
            with scene.office.look(operator("demo")) as look:
                later = look.now + timedelta(days=30)
            on(GrantRow, provider, grants.revoke, grant, opinion="接口改造，下月停止提供。", at=later)
        if state == "expired":
            with scene.office.work(operator("demo")) as work:
                grants.lapse(work)

    def _provisioning(self, department: str, resource: DemoResource) -> Plot:
        """Grant data that cannot be called yet: it is to be provided in time."""
        yield 12
        application = self.signed(department, resource)
        yield 10
        self.agreed(resource, application, opinion="同意共享，接口建设中。")


_WAY: Final = (
    (3, "draft"),
    (1, "submitted"),
    (0, "replying"),
    (9, "replying"),
    (6, "returned"),
    (7, "resubmitted"),
    (15, "partly"),
    (16, "refused"),
    (17, "withdrawn"),
)
"""How many days ago an application was filed, and the step at which it stands."""
