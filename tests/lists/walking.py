"""Random walks through the loop: anybody does anything at any time, and everything that must hold is looked at after each step.

A walk is a list of *draws*, each three numbers that are read as: whose turn it is, which thing, and what with. So that any
list of numbers is a walk, and a shorter one is a simpler one. Many walks share one town; each has demands of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from catalog import calendars, lists, people, trail
from catalog.errors import NotAllowed, NotFound, PreconditionRequired, Refusal, Stale
from catalog.lists import demands, responsibilities
from catalog.lists.bindings import BINDABLE_STATES, Finding
from catalog.lists.demands import Chosen
from catalog.lists.demands.desk import Receipt
from catalog.lists.demands.rules import DEMAND
from catalog.lists.model import ResourceRow
from catalog.lists.responsibilities.rules import RESPONSIBILITY
from catalog.office import Office
from catalog.rights import Actor
from catalog.sharing import applications, grants
from catalog.sharing.rules import APPLICATION, GRANT
from tests import builders
from tests.conftest import Clock
from tests.lists import invariants
from tests.lists.loop import BASIS, Loop, create_demand, create_duty
from tests.sharing.market import create_application

Draw = tuple[int, int, int]

#: Why somebody who may, and whom the state table lets, is refused all the same.
EXCUSES = {
    "submit": {"incomplete", "not_published"},
    "sign": {"incomplete", "not_published"},
    "match": {"not_published", "matched_already"},
    "merge": {"bad_target", "not_found", "not_allowed"},
    "forward": {"no_region_above"},
    "link": {"not_assigned", "linked_already"},
    "object": {"too_late"},
    "fulfil": {"not_callable", "another_provider"},
    "reassign": {"same_owner"},
    "issue": {"nothing_to_issue", "nothing_new"},
    "acknowledge": {"acknowledged_already"},
    "extend": {"consent_late", "already_extended", "no_extension", "case_state", "invalid"},
    "apply": {"not_published", "not_matched", "applied_already", "not_found"},
    "edit": {"not_published"},
    "return": {"returned_already"},
    "ask_extension": {"no_extension"},
    "amend": {"nothing_changed"},
    "renew": {"renewed_already", "not_published"},
}
#: Verbs that lead on are done oftener than those that end everything: the loop is long.
WEIGHTS = {"withdraw": 1, "refuse": 1, "delete": 1, "cancel": 2, "merge": 2, "forward": 2, "return": 2, "edit": 1, "reassign": 3}
WEIGHTS |= {"agree": 12, "pass": 12, "revoke": 2, "give_up": 1, "announce": 2, "ask_extension": 1}
ALL_ROLES = ("registrar", "reviewer", "applicant", "authority")


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb that somebody is about to do; ``state`` and ``table`` say whether it is possible, None where no table does."""

    word: str
    actor: Actor
    verb: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    possible: bool = True


class Ground(Loop):
    """A town for many walks: providers whose entries answer, departments that need data, and who acts for them."""

    def __init__(self, office: Office, clock: Clock, ids: Mapping[str, str]) -> None:
        super().__init__(office, ids)
        self.clock = clock
        self.told = invariants.Told()
        self.counts: Counter[str] = Counter()
        self.heirs: dict[str, str] = {}
        self.before: dict[str, str] = {}
        self.closed: set[str] = set()
        self.providers: list[str] = []
        self.entries: list[str] = []
        self.owners: dict[str, str] = {}
        self.number = 0
        with self.look() as look:
            self.root = people.find_region(look.session, "全国").id
        with self.work(self.operator) as work:
            other = people.put_region(work, people.RegionEntry("江北区", "district", self.city, code="500105")).id
            away = people.put_department(work, people.DepartmentEntry("江北区大数据局", other)).id
        stranger = self.official("stranger", away, *ALL_ROLES)
        self.stranger = replace(stranger, region=other, below=frozenset({other}))
        nation = replace(self.authority, login="nation", region=self.root, below=frozenset({self.root}))
        self.authorities = {self.city: self.authority, self.district: self.local_authority, self.root: nation}
        self.needy = [self.finance, self.local]

    def present(self, department: str) -> str:
        """Return the department that stands for one now."""
        while department in self.heirs:
            department = self.heirs[department]
        return department

    def acting(self, department: str, *roles: str) -> Actor:
        """Return somebody who acts for a department, or for those that stand for it."""
        now = self.present(department)
        known = {now}
        while (older := next((old for old, new in self.heirs.items() if new in known and old not in known), None)) is not None:
            known.add(older)
        actor = self.official("-".join(roles), self.local if department == self.local else now, *roles)
        return replace(actor, department=now, departments=frozenset(known))

    def stock(self) -> None:
        """See to it that there are two providers, and entries of each of which some answer."""
        self.providers = [each for each in self.providers if self.present(each) not in self.closed]
        while len(self.providers) < 2:
            self.number += 1
            with self.work(self.operator) as work:
                entry = people.DepartmentEntry(f"重庆市第{self.number}局", self.city)
                self.providers.append(people.put_department(work, entry).id)
        query = select(ResourceRow.id, ResourceRow.provider_id).where(ResourceRow.state.in_(BINDABLE_STATES))
        with self.look() as look:
            live = dict(look.session.execute(query.where(ResourceRow.id.in_(self.entries))).all())
        self.entries = [each for each in self.entries if each in live]
        for provider in self.providers:
            count = sum(1 for owner in live.values() if self.present(owner) == self.present(provider))
            if count < 2:
                self.entries += self._published(provider, 3 - count)

    def _published(self, provider: str, count: int) -> list[str]:
        registrar, reviewer = self.acting(provider, "registrar"), self.acting(provider, "reviewer")
        home = self.present(provider)
        with self.work(registrar) as work:
            receipts = [lists.register(work, home, builders.create_content()) for _ in range(count)]
            receipts = [lists.submit(work, each.id, revision=each.revision) for each in receipts]
        for actor in (reviewer, self.authority):
            with self.work(actor) as work:
                receipts = [lists.review(work, each.id, decision="pass", revision=each.revision) for each in receipts]
        with self.work(registrar) as work:
            where = {"url": "https://data.example/share"}
            bound = [lists.bind(work, each.id, "link", where, seal=str.encode).id for each in receipts]
            lists.record_checks(work, [Finding(each, at != 1) for at, each in enumerate(bound)])
        self.owners |= {each.id: provider for each in receipts}
        return [each.id for each in receipts]


@dataclass(slots=True)
class Walk:
    """One walk: its demands, responsibilities and applications, as they were last seen, and what was done so far."""

    ground: Ground
    demands: list[str] = field(default_factory=list)
    duties: list[str] = field(default_factory=list)
    applications: list[str] = field(default_factory=list)
    issues: list[Any] = field(default_factory=list)
    seen: invariants.Picture = field(default_factory=invariants.nothing)
    log: list[str] = field(default_factory=list)
    unchanged: bool = False


def walk(ground: Ground, draws: Sequence[Draw]) -> None:
    """Walk as the draws say, and look at everything after each step."""
    ground.stock()
    here = Walk(ground)
    _begin(here)
    for whose, which, what in draws:
        try:
            _step(here, whose, which, what)
        except AssertionError as error:
            raise AssertionError("\n".join([*here.log, str(error)])) from error
    ground.counts["walks"] += 1


def finish(ground: Ground) -> None:
    """Hold everything that the walks have left behind, and the trail, to what must be so."""
    with ground.look() as look:
        whole = invariants.read(look)
        ground.told.follow(look)
        invariants.hold(whole, invariants.entries_of(look, whole))
        ground.told.agree(whole)
        assert trail.verify(look).sound


def draws(random: Random) -> list[Draw]:
    """Return the draws of a walk by chance."""
    return [(random.randrange(1000), random.randrange(100), random.randrange(1000)) for _ in range(random.randrange(4, 18))]


def _begin(here: Walk) -> None:
    """File four demands: one is still a draft, three are accepted, of which one has a claimed responsibility, one has applied for its source."""
    ground = here.ground
    until = date(ground.clock.now.year + 1, 12, 31).isoformat()
    receipts: list[Any] = []
    filers = [ground.acting(ground.needy[at == 0], "applicant") for at in range(4)]
    for at, actor in enumerate(filers):
        with ground.work(actor) as work:
            receipt = demands.file(work, str(actor.department), create_demand(until=until))
            receipts.append(demands.submit(work, receipt.id, revision=receipt.revision) if at else receipt)
    provider = ground.providers[0]
    with ground.work(ground.acting(ground.needy[0], "reviewer")) as work:
        receipts[1:] = [demands.sign(work, each.id, revision=each.revision) for each in receipts[1:]]
    with ground.work(ground.authority) as work:
        receipts[1:] = [demands.accept(work, each.id, revision=each.revision) for each in receipts[1:]]
        duty = responsibilities.assign_for_demand(work, receipts[2].id, provider, revision=receipts[2].revision)
    ground.do(ground.acting(provider, "registrar"), responsibilities.claim, duty.id, revision=duty.revision)
    here.applications = _applied(ground, filers[3], receipts[3])
    here.demands, here.duties = [receipt.id for receipt in receipts], [duty.id]
    here.seen = _look(here)


def _applied(ground: Ground, filer: Actor, demand: Any) -> list[str]:
    """Match an accepted demand with an entry and let it apply, as long as there is one that is published."""
    with ground.look() as look:
        entries = [each for each in ground.entries if look.session.get_one(ResourceRow, each).state == "published"]
    if not entries:
        return []
    ground.do(ground.authority, demands.match, demand.id, [Chosen(entries[0])], revision=demand.revision)
    with ground.work(filer) as work:
        filed = applications.file(work, str(filer.department), entries[0], _statements(ground), demand=demand.id)
        filed = applications.submit(work, filed.id, revision=filed.revision)
    ground.do(ground.acting(ground.needy[0], "reviewer"), applications.sign, filed.id, revision=filed.revision)
    return [filed.id]


def _look(here: Walk) -> invariants.Picture:
    """Look at the walk's own things, and at what the trail has told since the last look; after a refusal that is nothing."""
    with here.ground.look() as look:
        picture = invariants.read(look, here.demands, here.duties, here.applications)
        new = {row.thing for row in here.ground.told.follow(look)}
        invariants.hold(picture, invariants.entries_of(look, picture))
    here.ground.told.agree(picture)
    known = {thing: row.revision for thing, row in here.seen.things()}
    for thing, row in picture.things():
        assert known.get(thing) == row.revision or thing in new, f"{thing} has changed, and the trail does not know"
    if here.unchanged:
        assert not new, f"a refusal stands in the trail: {new}"
        assert replace(picture, now=here.seen.now) == here.seen, "a refusal has changed something"
    here.unchanged = False
    here.demands = [each for each in here.demands if each in picture.demands]
    here.duties = [each for each in here.duties if each in picture.duties]
    here.applications = [each for each in here.applications if each in picture.applications]
    return picture


def _step(here: Walk, whose: int, which: int, what: int) -> None:
    share = whose % 100
    if share < 30:
        _WORLD[whose // 100 % len(_WORLD)](here, which, what)
    else:
        _act(here, share, whose // 100, _deeds(here, which, what), what)
    here.seen = _look(here)


def _act(here: Walk, share: int, other: int, deeds: list[Deed], what: int) -> None:
    """Do one of the deeds: mostly one that is possible, at times as somebody who may not, or with what is out of date."""
    possible = [deed for deed in deeds if deed.possible for _ in range(WEIGHTS.get(deed.word, 6))]
    among = possible if possible and share < 88 else deeds
    chosen = among[(other * 7 if share % 2 else what) % len(among)]
    if share >= 97:
        _refused(here, replace(chosen, actor=here.ground.stranger), (NotFound, NotAllowed))
    elif share >= 93:
        wrong = None if what % 2 else chosen.named["revision"] + 1
        _refused(here, replace(chosen, named=chosen.named | {"revision": wrong}), (Stale, PreconditionRequired, NotFound))
    else:
        _honest(here, chosen)


def _refused(here: Walk, deed: Deed, kinds: tuple[type[Refusal], ...]) -> None:
    """Do what must be refused."""
    here.ground.counts["refused"] += 1
    here.log.append(f"{deed.word} as {deed.actor.login}, to be refused")
    try:
        here.ground.do(deed.actor, deed.verb, *deed.arguments, **deed.named)
    except Refusal as refusal:
        assert isinstance(refusal, kinds), refusal
        here.unchanged = True
    else:
        raise AssertionError(f"{deed.word} was not refused")


def _honest(here: Walk, deed: Deed) -> None:
    """Do what may be done if the state allows it; a refusal needs an excuse."""
    ground = here.ground
    here.log.append(f"{deed.word} as {deed.actor.login} {deed.arguments} {deed.named}")
    ground.counts["verbs"] += 1
    ground.counts[deed.word] += 1
    try:
        result = ground.do(deed.actor, deed.verb, *deed.arguments, **deed.named)
    except Refusal as refusal:
        here.log.append(f"  refused: {refusal.code}")
        # What the database itself had to refuse, no rule has seen.
        assert "constraint" not in refusal.facts, refusal
        gone = isinstance(refusal, NotFound) and bool(ground.closed)
        assert not deed.possible or gone or refusal.code in EXCUSES.get(deed.word, ()), refusal
        ground.counts["excused" if deed.possible else "impossible"] += 1
        here.unchanged = True
        return
    assert deed.possible, f"{deed.word} is not in the table"
    if isinstance(result, Receipt) and result.number.startswith("ZR") and result.id not in here.duties:
        here.duties.append(result.id)
    if isinstance(result, Receipt) and result.number.startswith("GX") and result.id not in here.applications:
        here.applications.append(result.id)
    if deed.word in ("issue", "acknowledge"):
        here.issues = [result]


# -- What may be done to a demand, to a responsibility, and around them


def _entry(here: Walk, at: int, owner: str | None = None) -> str:
    """Choose an entry: mostly one that the walk has to do with, or one of the owner's."""
    ground = here.ground
    used = sorted({each.resource_id for live in here.seen.sources.values() for each in live if each.resource_id})
    if owner is not None:
        used = [each for each in ground.entries if ground.present(ground.owners[each]) == ground.present(owner)]
    if used and at % 4:
        return used[at // 4 % len(used)]
    return ground.entries[at // 4 % len(ground.entries)]


def _deeds(here: Walk, which: int, what: int) -> list[Deed]:
    """Return what could be done next to one of the walk's things, by who would do it."""
    kinds = (
        (_demand_deeds, here.demands),
        (_duty_deeds, here.duties),
        (_application_deeds, here.applications),
        (_grant_deeds, list(here.seen.grants)),
    )
    things = [(deeds, each) for deeds, ids in kinds for each in ids]
    deeds, id_ = things[which % len(things)]
    return deeds(here, id_, what)


def _demand_deeds(here: Walk, id_: str, what: int) -> list[Deed]:
    ground, row = here.ground, here.seen.demands[id_]
    applicant, signer = (ground.acting(row.department_id, role) for role in ("applicant", "reviewer"))
    authority = ground.authorities[row.desk_id or row.region_id]
    inside = row.state in ("submitted", "resubmitted")
    content = {**row.content, "scope": f"本局第 {row.revision} 版", "until": f"{ground.clock.now.year + 1}-12-31"}
    entry, provider = _entry(here, what), ground.providers[what % len(ground.providers)]
    items = tuple(row.content["items"][: what % 4])
    other = here.demands[what % len(here.demands)]

    def deed(word: str, actor: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Deed:
        named = {"revision": row.revision, **named}
        return Deed(word, actor, verb, (id_, *arguments), named, named.pop("as_", word) in DEMAND[row.state])

    return [
        deed("edit", applicant, demands.edit, content),
        deed("submit", applicant, demands.submit),
        deed("delete", applicant, demands.delete),
        deed("withdraw", applicant, demands.withdraw),
        deed("sign", signer, demands.sign),
        deed("return", signer if inside else authority, demands.return_, opinion="请补充"),
        deed("refuse", authority, demands.refuse, opinion="不属共享范围", basis=BASIS),
        deed("forward", authority, demands.forward),
        deed("accept", authority, demands.accept),
        deed("match", authority, demands.match, [Chosen(entry, items)]),
        deed("merge", authority, demands.merge, into=other),
        deed("assign", authority, responsibilities.assign_for_demand, provider, items=items),
        *(_link(here, id_, row, authority, items, what) if here.duties else ()),
    ]


def _link(here: Walk, id_: str, row: Any, authority: Actor, items: tuple[str, ...], what: int) -> list[Deed]:
    duty = here.duties[what % len(here.duties)]
    possible = "assign" in DEMAND[row.state] and here.seen.duties[duty].region_id == authority.region
    named = {"items": items, "revision": row.revision}
    return [Deed("link", authority, responsibilities.link, (duty, id_), named, possible)]


def _duty_deeds(here: Walk, id_: str, what: int) -> list[Deed]:
    ground, row = here.ground, here.seen.duties[id_]
    owner = ground.acting(row.owner_id, "registrar" if what % 3 else "reviewer")
    authority = ground.authorities[row.region_id]
    entry, provider = _entry(here, what, row.owner_id), ground.providers[what % len(ground.providers)]

    def deed(word: str, actor: Actor, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Deed:
        return Deed(word, actor, verb, (id_, *arguments), {"revision": row.revision} | named, word in RESPONSIBILITY[row.state])

    return [
        deed("edit", authority, responsibilities.edit, create_duty(note=f"第 {row.revision} 版")),
        deed("delete", authority, responsibilities.delete),
        deed("assign", authority, responsibilities.assign),
        deed("claim", owner, responsibilities.claim),
        deed("object", owner, responsibilities.object_, opinion="非数源部门"),
        deed("plan", owner, responsibilities.plan, "本月编目并挂接"),
        deed("fulfil", owner, responsibilities.fulfil, entry),
        deed("reassign", authority, responsibilities.reassign, provider, opinion="改派"),
        deed("uphold", authority, responsibilities.uphold, opinion="三定规定为其职责"),
        deed("cancel", authority, responsibilities.cancel, opinion="不再需要"),
    ]


def _statements(ground: Ground, **more: Any) -> dict[str, Any]:
    return create_application(until=f"{ground.clock.now.year + 1}-12-31", **more)


def _application_deeds(here: Walk, id_: str, what: int) -> list[Deed]:
    ground, row = here.ground, here.seen.applications[id_]
    applicant, signer = (ground.acting(row.department_id, role) for role in ("applicant", "reviewer"))
    provider = ground.acting(row.provider_id, "reviewer")
    authority = ground.authorities[row.desk_id or row.provider_region_id]
    inside = row.state in ("submitted", "resubmitted")
    returner = signer if inside else authority if row.desk_id else provider
    withheld = [{"item": "泊位总数", "reason": "口径正在核定"}] if what % 3 == 0 else []

    def deed(word: str, actor: Actor, verb: Callable[..., Any], *arguments: Any, as_: str | None = None, **named: Any) -> Deed:
        possible = (as_ or word) in APPLICATION[row.state]
        return Deed(word, actor, verb, (id_, *arguments), {"revision": row.revision} | named, possible)

    return [
        deed("edit", applicant, applications.edit, _statements(ground, note=f"第 {row.revision} 版")),
        deed("submit", applicant, applications.submit),
        deed("delete", applicant, applications.delete),
        deed("withdraw", applicant, applications.withdraw),
        deed("sign", signer, applications.sign),
        deed("return", returner, applications.return_, missing=["依据条款"]),
        deed("pass", authority, applications.pass_on),
        deed("agree", provider, applications.agree, withheld=withheld, as_="agree_part" if withheld else None),
        deed("refuse", provider, applications.refuse, opinion="不属共享范围", basis=BASIS),
        deed("ask_extension", provider, applications.ask_extension, opinion="数据量大"),
        deed("extend", ground.authorities[row.provider_region_id], applications.extend, opinion="情况属实"),
    ]


def _grant_deeds(here: Walk, id_: str, what: int) -> list[Deed]:
    ground, row = here.ground, here.seen.grants[id_]
    provider, signer = ground.acting(row.provider_id, "reviewer"), ground.acting(row.consumer_id, "reviewer")
    at = ground.clock.now + timedelta(days=what % 9 + 1)

    def deed(word: str, actor: Actor, verb: Callable[..., Any], *arguments: Any, as_: str | None = None, **named: Any) -> Deed:
        possible = (as_ or word) in GRANT[row.state]
        return Deed(word, actor, verb, (id_, *arguments), {"revision": row.revision} | named, possible)

    return [
        deed("amend", provider, grants.amend, {"quota_calls_day": what % 5 + 1}, opinion="核定"),
        deed("suspend", provider, grants.suspend, opinion="异常"),
        deed("resume", provider, grants.resume, opinion="已整改"),
        deed("revoke", provider, grants.revoke, opinion="超范围"),
        deed("announce", provider, grants.revoke, opinion="改造", at=at),
        deed("give_up", signer, grants.give_up, opinion="系统下线"),
        deed("renew", ground.acting(row.consumer_id, "applicant"), applications.renew, as_="amend"),
    ]


def _apply(here: Walk, which: int, what: int) -> None:
    """Apply for an entry, mostly the source of one of the walk's demands."""
    ground = here.ground
    demand = here.demands[which % len(here.demands)]
    row = here.seen.demands[demand]
    sourced = [each.resource_id for each in here.seen.sources[demand] if each.resource_id]
    entry = sourced[what % len(sourced)] if sourced and what % 5 else _entry(here, what)
    department = ground.present(row.department_id)
    content, named = _statements(ground), {"demand": demand} if sourced else {}
    actor = ground.acting(row.department_id, "applicant")
    _honest(here, Deed("apply", actor, applications.file, (department, entry, content), named))


def _lapse(here: Walk) -> None:
    """Let the ends that have come be recorded, as the service does every minute."""
    done = here.ground.do(here.ground.operator, grants.lapse)
    here.ground.counts["lapse"] += done.expired + done.revoked


def _draft(here: Walk, which: int, _what: int) -> None:
    ground = here.ground
    provider = ground.providers[which % len(ground.providers)]
    _honest(here, Deed("draft", ground.authority, responsibilities.draft, (provider, create_duty()), {}))


def _issue(here: Walk, which: int, what: int) -> None:
    ground = here.ground
    provider = ground.providers[which % len(ground.providers)]
    if here.issues and what % 2:
        (issue,) = here.issues
        signer = ground.acting(issue.department_id, "reviewer")
        _honest(here, Deed("acknowledge", signer, responsibilities.acknowledge, (issue.id,), {"revision": issue.revision}))
        return
    _honest(here, Deed("issue", ground.authority, responsibilities.issue, (provider, ground.clock.now.year), {}))


def _extend(here: Walk, which: int, _what: int) -> None:
    """Extend one of the clocks, whatever it is."""
    ground = here.ground
    cases = [case for thing in sorted(here.seen.clocks) for case in here.seen.clocks[thing]]
    if not cases:
        return
    case = cases[which % len(cases)]
    with ground.look() as look:
        consent = calendars.Consent(by="大数据局", reason="系统改造", on=look.today)
    deed = Deed("extend", ground.authorities[case.region_id], calendars.extend, (case.id,), {})
    _honest(here, replace(deed, named={"consent": consent, "revision": case.revision}))


def _wait(here: Walk, which: int, what: int) -> None:
    here.ground.clock.advance(days=(0, 0, 1, 3, 8)[which % 5], hours=what % 20)
    here.log.append(f"it is {here.ground.clock.now}")
    _lapse(here)


def _turn(here: Walk, which: int, what: int) -> None:
    """Let the bindings of an entry answer, or fail."""
    entry = _entry(here, which)
    here.log.append(f"turn {entry} {bool(what % 2)}")
    here.ground.counts["turn"] += 1
    here.ground.turn(entry, answering=bool(what % 2))


def _end(here: Walk, which: int, what: int) -> None:
    """Take an entry offline, put it back, retire it, or let another stand in its place."""
    ground = here.ground
    entry, other = _entry(here, which), ground.entries[what // 5 % len(ground.entries)]
    line = ground.show(entry).summary
    verbs: dict[str, dict[str, Any]] = {
        "take_offline": {"reason": "维护"},
        "put_online": {},
        "retire": {"reason": "停用"},
        "supersede": {"by": other},
        "merge": {"into": other},
    }
    word = sorted(verbs)[what % len(verbs)]
    here.log.append(f"{word} {entry} ({line.state}), other {other}")
    ground.counts[word] += 1
    try:
        ground.do(ground.authority, getattr(lists, word), entry, revision=line.revision, **verbs[word])
    except Refusal as refusal:
        assert "constraint" not in refusal.facts, refusal
        here.unchanged = True


def _succession(here: Walk, which: int, what: int) -> None:
    """Give a department a new name, or rarely close one that provides."""
    ground = here.ground
    ground.clock.advance(days=1)
    _lapse(here)
    department = ground.present([*ground.providers, *ground.needy][which % (len(ground.providers) + 2)])
    with ground.look() as look:
        today = look.today
    if department in ground.closed:
        return
    if what % 4 == 0 and which % (len(ground.providers) + 2) < len(ground.providers):
        here.log.append(f"close {department}")
        ground.counts["close"] += 1
        ground.do(ground.operator, people.close, department, today)
        ground.closed.add(department)
        return
    ground.number += 1
    here.log.append(f"rename {department}")
    ground.counts["rename"] += 1
    done = ground.do(ground.operator, people.rename, department, f"重庆市第{ground.number}委", today)
    ground.heirs[department] = done.began[0].id


_WORLD = (_draft, _issue, _extend, _wait, _apply, _apply, _turn, _turn, _end, _end, _end, _succession)
