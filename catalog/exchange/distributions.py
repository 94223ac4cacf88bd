"""The forms in which an entry can be had, as other portals are told of them; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from catalog.lists import routes, vocabulary

#: What kind of binding provides which mode; the address of a binding is told to nobody outside.
MODE_OF_BINDING: Final[Mapping[str, str]] = {
    "table": "table",
    "manual_table": "table",
    "api": "api",
    "file": "file",
    "link": "link",
}


@dataclass(frozen=True, slots=True)
class Distribution:
    """One form of an entry: mode and format of ``vocabulary``, what is known of it, and its key among the entry's forms.

    The key (``table-mysql``, a second one ``table-mysql-2``) is made of letters, digits, ``_`` and ``-``, and stays the same
    as long as the entry has that form, whatever else is added or changed.
    """

    key: str
    mode: str
    format: str | None
    address: str | None = None
    volume: str | None = None
    issued: str | None = None
    refreshed: str | None = None

    @property
    def name(self) -> tuple[str, str]:
        """What it is called, in Chinese and English: its mode and its format."""
        term = vocabulary.DISTRIBUTION_MODES[self.mode]
        zh, en = format_label(self.format)
        return (f"{term.zh}（{zh}）", f"{term.en} ({en})") if self.format else (term.zh, term.en)


def format_label(name: str | None) -> tuple[str, str]:
    """Return what a format is called: names as they are in capitals, the bare kinds by their labels.

    >>> format_label("xlsx"), format_label("database")
    (('XLSX', 'XLSX'), ('数据库', 'database'))
    """
    kind = vocabulary.FORMAT_KINDS.get(name or "")
    return (kind.zh, kind.en) if kind else ((name or "").upper(), (name or "").upper())


def distributions(content: Mapping[str, Any], kinds: Collection[str] = ()) -> list[Distribution]:
    """Return the forms of an entry: those it lists, one for each further format, one for each further mode it is bound by.

    Parameters
    ----------
    content
        The content document.
    kinds
        The kinds of the entry's bindings.

    >>> [each.key for each in distributions({"formats": ["mysql", "csv"]}, ["api"])]
    ['table-mysql', 'file-csv', 'api']
    """
    taken: Counter[str] = Counter()
    made = []
    for said in _said(content, kinds):
        stem = "-".join(filter(None, (said["mode"], said.get("format"))))
        taken[stem] += 1
        key = stem if taken[stem] == 1 else f"{stem}-{taken[stem]}"
        rest = {field: said.get(field) for field in ("format", "volume", "issued", "refreshed")}
        made.append(Distribution(key=key, mode=said["mode"], address=public_address(said.get("address")), **rest))
    return made


def _said(content: Mapping[str, Any], kinds: Collection[str]) -> Iterator[Mapping[str, Any]]:
    listed = [{**each, "mode": _mode(each)} for each in content.get("distributions", ())]
    formats = {each.get("format") for each in listed}
    listed += [{"mode": _mode({"format": name}), "format": name} for name in content.get("formats", ()) if name not in formats]
    modes = {each["mode"] for each in listed}
    yield from listed
    yield from ({"mode": mode} for mode in dict.fromkeys(MODE_OF_BINDING[kind] for kind in kinds) if mode not in modes)


def _mode(said: Mapping[str, Any]) -> str:
    return said.get("mode") or vocabulary.distribution_mode(said.get("format", ""))


def public_address(address: str | None) -> str | None:
    """Return an address that may travel to other portals: of the web, without user, password or key; else None.

    >>> public_address("https://data.example/a.csv"), public_address("https://data.example/a?token=x"), public_address("//h/a")
    ('https://data.example/a.csv', None, None)
    """
    if not address or routes.carries_secret(address) or any(character.isspace() for character in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    web = parts.scheme in ("http", "https") and parts.hostname and parts.username is None
    return address if web else None
