"""One raw row (field → cell) becomes one entry: values normalised, what cannot be read kept under ``raw`` with a problem.

Runs on every row of an import. Each field has one function in ``_READERS``; the functions behind them remember what they have read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from catalog.exchange import enumerated, structured
from catalog.exchange.cells import Row
from catalog.exchange.codes import check_class, read_classifications, read_code, read_locality, read_provider_code, read_related
from catalog.exchange.draft import Draft, cleaned, said, spelled
from catalog.exchange.entry import Entry, Provider
from catalog.exchange.exact import restore
from catalog.exchange.items import read_items
from catalog.exchange.states import read_state
from catalog.lists import normalise, vocabulary

_PLAIN_ADDRESS: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*://[^\s]+")
_API_ADDRESS: Final = re.compile(r"[/.\-_?&=](?:api|webservice|rest)(?:$|[/.\-_?&=\d]|s?detail)|\?wsdl")
_API_WORDS: Final = ("api", "rest", "webservice", "wsdl")
_PLACE_FIELDS: Final = ("region_code", "region_name", "province", "city", "district", "tier")
_MODES: Final = {label: mode for mode, term in vocabulary.DISTRIBUTION_MODES.items() for label in (mode, term.zh)}
_YES: Final = frozenset({"是", "true", "1", "y", "yes"})
_DEMANDED: Final = frozenset({"sharing_type", "update_cycle"})
_NO_THEME: Final = frozenset({"默认主题", "默认行业"})


_Reader = Callable[[Draft, str, Any], None]


def to_entry(raw: Mapping[str, Any], line: int, source: tuple[Row, ...] = ()) -> Entry:
    """Read one row.

    Parameters
    ----------
    raw
        Cells by field name (:mod:`catalog.exchange.synonyms` lists the fields); empty cells may be present. ``items`` may hold
        a list of names or of mappings beside the text that portals use.
    line
        The number of the row's first line in its file.
    source
        The rows as they stand, to be handed back where they are rejected.

    Returns
    -------
    Entry
        With a problem for every value that is a placeholder, unreadable or has lost digits.
    """
    draft = Draft()
    for field, value in raw.items():
        if value is not None and value != "" and (reader := _READERS.get(field)):
            reader(draft, field, value)
    _distribute(draft)
    if draft.raw:
        draft.content["raw"] = draft.raw
    if raw.get("exact"):
        draft.problems.extend(restore(draft.content, raw["exact"]))
    return _entry(draft, raw, line, source)


def _entry(draft: Draft, raw: Mapping[str, Any], line: int, source: tuple[Row, ...]) -> Entry:
    """Return the entry that the draft has become."""
    identity = draft.identity
    code = identity.get("code")
    if code is not None:
        check_class(draft, code)
    return Entry(
        content=draft.content,
        provider=Provider(identity.get("provider_code"), identity.get("provider_name")),
        place=read_locality(*map(raw.get, _PLACE_FIELDS)),
        code=code,
        legacy_code=identity.get("legacy_code"),
        state=identity.get("state"),
        assessed=identity.get("assessed"),
        issued_on=identity.get("issued_on"),
        placements=identity.get("placements", ()),
        origin=identity.get("origin", ()),
        successor=identity.get("successor"),
        lines=(line,),
        problems=tuple(draft.problems),
        source=source,
    )


def _text(draft: Draft, field: str, value: Any) -> None:
    """Read a free text of the content document; line breaks and doubled spaces are not kept."""
    if (text := said(draft, field, value)) is not None:
        draft.content[field] = text


def _enumerated(draft: Draft, field: str, value: Any) -> None:
    """Read an enumerated field; what the text says beyond the value is kept."""
    text = said(draft, field, value)
    if text is None:
        return
    found, says_more = enumerated.read(field, text)
    if found is None:
        draft.unreadable(field, value, "incomplete" if field in _DEMANDED else "warning")
        return
    draft.content[field] = found
    if says_more:
        draft.raw[field] = spelled(value)


def _theme(draft: Draft, _field: str, value: Any) -> None:
    """Read the portal's theme; the portal's word for "none" is none."""
    text = cleaned(value if type(value) is str and value[:1] != "[" else "、".join(structured.texts(value)))
    if text and text not in _NO_THEME:
        draft.content["theme"] = text


def _tags(draft: Draft, _field: str, value: Any) -> None:
    """Read tags."""
    found = _split_tags(value) if type(value) is str else structured.texts(value)
    _add_tags(draft, [tag for tag in found if cleaned(tag) and tag not in _NO_THEME])


@lru_cache(maxsize=16384)
def _split_tags(value: str) -> list[str]:
    """Return the tags in one text."""
    return structured.texts(value)


def _industry(draft: Draft, _field: str, value: Any) -> None:
    """Read an industry as one tag: its name may hold the marks that separate tags."""
    if (text := cleaned(value)) and text not in _NO_THEME:
        _add_tags(draft, [text])


def _add_tags(draft: Draft, tags: list[str]) -> None:
    """Add tags that are not there yet."""
    if tags:
        draft.content["tags"] = list(dict.fromkeys([*draft.content.get("tags", ()), *tags]))


def _several(draft: Draft, field: str, value: Any) -> None:
    """Read formats or sharing modes; parts that cannot be read keep the original."""
    text = said(draft, field, value if type(value) is str else "、".join(structured.texts(value)))
    if text is None:
        return
    reading = normalise.formats(text) if field == "formats" else normalise.sharing_modes(text)
    if reading.names:
        draft.content[field] = list(reading.names)
    if reading.unread:
        draft.unreadable(field, text)


def _legal_basis(draft: Draft, field: str, value: Any) -> None:
    """Read laws with their articles."""
    if isinstance(value, str) and said(draft, field, value) is None:
        return
    if basis := structured.legal_basis(value):
        draft.content[field] = basis


def _items(draft: Draft, field: str, value: Any) -> None:
    """Read the information items."""
    reading = read_items(value)
    draft.problems.extend(reading.problems)
    draft.raw.update(reading.originals)
    if reading.items:
        draft.content[field] = reading.items


def _secret(draft: Draft, _field: str, value: Any) -> None:
    """Read a column that asks whether the data is secret; the answer yes is kept apart, where no grade column overwrites it."""
    text = normalise.text(value)
    if text and (normalise.names_secret(text) or text.casefold() in _YES):
        draft.content["secrecy"] = "secret"


def _review(draft: Draft, field: str, value: Any) -> None:
    """Read the secrecy review (art. 13): its date and who signed it, each in a column of its own, or both as an object."""
    review = draft.content.setdefault("secrecy_review", {})
    if isinstance(value, Mapping):
        review.update({key: text for key, text in value.items() if text})
    elif field == "reviewed_on" and (day := normalise.iso_date(value)):
        review["reviewed_on"] = day
    elif field == "reviewed_on":
        draft.unreadable(field, value)
    elif text := normalise.text(value):
        review["signed_by"] = text
    if not review:
        del draft.content["secrecy_review"]


@lru_cache(maxsize=16384)
def _short_day(value: str) -> str | None:
    """Return the date that a text names; a file has few different ones."""
    return normalise.iso_date(value)


def _day(draft: Draft, field: str, value: Any) -> None:
    """Read a date of the distribution."""
    day = _short_day(value) if type(value) is str else normalise.iso_date(value)
    if day is not None:
        draft.distribution[field] = day
    elif normalise.text(value) is not None:
        draft.unreadable(field, value)


def _of_distribution(draft: Draft, field: str, value: Any) -> None:
    """Read a text of the distribution."""
    if text := cleaned(value):
        draft.distribution[field] = text


def _address(draft: Draft, field: str, value: Any) -> None:
    """Read an address; a plain one is taken as it is, since an ``&`` or ``<`` in it is no HTML."""
    text = value if type(value) is str and _PLAIN_ADDRESS.fullmatch(value) else normalise.text(value)
    if text:
        draft.distribution[field] = text


def _distributions(draft: Draft, field: str, value: Any) -> None:
    """Take over a list of distributions, which then stands for all single members."""
    if isinstance(value, list):
        draft.content[field] = value
    else:
        draft.unreadable(field, value)


def _distribute(draft: Draft) -> None:
    """Make one distribution of address, format, volume and dates, unless the row brings its own list."""
    if "distributions" in draft.content:
        return
    given, formats = draft.distribution, draft.content.get("formats")
    if not given and not formats:
        return
    mode = _named_mode(given.pop("mode", None)) or _mode(given.get("address", ""), formats or [])
    made = {"mode": mode}
    if formats:
        made["format"] = formats[0]
    made.update(given)
    draft.content["distributions"] = [made]


def _named_mode(text: str | None) -> str | None:
    """Return the distribution mode that a label or a canonical value names."""
    return _MODES.get(text) if text else None


def _mode(address: str, formats: list[str]) -> str:
    """Tell from format and address how data is delivered."""
    lowered = address.lower()
    # Looking for a bare word first spares nearly every address the pattern.
    if any(word in lowered for word in _API_WORDS) and _API_ADDRESS.search(lowered):
        return "api"
    return vocabulary.distribution_mode(formats[0]) if formats else "file"


def _identity(draft: Draft, field: str, value: Any) -> None:
    """Read a text that says which resource or whose it is."""
    if (text := said(draft, field, value)) is not None:
        draft.identity[field] = text


def _state(draft: Draft, field: str, value: Any) -> None:
    """Read the state of an exported entry; one that is none of ours is handed on as it stands, for other systems have others."""
    if state := read_state(spelled(value)) or cleaned(value):
        draft.identity[field] = state


def _assessed(draft: Draft, field: str, value: Any) -> None:
    """Read whether the entry counts in assessment."""
    draft.identity[field] = spelled(value).casefold() in _YES


def _placements(draft: Draft, field: str, value: Any) -> None:
    """Read where in the classification an exported entry stands, with its code at each node."""
    draft.identity[field] = tuple(structured.placements(value))


def _origin(draft: Draft, field: str, value: Any) -> None:
    """Read from which files and lines an exported entry came."""
    draft.identity[field] = tuple(structured.origins(value))


def _issued_on(draft: Draft, field: str, value: Any) -> None:
    """Read the day on which an exported entry was published."""
    if day := normalise.iso_date(value):
        draft.identity[field] = day


def _raw(draft: Draft, _field: str, value: Any) -> None:
    """Take over the originals that a full-fidelity export carries."""
    if isinstance(value, Mapping):
        draft.raw.update({str(key): str(text) for key, text in value.items()})


_READERS: Final[dict[str, _Reader]] = {
    **dict.fromkeys(("name", "abstract", "sharing_conditions", "sharing_purpose", "open_conditions", "format_note"), _text),
    **dict.fromkeys(enumerated.FIELDS, _enumerated),
    **dict.fromkeys(("formats", "sharing_modes"), _several),
    **dict.fromkeys(("reviewed_on", "signed_by", "secrecy_review"), _review),
    **dict.fromkeys(("issued", "refreshed"), _day),
    "address": _address,
    "volume": _of_distribution,
    **dict.fromkeys(("provider_name", "legacy_code", "successor"), _identity),
    "distribution_mode": lambda draft, _field, value: _of_distribution(draft, "mode", value),
    "theme": _theme,
    "tags": _tags,
    "industry": _industry,
    "classifications": read_classifications,
    "related": read_related,
    "legal_basis": _legal_basis,
    "items": _items,
    "secret": _secret,
    "distributions": _distributions,
    "code": read_code,
    "provider_code": read_provider_code,
    "state": _state,
    "assessed": _assessed,
    "placements": _placements,
    "origin": _origin,
    "issued_on": _issued_on,
    "raw": _raw,
}
