"""Rows that are one resource come together, in memory and on disk alike."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from catalog.exchange.entry import Entry
from catalog.exchange.groups import grouping


def _entry(line: int, name: str, *, address: str | None = None, abstract: str = "同") -> Entry:
    content = {"name": name, "abstract": abstract}
    if address:
        content["distributions"] = [{"mode": "file", "address": address}]
    return Entry(content=content, lines=(line,))


def _gathered(rows: list[tuple[str, str]], held_at_most: int) -> tuple[list[Entry], list[str]]:
    problems = []
    with grouping(held_at_most) as groups:
        for line, (name, abstract) in enumerate(rows, start=1):
            if problem := groups.add(("部门", name), _entry(line, name, address=f"a{line}", abstract=abstract)):
                problems.append((line, problem.code, problem.zh))
        return [entry for _, entry in groups], problems


def test_rows_that_differ_only_in_address_are_one_with_all_lines_and_addresses() -> None:
    entries, problems = _gathered([("甲", "同"), ("乙", "同"), ("甲", "同")], 100)
    assert [(entry.content["name"], entry.lines) for entry in entries] == [("甲", (1, 3)), ("乙", (2,))]
    assert [each["address"] for each in entries[0].content["distributions"]] == ["a1", "a3"]
    assert problems == []


def test_rows_that_say_different_things_are_refused_naming_the_first() -> None:
    entries, problems = _gathered([("甲", "一"), ("甲", "二")], 100)
    assert [entry.lines for entry in entries] == [(1,)]
    assert problems[0][0] == 2
    assert "1" in problems[0][2]


@given(st.lists(st.tuples(st.sampled_from("甲乙丙丁戊"), st.sampled_from("一二")), max_size=40), st.integers(1, 6))
def test_what_is_put_away_on_disk_is_as_what_stays_in_memory(rows: list[tuple[str, str]], held_at_most: int) -> None:
    assert _gathered(rows, held_at_most) == _gathered(rows, 1000)


def test_memory_does_not_grow_with_the_file() -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        with grouping(500) as groups:
            for line in range(1, rows + 1):
                groups.add(("部门", f"资源{line}"), _entry(line, f"资源{line}"))
            assert sum(1 for _ in groups) == rows
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    small = peak(2_000)
    assert peak(20_000) < 2 * small
