"""The spellings that portals and spreadsheets use, as literal tables: folded text → canonical value.

*Folded* means: NFKC, case-folded, without white space, without a remark in parentheses (see :func:`catalog.lists.normalise.fold`).
The labels of :mod:`catalog.lists.vocabulary` need not be repeated here; their folded forms are added when the tables are built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.lists import vocabulary


def _table(spellings: Mapping[str, str]) -> dict[str, str]:
    """Turn {value: "spelling spelling …"} into {spelling: value}."""
    return {spelling: value for value, words in spellings.items() for spelling in words.split()}


def _words(text: str) -> frozenset[str]:
    """Return the words of a literal."""
    return frozenset(text.split())


PLACEHOLDERS: Final[frozenset[str]] = _words(
    "无 暂无 空 空值 未知 不详 未填 未填写 待补充 待定 待完善 无数据 暂无数据 没有 略 null none nil n/a #n/a nan undefined tbd (null) (空)"
)

SHARING_TYPES: Final[dict[str, str]] = _table(
    {
        "unconditional": "1 01 无条件共享 无条件 无条件类 普遍共享 完全共享 全部共享 直接共享 unconditional unconditionalsharing",
        "conditional": "2 02 有条件共享 有条件 条件共享 有条件类 授权共享 受限共享 依申请共享 申请共享 部分共享 conditional"
        " conditionalsharing",
        "not_shared": "3 03 不予共享 不予 不共享 不予类 禁止共享 非共享 暂不共享 不可共享 不宜共享 否 not_shared notshared",
    }
)

OPENNESS: Final[dict[str, str]] = _table(
    {
        "unconditional": "1 01 无条件开放 无条件 无条件公开 完全开放 完全公开 全部开放 全面开放 主动开放 主动公开 直接开放 普遍开放 普遍公开"
        " 开放 可开放 已开放 公开 对外开放 向社会开放 面向社会开放 向社会公众开放 面向社会公众开放 社会开放 全社会开放 对全社会开放 全社会公开 数据开放 信息开放 匿名开放 是 y yes true open unconditional"
        " openunconditionally public",
        "conditional": "2 02 有条件开放 有条件 有条件公开 条件开放 受限开放 受限 限制开放 部分开放 部分公开 审核开放 审核后开放 审批开放 依申请开放 依申请公开 依申请 申请开放 登录开放"
        " 实名开放 实名公开 实名制开放 注册开放 用户注册 授权开放 conditional openconditionally restricted",
        "not_open": "0 00 3 03 不予开放 不予 不开放 不公开 不予公开 禁止开放 暂不开放 暂不公开 未开放 非开放 不可开放 不宜开放 不对外开放 不向社会开放"
        " 否 n no false notopen not_open closed private",
    }
)

CYCLES: Final[dict[str, str]] = _table(
    {
        "realtime": "实时 即时 准实时 近实时 在线 秒级 毫秒级 分钟级 小时级 realtime nearrealtime live continuous continual cont updatecont"
        " hourly 10min",
        "daily": "daily daily2 d 工作日 逐工作日 workday everyworkday businessdaily",
        "weekly": "weekly w",
        "ten_days": "monthly3 threetimesamonth",
        "monthly": "monthly m",
        "quarterly": "quarterly q",
        "half_yearly": "halfyearly semiannual semiannually biannual biannually annual2 学期 每学期 按学期",
        "yearly": "yearly annual annually y a 学年 每学年 按学年",
        "irregular": "不定期 不定时 不固定 不定 无固定周期 无固定 无周期 非周期 不更新 不再更新 停止更新 停更 已停更 永不更新 无更新 无需更新 静态 静态数据"
        " 静态更新 一次性 历史数据 历史 永久 长期 长期有效 需要时 其他 其它 其他周期 按需 随时 适时 及时 动态 变更时 自定义 视情况 irregular irreg asneeded never notplanned"
        " other static once oneoff onetime adhoc biennial triennial quadrennial quinquennial decennial biweekly bimonthly semimonthly"
        " semiweekly fortnightly monthly2 weekly2 weekly3 annual3 unscheduled",
    }
) | {
    f"{article}{unit}": value
    for unit, value in {"day": "daily", "week": "weekly", "month": "monthly", "quarter": "quarterly", "year": "yearly"}.items()
    for article in ("every", "each", "per", "oncea", "onceper")
}

#: Length of a named stretch of time in days; the longer names come first where one begins with another.
UNIT_DAYS: Final[dict[str, float]] = {
    "半年": 182,
    "半月": 15,
    "半天": 0.5,
    "半日": 0.5,
    "自然年": 365,
    "年度": 365,
    "年": 365,
    "季度": 91,
    "季": 91,
    "自然月": 30,
    "月份": 30,
    "月": 30,
    "旬": 10,
    "星期": 7,
    "礼拜": 7,
    "周": 7,
    "工作日": 1,
    "自然日": 1,
    "日": 1,
    "天": 1,
    "小时": 1 / 24,
    "分钟": 1 / 1440,
    "秒钟": 1 / 86400,
    "时": 1 / 24,
    "分": 1 / 1440,
    "秒": 1 / 86400,
}
ISO_DAYS: Final[dict[str, float]] = {"y": 365, "m": 30, "w": 7, "d": 1}
NUMERALS: Final[dict[str, int]] = {
    **dict(zip("一二三四五六七八九十", range(1, 11), strict=True)),
    "两": 2,
    "双": 2,
    "十二": 12,
    "十五": 15,
    "二十四": 24,
    "三十": 30,
}

GRADES: Final[dict[str, str]] = _table(
    {
        "general": "一般 一般数据 普通 普通数据 一般级 非重要 公开 公开数据 general",
        "important": "重要 重要数据 重要级 important",
        "core": "核心 核心数据 国家核心数据 核心级 core",
    }
)

#: Words that state a state or work secret when a grade or secrecy column holds them.
SECRECY_WORDS: Final[tuple[str, ...]] = ("秘密", "绝密", "机密", "涉密")

MODES: Final[dict[str, str]] = _table(
    {
        "platform_table": "platform_table 库表 数据库 数据库表 库表交换 库表共享 库表方式 表 前置机 数据交换 table database db",
        "platform_api": "platform_api 接口 服务接口 数据接口 接口服务 接口方式 接口调用 接口共享 服务 api webservice service",
        "platform_file": "platform_file 文件 文件下载 文件方式 文件交换 文件共享 下载 file",
        "mail": "mail 邮件 电子邮件 邮件方式 邮箱 email",
        "medium": "medium 介质 介质交换 介质方式 拷盘 拷贝 光盘 u盘 移动介质 硬盘 离线 线下",
    }
)

FORMATS: Final[dict[str, str]] = {
    **{name: name for name in vocabulary.FORMATS},
    **_table(
        {
            "electronic_file": "电子文件 电子文档 文件 文档 文本 text file data 数据 01 1 文件下载 压缩包 压缩文件 压缩",
            "spreadsheet": "电子表格 表格 电子表 02 2",
            "database": "数据库 库表 数据库表 数据表 结构化数据 table database db sql 03 3",
            "image": "图形图像 图形 图像 图片 影像 矢量 栅格 image 04 4",
            "streaming": "流媒体 音视频 视频 音频 多媒体 video audio 05 5",
            "self_described": "自描述格式 自描述 自定义格式 06 6",
            "service_interface": "服务接口 接口 数据接口 接口服务 服务 api webapi webservice web服务 http https restapi openapi service 07 7 kafka 消息队列",
            "other": "其他 其它 other 其他格式 其他类型 链接 网址 link url",
            "xls": "excel msexcel",
            "xlsx": "officedocument.spreadsheetml.sheet",
            "doc": "word msword",
            "docx": "officedocument.wordprocessingml.document",
            "ppt": "powerpoint 幻灯片",
            "pptx": "officedocument.presentationml.presentation",
            "txt": "plain 纯文本",
            "html": "htm xhtml 网页",
            "jpg": "jpeg",
            "tif": "tiff",
            "dwg": "cad autocad",
            "jsonl": "ndjson jsonlines",
            "gz": "gzip tgz",
            "rest": "restful",
            "dm": "达梦 达梦数据库 dm7 dm8 dameng",
            "kingbasees": "人大金仓 金仓 kingbase",
            "access": "mdb accdb msaccess",
            "dbase": "dbaseiv",
            "sybase": "sysbase",
            "sqlserver": "mssql mssqlserver sqlsever",
            "oscar": "神通 神通数据库",
            "gbase": "南大通用 gbase8a gbase8s",
            "highgo": "瀚高 hgdb",
            "postgresql": "postgres pgsql pg postgis",
            "gaussdb": "opengauss",
            "mongodb": "mongo",
            "bdb": "berkeleydb",
            "elasticsearch": "es",
            "maxcompute": "odps",
            "parquet": "apacheparquet",
            "shp": "shape shapefile",
            "mpg": "mpeg",
            "hdf": "hdf5 h5",
            "netcdf": "nc",
        }
    ),
    **{
        f"{vocabulary.FORMAT_KINDS[kind].code:0>2}{number:02}": name
        for kind, count in vocabulary.GUIDED.items()
        for number, name in enumerate(vocabulary.FORMATS_OF_KIND[kind][:count], start=1)
    },
}

#: Words around a format that say nothing beside a better one.
FORMAT_NOISE: Final[frozenset[str]] = _words(
    "application text vnd.ms vnd.openxmlformats file 文件 文件下载 文本 data 数据 格式 类 等"
)

DATA_TYPES: Final[dict[str, str]] = _table(
    {
        "C": "字符型 字符 字符串型 字符串 文本型 文本 文字 枚举 字典 代码 string str char varchar varchar2 nvarchar nvarchar2 nchar bpchar"
        " character charactervarying uuid guid enum code",
        "N": "数值型 数值 数字型 数字 小数 number numeric decimal dec num",
        "Y": "货币型 货币 金额 money smallmoney currency",
        "D": "日期型 日期 年月日 date",
        "T": "日期时间型 日期时间 时间型 时间 时间戳 datetime datetime2 timestamp timestamptz smalldatetime time",
        "L": "逻辑型 逻辑 布尔型 布尔 boolean bool bit logical",
        "M": "备注型 备注 长文本 大文本 text longtext mediumtext tinytext clob nclob ntext memo json jsonb xml",
        "G": "通用型 通用 二进制 图片 附件 文件 general blob longblob mediumblob image binary varbinary bytea raw geometry",
        "B": "双精度型 双精度 双精度浮点型 double doubleprecision float8 binary_double",
        "I": "整型 整数型 整数 长整型 短整型 int integer bigint smallint tinyint mediumint int2 int4 int8 int16 int32 int64 long short"
        " serial bigserial",
        "F": "浮点型 浮点 单精度 单精度型 float real float4 single binary_float",
    }
) | {letter.casefold(): letter for letter in vocabulary.DATA_TYPES}
