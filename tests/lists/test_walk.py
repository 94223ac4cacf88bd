"""Whatever is done to an entry in whatever order: it goes where the literal tables say, or it is refused and nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import lists
from catalog.errors import Conflict, NotFound
from catalog.lists.desk import Receipt
from catalog.lists.rules import DELETED, RESOURCE, VERSION
from catalog.rights import Actor
from tests.lists.conftest import Town

ENDINGS = ("take_offline", "put_online", "retire", "supersede", "merge")
VERBS = ("edit", "submit", "withdraw", "pass", "pass", "return", "refuse", "delete", *ENDINGS)


@dataclass
class Model:
    """An entry as the tables see it: its state, the state of its open version (None: none is open), whether one was published."""

    state: str = "draft"
    version: str | None = "draft"
    published: bool = False

    def after(self, verb: str) -> Model | None:
        """Return the entry after the verb, None if the tables do not have it."""
        if verb == "edit" and self.published:
            return self._revised()
        if verb in ENDINGS:
            return self._turned(verb)
        if verb == "delete":
            return self._deleted()
        if self.version is None or verb not in VERSION[self.version]:
            return None
        version, state = VERSION[self.version][verb], self.state if self.published else RESOURCE[self.state][verb]
        return Model(state, None, published=True) if verb == "approve" else Model(state, version, self.published)

    def _revised(self) -> Model | None:
        if self.state not in ("published", "offline"):
            return None
        if self.version is None:
            return Model(self.state, "draft", published=True)
        version = VERSION[self.version].get("edit")
        return Model(self.state, version, published=True) if version else None

    def _turned(self, verb: str) -> Model | None:
        state = RESOURCE[self.state].get(verb)
        if state is None:
            return None
        if RESOURCE[state]:
            return Model(state, self.version, self.published)
        return Model(state, None, self.published) if self.version is None or "discard" in VERSION[self.version] else None

    def _deleted(self) -> Model | None:
        if self.published:
            open_ = self.version is not None and "discard" in VERSION[self.version]
            return Model(self.state, None, published=True) if open_ else None
        return Model(DELETED, None) if "delete" in RESOURCE[self.state] else None


def perform(town: Town, receipt: Receipt, verb: str, who: Actor, other: str) -> None:
    revision = town.show(receipt.id).summary.revision
    if verb in ("sign", "approve", "return", "refuse"):
        decision = verb if verb in ("return", "refuse") else "pass"
        town.do(who, lists.review, receipt.id, decision=decision, opinion="已审", revision=revision)
    elif verb == "edit":
        town.edit(receipt, abstract=f"第 {revision} 次修改的摘要")
    else:
        named = {
            "take_offline": {"reason": "维护"},
            "retire": {"reason": "停用"},
            "supersede": {"by": other},
            "merge": {"into": other},
        }
        town.do(who, getattr(lists, verb), receipt.id, revision=revision, **named.get(verb, {}))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wished=st.lists(st.sampled_from(VERBS), min_size=4, max_size=14))
def test_every_walk_follows_the_tables(town: Town, wished: list[str]) -> None:
    other, receipt, model = town.published().id, town.draft(), Model()
    for wish in wished:
        authority = model.version == "registered"
        verb = ("approve" if authority else "sign") if wish == "pass" else wish
        reviewer = town.authority if authority else town.reviewer
        who = {"sign": town.reviewer, "approve": town.authority, "return": reviewer, "refuse": reviewer}.get(verb, town.registrar)
        expected, before = model.after(verb), town.show(receipt.id).summary.revision
        if expected is None:
            with pytest.raises(Conflict):
                perform(town, receipt, verb, town.authority if verb in ENDINGS else who, other)
            assert town.show(receipt.id).summary.revision == before
            continue
        perform(town, receipt, verb, town.authority if verb in ENDINGS else who, other)
        model = expected
        if model.state == DELETED:
            with pytest.raises(NotFound):
                town.show(receipt.id)
            break
        entry = town.show(receipt.id)
        assert (entry.summary.state, entry.draft.state if entry.draft else None) == (model.state, model.version)
        assert entry.summary.revision > before
    assert town.sound()
