"""The enumerations of the core metadata as literal tables, and what is stricter than what.

Every table maps the canonical value (the one that is stored and that the API speaks) to its code in the guide
(政务信息资源目录编制指南, 发改高技〔2017〕1272号), its Chinese and its English label. Codes are strings: a leading zero is part of them.
Where the guide numbers nothing, the code is the position in the guide's own order and is not read back from text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple


class Term(NamedTuple):
    """One value of an enumeration: its code, its Chinese and its English label."""

    code: str
    zh: str
    en: str


class Cycle(NamedTuple):
    """One update cycle; ``days`` is the age up to which data counts as fresh, ``None`` where nothing can be said."""

    code: str
    zh: str
    en: str
    days: int | None


class DataType(NamedTuple):
    """One item data type; lengths run from 1 to ``longest``, and ``None`` says that the type takes no length."""

    letter: str
    zh: str
    en: str
    longest: int | None


SHARING_TYPES: Final[dict[str, Term]] = {
    "unconditional": Term("1", "无条件共享", "unconditional sharing"),
    "conditional": Term("2", "有条件共享", "conditional sharing"),
    "not_shared": Term("3", "不予共享", "not shared"),
}

SHARING_MODES: Final[dict[str, Term]] = {
    "platform_table": Term("1", "共享平台（库表）", "shared platform, table"),
    "platform_api": Term("2", "共享平台（接口）", "shared platform, API"),
    "platform_file": Term("3", "共享平台（文件）", "shared platform, file"),
    "mail": Term("4", "邮件", "mail"),
    "medium": Term("5", "介质", "storage medium"),
}

# The guide asks 是/否; 1, 2, 3 follow the provinces that number three degrees, and agree with 是 = 1.
OPENNESS: Final[dict[str, Term]] = {
    "unconditional": Term("1", "无条件开放", "open unconditionally"),
    "conditional": Term("2", "有条件开放", "open conditionally"),
    "not_open": Term("3", "不予开放", "not open"),
}

# A cycle allows its longest calendar length: 31 days for a month, 11 for the last third of one, 366 for a year.
UPDATE_CYCLES: Final[dict[str, Cycle]] = {
    "realtime": Cycle("1", "实时", "real time", 1),
    "daily": Cycle("2", "每日", "daily", 1),
    "weekly": Cycle("3", "每周", "weekly", 7),
    "ten_days": Cycle("4", "每旬", "every ten days", 11),
    "monthly": Cycle("5", "每月", "monthly", 31),
    "quarterly": Cycle("6", "每季度", "quarterly", 92),
    "half_yearly": Cycle("7", "每半年", "half-yearly", 184),
    "yearly": Cycle("8", "每年", "yearly", 366),
    "irregular": Cycle("9", "不定期", "irregular", None),
}

GRADES: Final[dict[str, Term]] = {
    "general": Term("1", "一般数据", "general data"),
    "important": Term("2", "重要数据", "important data"),
}

# Values that a grade column may state and that no entry may carry: such data is not registered at all.
REFUSED_GRADES: Final[dict[str, Term]] = {
    "core": Term("3", "核心数据", "core data"),
    "secret": Term("", "涉密", "state or work secret"),
}

LOCAL_GRADES: Final[dict[str, Term]] = {
    "L1": Term("L1", "一级", "level 1"),
    "L2": Term("L2", "二级", "level 2"),
    "L3": Term("L3", "三级", "level 3"),
    "L4": Term("L4", "四级", "level 4"),
}

DATA_TYPES: Final[dict[str, DataType]] = {
    "C": DataType("C", "字符型", "character", 65_535),
    "N": DataType("N", "数值型", "numeric", 38),
    "Y": DataType("Y", "货币型", "currency", None),
    "D": DataType("D", "日期型", "date", None),
    "T": DataType("T", "日期时间型", "date and time", None),
    "L": DataType("L", "逻辑型", "logical", None),
    "M": DataType("M", "备注型", "memo", None),
    "G": DataType("G", "通用型", "general", None),
    "B": DataType("B", "双精度型", "double precision", None),
    "I": DataType("I", "整型", "integer", None),
    "F": DataType("F", "浮点型", "floating point", None),
}

DISTRIBUTION_MODES: Final[dict[str, Term]] = {
    "table": Term("1", "库表", "table"),
    "api": Term("2", "接口", "API"),
    "file": Term("3", "文件", "file"),
    "link": Term("4", "链接", "link"),
}

FORMAT_KINDS: Final[dict[str, Term]] = {
    "electronic_file": Term("1", "电子文件", "electronic file"),
    "spreadsheet": Term("2", "电子表格", "spreadsheet"),
    "database": Term("3", "数据库", "database"),
    "image": Term("4", "图形图像", "image"),
    "streaming": Term("5", "流媒体", "streaming media"),
    "self_described": Term("6", "自描述格式", "self-described format"),
    "service_interface": Term("7", "服务接口", "service interface"),
    "other": Term("9", "其他", "other"),
}


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a literal."""
    return tuple(text.split())


#: Format names of each kind. The first ones of the first three kinds stand in the order of the guide, which numbers them
#: (``0101`` OFD, ``0203`` xlsx, ``0310`` mysql); ``GUIDED`` says how many of them the guide has.
FORMATS_OF_KIND: Final[dict[str, tuple[str, ...]]] = {
    "electronic_file": _words(
        "ofd wps xml txt doc docx html pdf ppt pptx json jsonl geojson rdf rtf md odt zip rar 7z gz kml kmz gml epub msg eml"
    ),
    "spreadsheet": _words("et xls xlsx csv tsv ods xlsm"),
    "database": _words(
        "dm kingbasees access dbf dbase sybase oracle sqlserver db2 mysql"
        " postgresql greenplum impala hive hbase mongodb bdb gbase oceanbase gaussdb tidb mariadb sqlite clickhouse"
        " elasticsearch redis maxcompute polardb highgo oscar informix hdfs parquet"
    ),
    "image": _words("jpg gif bmp png tif svg webp shp dwg dxf geotiff"),
    "streaming": _words("swf rm mpg mp3 mp4 avi wav rmvb flv mov wmv m3u8 rtsp"),
    "self_described": _words("grib bufr netcdf hdf"),
    "service_interface": _words("rest soap wms wfs wmts"),
}
GUIDED: Final[dict[str, int]] = {"electronic_file": 9, "spreadsheet": 3, "database": 10}

#: Format name to kind; the bare kinds are names too, for entries that say no more.
FORMATS: Final[dict[str, str]] = {
    **{name: kind for kind, names in FORMATS_OF_KIND.items() for name in names},
    **{kind: kind for kind in FORMAT_KINDS},
}

#: Kinds whose entries must list their information items.
STRUCTURED_KINDS: Final[frozenset[str]] = frozenset({"spreadsheet", "database", "service_interface"})

# Laxest first: the position is the strictness.
SHARING_ORDER: Final[tuple[str, ...]] = ("unconditional", "conditional", "not_shared")
OPENNESS_ORDER: Final[tuple[str, ...]] = ("unconditional", "conditional", "not_open")
GRADE_ORDER: Final[tuple[str, ...]] = ("general", "important", "core", "secret")
LOCAL_GRADE_ORDER: Final[tuple[str, ...]] = ("L1", "L2", "L3", "L4")

#: The fields in which the strictest item governs the resource, each with its order.
GOVERNED: Final[dict[str, tuple[str, ...]]] = {
    "sharing_type": SHARING_ORDER,
    "openness": OPENNESS_ORDER,
    "grade": GRADE_ORDER,
    "local_grade": LOCAL_GRADE_ORDER,
}

GOVERNED_TERMS: Final[dict[str, dict[str, Term]]] = {
    "sharing_type": SHARING_TYPES,
    "openness": OPENNESS,
    "grade": GRADES | REFUSED_GRADES,
    "local_grade": LOCAL_GRADES,
}


def strictest(order: Sequence[str], values: Sequence[str]) -> str | None:
    """Return the strictest of ``values`` by ``order`` (laxest first); values outside the order do not count.

    >>> strictest(SHARING_ORDER, ["conditional", "unconditional"])
    'conditional'
    """
    return max((value for value in values if value in order), key=order.index, default=None)


def kinds(formats: Sequence[str]) -> frozenset[str]:
    """Return the kinds of the given format names; unknown names have none.

    >>> sorted(kinds(["xlsx", "mysql"]))
    ['database', 'spreadsheet']
    """
    return frozenset(FORMATS[name] for name in formats if name in FORMATS)


def distribution_mode(format_name: str) -> str:
    """Return how data of that format is normally delivered: ``table``, ``api`` or ``file``.

    >>> distribution_mode("mysql"), distribution_mode("xlsx")
    ('table', 'file')
    """
    return {"database": "table", "service_interface": "api"}.get(FORMATS.get(format_name, "other"), "file")
