"""The question of this room: which entries satisfy a demand, how far, and why; and if none does, who is nearest to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from catalog.errors import Invalid, Problem
from catalog.lists import queries as lists
from catalog.lists import streaming
from catalog.lists.queries import Summary
from catalog.matching import candidates, demands, enumerated, items, providers, reasons, rules, synonyms, whereabouts
from catalog.matching.candidates import Universe
from catalog.matching.demands import Demand, Wanted
from catalog.matching.items import Cover
from catalog.matching.rules import Grade, Nearness, Texts, Verdict
from catalog.matching.synonyms import InForce
from catalog.matching.whereabouts import Asked, Atlas
from catalog.office import Look
from catalog.people import queries as people
from catalog.rights import require
from catalog.search.places import Places
from catalog.search.present import Present, present
from catalog.search.rules import Document, Word
from catalog.search.text import APART, fold

LONGEST_ANSWER: Final = 40
#: So many departments are named, each with so many entries.
_NEAREST: Final = 5
_SHOWN: Final = 3
#: Of so many departments called alike the region is looked up.
_CALLED: Final = 500
#: What it says for a department that its name begins with the region asked.
_THERE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may satisfy a demand: how much of it, which of the wanted items under which names, and why."""

    summary: Summary
    score: float
    grade: Grade
    covered: tuple[Cover, ...]
    missing: tuple[str, ...]
    items_unknown: bool
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NearDepartment:
    """A department whose catalog lies nearest to what nobody's entry satisfies, and the entries that show it."""

    id: str
    name: str
    region: str
    score: float
    entries: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """What the catalog has for a demand.

    ``missing`` are the wanted items that the candidate which speaks for the verdict lacks; ``items_unknown`` says that it tells no
    items. ``nearest`` is filled where nothing matches.
    """

    verdict: Verdict
    items_unknown: bool
    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...]
    nearest: tuple[NearDepartment, ...]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A document that was read, and how near it comes."""

    near: Nearness
    number: int
    document: Document

    @property
    def order(self) -> tuple[float, int, int]:
        """Nearest first, then the freshest."""
        return -round(self.near.rank, 4), -self.document.freshness, self.number


def match(look: Look, wanted: Wanted, limit: int = 20) -> Matched:
    """Match a demand against the entries that the actor may see.

    Raises
    ------
    Unauthenticated
        Nobody is signed in and the catalog is not public.
    Invalid
        The description is empty or too long, the region is not known, or more candidates are asked for than are read.
    Unavailable
        The index is too far behind to be asked.
    """
    require(look.actor, "resource:read")
    at = present(look)
    _check(at, wanted, limit)
    words, map_ = synonyms.in_force(look), atlas(look, at.places)
    place = _place(map_, at, wanted)
    universe = Universe(at, place)
    read = demands.read(wanted, words.matters, words.items, _names(place))
    universe.ask(read.words)
    demand = demands.weigh(read, universe.having, universe.entries)
    found = _measured(at, map_, wanted, demand, words, place, candidates.nearest(universe, demand.terms))
    return _answer(look, at, wanted, words, demand, place, found, limit)


def _check(at: Present, wanted: Wanted, limit: int) -> None:
    texts = {name: getattr(wanted, name) or "" for name in ("scenario", "matter", "place", "presumed_source")}
    problems = rules.problems(wanted.title, wanted.items, texts)
    if wanted.region is not None and wanted.region not in at.places.regions:
        problems.append(Problem("region", "unknown_region", "没有此区划", "no such region"))
    if not 1 <= limit <= LONGEST_ANSWER:
        zh, en = f"候选为1至{LONGEST_ANSWER}个", f"expected 1 to {LONGEST_ANSWER} candidates"
        problems.append(Problem("limit", "bad_limit", zh, en))
    if problems:
        raise Invalid("需求描述有误", "the description is not right", problems=problems)


# -- Places


def placed(look: Look, wanted: Wanted, text: str | None) -> Wanted:
    """Return what is wanted, of the region that an id, a code or a name says.

    Raises
    ------
    NotFound
        It is a code that no region has.
    """
    if not text:
        return wanted
    if people.is_id(text):
        return replace(wanted, region=text)
    return replace(wanted, region=people.find_region(look.session, text).id) if text.isdigit() else replace(wanted, place=text)


def atlas(look: Look, places: Places) -> Atlas:
    """Return the atlas of the registers, remembered in this process until they change."""
    kept = look.memory.get("matching.atlas")
    if kept is None or kept[0] is not places:
        tree = places.trees["region"]
        parents = {
            id_: tree.ids[above] if above >= 0 else None for id_, above in zip(tree.ids, tree.parent.tolist(), strict=True)
        }
        kept = places, whereabouts.atlas(places.regions, parents, places.departments.values())
        look.memory["matching.atlas"] = kept
    return kept[1]


def _place(map_: Atlas, at: Present, wanted: Wanted) -> Asked | None:
    below = at.places.below
    if wanted.region is not None and not wanted.place:
        return whereabouts.of_region(map_, below, wanted.region)
    place = whereabouts.asked(map_, below, wanted.place) if wanted.place.strip() else None
    if place is None or place.regions:
        return place
    return whereabouts.home(map_, below, place, candidates.naming(at, place.stem))


def _names(place: Asked | None) -> set[str]:
    """Return how a demand would name its region: that is not what it asks for."""
    return {fold(name) for name in (place.name, place.stem, *whereabouts.steps(place.name))} if place else set()


# -- Measuring


def _measured(
    at: Present,
    map_: Atlas,
    wanted: Wanted,
    demand: Demand,
    words: InForce,
    place: Asked | None,
    documents: Sequence[tuple[int, Document]],
) -> list[_Measured]:
    """Measure the documents that are of the region asked, the nearest first."""
    said, names = demand.said, _names(place)
    found = []
    for number, document in documents:
        provider = at.places.departments.get(document.facets["department"][0], "")
        owner, region = fold(provider), document.facets["region"][0]
        fit = whereabouts.fit(map_, place, region, document.name, owner) if place else None
        if fit == "elsewhere":
            continue
        texts = Texts(document.name, document.items, document.rest)
        aside = [*names, owner, providers.bare(owner), *whereabouts.owners(owner), *_told(map_, document.name)]
        near = Nearness(
            subject=rules.explained(demand.subject, texts),
            items=demand.items_in(texts),
            name=rules.name_explained(document.name, said, [name for name in aside if name]),
            characters=demand.characters_in(document.name),
            provider=_provider(wanted, provider, document, words),
            place=fit,
            ease=rules.ease(document.facets["state"][0], next(iter(document.facets.get("sharing_type", ())), None)),
        )
        found.append(_Measured(near, number, document))
    return sorted(found, key=lambda each: each.order)


def _provider(wanted: Wanted, department: str, document: Document, words: InForce) -> float | None:
    if not wanted.presumed_source:
        return None
    return providers.presumed(wanted.presumed_source, department, document.name + APART + document.rest, words.bureaus)


def _told(map_: Atlas, name: str) -> Iterator[str]:
    return (place for place in whereabouts.owners(name) if place in map_.heard)


# -- Answering


def _answer(
    look: Look,
    at: Present,
    wanted: Wanted,
    words: InForce,
    demand: Demand,
    place: Asked | None,
    found: Sequence[_Measured],
    limit: int,
) -> Matched:
    shown = found[: max(limit, rules.JUDGED)]
    ids = [each.document.id for each in shown]
    summaries = lists.summaries(look, ids)
    contents = streaming.contents(look, ids) if ids else {}
    made = [
        _candidate(wanted, words, demand, each, summaries[each.document.id], contents.get(each.document.id, {}))
        for each in shown
        if each.document.id in summaries
    ]
    verdict, speaking = rules.verdict([(each.score, len(each.missing), each.grade) for each in made[: rules.JUDGED]])
    speaker = made[speaking] if speaking is not None else None
    return Matched(
        verdict=verdict,
        items_unknown=speaker is not None and speaker.items_unknown,
        candidates=tuple(made[:limit]),
        missing=speaker.missing if speaker is not None else (),
        nearest=_nearest(look, at, wanted, words, place, found) if verdict == "unmatched" else (),
    )


def _candidate(
    wanted: Wanted, words: InForce, demand: Demand, each: _Measured, summary: Summary, content: Mapping[str, object]
) -> Candidate:
    told = content.get("items")
    offered = [str(item["name"]) for item in told] if isinstance(told, list) else []
    unknown = False
    if not offered:
        offered, whole = enumerated.items(str(content.get("abstract") or ""))
        unknown = not whole
    subject = f"{demand.read.subject.text}，{each.document.name}"
    covers = [cover for item in wanted.items if (cover := items.cover(item, offered, words.items, subject))]
    missing = () if unknown else items.missing(wanted.items, covers)
    document = each.document
    said = reasons.reasons(
        each.near,
        wanted.items,
        covers,
        missing,
        synonyms=demand.synonyms_in(Texts(document.name, document.items, document.rest)),
        items_unknown=unknown,
        state=summary.state,
        sharing_type=summary.sharing_type,
    )
    grade = rules.grade(each.near, len(wanted.items), len(missing), items_unknown=unknown)
    return Candidate(summary, round(each.near.score, 4), grade, tuple(covers), missing, unknown, said)


def _nearest(
    look: Look, at: Present, wanted: Wanted, words: InForce, place: Asked | None, found: Sequence[_Measured]
) -> tuple[NearDepartment, ...]:
    """Return the departments whose duties or entries come nearest: the presumed source before others."""
    best: dict[str, list[_Measured]] = {id_: [] for id_ in _presumed(look, at, wanted, place)}
    for each in found:
        best.setdefault(each.document.facets["department"][0], []).append(each)
    ranked = sorted(best, key=lambda id_: (-_leading(at, wanted, words, place, id_, best[id_]), id_))[:_NEAREST]
    regions = people.regions_of(look.session, ranked)
    return tuple(_near(at, wanted, words, id_, regions.get(id_, ""), best[id_]) for id_ in ranked)


def _presumed(look: Look, at: Present, wanted: Wanted, place: Asked | None) -> list[str]:
    """Return the departments called as the presumed source is, in the region asked."""
    duty = providers.core(wanted.presumed_source or "")
    called = at.places.departments_called(Word(duty)) if len(duty) > 1 else frozenset()
    names = at.places.departments
    if place is not None:
        regions = people.regions_of(look.session, sorted(called)[:_CALLED])
        called = frozenset(id_ for id_ in called if place.stem in names[id_] or regions.get(id_) in place.within)
    return sorted(called, key=lambda id_: (len(names[id_]), id_))[:_NEAREST]


def _leading(
    at: Present, wanted: Wanted, words: InForce, place: Asked | None, department: str, entries: Sequence[_Measured]
) -> float:
    name = at.places.departments.get(department, "")
    likely = providers.likeness(wanted.presumed_source, name, words.bureaus) if wanted.presumed_source else 0.0
    there = _THERE if place is not None and name.startswith(place.stem) else 0.0
    return likely + there + (entries[0].near.score if entries else 0.0)


def _near(at: Present, wanted: Wanted, words: InForce, id_: str, region: str, entries: Sequence[_Measured]) -> NearDepartment:
    name = at.places.departments.get(id_, "")
    likely = providers.likeness(wanted.presumed_source, name, words.bureaus) if wanted.presumed_source else None
    first = entries[0] if entries else None
    return NearDepartment(
        id=id_,
        name=name,
        region=at.places.regions.get(region, ""),
        score=round(first.near.score, 4) if first else 0.0,
        entries=tuple(entry.document.id for entry in entries[:_SHOWN]),
        reasons=reasons.nearest(likely, first.document.name if first else None),
    )
