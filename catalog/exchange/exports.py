"""Exporting the catalog list, whole or in part, as a workbook, csv or JSON lines, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from catalog.errors import Invalid
from catalog.exchange.entry import Entry, Locality, Provider
from catalog.exchange.flat import write_csv, write_jsonl
from catalog.exchange.target import replacing
from catalog.exchange.workbook import write_resources
from catalog.lists.queries import Filter
from catalog.lists.streaming import Listed, stream
from catalog.office import Look
from catalog.people import queries as people

KINDS: Final = (".xlsx", ".csv", ".jsonl")


@dataclass(slots=True)
class _Register:
    """What departments and regions are called, asked once each."""

    look: Look
    _providers: dict[str, Provider] = field(default_factory=dict)
    _places: dict[str, Locality] = field(default_factory=dict)

    def provider(self, department_id: str) -> Provider:
        """Return a department by code and name, as it was called when the entry was made."""
        if department_id not in self._providers:
            department = people.department(self.look.session, department_id)
            self._providers[department_id] = Provider(department.credit_code, department.name)
        return self._providers[department_id]

    def place(self, region_id: str) -> Locality:
        """Return a region by code, own name, the names above it, and tier."""
        if region_id not in self._places:
            chain = [people.region(self.look.session, each) for each in people.region_chain(self.look.session, region_id)]
            names = {region.tier: region.name for region in chain if region.parent is not None}
            own = chain[0]
            self._places[region_id] = Locality(
                code=own.code or own.local_code,
                name=own.name,
                province=names.get("province"),
                city=names.get("city"),
                district=names.get("district"),
                tier=own.tier,
            )
        return self._places[region_id]


def export_resources(look: Look, path: Path, wanted: Filter, *, edition: str | None = None) -> int:
    """Write the entries the actor may see that fit into a file of the kind its name says; return how many.

    The file is there when it is complete; what stood under its name before stays until then.

    Raises
    ------
    Invalid
        The name does not end in one of ``KINDS``, or the file cannot be written there.
    TooLarge
        A workbook cannot hold it; csv and JSON lines can.
    NotFound
        There is no such edition, or no such directory.
    """
    check_kind(path)
    entries = _entries(look, wanted, edition)
    if path.suffix == ".xlsx":
        return write_resources(path, entries)
    with replacing(path) as partial, partial.open("wb") as out:
        return (write_csv if path.suffix == ".csv" else write_jsonl)(out, entries)


def check_kind(path: Path) -> None:
    """Refuse a file whose name says no kind that can be exported.

    Raises
    ------
    Invalid
        It does not end in one of ``KINDS``.
    """
    if path.suffix not in KINDS:
        expected = "、".join(KINDS)
        raise Invalid(f"导出文件应以 {expected} 结尾", f"expected a name that ends in {', '.join(KINDS)}", code="bad_file_kind")


def _entries(look: Look, wanted: Filter, edition: str | None) -> Iterator[Entry]:
    register = _Register(look)
    for listed in stream(look, wanted, edition=edition):
        yield _entry(register, listed)


def _entry(register: _Register, listed: Listed) -> Entry:
    return Entry(
        content=dict(listed.content),
        provider=register.provider(listed.provider),
        place=register.place(listed.region),
        code=listed.code,
        legacy_code=listed.legacy_code,
        state=listed.state,
        assessed=listed.assessed,
        issued_on=listed.issued_on.isoformat() if listed.issued_on else None,
        placements=listed.placements,
        origin=listed.origin,
        successor=listed.successor,
    )
