"""How well matching does on labelled demands: the figures of retrieval and of the verdicts. Pure.

The definitions are those of the labelled sets: recall@5 and MRR over the entries that satisfy (grade 2) of the demands labelled
matched, nDCG@10 with the grade as gain over those that have any entry, precision and recall of the two other verdicts over all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, Final

from catalog.errors import Problem
from catalog.matching.rules import VERDICTS

SATISFIES: Final = 2
_RECALLED: Final = 5
_GAINED: Final = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled demand beside what was answered: entries with their grades, the answer's ids in order, both verdicts."""

    id: str
    grades: Mapping[str, int]
    ranking: Sequence[str]
    labelled: str
    given: str


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """Return the figures of a run.

    >>> found = figures([Judged("甲", {"a": 2}, ["b", "a"], "matched", "matched"), Judged("乙", {}, [], "unmatched", "unmatched")])
    >>> found["recall@5"], found["mrr"], found["unmatched"]
    (1.0, 0.5, {'precision': 1.0, 'recall': 1.0})
    """
    matched = [each for each in judged if each.labelled == "matched"]
    having = [each for each in judged if each.labelled != "unmatched"]
    return {
        "recall@5": _mean([recall(each) for each in matched]),
        "mrr": _mean([reciprocal(each) for each in matched]),
        "ndcg@10": _mean([gained(each) for each in having]),
        "unmatched": _named(judged, "unmatched"),
        "partly": _named(judged, "partly"),
        "matched": _named(judged, "matched"),
        "matched_called_unmatched": _mean([float(each.given == "unmatched") for each in matched]),
        "verdict_accuracy": _mean([float(each.given == each.labelled) for each in judged]),
        "demands": len(judged),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def recall(each: Judged) -> float:
    """Return the share of the satisfying entries, at most five, that stand among the first five."""
    right = {id_ for id_, grade in each.grades.items() if grade == SATISFIES}
    return len(right & set(each.ranking[:_RECALLED])) / min(_RECALLED, len(right)) if right else 0.0


def reciprocal(each: Judged) -> float:
    """Return one divided by the place of the first satisfying entry, 0 if there is none."""
    return next((1 / place for place, id_ in enumerate(each.ranking, 1) if each.grades.get(id_) == SATISFIES), 0.0)


def gained(each: Judged) -> float:
    """Return the gain of the first ten beside that of the best order there could be."""
    got = [each.grades.get(id_, 0) for id_ in each.ranking[:_GAINED]]
    best = sorted(each.grades.values(), reverse=True)[:_GAINED]
    return _discounted(got) / _discounted(best) if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


def _named(judged: Sequence[Judged], verdict: str) -> dict[str, float]:
    given = [each for each in judged if each.given == verdict]
    labelled = [each for each in judged if each.labelled == verdict]
    right = sum(each.labelled == verdict for each in given)
    return {
        "precision": round(right / len(given), 4) if given else 0.0,
        "recall": round(right / len(labelled), 4) if labelled else 0.0,
    }


def problems(labelled: Any) -> list[Problem]:
    """Return what is wrong with one labelled demand.

    >>> [each.path for each in problems({"id": "甲", "title": "公厕", "verdict": "maybe", "relevant": []})]
    ['verdict']
    """
    if not isinstance(labelled, Mapping):
        return [Problem("", "wrong_type", "每行应为一个对象", "every line must be an object")]
    found = [
        Problem(name, "missing", "缺少此字段", "the field is missing")
        for name in ("id", "title", "verdict", "relevant")
        if name not in labelled
    ]
    if "verdict" in labelled and labelled["verdict"] not in VERDICTS:
        found.append(
            Problem("verdict", "unknown_verdict", f"应为 {'、'.join(VERDICTS)}", f"expected one of {', '.join(VERDICTS)}")
        )
    return found
