"""The loop's town with those who apply for data and those who grant it; the district's bureau asks the city's, and is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.lists.demands.desk import Receipt
from catalog.lists.desk import Receipt as EntryReceipt
from catalog.office import Office
from catalog.rights import Actor
from catalog.sharing import applications, grants
from catalog.sharing.applications import queries as application_queries
from catalog.sharing.grants import queries as grant_queries
from catalog.sharing.grants.managing import Lapsed
from tests.lists.loop import BASIS, Loop

ITEMS = ("停车场名称", "泊位总数")


def create_application(**fields: Any) -> dict[str, Any]:
    """Return the document of an application that can be submitted; a field that is None is left out."""
    content = {
        "items": list(ITEMS),
        "basis": [dict(each) for each in BASIS],
        "scenario": "停车诱导屏的泊位数据核对",
        "scope": "本局停车诱导系统",
        "mode": "platform_api",
        "until": "2026-12-31",
        "matters": ["停车场备案"],
        "system": "停车诱导",
    } | fields
    return {name: value for name, value in content.items() if value is not None}


class Market(Loop):
    """The finance bureau applies to the traffic bureau; both have who files, signs and replies."""

    def __init__(self, office: Office, ids: Mapping[str, str]) -> None:
        super().__init__(office, ids)
        self.local_reviewer = self.official("local_reviewer", self.local, "reviewer", "registrar")

    def entry(self, *, answering: bool = True, **content: Any) -> EntryReceipt:
        """Publish an entry of the traffic bureau, conditionally shared unless said otherwise."""
        said = {"sharing_type": "conditional", "sharing_conditions": "限本局使用", "sharing_purpose": "核对"} | content
        return self.callable(**said) if answering else self.published(**said)

    def asked(
        self, entry: str, actor: Actor | None = None, *, demand: str | None = None, basket: str | None = None, **fields: Any
    ) -> Receipt:
        actor = actor or self.applicant
        content = create_application(**fields)
        return self.do(actor, applications.file, actor.department, entry, content, demand=demand, basket=basket)

    def submitted_application(self, entry: str, actor: Actor | None = None, **named: Any) -> Receipt:
        receipt = self.asked(entry, actor, **named)
        return self.do(actor or self.applicant, applications.submit, receipt.id, revision=receipt.revision)

    def signed(self, entry: str, actor: Actor | None = None, **named: Any) -> Receipt:
        receipt = self.submitted_application(entry, actor, **named)
        signer = self.local_signer if actor is self.local_applicant else self.signer
        return self.do(signer, applications.sign, receipt.id, revision=receipt.revision)

    def agreed(self, application: Receipt, **named: Any) -> str:
        """Let the traffic bureau agree; return the id of the grant."""
        self.do(self.reviewer, applications.agree, application.id, revision=application.revision, **named)
        granted = self.application(application.id).grant_id
        assert granted is not None
        return granted

    def granted(self, entry: str | None = None, *, demand: str | None = None, terms: Any = None, **fields: Any) -> str:
        """Return the id of a grant of the finance bureau on an entry (a new one that answers)."""
        return self.agreed(self.signed(entry or self.entry().id, demand=demand, **fields), terms=terms)

    def application(self, reference: str, actor: Actor | None = None) -> application_queries.Application:
        with self.look(actor) as look:
            return application_queries.show(look, reference)

    def grant(self, reference: str, actor: Actor | None = None) -> grant_queries.Grant:
        with self.look(actor) as look:
            return grant_queries.show(look, reference)

    def on_grant(self, verb: Any, grant: str, *arguments: Any, by: Actor | None = None, **named: Any) -> Receipt:
        """Do a verb to a grant at the revision that stands now."""
        return self.do(by or self.reviewer, verb, grant, *arguments, revision=self.grant(grant).revision, **named)

    def lapse(self) -> Lapsed:
        return self.do(self.operator, grants.lapse)
