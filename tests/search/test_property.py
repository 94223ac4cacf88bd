"""Whatever is done to the list and the index, everybody is answered as if the whole list had been read."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from random import Random

from catalog import people, search
from catalog.errors import Conflict, Refusal
from catalog.lists.desk import Receipt
from catalog.lists.queries import Filter, find
from catalog.office import Office
from tests import builders
from tests.search.conftest import Library, q
from tests.search.oracle import Oracle, assert_right

NAMES = ("重庆市", "公共停车场", "银行", "泊位", "信息", "企业法人", "ＧＤＰ", "长安", "數據", "社保卡", "A级", "（试行）")
ITEMS = ("车牌号", "泊位总数", "停车场名称", "开户银行", "ＩＤ", "统一社会信用代码", "数据量", "长度")
QUESTIONS = (
    "", "信息", "停车", "停", "停车场", "公共停车场泊位", "银行 信息", "yinhang", "yh", "zhongqing", "cqs", "gd", "GDP", "ｇｄｐ", "数据",
    "交通局", "jiaotong 停车", "渝中", "车牌号", "备案", "shuju", "sbk", "社会信用", "无此事物", "ID", "（试行）", "(", "changan 泊位", "206001",
)  # fmt: skip
FACETS = {
    "state": ("draft", "published", "offline", "retired"),
    "sharing_type": ("unconditional", "conditional"),
    "update_cycle": ("monthly", "daily"),
    "theme": ("交通", "金融"),
    "format": ("database", "spreadsheet"),
    "tier": ("city", "district"),
    "grade": ("general", "important"),
}


class Walk:
    """Does one thing after the other to the catalog, as a seeded chance will have it."""

    def __init__(self, town: Library, seed: int) -> None:
        self.town, self.chance, self.count = town, Random(seed), 0
        self.done: Counter[str] = Counter()

    def content(self) -> dict[str, object]:
        pick = self.chance.choice
        self.count += 1
        items = [{"name": name, "type": "C", "length": 9} for name in self.chance.sample(ITEMS, self.chance.randint(1, 4))]
        conditional = {"sharing_type": "conditional", "sharing_conditions": "依职权", "sharing_purpose": "核验"}
        return {
            "name": "".join(self.chance.sample(NAMES, self.chance.randint(1, 4))) + (str(self.count) if self.chance.random() < 0.8 else ""),
            "items": items,
            "formats": self.chance.sample(["mysql", "xlsx", "pdf"], self.chance.randint(1, 2)),
            "update_cycle": pick(FACETS["update_cycle"]),
            "grade": pick(FACETS["grade"]),
            **(conditional if self.chance.random() < 0.3 else {}),
            **({"theme": pick(FACETS["theme"])} if self.chance.random() < 0.6 else {}),
        }  # fmt: skip

    def step(self) -> None:
        """Do one thing; what cannot be done just then is not done."""
        doing = self.chance.choices(
            (
                self.register,
                self.register_there,
                self.advance,
                self.edit,
                self.end,
                self.delete,
                self.rename,
                self.fold,
                self.rebuild,
            ),
            (8, 3, 12, 4, 2, 2, 0.5, 2, 0.5),
        )[0]
        with suppress(Refusal):
            doing()
            self.done[doing.__name__] += 1

    def register(self) -> None:
        builders.create_draft(self.town.office, self.town.registrar, **self.content())

    def register_there(self) -> None:
        self.town.local_draft(**self.content())

    def _any(self, *states: str) -> Receipt:
        with self.town.look() as look:
            entries = find(look, Filter(states=states, department=self.town.traffic), limit=200).entries
        if not entries:
            raise Conflict("没有", "none there", code="none_there")
        chosen = self.chance.choice(entries)
        return Receipt(chosen.id, chosen.name, chosen.code, chosen.state, 1, "", chosen.revision)

    def advance(self) -> None:
        receipt = self._any("draft", "submitted", "registered", "published")
        verb = {"draft": "submit", "submitted": "sign", "registered": "approve", "published": "submit"}[receipt.state]
        self.town.step(receipt, verb)

    def edit(self) -> None:
        content = {key: value for key, value in self.content().items() if key != "name" or self.chance.random() < 0.5}
        self.town.edit(self._any("draft", "published", "offline"), **content)

    def end(self) -> None:
        self.town.step(self._any("published"), self.chance.choice(("retire", "take_offline")), reason="停止使用")

    def delete(self) -> None:
        self.town.step(self._any("draft"), "delete")

    def rename(self) -> None:
        """Let a new department stand for one; its people go over with it."""
        town, self.count = self.town, self.count + 1
        where = self.chance.choice(("traffic", "local"))
        before = getattr(town, where)
        town.clock.advance(days=1)
        name = f"重庆市第{self.count}{self.chance.choice(('运输局', '交通委员会', '银行监管局'))}"
        with town.work(town.operator) as work:
            heir = people.rename(work, before, name, work.today).began[0].id
            lineage = people.lineage(work.session, heir)
        setattr(town, where, heir)
        staff = ("registrar", "reviewer", "chief") if where == "traffic" else ("local_registrar",)
        for role in staff:
            town.move(role, heir, lineage)

    def fold(self) -> None:
        search.tend(self.town.office)

    def rebuild(self) -> None:
        search.rebuild(self.town.office)

    def question(self) -> search.Query:
        """Return a question about anything."""
        filters = {
            facet: tuple(self.chance.sample(values, self.chance.randint(1, min(2, len(values)))))
            for facet, values in self.chance.sample(sorted(FACETS.items()), self.chance.choice((0, 0, 1, 2)))
        }
        if self.chance.random() < 0.2:
            filters["region"] = (self.chance.choice((self.town.city, self.town.district)),)
        if self.chance.random() < 0.2:
            filters["department"] = (self.chance.choice((self.town.traffic, self.town.local, self.town.finance)),)
        sort = self.chance.choice(search.SORTS)
        return search.Query(self.chance.choice(QUESTIONS), filters, sort, 0, self.chance.choice((7, 50)))


def test_after_every_step_everybody_is_answered_rightly(town: Library, small_blocks: None) -> None:
    walk = Walk(town, 4)
    for at in range(150):
        walk.step()
        if at % 6 == 5:
            town.right(walk.question(), walk.question())
    assert min(walk.done[verb] for verb in ("register", "advance", "edit", "end", "delete", "rename", "fold", "rebuild")) > 0
    town.right(*(q(text) for text in QUESTIONS), askers=("visitor", "registrar"))


class Crew:
    """Threads at work on one catalog; whatever goes wrong in one of them goes wrong in the test."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self._failed: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def start(self, work: Callable[[], None], *, times: int | None = None) -> threading.Thread:
        """Let a thread do something so many times, or until it is over."""

        def run() -> None:
            try:
                for _ in range(times or 1_000_000):
                    if times is None and self.over.is_set():
                        return
                    work()
            except BaseException as error:
                self._failed.append(error)

        thread = threading.Thread(target=run)
        self._threads.append(thread)
        thread.start()
        return thread

    def end(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join(120)
            assert not thread.is_alive()
        if self._failed:
            raise self._failed[0]


def test_while_others_write_and_fold_each_finds_what_it_has_just_committed(town: Library, small_blocks: None) -> None:
    crew = Crew()
    other = Office(town.office.settings, clock=town.clock)
    numbers = count(1)

    def write() -> None:
        number = f"第{next(numbers)}号"
        receipt = town.draft(name=f"公共停车场{number}信息")
        assert town.ids(q(number), town.registrar) == [receipt.id]
        assert town.ids(q(f"{number}信息 泊位"), town.registrar) == [receipt.id]
        receipt = town.step(receipt, "submit", "sign", "approve")
        assert town.ids(q(number), town.askers["visitor"]) == [receipt.id]
        receipt = town.step(receipt, "retire", reason="停止使用")
        assert town.find(q(number, state="retired"), town.askers["visitor"]).total == 1

    def ask() -> None:
        with town.look(town.askers["visitor"]) as look:
            oracle = Oracle(look)
            assert_right(look, oracle, q("停车", limit=20))
            assert_right(look, oracle, q("泊位 信息", state="published"))

    writers = [crew.start(write, times=8) for _ in range(2)]
    for work in (ask, ask, lambda: fold_in(town.office), lambda: fold_in(other)):
        crew.start(work)
    for writer in writers:
        writer.join(120)
    crew.end()
    other.close()
    town.right(q("停车"), q("信息"), q("第1"), q("", state="retired"))
    assert town.fold().behind == 0
    town.right(q("停车"), q("信息"), q("第1"), q("", state="retired"))


def fold_in(office: Office) -> None:
    search.tend(office)
    time.sleep(0.02)
