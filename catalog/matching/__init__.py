"""Matching: for a demand the entries that satisfy it, how far and why; for one that none satisfies, who is nearest.

Owns the verdict (matched, partly, unmatched), the order of candidates with its reasons, and the synonyms by which people's words
find the catalog's. Does not own demands nor what is done about them (``lists.demands``). It reads the search
index and keeps nothing of its own but synonyms; what it says of an entry is never more than the actor may see.
"""

from __future__ import annotations

from catalog.matching.answers import LONGEST_ANSWER, Candidate, Matched, NearDepartment, match, placed
from catalog.matching.builtin import KINDS
from catalog.matching.demands import Wanted
from catalog.matching.evaluation import Judged, figures
from catalog.matching.evaluation import problems as label_problems
from catalog.matching.filed import match_filed
from catalog.matching.items import Cover
from catalog.matching.labels import judge
from catalog.matching.rules import GRADES, VERDICTS
from catalog.matching.synonyms import Group, Synonyms, put_synonyms, remove_synonyms, synonyms

__all__ = [
    "GRADES",
    "KINDS",
    "LONGEST_ANSWER",
    "VERDICTS",
    "Candidate",
    "Cover",
    "Group",
    "Judged",
    "Matched",
    "NearDepartment",
    "Synonyms",
    "Wanted",
    "figures",
    "judge",
    "label_problems",
    "match",
    "match_filed",
    "placed",
    "put_synonyms",
    "remove_synonyms",
    "synonyms",
]
