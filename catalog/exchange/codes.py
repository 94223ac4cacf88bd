"""Reads what identifies a resource: its code, its provider's code, its classification, the place it belongs to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from catalog.exchange import structured
from catalog.exchange.cells import LARGEST_EXACT
from catalog.exchange.draft import Draft, spelled
from catalog.exchange.entry import Locality
from catalog.lists import normalise

_CODE: Final = re.compile(r"[123]\d{2}\d{3}\d*/\d+", re.ASCII)
_CLASSIFICATION: Final = re.compile(r"[123](?:\d{2}(?:\d{3}\d*)?)?", re.ASCII)
_CREDIT_CODE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_REGION_CODE: Final = re.compile(r"\d{6}(?:\d{3}|\d{6})?", re.ASCII)
_EXPONENT: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,2}", re.ASCII)


def _lost_digits(draft: Draft, field: str, value: Any) -> bool:
    """Reject a code that the spreadsheet has turned into a number: its last digits are gone."""
    lost = (isinstance(value, float) and abs(value) >= LARGEST_EXACT) or (
        isinstance(value, str) and _EXPONENT.fullmatch(value.strip())
    )
    if lost:
        draft.raw[field] = spelled(value)
        draft.say(
            field,
            "code_as_number",
            f"代码“{spelled(value)}”被存成了数字，末几位已丢失；请把该列设为“文本”格式后重新填写",
            f"the code arrived as a number ({spelled(value)}) and has lost its last digits; format the column as text and enter it again",
            "rejected",
        )
    return bool(lost)


def _half_width(draft: Draft, field: str, text: str) -> str:
    """Return a code without full-width characters and spaces, saying so where there were any."""
    cleaned = "".join(normalise.name_key(text).split()).upper()
    if cleaned != text.upper():
        draft.say(
            field,
            "full_width",
            f"代码“{text}”中有全角字符或空格，已改为“{cleaned}”",
            f"full-width characters or spaces in “{text}”, read as “{cleaned}”",
        )
    return cleaned


def _coded(draft: Draft, field: str, value: Any) -> str | None:
    """Return the text of a code column, or nothing where it is empty or has lost digits."""
    if _lost_digits(draft, field, value):
        return None
    text = str(value).strip() if isinstance(value, str) else spelled(value)
    return None if normalise.is_placeholder(text) else text


def read_code(draft: Draft, field: str, value: Any) -> None:
    """Read the resource code; one that is not formed by the guide's rule is kept as the legacy code."""
    if (text := _coded(draft, field, value)) is None:
        return
    code = _half_width(draft, field, text)
    if _CODE.fullmatch(code):
        draft.identity["code"] = code
        return
    draft.identity.setdefault("legacy_code", normalise.clean_text(text))
    draft.say(
        field,
        "legacy_code",
        f"“{text}”不是“分类代码/顺序号”形式，作为原代码保留",
        f"“{text}” is not of the form classification/serial; kept as the legacy code",
    )


def check_class(draft: Draft, code: str) -> None:
    """Say that a resource's code and its first classification disagree."""
    primary = next(iter(draft.content.get("classifications", ())), None)
    if primary and code.partition("/")[0] != primary:
        draft.say(
            "code",
            "code_class_disagree",
            f"代码“{code}”与分类“{primary}”不一致",
            f"the code “{code}” does not belong to the classification “{primary}”",
        )


def read_provider_code(draft: Draft, field: str, value: Any) -> None:
    """Read the provider's unified social credit code."""
    if (text := _coded(draft, field, value)) is None:
        return
    code = _half_width(draft, field, text)
    if _CREDIT_CODE.fullmatch(code):
        draft.identity[field] = code
    else:
        draft.unreadable(field, value, "incomplete")


def read_classifications(draft: Draft, field: str, value: Any) -> None:
    """Read classification codes; a name is kept as it is."""
    if _lost_digits(draft, field, value):
        return
    codes = [_half_width(draft, field, text) for text in structured.texts(value if isinstance(value, list) else spelled(value))]
    if all(_CLASSIFICATION.fullmatch(code) for code in codes):
        draft.content[field] = codes
    else:
        draft.unreadable(field, value, "incomplete")


def read_related(draft: Draft, field: str, value: Any) -> None:
    """Read the codes of related resources."""
    if not _lost_digits(draft, field, value):
        codes = structured.texts(value if isinstance(value, list) else spelled(value))
        if kept := [code for code in codes if not normalise.is_placeholder(code)]:
            draft.content[field] = kept


def read_locality(*cells: Any) -> Locality:
    """Read where the provider belongs; the same few places fill most files, so they are remembered."""
    try:
        return _remembered_locality(*cells)
    except TypeError:
        return _remembered_locality(*map(normalise.text, cells))


@lru_cache(maxsize=16384)
def _remembered_locality(code: Any, name: Any, *others: Any) -> Locality:
    """Read a place; a code column may hold a name, and a name column a code."""
    code_text, name_text = normalise.text(code), normalise.text(name)
    if code_text and not code_text.isascii():
        code_text, name_text = None, name_text or code_text
    if name_text and not code_text and _REGION_CODE.fullmatch(name_text):
        code_text, name_text = name_text, None
    return Locality(code_text, name_text, *map(normalise.text, others))
