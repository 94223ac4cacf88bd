"""The figures are those that the labelled sets define."""

from __future__ import annotations

from math import log2

import pytest

from catalog.matching.evaluation import Judged, figures, gained, problems, recall, reciprocal


def judged(grades: dict[str, int], ranking: str, labelled: str = "matched", given: str = "matched") -> Judged:
    return Judged("D", grades, tuple(ranking), labelled, given)


def test_recall_counts_at_most_five_places() -> None:
    assert recall(judged({"a": 2, "b": 2, "c": 1}, "axc")) == 0.5
    assert recall(judged(dict.fromkeys("abcdefg", 2), "abcdefg")) == 1
    assert recall(judged({"a": 2}, "vwxyza")) == 0
    assert recall(judged({}, "a")) == 0


def test_the_first_satisfying_entry_counts() -> None:
    assert reciprocal(judged({"a": 1, "b": 2}, "ab")) == 0.5
    assert reciprocal(judged({"b": 2}, "a")) == 0


def test_gain_is_beside_the_best_order() -> None:
    assert gained(judged({"a": 2, "b": 1}, "ab")) == 1
    assert gained(judged({"a": 2}, "xa")) == pytest.approx(1 / log2(3))
    assert gained(judged({}, "a")) == 0


def test_verdicts_have_precision_and_recall() -> None:
    found = figures(
        [
            judged({"a": 2}, "a"),
            judged({"a": 2}, "a", given="unmatched"),
            judged({"a": 1}, "a", labelled="partly", given="partly"),
            judged({}, "a", labelled="unmatched", given="unmatched"),
        ]
    )
    assert found["unmatched"] == {"precision": 0.5, "recall": 1.0}
    assert found["partly"] == {"precision": 1.0, "recall": 1.0}
    assert (found["matched_called_unmatched"], found["verdict_accuracy"], found["demands"]) == (0.5, 0.75, 4)
    assert figures([])["recall@5"] == 0


def test_a_label_that_cannot_be_read_is_named() -> None:
    good = {"id": "D1", "title": "公厕", "verdict": "matched", "relevant": []}
    assert problems(good) == []
    assert [each.path for each in problems({})] == ["id", "title", "verdict", "relevant"]
    assert [each.code for each in problems([])] == ["wrong_type"]
