"""The classification and the places of entries in it; codes are given here, once each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import ColumnElement, bindparam, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from catalog import trail
from catalog.errors import Invalid, Problem
from catalog.lists.cells import clean_text
from catalog.lists.codes import node_is_well_formed
from catalog.lists.model import ClassificationRow, PlacementRow, ResourceRow
from catalog.office import Look, Work
from catalog.people.model import DepartmentRow, RegionRow, TierRow
from catalog.people.queries import top_region
from catalog.prepared import Prepared
from catalog.rights import Place, require
from catalog.store import Page, paged

NODE_NAME_LIMIT: Final = 128


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the classification as people see it; ``is_leaf`` ones may hold entries."""

    id: str
    code: str
    name: str
    parent: str | None
    department_id: str | None
    is_leaf: bool


def classifications(look: Look, *, on: date | None = None) -> list[Node]:
    """List the nodes valid on a day (default: today) in the order of their codes."""
    require(look.actor, "resource:read")
    query = select(ClassificationRow).where(_valid(ClassificationRow, on or look.today)).order_by(ClassificationRow.code)
    rows = look.session.scalars(query).all()
    codes = {row.id: row.code for row in rows}
    parents = {row.parent_id for row in rows}
    return [
        Node(row.id, row.code, row.name, codes.get(row.parent_id or ""), row.department_id, row.id not in parents) for row in rows
    ]


def find_classifications(look: Look, *, parent: str | None = None, cursor: str | None = None, limit: int = 200) -> Page[Node]:
    """List the nodes valid today in the order of their codes, ``limit`` a page: all of them, or those right below ``parent`` (code).

    Raises
    ------
    Invalid
        The cursor is not one of ours.
    """
    require(look.actor, "resource:read")
    above, below = aliased(ClassificationRow), aliased(ClassificationRow)
    has_children = select(below.id).where(below.parent_id == ClassificationRow.id, _valid(below, look.today)).exists()
    parent_node = (above.id == ClassificationRow.parent_id) & _valid(above, look.today)
    query = select(ClassificationRow, above.code, has_children).outerjoin(above, parent_node)
    query = query.where(_valid(ClassificationRow, look.today))
    if parent is not None:
        query = query.where(above.code == parent)

    def node(row: ClassificationRow, parent: str | None, has_children: bool) -> Node:
        return Node(row.id, row.code, row.name, parent, row.department_id, not has_children)

    return paged(look.session, query, [ClassificationRow.code.expression], node, cursor=cursor, limit=limit)


def _valid(node: type[ClassificationRow], day: date) -> ColumnElement[bool]:
    begun = or_(node.valid_from.is_(None), node.valid_from <= day)
    return begun & or_(node.valid_to.is_(None), node.valid_to > day)


def leaves(session: Session, codes: Collection[str], day: date) -> dict[str, str]:
    """Return ``{code: id}`` of those codes that are leaves of the classification on the day."""
    if not codes:
        return {}
    child = aliased(ClassificationRow)
    parent = select(child.id).where(child.parent_id == ClassificationRow.id, _valid(child, day)).exists()
    query = select(ClassificationRow.code, ClassificationRow.id)
    query = query.where(ClassificationRow.code.in_(codes), _valid(ClassificationRow, day), ~parent)
    return dict(session.execute(query).all())


def put_classification(
    work: Work, code: str, name: str, *, parent: str | None = None, valid_from: date | None = None, valid_to: date | None = None
) -> Literal["accepted", "updated", "unchanged"]:
    """Add a node of class 1 or 2, or change its name, parent or validity; running it twice changes nothing.

    Raises
    ------
    Invalid
        The code is malformed or belongs to the departments' class 3; its parent does not exist; the name is empty or too long.
    NotAllowed
        The actor is neither a data authority nor the operator.
    """
    require(work.actor, "classification:put", Place(region=top_region(work.session)))
    work.take_head()
    name = clean_text(name)
    parent_id = _parent(work.session, code, name, parent)
    node = work.session.scalar(select(ClassificationRow).where(ClassificationRow.code == code))
    before = {} if node is None else {name_: getattr(node, name_) for name_ in ("name", "parent_id", "valid_from", "valid_to")}
    after = {"name": name, "parent_id": parent_id, "valid_from": valid_from, "valid_to": valid_to}
    if before == after:
        return "unchanged"
    if node is None:
        node = ClassificationRow(id=work.new_id(), code=code, next_serial=1)
        work.session.add(node)
    for field, value in after.items():
        setattr(node, field, value)
    work.session.flush()
    trail.record(work, "classification:put", node.id, changes=trail.changed(before, after), name=f"{code} {name}")
    return "updated" if before else "accepted"


def _parent(session: Session, code: str, name: str, parent: str | None) -> str | None:
    problems = []
    if not 0 < len(name) <= NODE_NAME_LIMIT:
        zh, en = f"分类名称应为 1 至 {NODE_NAME_LIMIT} 个字符", f"expected 1 to {NODE_NAME_LIMIT} characters"
        problems.append(Problem("name", "bad_name", zh, en))
    if not node_is_well_formed(code) or code.startswith("3"):
        zh = "分类编码应为 1 或 2 开头：类 1 位、项 2 位、目 3 位、细目不限（部门类由系统生成）"
        en = "expected digits: class 1 or 2, then 2, then 3, then any (class 3 is made by the system)"
        problems.append(Problem("code", "bad_classification", zh, en))
    known = parent is not None and node_is_well_formed(parent)
    found = session.scalar(select(ClassificationRow.id).where(ClassificationRow.code == parent)) if known else None
    if parent and not found:
        problems.append(
            Problem("parent", "unknown_classification", f"上级分类 {parent} 不存在", f"the parent {parent} does not exist")
        )
    elif parent and not (code.startswith(parent) and len(parent) < len(code)):
        zh, en = f"分类编码应以上级编码 {parent} 开头", f"the code must begin with its parent's, {parent}"
        problems.append(Problem("parent", "parent_disagrees", zh, en))
    if problems:
        raise Invalid("分类不符合要求", "the classification is not as required", problems=problems)
    return found


_NODE: Final = Prepared(select(ClassificationRow.id).where(ClassificationRow.department_id == bindparam("department")))


def ensure_department_node(work: Work, department_id: str) -> None:
    """Make the class-3 node of a department that has none yet."""
    if work.first(_NODE, {"department": department_id}) is None:
        ensure_department_nodes(work, [department_id])


def ensure_department_nodes(work: Work, department_ids: Iterable[str]) -> None:
    """Make the class-3 node of every department that has none yet (类 3 部门, 项 = tier, 目 and 细目 = running number)."""
    wanted = set(department_ids)
    present = select(ClassificationRow.department_id).where(ClassificationRow.department_id.in_(wanted))
    missing = sorted(wanted - set(work.session.scalars(present)))
    if not missing:
        return
    work.take_head()
    query = (
        select(DepartmentRow.id, DepartmentRow.name, TierRow.level)
        .join(RegionRow, RegionRow.id == DepartmentRow.region_id)
        .join(TierRow, TierRow.code == RegionRow.tier_code)
        .where(DepartmentRow.id.in_(missing))
        .order_by(DepartmentRow.id)
    )
    following = _last_number(work.session) + 1
    for number, (department_id, name, level) in enumerate(work.session.execute(query).all(), following):
        add_node(work, f"3{level:02d}{number:06d}", name, department_id)
    work.session.flush()


def _last_number(session: Session) -> int:
    # The nodes of a catalog that was taken over have numbers of their own, so counting the nodes would not do.
    code = ClassificationRow.code
    last = session.scalar(select(func.max(func.substr(code, 4))).where(code.startswith("3"), func.length(code) == 9))
    return int(last or 0)


def add_node(work: Work, code: str, name: str, department_id: str | None = None) -> str:
    """Add a node that the system makes by itself; return its id. The caller flushes."""
    node = ClassificationRow(id=work.new_id(), code=code, name=name, department_id=department_id, next_serial=1)
    work.session.add(node)
    trail.record(work, "classification:put", node.id, changes={"code": [None, code]}, name=f"{code} {name}")
    return node.id


def place(work: Work, resource: ResourceRow, codes: Sequence[str]) -> None:
    """Place an entry at the leaves named, giving each new place its code; the first is primary.

    A place that is left keeps its code for good, and comes back to life if the entry returns to it.
    The entry's own code is that of its first primary place.
    """
    nodes = leaves(work.session, codes, work.today)
    query = select(PlacementRow).where(PlacementRow.resource_id == resource.id)
    held = {placement.classification_id: placement for placement in work.session.scalars(query)}
    for code in codes:
        if nodes[code] not in held:
            held[nodes[code]] = _new_place(work, resource, code, nodes[code])
    live = [nodes[code] for code in codes]
    for node, placement in held.items():
        placement.is_live, placement.is_primary = node in live, node == live[0]
    if resource.code is None:
        resource.code = held[live[0]].code


def _new_place(work: Work, resource: ResourceRow, code: str, node: str) -> PlacementRow:
    placement = PlacementRow(
        id=work.new_id(), resource_id=resource.id, classification_id=node, code=_next_code(work.session, code, node)
    )
    work.session.add(placement)
    return placement


def _next_code(session: Session, code: str, node: str) -> str:
    # The row is taken under the head lock, so two works can never be handed the same serial.
    statement = (
        update(ClassificationRow).where(ClassificationRow.id == node).values(next_serial=ClassificationRow.next_serial + 1)
    )
    statement = statement.execution_options(synchronize_session=False)
    following: int = session.execute(statement.returning(ClassificationRow.next_serial)).scalar_one()
    return f"{code}/{following - 1:06d}"


def pass_serials(session: Session, passed: Mapping[str, int]) -> None:
    """Move the counters of nodes (by id) past the serials that an import brought, so that those are never given again."""
    for node, serial in passed.items():
        session.execute(
            update(ClassificationRow)
            .where(ClassificationRow.id == node, ClassificationRow.next_serial <= serial)
            .values(next_serial=serial + 1)
            .execution_options(synchronize_session=False)
        )
