"""From a district's need to callable data: nine people, three tiers, and everything that may come between.

Each act does what its people do and then looks as they would: at states, clocks, whose turn it is, and who was told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.stories.cast import (
    AGEING,
    AUTHORITIES,
    CAST,
    CHEN,
    CITY,
    CIVIL,
    DISTRICT,
    LI,
    LIU,
    MINISTRY,
    NATION,
    POLICE,
    QIAN,
    SUN,
    TANG,
    WU,
    ZHAO,
    ZHOU,
    Person,
)
from tests.stories.door import Answer, Door

DEMANDS, DUTIES, APPLICATIONS, GRANTS = "demands", "responsibilities", "applications", "grants"
UNION: Final = "民政和老龄工作部"
REVIEW_DAYS: Final = {DISTRICT: 3, CITY: 4, NATION: 6}
"""Working days of the pre-review: each tier has set its own."""
ARCHIVE_LAW: Final = {"law": "档案法", "article": "第二十八条"}

NEED: Final = {
    "title": "低保对象身份与保障金额",
    "items": ["姓名", "公民身份号码", "保障金额"],
    "basis": [{"law": "社会救助暂行办法", "article": "第九条"}],
    "scenario": "临时救助申请的核对",
    "matter": "临时救助",
    "scope": "渝中区社会救助系统",
    "frequency": "daily",
    "modes": ["platform_api"],
    "until": "2099-12-31",
}
ENTRY: Final = {
    "abstract": "低保对象的身份信息",
    "formats": ["mysql"],
    "classifications": ["206002"],
    "sharing_type": "unconditional",
    "sharing_modes": ["platform_file"],
    "openness": "not_open",
    "update_cycle": "daily",
    "grade": "general",
}


class Plot:
    """The story, act by act; what one act leaves to the next are the ids of things."""

    def __init__(self, door: Door, folder: Path) -> None:
        self.door, self.folder = door, folder
        self.main = self.twin = self.duty = self.known = self.made = ""
        self.number = ""
        self.applied: list[str] = []
        self.granted: list[str] = []

    def play(self) -> None:
        """Play all acts, a night between any two."""
        acts = (
            self.each_tier_sets_its_own_days,
            self.the_police_publish_what_they_have,
            self.a_demand_is_refused_by_law,
            self.a_demand_is_completed_and_goes_up_from_the_district,
            self.the_city_merges_its_twin_and_passes_it_up,
            self.the_nation_finds_a_part_and_assigns_the_rest,
            self.the_district_applies_and_the_police_grant,
            self.the_police_object_and_another_is_the_source,
            self.the_ministry_claims_plans_and_gets_more_time,
            self.the_ministry_is_closed_and_its_successor_goes_on,
            self.only_published_bound_and_answering_data_fulfils,
            self.what_falls_silent_interrupts_until_it_answers,
            self.the_trace_tells_it_all,
        )
        for act in acts:
            act()
            self.door.rest()

    # -- What is looked at

    def state(self, who: Person, ref: str) -> str:
        return str(self.door.show(who, DEMANDS, ref)["state"])

    def running(self, who: Person, things: str, ref: str) -> dict[str, Answer]:
        """Return the clocks of a thing that are not done, by kind."""
        return {case["kind"]: case for case in self.door.show(who, things, ref)["cases"] if case["state"] != "done"}

    def due(self, case: Answer, days: int) -> None:
        """Hold a clock to its days; what it stood still, and what it was given, comes on top."""
        assert case["days"] == days, case
        whole = days + case["paused_days"] + case["extra_days"]
        assert case["due_on"] == self.door.deadline(ZHOU, case["opened_on"], whole), case

    def waiting(self, who: Person, ref: str, **narrowed: str) -> list[str]:
        """Return the kinds of what somebody has to see to about a thing."""
        return [case["kind"] for case in self.door.todo(who, **narrowed) if case["thing"].endswith(ref)]

    def told(self, ref: str) -> list[str]:
        """Return what the police, whose demand follows another, were told of that one."""
        steps = self.door.show(LI, DEMANDS, ref)["steps"]
        return [step["facts"]["verb"] for step in steps if step["verb"] == "follow"]

    def last_step(self, who: Person, things: str, ref: str, verb: str) -> Answer:
        return [step for step in self.door.show(who, things, ref)["steps"] if step["verb"] == verb][-1]

    # -- What is done again and again

    def file(self, who: Person, signer: Person, **content: Any) -> Answer:
        """File a demand and sign it off; return the receipt."""
        filed = self.door.file(who, who.department, NEED | content)
        self.door.do(who, DEMANDS, "submit", filed["id"])
        return self.door.do(signer, DEMANDS, "sign", filed["id"], opinion="确为业务所需")

    def publish(self, people: tuple[Person, Person, Person], department: str, name: str, items: Mapping[str, str]) -> str:
        """Register an entry and take it through both reviews; return its id."""
        registrar, reviewer, authority = people
        described = [{"name": item, "type": kind, "length": 18} for item, kind in items.items()]
        entry = str(self.door.register(registrar, department, ENTRY | {"name": name, "items": described})["id"])
        assert self.door.submit(registrar, entry)["state"] == "submitted"
        assert self.door.review(reviewer, entry, "内容属实")["state"] == "registered"
        assert self.door.review(authority, entry, "同意发布")["state"] == "published"
        return entry

    def data(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    # -- Acts

    def each_tier_sets_its_own_days(self) -> None:
        for who in (ZHOU, CHEN, WU):
            region = next(region for region, department in AUTHORITIES.items() if department == who.department)
            self.door.put_policy(who, region, demand_review=REVIEW_DAYS[region])

    def the_police_publish_what_they_have(self) -> None:
        items = {"姓名": "C", "居民身份证号": "C"}
        self.known = self.publish((LI, ZHAO, CHEN), POLICE, "低保对象身份信息", items)
        self.data("known").write_text("姓名,居民身份证号\n", encoding="utf-8")
        self.door.bind(LI, self.known, str(self.data("known")))
        assert not self.door.entry(LIU, self.known)["accessed"]
        assert self.door.check(LI, self.known)["answering"] == 1
        assert self.door.entry(LIU, self.known)["accessed"]

    def a_demand_is_refused_by_law(self) -> None:
        ref = self.file(LIU, TANG, title="婚姻登记档案影像", items=["档案影像"])["id"]
        bare = self.door.refused(WU, DEMANDS, "refuse", ref, opinion="不予提供")
        assert bare.paths[:1] == ("basis",)
        nameless = self.door.refused(WU, DEMANDS, "refuse", ref, opinion=" ", basis=[ARCHIVE_LAW])
        assert nameless.paths == ("opinion",)
        ended = self.door.do(WU, DEMANDS, "refuse", ref, opinion="档案影像不属共享范围", basis=[ARCHIVE_LAW])
        assert ended["state"] == "refused"
        step = self.last_step(LIU, DEMANDS, ref, "refuse")
        assert (step["name"], step["department"]) == (WU.name, WU.department)
        assert (step["opinion"], step["basis"]) == ("档案影像不属共享范围", [ARCHIVE_LAW])
        assert self.running(LIU, DEMANDS, ref) == {}
        assert self.waiting(WU, ref) == []
        assert self.door.refused(WU, DEMANDS, "accept", ref).code == "conflict"

    def a_demand_is_completed_and_goes_up_from_the_district(self) -> None:
        sparse = {name: value for name, value in NEED.items() if name not in ("scenario", "scope")}
        filed = self.door.file(LIU, CIVIL, sparse)
        self.main, self.number = filed["id"], filed["number"]
        incomplete = self.door.refused(LIU, DEMANDS, "submit", self.main)
        assert (incomplete.code, incomplete.paths) == ("incomplete", ("scenario", "scope"))
        assert self.door.edit(LIU, self.main, NEED)["problems"] == []
        self.door.do(LIU, DEMANDS, "submit", self.main)
        assert [line["id"] for line in self.door.find(TANG, DEMANDS, state="submitted")] == [self.main]
        assert self.waiting(WU, self.main) == []
        self.door.do(TANG, DEMANDS, "sign", self.main, opinion="确为业务所需")
        assert self.waiting(WU, self.main, region=DISTRICT) == ["demand_review"]
        clock = self.running(LIU, DEMANDS, self.main)["demand_review"]
        self.due(clock, REVIEW_DAYS[DISTRICT])
        (line,) = self.door.find(WU, DEMANDS, state="reviewing")
        assert (line["id"], line["due_on"], line["standing"]) == (self.main, clock["due_on"], clock["standing"])
        self.door.do(WU, DEMANDS, "return", self.main, opinion="请写明区域")
        assert self.running(LIU, DEMANDS, self.main)["demand_review"]["standing"] == "paused"
        self.door.rest()
        self.door.edit(LIU, self.main, NEED | {"region": DISTRICT})
        self.door.do(LIU, DEMANDS, "submit", self.main)
        self.door.do(TANG, DEMANDS, "sign", self.main)
        self.due(self.running(LIU, DEMANDS, self.main)["demand_review"], REVIEW_DAYS[DISTRICT])
        self.door.do(WU, DEMANDS, "forward", self.main, opinion="数源不在本区")
        self.is_on_the_desk_of(CITY)

    def is_on_the_desk_of(self, region: str) -> None:
        """Look that a demand which was passed up waits for that region's authority, under its own clock and nobody else's."""
        shown = self.door.show(LIU, DEMANDS, self.main)
        assert (shown["state"], shown["desk"]) == ("reviewing", region)
        (clock,) = self.running(LIU, DEMANDS, self.main).values()
        self.due(clock, REVIEW_DAYS[region])
        above = {CITY: CHEN, NATION: ZHOU}[region]
        assert self.waiting(above, self.main, region=region) == ["demand_review"]
        assert self.waiting(WU, self.main) == []
        assert self.door.refused(WU, DEMANDS, "accept", self.main).code == "not_allowed"
        ended = [case for case in shown["cases"] if case["state"] == "done"]
        assert {case["outcome"] for case in ended} == {"forward"}
        assert {case["standing"] for case in ended} == {"done_in_time"}

    def the_city_merges_its_twin_and_passes_it_up(self) -> None:
        twin = self.file(LI, ZHAO, scope="重庆市反诈系统", scenario="反诈预警时核对")
        self.twin = twin["id"]
        assert self.waiting(CHEN, self.twin) == ["demand_review"]
        (pair,) = self.door.duplicates(CHEN)
        assert [pair["first"]["id"], pair["second"]["id"]] == [self.main, self.twin]
        joined = self.door.do(CHEN, DEMANDS, "merge", self.twin, into=self.number, opinion="同一数据，合并办理")
        assert joined["state"] == "merged"
        shown = self.door.show(LI, DEMANDS, self.twin)
        assert (shown["merged_into"]["number"], self.running(LI, DEMANDS, self.twin)) == (self.number, {})
        assert self.waiting(CHEN, self.twin) == []
        assert [line["id"] for line in self.door.show(LIU, DEMANDS, self.main)["followers"]] == [self.twin]
        self.door.do(CHEN, DEMANDS, "forward", self.main, opinion="保障金额由国家部门掌握")
        self.is_on_the_desk_of(NATION)
        assert self.state(LI, self.twin) == "merged"

    def the_nation_finds_a_part_and_assigns_the_rest(self) -> None:
        self.door.do(ZHOU, DEMANDS, "accept", self.main, opinion="依据充分")
        assert self.waiting(ZHOU, self.main) == ["demand_match"]
        self.due(self.running(ZHOU, DEMANDS, self.main)["demand_match"], 5)
        found = self.door.candidates(ZHOU, self.main)
        assert (found["verdict"], found["missing"]) == ("partly", ["保障金额"])
        best = found["candidates"][0]
        assert best["summary"]["id"] == self.known
        assert {(cover["wanted"], cover["item"]) for cover in best["covered"]} == {
            ("姓名", "姓名"),
            ("公民身份号码", "居民身份证号"),
        }
        rest = {"department": POLICE, "items": found["missing"], "opinion": "请一并提供"}
        duty = self.door.do(ZHOU, DEMANDS, "assign", self.main, **rest)
        self.duty = duty["id"]
        code = best["summary"]["code"]
        part = [{"resource": code, "items": ["姓名", "公民身份号码"]}]
        assert self.door.do(ZHOU, DEMANDS, "match", self.main, resources=part)["state"] == "fulfilling"
        shown = self.door.show(LIU, DEMANDS, self.main)
        assert (shown["verdict"], shown["missing"]) == ("partly", [])
        assert [(source["items"], source["owner"], source["callable"]) for source in shown["sources"]] == [
            (["保障金额"], POLICE, False),
            (["姓名", "公民身份号码"], POLICE, False),
        ]
        assert [source["granted"] for source in shown["sources"]] == [False, False]
        assert self.running(LIU, DEMANDS, self.main) == {}
        assert self.waiting(LI, self.duty, department=POLICE) == ["responsibility_claim"]
        assert self.told(self.twin) == []

    def the_district_applies_and_the_police_grant(self) -> None:
        applied = self.door.apply(LIU, CIVIL, self.known, self.main, {"mode": "platform_file", "items": ["姓名", "居民身份证号"]})
        assert applied["problems"] == []
        ref = applied["id"]
        self.door.do(LIU, APPLICATIONS, "submit", ref)
        assert self.waiting(TANG, ref) == ["department_review"]
        self.door.do(TANG, APPLICATIONS, "sign", ref, opinion="确为业务所需")
        self.passes(ref, WU, CHEN)
        assert self.waiting(ZHAO, ref) == ["reply_unconditional"]
        assert self.door.do(ZHAO, APPLICATIONS, "return", ref, missing=["系统等级保护备案证明"])["state"] == "returned"
        assert self.running(LIU, APPLICATIONS, ref)["reply_unconditional"]["standing"] == "paused"
        self.door.do(LIU, APPLICATIONS, "submit", ref)
        self.door.do(TANG, APPLICATIONS, "sign", ref)
        assert self.door.refused(ZHAO, APPLICATIONS, "return", ref, missing=["再补"]).code == "returned_already"
        self.agrees(ZHAO, ref)
        granted = [source["granted"] for source in self.door.show(LIU, DEMANDS, self.main)["sources"]]
        assert (granted, self.state(LIU, self.main)) == ([False, True], "fulfilling")

    def passes(self, ref: str, *authorities: Person) -> None:
        """Let the authorities on the way of an application pass it on, each under its own clock."""
        for at, authority in enumerate(authorities):
            shown = self.door.show(LIU, APPLICATIONS, ref)
            assert [stop["passed"] for stop in shown["route"]] == [True] * at + [False] * (len(authorities) - at)
            assert self.waiting(authority, ref) == ["application_check"]
            self.due(self.running(LIU, APPLICATIONS, ref)["application_check"], 2)
            self.door.do(authority, APPLICATIONS, "pass", ref, opinion="材料齐全")
        assert self.door.show(LIU, APPLICATIONS, ref)["state"] == "replying"

    def agrees(self, who: Person, ref: str) -> None:
        """Let the provider agree; the data can be called, so that what was granted is active at once."""
        assert self.door.do(who, APPLICATIONS, "agree", ref, opinion="同意提供")["state"] == "agreed"
        shown = self.door.show(LIU, GRANTS, self.door.show(LIU, APPLICATIONS, ref)["grant_id"])
        assert (shown["state"], shown["usable"], shown["consumer"]) == ("active", True, CIVIL)
        self.granted.append(shown["id"])
        self.applied.append(ref)

    def the_police_object_and_another_is_the_source(self) -> None:
        assert self.door.refused(LI, DUTIES, "object", self.duty, opinion=" ").paths == ("opinion",)
        self.door.do(LI, DUTIES, "object", self.duty, opinion="非数源部门：保障金额由民政部门核定")
        assert self.waiting(LI, self.duty) == []
        assert self.waiting(ZHOU, self.duty) == ["objection_ruling"]
        self.due(self.running(ZHOU, DUTIES, self.duty)["objection_ruling"], 5)
        self.door.do(ZHOU, DUTIES, "reassign", self.duty, department=MINISTRY, opinion="异议成立，改派民政部")
        shown = self.door.show(SUN, DUTIES, self.duty)
        assert (shown["state"], shown["owner"]) == ("assigned", MINISTRY)
        assert [(owner["department"], owner["outcome"]) for owner in shown["owners"]] == [(POLICE, "reassign"), (MINISTRY, None)]
        assert self.waiting(SUN, self.duty, department=MINISTRY) == ["responsibility_claim"]
        self.due(self.running(SUN, DUTIES, self.duty)["responsibility_claim"], 5)
        assert self.door.refused(LI, DUTIES, "claim", self.duty).code == "not_allowed"
        assert self.state(LIU, self.main) == "fulfilling"

    def the_ministry_claims_plans_and_gets_more_time(self) -> None:
        self.door.do(SUN, DUTIES, "claim", self.duty, opinion="同意认领")
        clocks = self.running(SUN, DUTIES, self.duty)
        assert set(clocks) == {"responsibility_plan", "responsibility_fulfil"}
        self.door.do(SUN, DUTIES, "plan", self.duty, plan="两个月内编目并挂接")
        (clock,) = self.running(SUN, DUTIES, self.duty).values()
        self.due(clock, 20)
        assert self.door.not_extended(SUN, clock).code == "not_allowed"
        longer = self.door.extend(ZHOU, clock, NATION + "数据共享协调机制", "涉及多个业务系统")
        assert longer["extra_days"] == 10
        self.due(longer, 20)
        assert longer["due_on"] > clock["due_on"]
        assert self.door.not_extended(ZHOU, longer).code == "already_extended"
        (after,) = self.door.todo(SUN, kind="responsibility_fulfil")
        assert (after["thing"], after["due_on"]) == (f"responsibility:{self.duty}", longer["due_on"])
        assert self.late_on(clock["due_on"]) == []
        assert self.late_on(longer["due_on"]) == []
        assert self.late_on("2099-01-01") == [MINISTRY]

    def late_on(self, day: str) -> list[str]:
        """Return whom the list of a day shows as late with the responsibility."""
        groups = self.door.overdue(ZHOU, day)["groups"]
        return [group["name"] for group in groups if any(case["thing"].endswith(self.duty) for case in group["cases"])]

    def the_ministry_is_closed_and_its_successor_goes_on(self) -> None:
        done = self.door.merge_departments(ZHOU, (MINISTRY, AGEING), UNION)
        assert ([one["name"] for one in done["ended"]], done["began"][0]["name"]) == ([MINISTRY, AGEING], UNION)
        for asked in (UNION, MINISTRY):
            assert self.waiting(SUN, self.duty, department=asked) == ["responsibility_fulfil"]
            assert [line["id"] for line in self.door.find(QIAN, DUTIES, owner=asked)] == [self.duty]
        assert self.late_on("2099-01-01") == [UNION]
        issued = self.door.issue(ZHOU, UNION, self.door.today.year)
        assert (issued["department"], [line["id"] for line in issued["entries"]]) == (UNION, [self.duty])
        assert self.door.acknowledge(QIAN, issued)["acknowledged_by"] == QIAN.login
        assert self.door.do(SUN, DUTIES, "plan", self.duty, plan="由合并后的部门按期完成")["state"] == "planned"
        assert self.last_step(ZHOU, DUTIES, self.duty, "plan")["department"] == UNION

    def only_published_bound_and_answering_data_fulfils(self) -> None:
        draft = self.door.register(SUN, UNION, ENTRY | {"name": "低保金发放草稿", "items": [{"name": "金额", "type": "Y"}]})
        assert self.door.refused(SUN, DUTIES, "fulfil", self.duty, resource=draft["id"]).code == "not_callable"
        self.made = self.publish((SUN, QIAN, ZHOU), UNION, "低保对象保障金额", {"公民身份号码": "C", "保障金额": "C"})
        assert self.door.refused(SUN, DUTIES, "fulfil", self.duty, resource=self.made).code == "not_callable"
        self.door.bind(SUN, self.made, str(self.data("made")))
        assert self.door.check(SUN, self.made)["answering"] == 0
        assert self.door.refused(SUN, DUTIES, "fulfil", self.duty, resource=self.made).code == "not_callable"
        assert self.state(LIU, self.main) == "fulfilling"
        self.data("made").write_text("公民身份号码,保障金额\n", encoding="utf-8")
        assert self.door.check(SUN, self.made)["answering"] == 1
        assert self.door.refused(SUN, DUTIES, "fulfil", self.duty, resource=self.known).code == "another_provider"
        done = self.door.do(SUN, DUTIES, "fulfil", self.duty, resource=self.made, opinion="已编目并挂接")
        assert done["state"] == "fulfilled"
        (clock,) = (case for case in self.door.show(SUN, DUTIES, self.duty)["cases"] if case["kind"] == "responsibility_fulfil")
        assert (clock["standing"], clock["outcome"]) == ("done_in_time", "fulfil")
        assert self.state(LIU, self.main) == "fulfilling"
        ref = self.door.apply(LIU, CIVIL, self.made, self.main, {"mode": "platform_file"})["id"]
        self.door.do(LIU, APPLICATIONS, "submit", ref)
        self.door.do(TANG, APPLICATIONS, "sign", ref)
        self.passes(ref, WU, CHEN, ZHOU)
        self.agrees(QIAN, ref)
        self.is_satisfied()
        assert self.told(self.twin) == ["satisfy"]
        assert self.waiting(SUN, self.duty) == self.waiting(ZHOU, self.duty) == self.waiting(ZHOU, self.main) == []

    def is_satisfied(self) -> None:
        shown = self.door.show(LIU, DEMANDS, self.main)
        assert (shown["state"], shown["missing"]) == ("satisfied", [])
        assert all(source["callable"] for source in shown["sources"])

    def what_falls_silent_interrupts_until_it_answers(self) -> None:
        self.data("made").rename(self.data("moved"))
        assert self.door.check(SUN, self.made)["answering"] == 0
        assert self.state(LIU, self.main) == "interrupted"
        assert self.door.show(SUN, DUTIES, self.duty)["state"] == "interrupted"
        self.data("moved").rename(self.data("made"))
        self.door.check(SUN, self.made)
        self.is_satisfied()
        assert self.door.show(SUN, DUTIES, self.duty)["state"] == "fulfilled"
        assert self.told(self.twin) == ["satisfy", "interrupt", "satisfy"]

    def the_trace_tells_it_all(self) -> None:
        found = self.door.trace(ZHOU, self.number)
        assert (found["start"], found["complete"]) == (f"demand:{self.main}", True)
        assert {(node["kind"], node["id"]) for node in found["nodes"] if node["kind"] != "binding"} == {
            ("demand", self.main),
            ("demand", self.twin),
            ("responsibility", self.duty),
            ("resource", self.known),
            ("resource", self.made),
            *(("application", ref) for ref in self.applied),
            *(("grant", ref) for ref in self.granted),
        }
        assert all(node["callable"] for node in found["nodes"] if node["kind"] in ("resource", "binding"))
        assert sorted((link["relation"], *link["items"]) for link in found["links"]) == [
            ("applied",),
            ("applied",),
            ("assigned", "保障金额"),
            ("bound",),
            ("bound",),
            ("fulfilled",),
            ("granted",),
            ("granted",),
            ("matched", "姓名", "公民身份号码"),
            ("merged",),
            ("opens", "公民身份号码", "保障金额"),
            ("opens", "姓名", "居民身份证号"),
            ("wanted", "公民身份号码", "保障金额"),
            ("wanted", "姓名", "居民身份证号"),
        ]
        self.everybody_is_named_with_day_and_reason(found["events"])
        for ref in (self.duty, self.twin, self.made):
            again = self.door.trace(ZHOU, ref)
            assert {node["id"] for node in again["nodes"]} == {node["id"] for node in found["nodes"]}
        # Who needs the data sees its way to it, though not whose duty that was.
        seen = {node["id"] for node in self.door.trace(LIU, self.number)["nodes"]}
        assert {self.known, self.made} < seen
        assert not {self.duty, self.twin} & seen

    def everybody_is_named_with_day_and_reason(self, events: Sequence[Answer]) -> None:
        assert {event["name"] for event in events} >= {person.name for person in CAST}
        days = [event["at"] for event in events]
        assert days == sorted(days)
        told = {(event["verb"], event["name"], event["opinion"]) for event in events}
        assert told >= {
            ("sign", TANG.name, "确为业务所需"),
            ("return", WU.name, "请写明区域"),
            ("forward", WU.name, "数源不在本区"),
            ("merge", CHEN.name, "同一数据，合并办理"),
            ("forward", CHEN.name, "保障金额由国家部门掌握"),
            ("accept", ZHOU.name, "依据充分"),
            ("assign", ZHOU.name, "请一并提供"),
            ("object", LI.name, "非数源部门：保障金额由民政部门核定"),
            ("reassign", ZHOU.name, "异议成立，改派民政部"),
            ("claim", SUN.name, "同意认领"),
            ("extend", ZHOU.name, "涉及多个业务系统"),
            ("submit", SUN.name, None),
            ("pass", QIAN.name, "内容属实"),
            ("pass", ZHOU.name, "同意发布"),
            ("fulfil", SUN.name, "已编目并挂接"),
            ("follow", SUN.name, None),
        }
        verbs = [event["verb"] for event in events if not event["thing"].startswith("resource:")]
        assert verbs.index("fulfil") < verbs.index("satisfy") < verbs.index("follow") < verbs.index("interrupt")
