"""Putting a register's file in: works of few rows, each row whole or not at all, so that running it twice changes nothing."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from catalog.errors import Conflict, Invalid, NotFound, Problem
from catalog.exchange.entry import Entry
from catalog.exchange.imports import LISTED, Report
from catalog.exchange.registers.reading import Reading, read_register
from catalog.exchange.registers.register import Done, Record, Register, problems_of
from catalog.exchange.target import check_target
from catalog.exchange.workbook import write_report
from catalog.office import Office, Work
from catalog.people import queries as people
from catalog.rights import Actor, reach, require
from catalog.store import chunks

CHUNK: Final = 50
"""Rows of one work: few enough that other writers wait for a fifth of a second at most."""

REHEARSED: Final = 5000
"""Rows that a rehearsal takes in one work, so that a row sees the earlier ones; it keeps other writers waiting meanwhile."""

_IN_PARTS: Final = Problem(
    "",
    "rehearsed_in_parts",
    f"超过 {REHEARSED} 行，分段演练：引用本文件前面各段所建内容的行会显示为被拒绝，正式导入时不会",
    f"More than {REHEARSED} rows are rehearsed in parts: a row that points to what an earlier part would make is shown as rejected,"
    " and is not when the file is imported",
    "warning",
)


@dataclass(frozen=True, slots=True)
class Options:
    """How a register is imported: see ``catalog import regions --help``; ``department`` is that of rows that name none."""

    region: str | None = None
    dry_run: bool = False
    report: Path | None = None
    department: str | None = None


class RegisterReport(Report):
    """What an import did, as for resources; a register makes no departments on the way."""

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for JSON."""
        return {name: value for name, value in Report.as_dict(self).items() if name != "departments_created"}


class _Rehearsed(Exception):
    """Thrown at the end of a rehearsal, so that the office undoes it."""


class _Torn(Exception):
    """A row was refused after something of it had been written: the work is undone, and done again without the row."""

    def __init__(self, line: int, problems: tuple[Problem, ...]) -> None:
        super().__init__(line)
        self.line, self.problems = line, problems


def import_register(office: Office, actor: Actor, register: Register, path: Path, options: Options) -> RegisterReport:
    """Import the rows of a register's file.

    Raises
    ------
    Invalid, TooLarge
        The file as a whole cannot be read; nothing has been written.
    NotFound
        The region named in ``options`` does not exist.
    NotAllowed
        The actor may not put a row in; works before that one have been committed.
    """
    if register.right is not None and not reach(actor, register.right):
        require(actor, register.right)
    if options.report is not None:
        check_target(options.report)
    settings = office.settings
    limits = {"limit_bytes": settings.xlsx_limit_mb << 20, "unpacked_bytes": settings.import_limit_mb << 20}
    reading = read_register(path, register.columns, **limits)
    reading.records = [_at_home(record, options.department) for record in reading.records]
    done = _set_aside(register, reading.records)
    with office.look(actor) as look:
        home = people.find_region(look.session, *options.region.split("/")).id if options.region else None
        waiting = register.ordered(look, [record for record in reading.records if record.line not in done])
    job = _Job(office, actor, register, home, options.dry_run)
    size = REHEARSED if options.dry_run and len(waiting) <= REHEARSED else CHUNK
    for chunk in chunks(waiting, size):
        done |= job.put(chunk)
    if options.dry_run and len(waiting) > REHEARSED:
        reading.notes.append(_IN_PARTS)
    return _answer(reading, done, options.report)


def _at_home(record: Record, department: str | None) -> Record:
    """Return a row that names no department with the one of such rows."""
    if department is None or record.get("department") or record.get("department_code"):
        return record
    return replace(record, fields={**record.fields, "department": department})


def _set_aside(register: Register, records: Sequence[Record]) -> dict[int, Done]:
    """Return the rows that cannot be put in: wrong by themselves, or the same thing as an earlier row."""
    aside: dict[int, Done] = {}
    seen: dict[Hashable, list[Record]] = {}
    for record in records:
        if record.problems:
            aside[record.line] = Done("rejected", record.problems)
            continue
        keys = list(register.keys(record))
        rivals = [(key, one) for key in keys for one in seen.get(key, ()) if not register.compatible(one, record, key)]
        if rivals:
            aside[record.line] = Done("rejected", (_repeated(*rivals[0]),))
            continue
        for key in keys:
            seen.setdefault(key, []).append(record)
    return aside


def _repeated(key: Any, earlier: Record) -> Problem:
    path, shown = key[0], key[1]
    zh = f"与第 {earlier.line} 行重复：{shown}"
    return Problem(path, "repeated", zh, f"the same as on line {earlier.line}: {shown}")


@dataclass(frozen=True, slots=True)
class _Job:
    """Puts rows in for one actor, or rehearses it."""

    office: Office
    actor: Actor
    register: Register
    home: str | None
    rehearse: bool

    def put(self, chunk: Sequence[Record]) -> dict[int, Done]:
        """Put a chunk in within one work; a row that tore the work is left out and the others are done again."""
        torn: dict[int, Done] = {}
        while True:
            try:
                return torn | self._attempt([record for record in chunk if record.line not in torn])
            except _Torn as tear:
                torn[tear.line] = Done("rejected", tear.problems)

    def _attempt(self, records: Sequence[Record]) -> dict[int, Done]:
        done: dict[int, Done] = {}
        line = 0
        try:
            with suppress(_Rehearsed), self.office.work(self.actor) as work:
                # Whoever else writes waits, so what a row is compared with is what it will stand beside.
                work.take_head()
                for record in records:
                    line = record.line
                    done[line] = self._put(work, record)
                if self.rehearse:
                    raise _Rehearsed
        except Conflict as refusal:
            raise _Torn(line, problems_of(refusal)) from refusal
        return done

    def _put(self, work: Work, record: Record) -> Done:
        written = len(work.pending)
        try:
            return self.register.put(work, record, self.home)
        except (Invalid, NotFound, Conflict) as refusal:
            if len(work.pending) > written:
                raise _Torn(record.line, problems_of(refusal)) from refusal
            _forget(work)
            return Done("rejected", problems_of(refusal))


def _forget(work: Work) -> None:
    """Drop what a refused verb has touched but not written; a verb writes at once whatever it wants kept."""
    for row in work.session.dirty:
        work.session.expire(row)
    for row in work.session.new:
        work.session.expunge(row)


def _answer(reading: Reading, done: dict[int, Done], file: Path | None) -> RegisterReport:
    """Count what became of the rows, in the order of the file; write the rejected ones into a workbook if that is wanted."""
    report = RegisterReport(read=len(reading.records), notes=reading.notes)
    rejected = []
    for record in reading.records:
        fate, problems = done[record.line].fate, done[record.line].problems
        setattr(report, fate, getattr(report, fate) + 1)
        report.remarks.update(problem.code for problem in problems)
        listed = report.rejections if fate == "rejected" else report.incomplete
        if problems and len(listed) < LISTED:
            shown = {"lines": [record.line], "name": record.get("name") or record.get("title")}
            listed.append(shown | {"problems": [problem.as_dict() for problem in problems]})
        if fate == "rejected":
            rejected.append(Entry({}, lines=(record.line,), problems=problems, source=(record.source,)))
        else:
            report.warnings += len(problems)
    if file is not None:
        write_report(file, reading.header, rejected)
    return report
