"""The register of regions: GB/T 2260 tables, lists of streets, and a city's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from catalog import people
from catalog.errors import Invalid, NotFound, Problem
from catalog.exchange.registers import places
from catalog.exchange.registers.readers import checked_code, day, ignored, local_code, text_up_to
from catalog.exchange.registers.register import Column, Done, Record, Register
from catalog.lists.cells import name_key
from catalog.office import Look, Work
from catalog.people import RegionEntry, queries
from catalog.people.rules import ROOT_REGION, region_code_problem

MUNICIPALITIES: Final = frozenset({"11", "12", "31", "50"})
"""直辖市: their first two digits; they are of the tier city and stand under the nation."""

COLUMNS: Final[Mapping[str, Column]] = {
    "code": Column(
        "行政区划代码 区划代码 行政区划编码 区划编码 code6 region_code adcode code 代码 编码", checked_code(region_code_problem)
    ),
    "local_code": Column("local_code 地方代码 本地代码 自编代码 内部代码", local_code),
    "name": Column(
        "full_name 全称 区划全称 区划名称 行政区划名称 行政区划 区划 region_name region 地区名称 地区 名称 name",
        text_up_to(64),
        required=True,
    ),
    "tier": Column("tier 层级 区划层级 行政级别 区划级别 级别 level", text_up_to(32)),
    "parent": Column(
        "上级区划代码 上级行政区划代码 上级代码 父级代码 parent_code parent areacode 上级区划 上级行政区划 上级名称 上级 父级"
        " 所属区划 所属区县",
        text_up_to(128),
    ),
    "valid_from": Column("valid_from 生效日期 启用日期 设立日期 起始日期 开始日期 有效期起 from", day),
    "valid_to": Column("valid_to 失效日期 终止日期 撤销日期 停用日期 结束日期 截止日期 有效期止 to", day),
    "ignored": Column("kind short_name 简称 city_code province_code", ignored),
}


def tier_of(region_code: str) -> str | None:
    """Return the tier that a code itself tells, or ``None``.

    >>> [tier_of(code) for code in ("500000", "510000", "510100", "500103", "500103001", "500103001001")]
    ['city', 'province', 'city', 'district', 'street', None]
    """
    if len(region_code) == 9:
        return "street"
    if len(region_code) != 6:
        return None
    if region_code.endswith("0000"):
        return "city" if region_code[:2] in MUNICIPALITIES else "province"
    return "city" if region_code.endswith("00") else "district"


def codes_above(region_code: str) -> tuple[str, ...]:
    """Return the codes of the regions in which a region lies by its own code, the nearest first.

    >>> codes_above("500103001"), codes_above("510100"), codes_above("500000")
    (('500103', '500100', '500000'), ('510000',), ())
    """
    longer = [region_code[:length] for length in (9, 6) if len(region_code) > length]
    above = [*longer, region_code[:4] + "00", region_code[:2] + "0000"]
    return tuple(one for one in dict.fromkeys(above) if one != region_code)


def put(work: Work, record: Record, home: str | None) -> Done:
    """Put one region in; all that is wrong with its tier and its parent is said at once."""
    problems: list[Problem] = []
    tier = parent = ""
    remarks: tuple[Problem, ...] = ()
    try:
        tier = _tier(queries.tiers(work.session), record)
    except Invalid as refusal:
        problems += refusal.problems
    try:
        parent, remarks = _parent(work.session, record, home)
    except Invalid as refusal:
        problems += refusal.problems
    if problems:
        raise Invalid("区划有误", "the region is not right", problems=problems)
    plain = {name: record.get(name) for name in ("code", "local_code", "valid_from", "valid_to")}
    done = people.put_region(work, RegionEntry(record.fields["name"], tier, parent, **plain))
    return Done(done.outcome, remarks)


def _tier(tiers: Sequence[queries.Tier], record: Record) -> str:
    """Return the tier that the row says or its code tells."""
    said = record.get("tier") or tier_of(record.get("code") or "")
    if said is None:
        zh = "请填写层级；只有六位代码和九位代码能自明层级"
        en = "the tier is needed: only codes of six and of nine digits tell it by themselves"
        raise Invalid(zh, en, problems=[Problem("tier", "required", zh, en)])
    names = {name_key(name): tier.code for tier in tiers for name in (tier.code, tier.zh, tier.en)}
    if found := names.get(name_key(said)):
        return found
    known = "、".join(f"{tier.zh} {tier.code}" for tier in tiers)
    zh = f"没有此层级：{said}，现有：{known}；可先用 catalog people tier add 增加"
    en = f"no such tier: {said}; there are: {known}; add it first with catalog people tier add"
    raise Invalid(zh, en, problems=[Problem("tier", "unknown_tier", zh, en)])


def _parent(session: Session, record: Record, home: str | None) -> tuple[str, tuple[Problem, ...]]:
    """Return the id of the region above, and a remark where it is not the one that the row names."""
    named, own = record.get("parent"), record.get("code") or ""
    if named and named != own and (found := _registered(session, named)):
        return found, ()
    above = codes_above(own) if own else ()
    found = next(filter(None, (_registered(session, one) for one in above)), None)
    if found is None and own.endswith("0000") and len(own) == 6:
        found = places.region(session, ROOT_REGION, "parent")
    if found or home:
        agrees = named is None or own.startswith(named)
        return found or home or "", () if agrees else (_elsewhere(named, by_code=found is not None),)
    shown = named or " / ".join(above)
    zh = f"没有登记上级区划：{shown}；请先导入它，或用 --region 指明" if shown else "请填写上级区划，或用 --region 指明"
    en = f"the region above is not registered: {shown}; import it first" if shown else "the region above is needed"
    raise Invalid(zh, f"{en}, or give --region", problems=[Problem("parent", "unknown_region", zh, f"{en}, or give --region")])


def _registered(session: Session, named: str) -> str | None:
    """Return the id of the region of this code or name; the first two or four digits stand for the whole code."""
    whole = named.ljust(6, "0") if named.isdigit() and len(named) in (2, 4) else named
    try:
        return places.region(session, whole, "parent")
    except Invalid as refusal:
        if refusal.code != NotFound.default_code:
            raise
    return None


def _elsewhere(named: str, *, by_code: bool) -> Problem:
    zh = f"没有登记上级区划“{named}”，已按{'代码' if by_code else ' --region '}归入"
    en = f"the region above, “{named}”, is not registered; placed by {'the code' if by_code else '--region'}"
    return Problem("parent", "parent_by_code", zh, en, "warning")


def ordered(look: Look, records: Sequence[Record]) -> list[Record]:
    """Return the rows by tier, so that a region comes after the one above it wherever it stands in the file."""
    tiers = queries.tiers(look.session)
    levels = {tier.code: tier.level for tier in tiers}

    def level(record: Record) -> int:
        try:
            return levels[_tier(tiers, record)]
        except Invalid:
            return max(levels.values(), default=0)

    return sorted(records, key=level)


def keys(record: Record) -> Iterator[tuple[str, ...]]:
    """Yield what no two rows may have in common: a code, or without any the name under the parent."""
    codes = [name for name in ("code", "local_code") if name in record.fields]
    yield from ((name, record.fields[name]) for name in codes)
    if not codes:
        yield "name", record.fields["name"], record.get("parent") or ""


REGISTER: Final = Register(COLUMNS, put, keys, ordered)
