"""The enumerations agree with each other and with the guide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.lists import vocabulary

TABLES = {
    "sharing_type": vocabulary.SHARING_TYPES,
    "sharing_modes": vocabulary.SHARING_MODES,
    "openness": vocabulary.OPENNESS,
    "update_cycle": vocabulary.UPDATE_CYCLES,
    "grade": vocabulary.GRADES,
    "local_grade": vocabulary.LOCAL_GRADES,
    "distribution": vocabulary.DISTRIBUTION_MODES,
    "kind": vocabulary.FORMAT_KINDS,
    "type": vocabulary.DATA_TYPES,
}


@pytest.mark.parametrize("name", TABLES)
def test_codes_and_labels_of_a_table_are_distinct_and_in_both_languages(name: str) -> None:
    terms = list(TABLES[name].values())
    for column in range(3):
        cells = [term[column] for term in terms]
        assert all(cells)
        assert len(set(cells)) == len(cells)


def test_codes_of_the_guide() -> None:
    assert [term.code for term in vocabulary.SHARING_TYPES.values()] == ["1", "2", "3"]
    assert [vocabulary.FORMAT_KINDS[kind].code for kind in vocabulary.FORMATS_OF_KIND] == list("1234567")
    assert {letter: term.longest for letter, term in vocabulary.DATA_TYPES.items() if term.longest} == {"C": 65_535, "N": 38}
    assert "".join(sorted(vocabulary.DATA_TYPES)) == "".join(sorted("CNYDTLMGBIF"))


def test_every_format_has_one_kind() -> None:
    named = [name for names in vocabulary.FORMATS_OF_KIND.values() for name in names]
    assert len(named) == len(set(named))
    assert set(vocabulary.FORMATS.values()) == set(vocabulary.FORMAT_KINDS)
    assert vocabulary.kinds(["xls", "oracle", "nonsense"]) == {"spreadsheet", "database"}


def test_orders_hold_every_value_of_their_enumeration() -> None:
    assert set(vocabulary.SHARING_ORDER) == set(vocabulary.SHARING_TYPES)
    assert set(vocabulary.OPENNESS_ORDER) == set(vocabulary.OPENNESS)
    assert set(vocabulary.GRADE_ORDER) == {*vocabulary.GRADES, *vocabulary.REFUSED_GRADES}
    assert set(vocabulary.LOCAL_GRADE_ORDER) == set(vocabulary.LOCAL_GRADES)


def test_longer_cycles_stay_fresh_for_longer() -> None:
    days = [cycle.days for cycle in vocabulary.UPDATE_CYCLES.values()]
    assert days[-1] is None
    assert days[:-1] == sorted(days[:-1])


@given(st.lists(st.sampled_from(vocabulary.SHARING_ORDER), min_size=1), st.randoms(use_true_random=False))
def test_the_strictest_is_the_same_in_any_order(values: list[str], random: object) -> None:
    shuffled = list(values)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = vocabulary.strictest(vocabulary.SHARING_ORDER, shuffled)
    assert found == vocabulary.strictest(vocabulary.SHARING_ORDER, values)
    assert all(vocabulary.SHARING_ORDER.index(value) <= vocabulary.SHARING_ORDER.index(found) for value in values)


def test_nothing_has_no_strictest() -> None:
    assert vocabulary.strictest(vocabulary.GRADE_ORDER, ["nonsense"]) is None


@pytest.mark.parametrize(
    ("name", "mode"), [("oracle", "table"), ("service_interface", "api"), ("pdf", "file"), ("unknown", "file")]
)
def test_distribution_mode_of_a_format(name: str, mode: str) -> None:
    assert vocabulary.distribution_mode(name) == mode
