"""What the data authority does with a demand: pre-review it, pass it up, match it with entries, merge it with another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.errors import Conflict, Invalid, Problem
from catalog.lists import desk as catalog_desk
from catalog.lists import duties, forms
from catalog.lists.demands import sources
from catalog.lists.demands.desk import (
    Receipt,
    at_desk,
    at_home,
    legal_basis,
    load,
    load_for_change,
    reason,
    receipt,
    remark,
    step,
)
from catalog.lists.demands.desk import thing_of as thing
from catalog.lists.demands.model import DemandRow
from catalog.lists.demands.rules import MERGEABLE_STATES, STATE_NAMES, next_state, verdict
from catalog.office import Work
from catalog.people.model import RegionRow
from catalog.rights import require


@dataclass(frozen=True, slots=True)
class Chosen:
    """An entry (its id) that is to satisfy a demand, and the wanted items that it is for; without items, for all."""

    resource: str
    items: tuple[str, ...] = ()


def accept(work: Work, demand_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Accept a demand (受理): what it needs is to be matched within the policy's days.

    Raises
    ------
    NotAllowed
        The demand is not on the desk of the actor's region.
    Conflict
        It is not under pre-review.
    """
    demand = _on_desk(work, demand_id, revision, "demand:review")
    step(work, demand, "accept", opinion=remark(opinion))
    duties.finish(work, thing(demand), duties.DEMAND_REVIEW, "accept")
    _start_matching(work, demand)
    return receipt(work, demand)


def _start_matching(work: Work, demand: DemandRow) -> None:
    duties.begin(work, thing(demand), duties.DEMAND_MATCH, title=demand.title, region=str(demand.desk_id))


def _on_desk(work: Work, demand_id: str, revision: int | None, right: str) -> DemandRow:
    demand = load_for_change(work, demand_id, revision)
    require(work.actor, right, at_desk(demand))
    return demand


def return_(work: Work, demand_id: str, *, opinion: str, revision: int | None) -> Receipt:
    """Return a demand for completion, saying at once everything that is missing; the clock stands still meanwhile (art. 22).

    The department's own reviewer returns what it has not signed off yet, the authority what is on its desk.

    Raises
    ------
    Conflict
        It is not under review.
    Invalid
        No opinion is given.
    """
    demand = load_for_change(work, demand_id, revision)
    internal = demand.state in ("submitted", "resubmitted")
    require(work.actor, "demand:sign" if internal else "demand:review", at_home(demand) if internal else at_desk(demand))
    step(work, demand, "return", opinion=reason(opinion, "退回须写明须补正的全部内容", "say everything that is missing"))
    if not internal:
        duties.turn(work, thing(demand), duties.DEMAND_REVIEW, on=False)
    return receipt(work, demand)


def refuse(work: Work, demand_id: str, *, opinion: str, basis: Sequence[Mapping[str, str]], revision: int | None) -> Receipt:
    """Refuse a demand, with the reason and the law that it stands on (Decree 809, art. 14–15, 22).

    Raises
    ------
    Conflict
        It is on nobody's desk, or has ended.
    Invalid
        Reason or legal basis is missing.
    """
    demand = _on_desk(work, demand_id, revision, "demand:review")
    next_state(demand.state, "refuse")
    why, law = reason(opinion), legal_basis(basis)
    step(work, demand, "refuse", opinion=why, basis=law)
    sources.end_all(work, demand, "refuse")
    sources.tell(work, demand, "refuse", opinion=why, basis=law)
    return receipt(work, demand)


def forward(work: Work, demand_id: str, *, opinion: str = "", revision: int | None) -> Receipt:
    """Pass a demand up to the data authority of the region above, where its own clock begins (district → city → national).

    Raises
    ------
    Conflict
        It is not on this desk, or there is no region above.
    """
    demand = _on_desk(work, demand_id, revision, "demand:review")
    region = work.session.get_one(RegionRow, demand.desk_id)
    if region.parent_id is None:
        raise Conflict("已是最上级，不能再转报", "there is no region above to pass it to", code="no_region_above")
    above = work.session.get_one(RegionRow, region.parent_id)
    step(work, demand, "forward", opinion=remark(opinion), to=above.name)
    for kind in (duties.DEMAND_REVIEW, duties.DEMAND_MATCH):
        duties.finish(work, thing(demand), kind, "forward")
    demand.desk_id = above.id
    duties.begin(work, thing(demand), duties.DEMAND_REVIEW, title=demand.title, region=above.id)
    return receipt(work, demand)


def match(work: Work, demand_id: str, chosen: Sequence[Chosen], *, opinion: str = "", revision: int | None) -> Receipt:
    """Let published entries satisfy a demand (匹配资源), each for the items it is chosen for; the demand's verdict follows.

    Raises
    ------
    NotFound
        An entry is not there.
    Conflict
        The demand is not accepted, an entry is not published, or is a source of the demand already.
    Invalid
        Nothing is chosen, or an item that is not wanted.
    """
    demand = _on_desk(work, demand_id, revision, "demand:match")
    next_state(demand.state, "match")
    if not chosen:
        zh, en = "请选择数据资源", "choose an entry"
        raise Invalid(zh, en, problems=[Problem("resources", "required", zh, en)])
    wanted = demand.content.get("items", ())
    for at, each in enumerate(chosen):
        require_wanted(wanted, each.items, f"resources[{at}].items")
        _add(work, demand, each)
    work.session.flush()
    step(work, demand, "match", opinion=remark(opinion), resources=[each.resource for each in chosen])
    set_verdict(work, demand)
    duties.finish(work, thing(demand), duties.DEMAND_MATCH, "match")
    sources.settle(work, [demand.id])
    return receipt(work, demand)


def require_wanted(wanted: Sequence[str], items: Sequence[str], path: str) -> None:
    """Refuse items that a demand does not want.

    Raises
    ------
    Invalid
        There are such.
    """
    if others := [item for item in items if not forms.covered([item], wanted)]:
        zh, en = f"需求中没有这些信息项：{'、'.join(others)}", f"the demand does not want: {', '.join(others)}"
        raise Invalid(zh, en, problems=[Problem(path, "not_wanted", zh, en)])


def _add(work: Work, demand: DemandRow, each: Chosen) -> None:
    resource = catalog_desk.load(work, each.resource)
    if resource.state != "published":
        zh, en = f"“{resource.name}”未发布，不能匹配", f"“{resource.name}” is not published"
        raise Conflict(zh, en, code="not_published", state=resource.state)
    if any(row.resource_id == resource.id for row in sources.live(work, [demand.id])):
        zh, en = f"“{resource.name}”已匹配过", f"“{resource.name}” is a source already"
        raise Conflict(zh, en, code="matched_already")
    sources.add(work, demand, each.items or demand.content.get("items", ()), resource_id=resource.id)


def set_verdict(work: Work, demand: DemandRow) -> None:
    """Say what the entries chosen so far are to a demand; what responsibilities will provide does not count."""
    found = {row.id: row.items for row in sources.live(work, [demand.id]) if row.responsibility_id is None}
    demand.verdict = verdict(demand.content.get("items", ()), found)


def merge(work: Work, demand_id: str, *, into: str, opinion: str = "", revision: int | None) -> Receipt:
    """Let another open demand stand for this one (合并重复需求); whoever filed it is told what becomes of the other.

    Raises
    ------
    NotFound
        There is no other demand of that id.
    Conflict
        One of the two has ended, or they are one.
    NotAllowed
        One of the two is not on the desk of the actor's region.
    """
    demand = _on_desk(work, demand_id, revision, "demand:merge")
    target = load(work, into)
    require(work.actor, "demand:merge", at_desk(target))
    if target is demand or target.state not in MERGEABLE_STATES:
        zh, en = f"只能合并到另一个在办需求（现为{STATE_NAMES[target.state][0]}）", "the other must be another open demand"
        raise Conflict(zh, en, code="bad_target", state=target.state)
    step(work, demand, "merge", opinion=remark(opinion), into=target.number)
    demand.merged_into_id = target.id
    sources.end_all(work, demand, "merge")
    work.session.flush()
    return receipt(work, demand)
