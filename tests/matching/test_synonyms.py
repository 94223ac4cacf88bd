"""Synonyms: built-in ones, an authority's, and who may put them."""

from __future__ import annotations

import pytest

from catalog import matching
from catalog.errors import Conflict, Invalid, NotAllowed, NotFound, PreconditionRequired, Stale
from catalog.matching import KINDS, Group, Synonyms, builtin
from tests.matching.conftest import Market


def put(market: Market, *words: str, kind: str = "matter", **more: object) -> Group:
    group: Group = market.do(market.operator, matching.put_synonyms, Synonyms(kind, words, "试"), **more)
    return group


def listed(market: Market, word: str) -> list[Group]:
    with market.look() as look:
        return matching.synonyms(look, word=word)


@pytest.mark.parametrize("kind", KINDS)
def test_built_in_groups_are_of_several_words_each_named_once(kind: builtin.Kind) -> None:
    groups = builtin.groups(kind)
    assert all(len(set(group)) == len(group) > 1 for group in groups)
    assert len({group[0] for group in groups}) == len(groups)


def test_a_group_stands_beside_the_built_in_ones(market: Market) -> None:
    group = put(market, "趸船", "靠泊设施")
    assert listed(market, "趸船") == [group]
    assert (group.head, group.built_in, group.revision, group.note) == ("趸船", False, 1, "试")
    assert market.verbs()[-1] == "synonym:put"


def test_a_group_takes_the_place_of_the_built_in_one_until_it_is_removed(market: Market) -> None:
    (given,) = (each for each in listed(market, "药店") if each.head == "药店")
    assert given.built_in
    group = put(market, "药店")
    assert [each.words for each in listed(market, "药店") if each.head == "药店"] == [("药店",)]
    market.entry("药品零售企业")
    assert market.match("药店").verdict == "unmatched"
    market.do(market.operator, matching.remove_synonyms, group.id, revision=group.revision)
    assert market.match("药店").verdict == "matched"
    assert market.verbs()[-1] == "synonym:remove"
    assert market.sound()


def test_a_group_is_changed_at_the_revision_that_was_read(market: Market) -> None:
    group = put(market, "趸船", "靠泊设施")
    with pytest.raises(PreconditionRequired):
        put(market, "趸船", "泊位", group=group.id)
    changed = put(market, "趸船", "泊位", group=group.id, revision=1)
    assert (changed.words, changed.revision) == (("趸船", "泊位"), 2)
    for verb in (lambda: put(market, "趸船", group=group.id, revision=1), lambda: remove(market, group.id, 1)):
        with pytest.raises(Stale):
            verb()


def remove(market: Market, group: str | None, revision: int) -> None:
    market.do(market.operator, matching.remove_synonyms, group, revision=revision)


def test_two_groups_of_a_kind_do_not_begin_alike(market: Market) -> None:
    put(market, "趸船", "靠泊设施")
    put(market, "趸船", "船名", kind="item")
    with pytest.raises(Conflict):
        put(market, "趸 船", "码头")
    other = put(market, "码头船", "泊船")
    with pytest.raises(Conflict):
        put(market, "趸船", group=other.id, revision=1)


def test_what_is_not_there_is_not_found(market: Market) -> None:
    for group in ("nothing", market.city):
        with pytest.raises(NotFound):
            remove(market, group, 1)


def test_faults_are_named_all_at_once(market: Market) -> None:
    with pytest.raises(Invalid) as caught:
        market.do(market.operator, matching.put_synonyms, Synonyms("colour", ("", "长" * 33), "注" * 501))
    assert {problem.path for problem in caught.value.problems} == {"kind", "words.0", "words.1", "note"}
    with pytest.raises(Invalid):
        put(market)


def test_only_the_uppermost_authority_and_the_operator_put_them(market: Market) -> None:
    wanted = Synonyms("matter", ("趸船", "靠泊设施"))
    for actor in (market.registrar, market.local_authority):
        with pytest.raises(NotAllowed):
            market.do(actor, matching.put_synonyms, wanted)
    assert market.do(market.authority, matching.put_synonyms, wanted).revision == 1
