"""Importing a file of catalog entries: a job of many works, each of them whole, so that a killed import is simply run again.

1. The file is read row by row, providers are resolved, rows that are one resource are brought together (``groups``).
2. Departments and regions that the file is the first to name are made, if that was asked for.
3. The entries are put in, a chunk a work (``lists.put_entries``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

from catalog import lists
from catalog.errors import Problem
from catalog.exchange.entry import Entry
from catalog.exchange.groups import Groups, grouping
from catalog.exchange.providers import Planned, Providers, make, standing
from catalog.exchange.reading import Reading, read_entries
from catalog.exchange.target import check_target
from catalog.exchange.workbook import write_report
from catalog.lists.bulk import Incoming, Outcome
from catalog.lists.cells import name_key
from catalog.lists.desk import ENDED_STATES
from catalog.lists.rules import RESOURCE
from catalog.office import Look, Office, Work
from catalog.people import queries as people
from catalog.rights import Actor, reach, require
from catalog.store import chunks

#: Told how many bytes of how many have been read.
Progress = Callable[[int, int], None]

#: Rows that an answer lists one by one; of the rejected ones a report holds all.
LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is imported: see ``catalog import resources --help``."""

    department: str | None = None
    region: str | None = None
    create_departments: bool = False
    dry_run: bool = False
    take_over: bool = False
    report: Path | None = None


@dataclass(slots=True)
class Report:
    """What an import did, counted in rows: accepted + updated + unchanged + rejected = read.

    ``warnings`` counts the remarks on rows that were stored; ``notes`` are said once about the whole file;
    ``remarks`` counts everything said, by code; ``rejections`` and ``incomplete`` list the first of the rejected rows, and of the
    stored rows that something was said about, with all their problems.
    """

    read: int = 0
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    departments_created: int = 0
    notes: list[Problem] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)
    rejections: list[dict[str, Any]] = field(default_factory=list)
    incomplete: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        counted = ("read", "accepted", "updated", "unchanged", "rejected", "warnings", "departments_created")
        return {name: getattr(self, name) for name in counted} | {
            "notes": [note.as_dict() for note in self.notes],
            "remarks": dict(self.remarks.most_common()),
            "rejections": self.rejections,
            "incomplete": self.incomplete,
        }


@dataclass(frozen=True, slots=True)
class _Tally:
    """Counts rows into a report, and keeps the rejected ones where a workbook of them is wanted."""

    report: Report
    groups: Groups
    keeps: bool

    def trimmed(self, entry: Entry) -> Entry:
        """Return the entry without its rows as they stood, unless they may be needed."""
        return entry if self.keeps else replace(entry, source=())

    def count(self, entry: Entry, outcome: Outcome) -> None:
        """Count the rows of one entry: the first as it fared, those that only added a distribution as unchanged."""
        if outcome.fate == "rejected":
            self.reject(entry, outcome.problems)
            return
        report, said = self.report, (*entry.problems, *outcome.problems)
        setattr(report, outcome.fate, getattr(report, outcome.fate) + 1)
        report.unchanged += len(entry.lines) - 1
        report.warnings += len(said)
        report.remarks.update(problem.code for problem in said)
        _list(report.incomplete, entry, said)

    def reject(self, entry: Entry, problems: Sequence[Problem]) -> None:
        """Count the rows of an entry that cannot be stored, and keep why."""
        report, said = self.report, tuple(dict.fromkeys((*entry.problems, *problems)))
        report.rejected += len(entry.lines)
        report.remarks.update(problem.code for problem in said)
        _list(report.rejections, entry, said)
        if self.keeps:
            self.groups.reject(replace(entry, problems=said))


def _list(listed: list[dict[str, Any]], entry: Entry, said: Sequence[Problem]) -> None:
    if said and len(listed) < LISTED:
        named = {"lines": list(entry.lines), "name": entry.content.get("name")}
        listed.append(named | {"problems": [problem.as_dict() for problem in said]})


def unseen(_done: int, _size: int) -> None:
    """Show no progress."""


class _Rehearsed(Exception):
    """Thrown at the end of a rehearsal, so that the office undoes it."""


def import_resources(office: Office, actor: Actor, path: Path, options: Options, *, progress: Progress = unseen) -> Report:
    """Import the catalog entries of a file as drafts; ``progress`` is told bytes read and the file's size.

    Raises
    ------
    Invalid, TooLarge
        The file as a whole cannot be read; nothing has been written.
    NotFound
        The department or region named in ``options`` does not exist, or the directory of the report.
    NotAllowed
        The actor may import for nobody, or not take a catalog over; rows of departments out of reach are rejected one by one.
    """
    _check(actor, options)
    report = Report()
    settings = office.settings
    limits = {"limit_bytes": settings.xlsx_limit_mb << 20, "unpacked_bytes": settings.import_limit_mb << 20}
    with grouping() as groups, read_entries(path, **limits) as reading:
        tally = _Tally(report, groups, options.report is not None)
        with office.look(actor) as look:
            providers = _providers(look, path, options)
            _gather(reading, providers, tally, progress, take_over=options.take_over)
        report.departments_created = len(providers.planned)
        made = {} if options.dry_run else _make_departments(office, actor, providers.planned)
        for chunk in _chunked(iter(groups), office.settings.import_chunk):
            _put_chunk(office, actor, path.name, options, [(made.get(key[0], key[0]), entry) for key, entry in chunk], tally)
        unlinked = _link_successors(office, actor, groups) if options.take_over and not options.dry_run else []
        if options.report is not None:
            write_report(options.report, reading.header, groups.rejected())
        report.notes = [*reading.warnings, *unlinked]
        report.rejections.sort(key=lambda rejection: rejection["lines"])
    return report


def _check(actor: Actor, options: Options) -> None:
    """Refuse an import that could do nothing, or could not tell what it did, before it begins."""
    if options.take_over:
        require(actor, "resource:take_over")
    if not reach(actor, "resource:import"):
        require(actor, "resource:import")
    if options.report is not None:
        check_target(options.report)


def _providers(look: Look, path: Path, options: Options) -> Providers:
    department = people.find_department(look, options.department) if options.department else None
    region = people.find_region(look.session, options.region).id if options.region else None
    home = standing(department) if department else None
    return Providers(
        look,
        file=path.name,
        department=home.id if home else None,
        region=region or (home.region if home else look.actor.region),
        create=options.create_departments,
    )


def _gather(reading: Reading, providers: Providers, tally: _Tally, progress: Progress, *, take_over: bool) -> None:
    for entry in reading:
        tally.report.read += 1
        if tally.report.read % 500 == 0:
            progress(reading.table.position(), reading.table.size)
        if entry.rejected:
            tally.reject(entry, ())
        elif problem := _unusable(entry, take_over) or _added(tally.trimmed(entry), providers, tally.groups):
            tally.reject(entry, (problem,))
    progress(reading.table.size, reading.table.size)


def _unusable(entry: Entry, take_over: bool) -> Problem | None:
    """Return why an entry cannot even be looked for, or not be taken over: other systems' states mean nothing here."""
    name, state = entry.content.get("name"), entry.state
    if not name:
        return Problem("name", "required", "缺少资源名称", "the name is missing")
    if not isinstance(name, str):
        return Problem("name", "wrong_type", "资源名称应为文本", "the name must be text")
    if take_over and state is not None and state not in RESOURCE:
        return Problem("state", "unknown_state", f"没有“{state[:80]}”状态", f"there is no state “{state[:80]}”")
    return None


def _added(entry: Entry, providers: Providers, groups: Groups) -> Problem | None:
    provider = providers.resolve(entry)
    if isinstance(provider, Problem):
        return provider
    # An entry that has ended leaves its name to others, so there it is the code that tells entries apart.
    known_by = entry.code if entry.state in ENDED_STATES else None
    return groups.add((provider, known_by or name_key(entry.content["name"])), entry)


def _make_departments(office: Office, actor: Actor, planned: Sequence[Planned]) -> dict[Planned, str]:
    made: dict[Planned, str] = {}
    for chunk in chunks(planned, 200):
        with office.work(actor) as work:
            made |= make(work, chunk)
    return made


def _chunked(groups: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(islice(groups, size)):
        yield chunk


def _put_chunk(
    office: Office, actor: Actor, file: str, options: Options, chunk: Sequence[tuple[Any, Entry]], tally: _Tally
) -> None:
    """Put a chunk in within one work, or rehearse it; count what became of it once that is certain."""
    known = [(provider, entry) for provider, entry in chunk if isinstance(provider, str)]
    outcomes: list[Outcome] = []
    with suppress(_Rehearsed), office.work(actor) as work:
        incoming = _incoming(work, file, known)
        outcomes = lists.take_over(work, incoming) if options.take_over else lists.put_entries(work, incoming)
        if options.dry_run:
            raise _Rehearsed
    fates = iter(outcomes)
    for provider, entry in chunk:
        # A rehearsal makes no department, so of an entry of a new one only the content can be judged.
        tally.count(entry, next(fates) if isinstance(provider, str) else lists.foresee(entry.content))


def _link_successors(office: Office, actor: Actor, groups: Groups) -> list[Problem]:
    """Say what stands in the place of ended entries, once all of them are there; return a note of those that are not there."""
    successors = {entry.code: entry.successor for _, entry in groups if entry.code and entry.successor}
    if not successors:
        return []
    with office.work(actor) as work:
        unlinked = lists.link_successors(work, successors)
    if not unlinked:
        return []
    some = "、".join(f"{ended} → {successor}" for ended, successor in unlinked[:5])
    zh = f"{len(unlinked)} 条接替关系未能建立，因为没有其中的代码：{some}"
    en = f"{len(unlinked)} successors could not be linked, for a code of each is not here: {some}"
    return [Problem("successor", "unlinked_successors", zh, en, "warning")]


def _incoming(work: Work, file: str, known: Sequence[tuple[str, Entry]]) -> list[Incoming]:
    regions = people.regions_of(work.session, {provider for provider, _ in known})
    return [
        Incoming(
            provider=provider,
            region=regions[provider],
            content=entry.content,
            origin=[dict(each) for each in entry.origin] or [{"file": file, "lines": list(entry.lines)}],
            code=entry.code,
            legacy_code=entry.legacy_code,
            state=entry.state or "draft",
            placements=[place["code"] for place in entry.placements],
            assessed=entry.assessed is not False,
            issued_on=date.fromisoformat(entry.issued_on) if entry.issued_on else None,
        )
        for provider, entry in known
    ]
