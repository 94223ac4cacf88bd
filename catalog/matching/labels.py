"""Labelled demands put to the catalog they were labelled on: labels name files and lines, which entries remember as their origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from catalog.lists import origins
from catalog.matching.answers import LONGEST_ANSWER, match
from catalog.matching.demands import Wanted
from catalog.matching.evaluation import Judged
from catalog.office import Look
from catalog.rights import require


def judge(look: Look, labelled: Sequence[Mapping[str, Any]], progress: Callable[[], None] = lambda: None) -> Iterator[Judged]:
    """Match each labelled demand and yield what was answered beside what is right; ``progress`` is told of each.

    A label that no entry comes from is left out: its row was not imported.
    """
    require(look.actor, "resource:read")
    wanted = {(str(each["file"]), int(each["line"])) for demand in labelled for each in demand["relevant"]}
    entries = origins.entries(look, wanted)
    for demand in labelled:
        answer = match(look, wanted_of(demand), limit=LONGEST_ANSWER)
        grades: dict[str, int] = {}
        for each in demand["relevant"]:
            entry = entries.get((str(each["file"]), int(each["line"])))
            if entry is not None:
                grades[entry] = max(grades.get(entry, 0), int(each["grade"]))
        ranking = [candidate.summary.id for candidate in answer.candidates]
        yield Judged(str(demand["id"]), grades, ranking, str(demand["verdict"]), answer.verdict)
        progress()


def wanted_of(demand: Mapping[str, Any]) -> Wanted:
    """Return what a labelled demand wants."""
    return Wanted(
        title=str(demand["title"]),
        items=tuple(demand.get("items") or ()),
        scenario=str(demand.get("scenario") or ""),
        presumed_source=demand.get("presumed_source"),
        place=str(demand.get("region") or ""),
    )
