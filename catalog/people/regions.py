"""Tiers and regions: the ground every department stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from catalog import trail
from catalog.errors import Conflict, Invalid, Problem
from catalog.office import Work
from catalog.people import rules
from catalog.people.loading import Put
from catalog.people.model import RegionRow, TierRow
from catalog.people.queries import Tier, is_id
from catalog.rights import Place, require

LOWEST_LEVEL: Final = 9999


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """A region as a register or an import says it; ``parent`` is an id, and an absent field is left as it is.

    ``confirmed`` is false for a region that only an import has heard of.
    """

    name: str
    tier: str
    parent: str
    code: str | None = None
    local_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    confirmed: bool = True


def prepare(work: Work) -> bool:
    """Put in the three tiers and the root region 全国; tell whether anything was missing. Safe to run again."""
    require(work.actor, "tier:prepare")
    known = set(work.session.scalars(select(TierRow.code)))
    missing = [TierRow(code=code, level=level, zh=zh, en=en) for code, level, zh, en in rules.TIERS if code not in known]
    work.session.add_all(missing)
    work.session.flush()
    for row in missing:
        _record_tier(work, row)
    top = rules.TIERS[0][0]
    if work.session.scalars(select(RegionRow).where(RegionRow.parent_id.is_(None))).first() is None:
        root = RegionRow(id=work.new_id(), name=rules.ROOT_REGION, tier_code=top, confirmed=True)
        work.session.add(root)
        work.session.flush()
        trail.record(work, "region:put", root.id, name=root.name, changes=trail.changed({}, _state(root)))
        return True
    return bool(missing)


def add_tier(work: Work, code: str, level: int, zh: str, en: str) -> Tier:
    """Add a tier between or below the present ones, at a level of its own (province 15, street 40).

    Raises
    ------
    Invalid
        The code is no lower-case word, a name is missing or too long, or the level is that of the nation, above it, or past the lowest.
    Conflict
        The code or the level is taken.
    """
    require(work.actor, "tier:add")
    if problems := _tier_problems(code, level, zh, en):
        raise Invalid("层级有误", "the tier is not right", problems=problems)
    for row in work.session.scalars(select(TierRow).where((TierRow.code == code) | (TierRow.level == level))):
        raise Conflict(
            f"代码或层级已被占用：{row.zh}（{row.level}）",
            f"code or level is taken by {row.code} ({row.level})",
            code="tier_taken",
        )
    row = TierRow(code=code, level=level, zh=zh.strip(), en=en.strip())
    work.session.add(row)
    work.session.flush()
    _record_tier(work, row)
    return Tier(row.code, row.level, row.zh, row.en)


def _tier_problems(code: str, level: int, zh: str, en: str) -> list[Problem]:
    problems = []
    if not (code.isascii() and code.isalpha() and code.islower() and len(code) <= 16):
        problems.append(Problem("code", "bad_code", "代码应为1至16个小写字母", "a code has 1 to 16 lower-case letters"))
    if level <= rules.TIERS[0][1]:
        problems.append(Problem("level", "above_root", "不得高于国家层级", "no tier stands above the nation"))
    if level > LOWEST_LEVEL:
        problems.append(Problem("level", "too_low", f"级数不得大于{LOWEST_LEVEL}", f"no level is greater than {LOWEST_LEVEL}"))
    names = {"zh": zh.strip(), "en": en.strip()}
    problems += [Problem(path, "missing", "请填写名称", "a name is needed") for path, name in names.items() if not name]
    return problems + rules.length_problems(dict.fromkeys(names, 32), names)


def _record_tier(work: Work, row: TierRow) -> None:
    changes = {"level": [None, row.level], "zh": [None, row.zh], "en": [None, row.en]}
    trail.record(work, "tier:add", row.code, name=row.zh, changes=changes)


def put_region(work: Work, entry: RegionEntry) -> Put:
    """Make a region, or bring the known one up to date; doing it twice changes nothing.

    A region is known by its code, else its local code, else its name under its parent.

    Raises
    ------
    NotAllowed
        The actor's reach does not include the region above.
    Invalid
        A field is wrong; all problems at once.
    """
    row = _known(work, entry)
    for place in {entry.parent} if row is None else {entry.parent, row.id}:
        require(work.actor, "region:put", Place(region=place))
    if problems := _problems(work, entry):
        raise Invalid("区划有误", "the region is not right", problems=problems)
    made, before = row is None, _state(row) if row else {}
    row = row or RegionRow(id=work.new_id(), confirmed=False)
    _fill(row, entry)
    changes = trail.changed(before, _state(row))
    if not changes:
        return Put(row.id, "unchanged")
    work.session.add(row)
    work.session.flush()
    trail.record(work, "region:put", row.id, name=row.name, changes=changes)
    return Put(row.id, "accepted" if made else "updated")


def _known(work: Work, entry: RegionEntry) -> RegionRow | None:
    for column, value in ((RegionRow.code, entry.code), (RegionRow.local_code, entry.local_code)):
        if value is not None and (row := work.session.scalars(select(RegionRow).where(column == value)).first()):
            return row
    here = select(RegionRow).where(
        RegionRow.parent_id == entry.parent, RegionRow.name == entry.name, RegionRow.valid_to.is_(None)
    )
    namesakes: Sequence[RegionRow] = work.session.scalars(here).all() if is_id(entry.parent) else ()
    return next((row for row in namesakes if _agrees(row.code, entry.code) and _agrees(row.local_code, entry.local_code)), None)


def _agrees(known: str | None, said: str | None) -> bool:
    return known is None or said is None or known == said


def _problems(work: Work, entry: RegionEntry) -> list[Problem]:
    problems = []
    if not entry.name.strip() or len(entry.name) > 64:
        problems.append(Problem("name", "bad_name", "名称应为1至64个字符", "a name has 1 to 64 characters"))
    if entry.code is not None and (problem := rules.region_code_problem(entry.code, "code")):
        problems.append(problem)
    problems += rules.length_problems({"local_code": 32}, {"local_code": entry.local_code})
    tier = work.session.get(TierRow, entry.tier)
    parent = work.session.get(RegionRow, entry.parent) if is_id(entry.parent) else None
    if tier is None:
        problems.append(Problem("tier", "unknown_tier", f"没有此层级：{entry.tier}", f"no such tier: {entry.tier}"))
    if parent is None:
        problems.append(Problem("parent", "unknown_region", "没有此上级区划", "no such region above"))
    if tier and parent and work.session.get_one(TierRow, parent.tier_code).level >= tier.level:
        # Levels that only grow downward also keep a region from standing beneath itself.
        problems.append(Problem("parent", "bad_parent", "上级区划的层级应高于本级", "the region above must be of a higher tier"))
    return problems


def _fill(row: RegionRow, entry: RegionEntry) -> None:
    row.name, row.tier_code, row.parent_id = entry.name.strip(), entry.tier, entry.parent
    row.confirmed = row.confirmed or entry.confirmed
    for field in ("code", "local_code", "valid_from", "valid_to"):
        if (said := getattr(entry, field)) is not None:
            setattr(row, field, said)


def _state(row: RegionRow) -> dict[str, Any]:
    fields = ("code", "local_code", "name", "tier_code", "parent_id", "valid_from", "valid_to", "confirmed")
    return {field: getattr(row, field) for field in fields}
