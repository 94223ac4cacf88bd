"""What portals and spreadsheets write is read, and what cannot be read is not guessed."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.lists import normalise, vocabulary
from catalog.lists.item_text import items_from_names, items_from_text

FIELDS: dict[str, tuple[Callable[[str], str | None], dict[str, Any]]] = {
    "sharing_type": (normalise.sharing_type, vocabulary.SHARING_TYPES),
    "openness": (normalise.openness, vocabulary.OPENNESS),
    "update_cycle": (normalise.update_cycle, vocabulary.UPDATE_CYCLES),
    "grade": (normalise.grade, vocabulary.GRADES | vocabulary.REFUSED_GRADES),
    "local_grade": (normalise.local_grade, vocabulary.LOCAL_GRADES),
}


@pytest.mark.parametrize("field", FIELDS)
def test_labels_and_canonical_values_read_as_themselves(field: str) -> None:
    read, terms = FIELDS[field]
    for value, term in terms.items():
        assert read(term.zh) == value
        assert read(f" {term.zh}（说明） ") == value
        if value not in vocabulary.REFUSED_GRADES:
            assert read(value) == value


def test_labels_of_fields_with_several_values_read_as_themselves() -> None:
    for mode, term in vocabulary.SHARING_MODES.items():
        assert normalise.sharing_modes(term.zh) == ((mode,), ())
    for name in vocabulary.FORMATS:
        assert normalise.formats(name) == ((name,), ()), name
    for kind, term in vocabulary.FORMAT_KINDS.items():
        assert normalise.formats(term.zh) == ((kind,), ())
    for letter, data_type in vocabulary.DATA_TYPES.items():
        assert normalise.data_type(letter) == normalise.data_type(data_type.zh) == normalise.data_type(f"{data_type.zh}{letter}")
        assert normalise.data_type(letter) == (letter, None)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("无条件共享", "unconditional"),
        ("1-无条件共享", "unconditional"),
        ("１", "unconditional"),
        ("有条件", "conditional"),
        ("02", "conditional"),
        ("（2）有条件共享类", "conditional"),
        ("3.0", "not_shared"),
        ("不予共享", "not_shared"),
        ("不予共享（3）", "not_shared"),
        ("不予共享（涉密）", "secret"),
        ("不予共享（核心数据）", "core"),
        ("不予共享（不涉密）", "not_shared"),
        ("有条件共享（涉密信息除外）", "conditional"),
        ("无条件开放", None),
        ("是", None),
        ("4", None),
        ("", None),
    ],
)
def test_sharing_type(written: str, value: str | None) -> None:
    assert normalise.sharing_type(written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("是", "unconditional"),
        ("否", "not_open"),
        ("主动开放", "unconditional"),
        ("依申请开放", "conditional"),
        ("登录开放", "conditional"),
        ("暂不开放", "not_open"),
        ("不对外开放", "not_open"),
        ("开放网站无条件开放", "unconditional"),
        ("涉及个人信息的数据项有条件开放", "conditional"),
        ("无条件共享", None),
        ("依申请共享", None),
        ("审批同意后共享", None),
        ("部门间申请开放", None),
        ("全社会开放", "unconditional"),
        ("部分公开", "conditional"),
        ("审核开放", "conditional"),
        ("开放网站", None),
        ("无需申请", None),
        ("L1", None),
        ("用于数据校验", None),
    ],
)
def test_openness(written: str, value: str | None) -> None:
    assert normalise.openness(written) == value


@pytest.mark.parametrize(
    ("value", "spellings"),
    {
        "realtime": "实时 即时 实时更新 小时级 分钟级 每小时 每2小时 10分钟 PT1H T+0 real-time continuous",
        "daily": "每日 每天 每日（工作日） T+1 t＋1 工作日 每个工作日 逐日 日更 每天凌晨 24小时 每日2次 每天2次 每12小时 daily D P1D every_day 1天",
        "weekly": "每周 按周更新 每周一 每周一次 7天 周报 weekly",
        "ten_days": "每旬 按旬 每10天 旬报 每月3次",
        "monthly": "每月 月 按月 月度 月报 每月10日前 每月更新一次 30天 一次/月 P1M MONTHLY 12次/年",
        "quarterly": "每季度 季 按季更新 季报 三个月 每3个月 每季度末 Q quarterly P3M 4次/年",
        "half_yearly": "每半年 半年 半年度 6个月 每年两次 2次/年 semi-annual 每学期",
        "yearly": "每年 年 １年 按年 按年更新 年度 年报 每年12月底 一年一次 次/年 12个月 annual every_year A P1Y R/P1Y 更新周期：每年",
        "irregular": "不定期 不定时 不更新 静态数据 其他 按需 不定期更新 有变化时更新 有变动即更新 长期 需要时 每两年 五年 双周 动态更新 irregular never asNeeded",
    }.items(),
)
def test_update_cycle(value: str, spellings: str) -> None:
    unlike = {
        written: normalise.update_cycle(written) for written in spellings.split() if normalise.update_cycle(written) != value
    }
    assert not unlike


def test_update_cycle_with_a_remark_and_from_a_web_vocabulary() -> None:
    assert normalise.update_cycle("每年(更新说明:暂无新业务数据产生)") == "yearly"
    assert normalise.update_cycle("http://publications.europa.eu/resource/authority/frequency/ANNUAL_2") == "half_yearly"


@pytest.mark.parametrize("written", ["", "1", "月/季", "每年每月", "浙江省", "unknown", "无条件开放", "第一季度", "0次/年"])
def test_what_is_no_update_cycle_is_not_read(written: str) -> None:
    assert normalise.update_cycle(written) is None


def entries(shared_data: Path) -> Iterator[dict[str, Any]]:
    for name in ("guizhou", "hainan_items", "zhejiang"):
        with gzip.open(shared_data / "catalogs" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def test_real_portals_are_read(shared_data: Path) -> None:
    cycles, formats, days = Counter[str](), Counter[str](), Counter[str]()
    unread: dict[str, Counter[str]] = {"cycles": Counter(), "formats": Counter(), "days": Counter()}
    for entry in entries(shared_data):
        if cycle := normalise.text(entry.get("update_frequency")):
            (unread["cycles"] if normalise.update_cycle(cycle) is None else cycles)[cycle] += 1
        if written := entry.get("data_formats"):
            (formats if normalise.formats(written).names else unread["formats"])[str(written)] += 1
        published = entry["publish_time"]
        (unread["days"] if normalise.iso_date(published) is None else days)[str(published)] += 1
    assert cycles.total() >= 0.97 * (cycles + unread["cycles"]).total(), unread["cycles"]
    assert cycles.total() > 30_000
    assert not unread["formats"]
    assert unread["days"].total() <= 1, unread["days"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026.11.22", "2026-11-22"),
        ("2026年11月22日", "2026-11-22"),
        ("２０２６年１１月２２日", "2026-11-22"),
        ("2026-11-22\n09:45", "2026-11-22"),
        ("2026/1/2 0:00", "2026-01-02"),
        ("2026-11-22T20:00:00Z", "2026-11-23"),
        (1795358950000, "2026-11-22"),
        ("1795358950000", "2026-11-22"),
        (1795358950, "2026-11-22"),
        (46348, "2026-11-22"),
        (46348.75, "2026-11-22"),
        ("46348", "2026-11-22"),
        ("20261122", "2026-11-22"),
        (20261122.0, "2026-11-22"),
        ("20261122093000", "2026-11-22"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 23), "2026-11-22"),  # noqa: DTZ001 (spreadsheets hold times without a zone)
        (datetime(2026, 11, 22, 23, tzinfo=UTC), "2026-11-23"),
        ("２０２６－１１－２２", "2026-11-22"),
        ("2026—11—22", "2026-11-22"),
        ("二〇二六年十一月二十二日", "2026-11-22"),
        ("22-Nov-2026", "2026-11-22"),
        ("Nov 22, 2026", "2026-11-22"),
        ("Sun Nov 22 10:00:00 CST 2026", "2026-11-22"),
        ("11/22/2026", "2026-11-22"),
        ("11/12/2026", None),
        ("22-Foo-2026", None),
        ("Sun, 22 Nov 2026 20:00:00 GMT", None),
        ("2026-02-30", None),
        ("0000-00-00", None),
        ("2026-11", None),
        ("2026", None),
        (2026, None),
        (True, None),
        (None, None),
        (10**400, None),
        ("nan", None),
        ("每年", None),
    ],
)
def test_dates(value: object, day: str | None) -> None:
    assert normalise.iso_date(value) == day


@given(st.dates(date(2002, 1, 1), date(2118, 1, 1)))
def test_every_way_of_writing_a_day_reads_the_same(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    noon = int(datetime(day.year, day.month, day.day, 4, tzinfo=UTC).timestamp() * 1000)
    ways: list[object] = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        serial,
        str(serial),
        noon,
        str(noon),
    ]
    assert {normalise.iso_date(way) for way in ways} == {day.isoformat()}


@pytest.mark.parametrize("written", ["", "无", "/", "-", "--", "——", "xxx", "XXX", "暂无", "null", "None", "N/A", " 　 ", "？？"])
def test_placeholders_are_absent(written: str) -> None:
    assert normalise.text(written) is None


@pytest.mark.parametrize("written", ["无锡市", "X光机", "空调", "Na", "0", "暂无信息公开"])
def test_words_that_begin_like_placeholders_stay(written: str) -> None:
    assert normalise.text(written) == written


def test_cells_that_are_not_text() -> None:
    assert [normalise.text(cell) for cell in (12.0, 3.5, True, None, float("nan"), ["a", None, "b"], date(2026, 1, 2))] == [
        "12", "3.5", "是", None, None, "a、b", "2026-01-02",
    ]  # fmt: skip


def test_clean_text_keeps_chinese_punctuation_and_drops_what_nobody_sees() -> None:
    assert normalise.clean_text("\ufeff企业　（ＡＢＣ１２）\r\n名录\u200b\x00，２０２６％") == "企业 （ABC12） 名录，2026％"
    assert normalise.clean_text("<p>信息公开年报</p>\r\n&nbsp;") == "信息公开年报"
    assert normalise.clean_text("数值 < 5 & > 3") == "数值 < 5 & > 3"
    assert normalise.clean_text("甲\ud800乙") == "甲乙"


@given(st.text(st.sampled_from("甲乙Ａ９a9 　\n\t\u200b\ufeff\x00<p>/&nbsp;（）()\ud800－"), max_size=30))
@example("<<p>p>")
def test_cleaning_twice_changes_nothing(written: str) -> None:
    once = normalise.clean_text(written)
    assert normalise.clean_text(once) == once
    once.encode()


@given(st.text(st.sampled_from("甲乙Ａ９a9ßİ 　\n\t\u200b－（）()㎏"), max_size=30))
def test_a_name_key_is_its_own_key(written: str) -> None:
    key = normalise.name_key(written)
    assert normalise.name_key(key) == key


@given(st.text(max_size=40))
def test_whatever_is_written_no_reader_fails(written: str) -> None:
    for read in (
        normalise.formats,
        normalise.sharing_modes,
        normalise.data_type,
        normalise.iso_date,
        normalise.names_secret,
        items_from_text,
    ):
        read(written)
    for read, terms in FIELDS.values():
        assert read(written) in {None, *terms}


def test_name_key_compares_names_across_width_case_and_space() -> None:
    assert normalise.name_key("企业 名录（Ａ）") == normalise.name_key("企业名录(a)")
    assert normalise.name_key("企业名录甲") != normalise.name_key("企业名录乙")


@pytest.mark.parametrize(
    ("written", "names", "unread"),
    [
        (["xls", "csv"], ("xls", "csv"), ()),
        ("['xls', 'csv']", ("xls", "csv"), ()),
        ("数据库-mysql", ("mysql",), ()),
        ("电子表格/xls", ("xls",), ()),
        ("电子表格:xlsx;数据库:greenplum", ("xlsx", "greenplum"), ()),
        ("数据库-其他", ("database",), ()),
        ("03,0310", ("mysql",), ()),
        ("02,0203", ("xlsx",), ()),
        ("03,0317", ("database",), ("0317",)),
        ("api", ("service_interface",), ()),
        ("data", ("electronic_file",), ()),
        ("文件(xls)", ("xls",), ()),
        ("SQL Server", ("sqlserver",), ()),
        ("text/csv", ("csv",), ()),
        ("application/vnd.ms-excel", ("xls",), ()),
        ("*.XLSX、Word文档", ("xlsx", "doc"), ()),
        ("json接口", ("json",), ()),
        ("其他", ("other",), ()),
        ("mysql5.7、人大金仓V8、word2007", ("mysql", "kingbasees", "doc"), ()),
        ("PDF扫描件", ("pdf",), ()),
        ("压缩包", ("electronic_file",), ()),
        ("链接", ("other",), ()),
        ("cad,Kafka", ("dwg", "service_interface"), ()),
        ("神秘格式", (), ("神秘格式",)),
        ("暂无", (), ()),
        (None, (), ()),
    ],
)
def test_formats(written: object, names: tuple[str, ...], unread: tuple[str, ...]) -> None:
    assert normalise.formats(written) == (names, unread)


@pytest.mark.parametrize(
    ("written", "modes", "unread"),
    [
        ("共享平台方式-库表", ("platform_table",), ()),
        ("数据接口、文件", ("platform_api", "platform_file"), ()),
        ("邮件/介质", ("mail", "medium"), ()),
        ("共享平台", (), ("共享平台",)),
    ],
)
def test_sharing_modes(written: str, modes: tuple[str, ...], unread: tuple[str, ...]) -> None:
    assert normalise.sharing_modes(written) == (modes, unread)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("字符型C", ("C", None)),
        ("varchar(20)", ("C", 20)),
        ("VARCHAR2（64 BYTE）", ("C", 64)),
        ("varchar2", ("C", None)),
        ("C100", ("C", 100)),
        ("字符型,50", ("C", 50)),
        ("数值型", ("N", None)),
        ("NUMBER(10,2)", ("N", 10)),
        ("number(*,0)", ("N", None)),
        ("datetime", ("T", None)),
        ("date", ("D", None)),
        ("int(11)", ("I", None)),
        ("float8", ("B", None)),
        ("longtext", ("M", None)),
        ("???", None),
        ("", None),
    ],
)
def test_data_type(written: str, found: tuple[str, int | None] | None) -> None:
    assert normalise.data_type(written) == found


@pytest.mark.parametrize(
    ("written", "grade"),
    [
        ("一般数据（涉密）", "secret"),
        ("内部资料（秘密）", "secret"),
        ("是否涉密：是", "secret"),
        ("未解密机密", "secret"),
        ("商业秘密、工作秘密", "secret"),
        ("重要数据（核心）", "core"),
        ("一般数据/核心数据", "core"),
        ("4级（核心）", "core"),
        ("核心业务数据", "core"),
        ("一般数据（非核心）", "general"),
        ("一般数据（不涉及国家秘密、工作秘密）", "general"),
        ("一般数据（非重要）", "general"),
        ("一般数据（重要数据）", None),
        ("是否涉密：否", None),
        ("不含核心数据和重要数据", None),
    ],
)
def test_a_mark_counts_wherever_it_stands_unless_it_is_denied(written: str, grade: str | None) -> None:
    assert normalise.grade(written) == grade
    assert normalise.names_secret(written) == (grade == "secret")
    if grade in vocabulary.REFUSED_GRADES:
        assert normalise.local_grade(written) == grade


def test_of_several_cycles_the_first_counts() -> None:
    assert [normalise.update_cycle(each) for each in ("实时更新/每日", "每日/每周", "月/季")] == ["realtime", "daily", None]
    assert [normalise.several_cycles(each) for each in ("每日/每周", "次/年")] == [True, False]


def test_a_joiner_stays_between_emoji_only() -> None:
    family = "👨\u200d👩\u200d👧"
    assert normalise.clean_text(f"甲\u200d乙 {family}\u200d") == f"甲乙 {family}"


def test_grades_and_secrets() -> None:
    assert [normalise.grade(each) for each in ("核心数据", "机密", "秘密★10年", "工作秘密", "1-一般数据", "非涉密")] == [
        "core", "secret", "secret", "secret", "general", None,
    ]  # fmt: skip
    assert [normalise.local_grade(each) for each in ("L1", "1级\t不脱敏", "二级", "第三级", "4", "5级")] == [
        "L1",
        "L1",
        "L2",
        "L3",
        "L4",
        None,
    ]
    assert not normalise.names_secret("涉密数据已脱敏、脱密")
    assert not normalise.names_secret("商业秘密")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("企业名称（全称、简称）、法定代表人", ["企业名称（全称、简称）", "法定代表人"]),
        ("处罚（种类（1：警告、2：罚款））；日期", ["处罚（种类（1：警告、2：罚款））", "日期"]),
        ("企业名称（全称、简称", ["企业名称（全称", "简称"]),
        ("姓名,性别，年龄;地址\n电话|邮箱", ["姓名", "性别", "年龄", "地址", "电话", "邮箱"]),
        ("1、姓名；2、性别；3、PM2.5浓度", ["姓名", "性别", "PM2.5浓度"]),
        ("姓名 性别 年龄", ["姓名", "性别", "年龄"]),
        ("Car Number、车主", ["Car Number", "车主"]),
        ("姓名、性别、出生日期等信息。", ["姓名", "性别", "出生日期"]),
        ("职称等级", ["职称等级"]),
        ("、、", []),
        ("", []),
    ],
)
def test_item_text(written: str, names: list[str]) -> None:
    assert [item["name"] for item in items_from_text(written).items] == names


def test_titles_of_groups_describe_their_items_and_repeated_items_are_said() -> None:
    items, problems = items_from_text("登记信息：名称、住所；处罚信息：文号、名称")
    assert items == [
        {"name": "名称", "description": "登记信息"},
        {"name": "住所", "description": "登记信息"},
        {"name": "文号", "description": "处罚信息"},
    ]
    assert [(each.code, each.severity) for each in problems] == [("repeated", "warning")]
    assert "名称" in problems[0].zh


def test_a_title_ends_with_its_group() -> None:
    assert items_from_text("登记信息：名称、住所；行业").items[-1] == {"name": "行业"}


def test_items_of_a_real_portal_lose_nothing_but_repetitions(shared_data: Path) -> None:
    named = kept = noticed = 0
    for entry in entries(shared_data):
        if fields := entry.get("fields"):
            items, problems = items_from_names(fields)
            named, kept, noticed = named + len(fields), kept + len(items), noticed + len(problems)
    assert named == 52_119
    assert kept + noticed == named
    assert noticed < 0.01 * named


@given(st.lists(st.text(st.sampled_from("姓名性别电话邮箱"), min_size=1, max_size=6), unique=True))
def test_items_written_in_one_cell_come_back(names: list[str]) -> None:
    assert [item["name"] for item in items_from_text("、".join(names)).items] == names
