"""The first step of every verb here: load the row at the revision the actor has read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from catalog.errors import NotFound, Stale
from catalog.office import Look
from catalog.people.model import ChiefRow, DepartmentRow, OfficialRow, SigningKeyRow, TokenRow
from catalog.people.queries import is_id

Row = TypeVar("Row", DepartmentRow, OfficialRow, ChiefRow, TokenRow, SigningKeyRow)

Outcome = Literal["accepted", "updated", "unchanged"]

_NAMES = {
    "department": ("部门", "department"),
    "official": ("人员", "official"),
    "chief": ("云长", "chief"),
    "token": ("令牌", "token"),
    "signing_key": ("密钥", "key"),
}


@dataclass(frozen=True, slots=True)
class Put:
    """What putting a thing into a register did to it: made, changed, or left as it was."""

    id: str
    outcome: Outcome


def load(look: Look, kind: type[Row], thing_id: str, revision: int | None = None) -> Row:
    """Return the row; without ``revision`` as it is now.

    Raises
    ------
    NotFound
        There is none with this id.
    Stale
        It is not at ``revision`` any more.
    """
    row = look.session.get(kind, thing_id) if is_id(thing_id) else None
    if row is None:
        zh, en = _NAMES[kind.__tablename__]
        raise NotFound(f"没有此{zh}", f"no such {en}")
    if revision is not None and row.revision != revision:
        zh, en = "内容已被他人修改，请刷新后重试", "somebody else has changed it; load it again and retry"
        raise Stale(zh, en, revision=row.revision)
    return row
