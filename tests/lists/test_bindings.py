"""Binding a published entry to its data: routes of its own, passwords nowhere, accessed when something answers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from time import sleep
from typing import Any

import pytest

from catalog import lists
from catalog.canon import canonical
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Stale
from catalog.lists.bindings import Binding, Checked, Finding
from catalog.lists.model import BindingRow
from tests.lists.conftest import Town, refused
from tests.lists.test_routes import SOUND

SECRET = "Tr0ub4dor"


def seal(text: str) -> bytes:
    return text[::-1].encode()


def bind(town: Town, resource: str, kind: str = "link", **config: Any) -> Binding:
    bound: Binding = town.do(town.registrar, lists.bind, resource, kind, {**SOUND[kind], **config}, seal=seal)
    return bound


def found(town: Town, *findings: Finding) -> Checked:
    answer: Checked = town.do(town.operator, lists.record_checks, findings)
    return answer


def test_only_what_is_published_is_bound_and_only_by_its_department(town: Town) -> None:
    draft = town.draft()
    with pytest.raises(Conflict):
        bind(town, draft.id)
    published = town.published()
    for actor in (town.reviewer, town.authority, town.outsider):
        with pytest.raises(NotAllowed):
            town.do(actor, lists.bind, published.id, "link", SOUND["link"], seal=seal)
    with pytest.raises(Invalid) as caught:
        bind(town, published.id, url="ftp://data.example")
    assert refused(caught)[1] == [("url", "bad_address")]
    assert bind(town, published.id).kind == "link"


def test_a_password_is_sealed_and_stands_nowhere_else(town: Town) -> None:
    published = town.published()
    url = f"postgresql+psycopg://reader:{SECRET}@db.example/exchange"
    bound = bind(town, published.id, "table", url=url)
    assert bound.config["url"] == "postgresql+psycopg://reader@db.example/exchange"
    with town.look() as look:
        assert look.session.get_one(BindingRow, bound.id).secret == seal(SECRET)
        assert [target.secret for target in lists.targets(look)] == [seal(SECRET)]
        shown = lists.bindings(look, published.id)
    told = canonical([asdict(bound), [asdict(one) for one in shown], [asdict(row) for row in town.trail()]])
    assert SECRET not in told
    for wrong in (f"postgresql://reader:{SECRET}@db.example:port/x", f"postgresql://db.example/x?password={SECRET}"):
        with pytest.raises(Invalid) as caught:
            bind(town, published.id, "table", url=wrong)
        assert SECRET not in canonical(caught.value.as_dict())
        assert caught.value.__cause__ is None


def test_addresses_are_shown_to_the_parties_only(town: Town) -> None:
    published = town.published()
    bind(town, published.id)
    for actor, config in ((town.outsider, {}), (town.local_authority, {}), (town.authority, SOUND["link"])):
        with town.look(actor) as look:
            assert [one.config for one in lists.bindings(look, published.id)] == [config]


def test_a_route_belongs_to_one_live_entry(town: Town) -> None:
    first, second = town.published(), town.published()
    bind(town, first.id, "api")
    bind(town, first.id, "api", path="/parking/{lot}/lots", methods=["GET"])
    with pytest.raises(Conflict) as caught:
        bind(town, second.id, "api", path="/parking/{lot}/lots", methods=["GET", "DELETE"])
    assert (caught.value.code, caught.value.facts["methods"]) == ("route_taken", ["GET"])
    bind(town, second.id, "api", methods=["DELETE"])
    bind(town, second.id, "api", path="/parking/{id}/lots/all")
    town.step(first, "retire", reason="停用")
    assert bind(town, second.id, "api", methods=["GET"]).kind == "api"


def test_an_entry_is_accessed_while_a_binding_answers(town: Town, clock: Any) -> None:
    published = town.published()
    one, other = bind(town, published.id), bind(town, published.id, "file")
    assert town.show(published.id).summary.accessed is False
    revision = town.show(published.id).summary.revision
    fresh = datetime(2026, 3, 1, tzinfo=UTC)
    answer = found(town, Finding(one.id, answering=True), Finding(other.id, answering=False, fault="missing"))
    assert answer == Checked(checked=2, answering=1, turned=2)
    clock.advance(hours=1)
    assert found(town, Finding(one.id, answering=True, data_at=fresh)) == Checked(1, 1, 0)
    summary = town.show(published.id).summary
    assert (summary.accessed, summary.revision) == (True, revision)
    with town.look() as look:
        health = {row.kind: (row.answering, row.fault, row.fresh, row.data_at) for row in lists.bindings(look, published.id)}
    assert health == {"link": (True, None, True, fresh), "file": (False, "missing", None, None)}
    clock.advance(days=40)
    found(town, Finding(one.id, answering=False, fault="refused"))
    assert town.show(published.id).summary.accessed is False
    with town.look() as look:
        row = next(row for row in lists.bindings(look, published.id) if row.kind == "link")
    assert (row.fresh, row.succeeded_at) == (False, datetime(2026, 3, 2, 2, tzinfo=UTC))
    assert town.verbs().count("binding:turn") == 3


def test_findings_about_removed_bindings_are_dropped_and_strangers_may_not_check(town: Town) -> None:
    published = town.published()
    bound = bind(town, published.id)
    with pytest.raises(NotAllowed):
        town.do(town.outsider, lists.record_checks, [Finding(bound.id, answering=True)])
    found(town, Finding(bound.id, answering=True))
    current = bound.revision  # a check is no edit, and makes nobody's reading stale
    with pytest.raises(PreconditionRequired):
        town.do(town.registrar, lists.unbind, bound.id, revision=None)
    with pytest.raises(Stale):
        town.do(town.registrar, lists.unbind, bound.id, revision=current + 1)
    with pytest.raises(NotFound):
        town.do(town.outsider, lists.unbind, bound.id, revision=current)
    town.do(town.registrar, lists.unbind, bound.id, revision=current)
    assert found(town, Finding(bound.id, answering=True)) == Checked(0, 0, 0)
    assert town.show(published.id).summary.accessed is False


def test_who_asks_whom(town: Town) -> None:
    published, other = town.published(), town.published()
    bound = bind(town, published.id)
    bind(town, other.id)
    town.step(other, "retire", reason="停用")
    for actor, expected in ((town.operator, [bound.id]), (town.authority, [bound.id]), (town.outsider, [])):
        with town.look(actor) as look:
            assert [target.id for target in lists.targets(look)] == expected
            assert [target.id for target in lists.targets(look, resource_id=other.id)] == []


def test_a_long_fault_is_cut(town: Town) -> None:
    published = town.published()
    bound = bind(town, published.id)
    found(town, Finding(bound.id, answering=False, fault="x" * 65))
    with town.look() as look:
        assert [one.fault for one in lists.bindings(look, published.id)] == ["x" * 64]


def test_what_ends_meanwhile_is_not_bound(town: Town) -> None:
    published = town.published()
    with ThreadPoolExecutor(1) as pool:
        with town.work(town.authority) as work:
            lists.retire(work, published.id, reason="停用", revision=published.revision)
            binding = pool.submit(bind, town, published.id)
            # Long enough for the other work to come as far as it can.
            sleep(0.3)
        with pytest.raises(Conflict) as caught:
            binding.result()
    assert caught.value.code == "not_published"


def test_an_ended_entry_is_no_longer_accessed(town: Town) -> None:
    published = town.published()
    bound = bind(town, published.id)
    found(town, Finding(bound.id, answering=True))
    shown = town.show(published.id).summary
    assert shown.accessed is True
    town.do(town.authority, lists.retire, published.id, reason="停用", revision=shown.revision)
    found(town, Finding(bound.id, answering=False, fault="gone"), Finding(bound.id, answering=True))
    assert town.show(published.id).summary.accessed is False
