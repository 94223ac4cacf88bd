"""The demands and responsibilities of the demonstration: in every state, with clocks around today.

Each is a *plot*, a generator that does something on a day and then says how many days before today it goes on. The loader
lets plots go on as its own story comes to their days, since time only goes forward.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from itertools import cycle, islice
from typing import Any, Final

from catalog import calendars
from catalog.calendars import queries as cases
from catalog.demo import City, DemoResource
from catalog.demo.asking import SYSTEMS, Asking, is_shared
from catalog.demo.needs import PURPOSES, REFUSED, UNHEARD
from catalog.lists import demands, duties, responsibilities
from catalog.lists.demands import Chosen
from catalog.lists.demands.model import DemandRow
from catalog.lists.responsibilities.model import ResponsibilityRow
from catalog.office import Office
from catalog.rights import Actor

Plot = Iterator[int]

#: So long ago the first demand was filed, and the bindings were asked so that some data could be called.
BEGUN: Final = 62


@dataclass(slots=True)
class Scene:
    """Where the plots are played: the office, the city, who acts, and ids by the keys of the generator."""

    office: Office
    city: City
    today: date
    actor: Callable[[str], Actor]
    department: Callable[[str], str]
    entry: Callable[[str], str]
    staff: dict[str, dict[str, str]] = field(default_factory=dict)
    authorities: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find who holds which post where."""
        homes = {each.key: each for each in self.city.departments}
        for official in self.city.officials:
            for role in official.roles:
                self.staff.setdefault(official.department, {}).setdefault(role, official.login)
                if role == "authority":
                    self.authorities.setdefault(homes[official.department].region, official.login)

    def able(self, tier: str) -> list[str]:
        """Return the departments of a tier that have a registrar and a reviewer, in the order of the register."""
        posts = {"registrar", "reviewer"}
        return [each.key for each in self.city.departments if each.tier == tier and posts <= self.staff.get(each.key, {}).keys()]

    def do(self, login: str, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """Let an official do something."""
        with self.office.work(self.actor(login)) as work:
            return verb(work, *arguments, **named)

    def on(self, table: Any, login: str, verb: Callable[..., Any], id_: str, *said: Any, **named: Any) -> Any:
        """Let an official do something to a demand or responsibility as it stands."""
        with self.office.work(self.actor(login)) as work:
            revision = work.session.get_one(table, id_).revision
            return verb(work, id_, *said, revision=revision, **named)


class Schedule:
    """Plots in the order of the days on which they go on."""

    def __init__(self, plots: Sequence[Plot], today: date) -> None:
        self._today = today
        self._waiting = [(self._day(next(plot)), number, plot) for number, plot in enumerate(plots)]
        heapify(self._waiting)

    def _day(self, back: int) -> date:
        """Return the day that is so many days back, or the Friday before it: nobody works on a weekend."""
        day = self._today - timedelta(days=back)
        return day - timedelta(days=max(0, day.weekday() - 4)) if back else day

    def until(self, day: date, turn_to: Callable[[date], None]) -> None:
        """Let all plots go on that are due before a day."""
        while self._waiting and self._waiting[0][0] < day:
            due, number, plot = heappop(self._waiting)
            turn_to(due)
            back = next(plot, None)
            if back is not None:
                heappush(self._waiting, (max(due, self._day(back)), number, plot))


def plots(scene: Scene) -> list[Plot]:
    """Return every plot of the demonstration."""
    return list(_Plots(scene).every())


class _Plots:
    """Makes plots, each with another department that needs data and another entry that has some."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        published = [each for each in scene.city.resources if each.state == "published" and each.revision is None]
        able = {*scene.able("city")}
        owned = [each for each in published if each.department in able and len(each.content["items"]) > 3]
        self._answering = cycle([each for each in owned if each.binding and each.binding.answering])
        self._fallen = [each for each in owned if each.binding and not each.binding.answering and each.binding.succeeded_on]
        self._silent = cycle([each for each in owned if each.binding is None])
        self._demanders, self._purposes, self._unheard = cycle(scene.able("city")), cycle(PURPOSES), cycle(UNHEARD)
        self._districts = cycle(scene.able("district"))
        self._authority = scene.authorities["yj"]
        self._asking = Asking(scene, self._purposes, cycle(SYSTEMS))

    def every(self) -> Iterator[Plot]:
        """Yield every plot; what comes several times is told of other departments each time."""
        for number in range(3):
            yield from self._on_the_way(number)
            yield from self._owed(number)
        for fallen in self._fallen[:3]:
            yield self._matched(fallen, back=30)
        for _ in range(6):
            yield self._matched(next(self._answering), back=40)
        for items in (2, 3):
            yield self._matched(next(self._answering), back=20, items=items)
        yield self._matched(next(self._silent), back=12)
        yield from (self._assigned("fulfilled", 33, resource=fallen) for fallen in self._fallen[3:4])
        yield self._upward()
        yield self._merged()
        yield from (self._statutory(each) for each in ("draft", "assigned", "claimed"))
        yield from self._issued()
        silent = next(each for each in self._silent if is_shared(each))
        yield from self._asking.every(self._demanders, next(self._districts), self._answering, silent)

    def _on_the_way(self, number: int) -> Iterator[Plot]:
        """Yield demands that stand at each step before they are matched: the first in good time, the last overdue."""
        late = (0, 5, 12)[number]
        yield self._to("draft", back=8 + number)
        yield self._to("submitted", back=3 + number)
        yield self._to("reviewing", back=1 + late)
        yield self._to("returned", back=6 + number)
        yield self._to("resubmitted", back=9 + number)
        yield self._to("accepted", back=2 + late)
        yield self._to("refused", back=20 + number)
        yield self._to("withdrawn", back=25 + number)

    def _owed(self, number: int) -> Iterator[Plot]:
        """Yield demands that became a responsibility, at each step of that: the first in good time, the last overdue."""
        late = (0, 6, 14)[number]
        for step, back in (("assigned", 2), ("objected", 4), ("claimed", 8), ("planned", 16), ("extended", 24)):
            yield self._assigned(step, back + late)
        yield self._assigned("reassigned", 10 + number)
        yield self._assigned("cancelled", 18 + number)
        yield self._assigned("fulfilled", 35 + number)

    # -- Demands

    def _content(self, title: str, items: Sequence[str], **more: Any) -> dict[str, Any]:
        purpose = next(self._purposes)
        return {
            "title": title,
            "items": list(items),
            "basis": [{"law": purpose.law, "article": purpose.article}],
            "scenario": purpose.scenario,
            "matter": purpose.matter,
            "scope": "本部门业务系统，限经办人员",
            "frequency": "daily",
            "modes": ["platform_api"],
            "until": (self._scene.today + timedelta(days=400)).isoformat(),
            **more,
        }

    def _of(self, resource: DemoResource, items: int = 4) -> dict[str, Any]:
        """Return what somebody asks who would like an entry that there is."""
        names = [item["name"] for item in resource.content["items"][:items]]
        source = next(each.name for each in self._scene.city.departments if each.key == resource.department)
        return self._content(resource.content["name"].removesuffix("信息"), names, source=source)

    def _new(self) -> dict[str, Any]:
        """Return what somebody asks who needs what nobody has."""
        unheard = next(self._unheard)
        return self._content(unheard.title, unheard.items, urgency="urgent")

    def _demander(self, besides: str = "") -> str:
        return next(each for each in self._demanders if each != besides)

    def _post(self, department: str, role: str) -> str:
        return self._scene.staff[department][role]

    def _filed(self, department: str, content: Mapping[str, Any], *, until: str = "reviewing") -> str:
        """File a demand and let it go up to a state; return its id."""
        registrar, reviewer = self._post(department, "registrar"), self._post(department, "reviewer")
        id_: str = self._scene.do(registrar, demands.file, self._scene.department(department), content).id
        if until != "draft":
            self._on(registrar, demands.submit, id_)
        if until not in ("draft", "submitted"):
            self._on(reviewer, demands.sign, id_, opinion="同意报送。")
        return id_

    def _on(self, login: str, verb: Callable[..., Any], demand: str, *said: Any, **named: Any) -> Any:
        return self._scene.on(DemandRow, login, verb, demand, *said, **named)

    def _to(self, state: str, back: int) -> Plot:
        """Lead a demand to a state before it is matched, on a day so long ago."""
        department = self._demander()
        yield back
        first = state if state in ("draft", "submitted") else "reviewing"
        demand = self._filed(department, self._of(next(self._answering)), until=first)
        if state in ("returned", "resubmitted"):
            self._on(self._authority, demands.return_, demand, opinion="请补充使用范围，并列明法律依据的具体条款。")
        if state == "resubmitted":
            yield max(1, back - 4)
            self._on(self._post(department, "registrar"), demands.submit, demand)
        if state == "accepted":
            self._on(self._authority, demands.accept, demand, opinion="要素齐全，予以受理。")
        if state == "refused":
            opinion, law, article = REFUSED
            self._on(self._authority, demands.refuse, demand, opinion=opinion, basis=[{"law": law, "article": article}])
        if state == "withdrawn":
            self._on(self._post(department, "registrar"), demands.withdraw, demand, opinion="业务调整，不再需要。")

    def _accepted(self, department: str, content: Mapping[str, Any]) -> str:
        demand = self._filed(department, content)
        self._on(self._authority, demands.accept, demand, opinion="要素齐全，予以受理。")
        return demand

    def _matched(self, resource: DemoResource, back: int, items: int = 4) -> Plot:
        """Let an entry that there is satisfy a demand, as far as its items go and its data can be called."""
        department = self._demander(resource.department)
        yield back
        content = self._of(resource)
        demand = self._accepted(department, content)
        yield back - 3
        chosen = [Chosen(self._scene.entry(resource.key), tuple(content["items"][:items]))]
        self._on(self._authority, demands.match, demand, chosen, opinion="目录已有，直接匹配。")
        yield from self._asking.granted(department, resource, demand, back - 4)

    def _upward(self) -> Plot:
        """Let a district ask the city."""
        department = next(self._districts)
        region = next(each.region for each in self._scene.city.departments if each.key == department)
        yield 9
        demand = self._filed(department, self._of(next(self._answering)))
        yield 6
        self._on(self._scene.authorities[region], demands.forward, demand, opinion="数源在市级，转报。")

    def _merged(self) -> Plot:
        """Let two departments ask for the same."""
        one = self._demander()
        other = self._demander(one)
        content = self._new()
        yield 15
        first = self._accepted(one, content)
        yield 13
        second = self._filed(other, content)
        self._on(self._authority, demands.merge, second, into=first, opinion="与在办需求相同，合并办理。")

    # -- Responsibilities

    def _assigned(self, step: str, back: int, resource: DemoResource | None = None) -> Plot:
        """Make what a demand wants the responsibility of a department, and lead it to a step."""
        resource = resource or next(self._answering)
        owner = resource.department
        department = self._demander(owner)
        yield back
        content = self._of(resource) if step == "fulfilled" else self._new()
        demand = self._accepted(department, content)
        assigned = self._on(
            self._authority, responsibilities.assign_for_demand, demand, self._scene.department(owner), opinion="按职责派发。"
        )
        duty, registrar = assigned.id, self._post(owner, "registrar")
        for word in _STEPS[step]:
            yield max(0, back - 2 if word != "fulfil" else back - 20)
            self._step(word, duty, registrar, department, resource)
        if step == "fulfilled":
            yield from self._asking.granted(department, resource, demand, back - 22)

    def _step(self, word: str, duty: str, registrar: str, other: str, resource: DemoResource) -> None:
        on, scene, authority = self._scene.on, self._scene, self._authority
        acts: Mapping[str, Callable[[], Any]] = {
            "claim": lambda: on(ResponsibilityRow, registrar, responsibilities.claim, duty, opinion="认领。"),
            "object": lambda: on(
                ResponsibilityRow, registrar, responsibilities.object_, duty, opinion="该数据由其他部门产生，本部门非数源部门。"
            ),
            "plan": lambda: on(ResponsibilityRow, registrar, responsibilities.plan, duty, "本月内完成编目，下月初挂接接口。"),
            "extend": lambda: self._extend(duty),
            "reassign": lambda: on(
                ResponsibilityRow, authority, responsibilities.reassign, duty, scene.department(other), opinion="异议成立，改派。"
            ),
            "cancel": lambda: on(
                ResponsibilityRow, authority, responsibilities.cancel, duty, opinion="业务系统停用，数据不再产生。"
            ),
            "fulfil": lambda: on(ResponsibilityRow, registrar, responsibilities.fulfil, duty, scene.entry(resource.key)),
        }
        acts[word]()

    def _extend(self, duty: str) -> None:
        with self._scene.office.work(self._scene.actor(self._authority)) as work:
            case = cases.case_of(work, f"responsibility:{duty}", duties.FULFIL)
            assert case is not None
            consent = calendars.Consent(by="数据主管部门", reason="涉及系统改造", on=work.today)
            calendars.extend(work, case.id, consent=consent, revision=case.revision)

    def _duty(self, resource: DemoResource) -> dict[str, Any]:
        """Return what a department must provide by law."""
        purpose = next(self._purposes)
        return {
            "title": resource.content["name"],
            "items": [item["name"] for item in resource.content["items"][:6]],
            "basis": [{"law": purpose.law, "article": purpose.article}],
            "cycle": "monthly",
            "modes": ["platform_table"],
        }

    def _statutory(self, step: str) -> Plot:
        """Draft a responsibility from a department's statutory duty."""
        resource = next(self._silent)
        content = self._duty(resource)
        yield 7
        owner = self._scene.department(resource.department)
        duty = self._scene.do(self._authority, responsibilities.draft, owner, content).id
        if step != "draft":
            self._scene.on(ResponsibilityRow, self._authority, responsibilities.assign, duty)
        if step == "claimed":
            yield 4
            self._step("claim", duty, self._post(resource.department, "registrar"), "", resource)

    def _issued(self) -> Iterator[Plot]:
        """Issue the lists of two departments, one of which acknowledges."""
        first = next(self._silent)
        second = next(each for each in islice(self._silent, 100) if each.department != first.department)
        yield self._issue(first, acknowledged=True)
        yield self._issue(second, acknowledged=False)

    def _issue(self, resource: DemoResource, *, acknowledged: bool) -> Plot:
        content = self._duty(resource)
        yield 11
        scene, owner = self._scene, self._scene.department(resource.department)
        duty = scene.do(self._authority, responsibilities.draft, owner, content).id
        year = scene.on(ResponsibilityRow, self._authority, responsibilities.assign, duty).number[2:6]
        issue = scene.do(self._authority, responsibilities.issue, owner, int(year))
        if acknowledged:
            yield 8
            reviewer = self._post(resource.department, "reviewer")
            scene.do(reviewer, responsibilities.acknowledge, issue.id, revision=issue.revision)


_STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "assigned": (),
    "objected": ("object",),
    "claimed": ("claim",),
    "planned": ("claim", "plan"),
    "extended": ("claim", "plan", "extend"),
    "reassigned": ("object", "reassign"),
    "cancelled": ("claim", "cancel"),
    "fulfilled": ("claim", "plan", "fulfil"),
}
"""What is done to a responsibility after it has been assigned."""
