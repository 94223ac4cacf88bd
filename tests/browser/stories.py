"""Demands and responsibilities of the small city on their way: something in most states, as five people and a second department made it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from catalog import people
from catalog.lists import demands, responsibilities
from catalog.lists.demands import Chosen, queries
from catalog.lists.model import ResourceRow, VersionRow
from catalog.office import Office, Work
from catalog.people.model import DepartmentRow, OfficialRow, RoleRow
from catalog.rights import Actor
from catalog.settings import Settings
from tests import builders

APPLICANT: Final = "jianghangchen"
SIGNER: Final = "yaohaixu"
AUTHORITY: Final = "zhulili"
"""Who files, signs off and pre-reviews; the source's registrar and reviewer follow from which entries can be called."""

SUBMITTED: Final = ("农机购置补贴发放记录", "农机报废补贴发放记录")
"""Demands that wait for the department's reviewer."""

BASIS: Final = ({"law": "社会救助暂行办法", "article": "第九条"},)


@dataclass(frozen=True)
class Source:
    """A department with an entry that can be called: its people, the entry's name and items."""

    department: str
    name: str
    registrar: str
    reviewer: str
    resource: str
    title: str
    items: tuple[str, ...]


class Teller:
    """Lets the officials of a town do what they do, each under their own account."""

    def __init__(self, office: Office, passwords: Mapping[str, str]) -> None:
        self.office = office
        self.passwords = passwords
        self._known: dict[str, Actor] = {}

    def actor(self, login: str) -> Actor:
        if login not in self._known:
            self._known[login] = people.authenticate(self.office, login, self.passwords[login], hasher=builders.QUICK)
        return self._known[login]

    def do(self, login: str, verb: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        with self.office.work(self.actor(login)) as work:
            return verb(work, *arguments, **named)

    def filed(self, **fields: Any) -> Any:
        return self.do(APPLICANT, demands.file, self.actor(APPLICANT).department, demand(**fields))

    def submitted(self, **fields: Any) -> Any:
        receipt = self.filed(**fields)
        return self.do(APPLICANT, demands.submit, receipt.id, revision=receipt.revision)

    def reviewing(self, **fields: Any) -> Any:
        receipt = self.submitted(**fields)
        return self.do(SIGNER, demands.sign, receipt.id, revision=receipt.revision)

    def accepted(self, **fields: Any) -> Any:
        return self.ruled(demands.accept, opinion="符合受理条件", **fields)

    def ruled(self, verb: Callable[..., Any], *, opinion: str, ruling: Mapping[str, Any] | None = None, **fields: Any) -> Any:
        receipt = self.reviewing(**fields)
        return self.do(AUTHORITY, verb, receipt.id, opinion=opinion, revision=receipt.revision, **(ruling or {}))

    def assigned(self, source: Source, **fields: Any) -> Any:
        receipt = self.accepted(**fields)
        verb, place = responsibilities.assign_for_demand, source.department
        return self.do(AUTHORITY, verb, receipt.id, place, opinion="请按期提供", revision=receipt.revision)


def demand(**fields: Any) -> dict[str, Any]:
    """Return the document of a demand that can be submitted."""
    return {
        "title": "低保对象名单",
        "items": ["姓名", "公民身份号码", "保障金额"],
        "basis": [dict(each) for each in BASIS],
        "scenario": "申请惠农补贴时核对申请人是否为低保对象",
        "matter": "惠农补贴发放",
        "scope": "惠农补贴管理系统",
        "frequency": "daily",
        "modes": ["platform_api"],
        "until": "2031-12-31",
    } | fields


def source_of(work: Work, passwords: Mapping[str, str]) -> Source:
    """Return a city department whose officials have accounts and that has an entry which can be called."""
    home = select(DepartmentRow.region_id).join(OfficialRow, OfficialRow.department_id == DepartmentRow.id)
    query = (
        select(ResourceRow, VersionRow.content, DepartmentRow.name)
        .join(VersionRow, VersionRow.id == ResourceRow.current_id)
        .join(DepartmentRow, DepartmentRow.id == ResourceRow.provider_id)
        .where(ResourceRow.state == "published", ResourceRow.accessed)
        .where(ResourceRow.region_id == home.where(OfficialRow.login == AUTHORITY).scalar_subquery())
        .order_by(ResourceRow.name)
    )
    for row, content, name in work.session.execute(query):
        logins = work.session.scalars(select(OfficialRow.login).where(OfficialRow.department_id == row.provider_id)).all()
        staff = [login for login in sorted(logins) if login in passwords]
        registrars = [login for login in staff if "registrar" in _roles(work, login)]
        reviewers = [login for login in staff if "reviewer" in _roles(work, login)]
        if registrars and reviewers and APPLICANT not in staff and len(content.get("items", ())) >= 3:
            items = tuple(item["name"] for item in content["items"])
            return Source(row.provider_id, name, registrars[0], reviewers[0], row.id, row.name, items)
    raise AssertionError("no department has an entry that can be called")


def _roles(work: Work, login: str) -> frozenset[str]:
    query = select(RoleRow.role).join(OfficialRow, OfficialRow.id == RoleRow.official_id)
    return frozenset(work.session.scalars(query.where(OfficialRow.login == login)))


def tell(home: Path, passwords: dict[str, str]) -> None:
    """Let there be demands and responsibilities in most states, and a list that was issued twice.

    Who files and signs off gets a password, which is added to those given.
    """
    office = Office(Settings(home=home))
    teller = Teller(office, passwords)
    for login in (APPLICANT, SIGNER):
        with office.look(builders.OPERATOR) as look:
            official = look.session.scalars(select(OfficialRow).where(OfficialRow.login == login)).one()
            found, revision = official.id, official.revision
        given = teller.do("sysadmin", people.reset_password, found, revision=revision, hasher=builders.QUICK)
        passwords[login] = builders.PASSWORD
        people.change_password(office, login, given.password, builders.PASSWORD, hasher=builders.QUICK)
    with office.work(builders.OPERATOR) as work:
        source = source_of(work, passwords)
    _demands(teller, source)
    _responsibilities(teller, source)
    office.close()


def _demands(teller: Teller, source: Source) -> None:
    teller.filed(title="村集体资产登记信息", scenario="", basis=[])
    for title in SUBMITTED:
        teller.submitted(title=title, items=["机主姓名", "机具编号", "补贴金额"])
    teller.reviewing(title="困难群众名单", urgency="urgent")
    teller.ruled(demands.return_, opinion="请补充使用系统的名称和使用人员范围。", title="失业登记人员名单")
    ruling = {"basis": [{"law": "中华人民共和国个人信息保护法", "article": "第六条"}]}
    teller.ruled(demands.refuse, opinion="所需信息超出办理事项的必要范围。", ruling=ruling, title="居民手机号码")
    wanted = [*source.items[:3], "数据来源说明"]
    teller.accepted(title=source.title, items=wanted, source=source.name)
    teller.reviewing(title=f"{source.title}（补充）", items=wanted)
    receipt = teller.accepted(title="惠农项目核对所需数据", items=list(source.items[:2]))
    chosen = [Chosen(source.resource, source.items[:2])]
    teller.do(AUTHORITY, demands.match, receipt.id, chosen, revision=receipt.revision)


def _responsibilities(teller: Teller, source: Source) -> None:
    receipt = teller.assigned(source, title="农村道路养护计划", items=["路段名称", "养护单位"])
    teller.do(source.registrar, responsibilities.claim, receipt.id, opinion="已纳入年度工作", revision=receipt.revision)
    teller.do(AUTHORITY, responsibilities.issue, source.department, receipt_year(teller))
    receipt = teller.assigned(source, title="水库汛期水位记录", items=["水库名称", "水位"])
    teller.do(source.registrar, responsibilities.object_, receipt.id, opinion="水位由水文部门测报。", revision=receipt.revision)
    teller.assigned(source, title="灌溉用水许可名单", items=["许可证号", "取水量"])
    teller.do(AUTHORITY, responsibilities.issue, source.department, receipt_year(teller))
    duty = {"title": "行政许可事项目录", "items": ["事项名称"], "cycle": "yearly", "modes": ["platform_file"]}
    teller.do(AUTHORITY, responsibilities.draft, source.department, {**duty, "basis": [dict(each) for each in BASIS]})


def receipt_year(teller: Teller) -> int:
    """Return the year in which everything here happens."""
    with teller.office.look(teller.actor(AUTHORITY)) as look:
        return queries.find(look, queries.Filter())[0].updated_at.year
