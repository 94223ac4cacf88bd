"""The words by which people head their columns, for each field of a catalog entry.

The guide's own headers stand first, then those of portals, then field names of JSON exports.
A word is written as :func:`catalog.exchange.headers.header_key` leaves it: lower case, no spaces, brackets or underscores.
"""

from __future__ import annotations

from typing import Final

SYNONYMS: Final[dict[str, str]] = {
    "serial": "序号 行号 no serial 资源序号",
    "name": """信息资源名称 政务信息资源名称 数据资源名称 资源名称 目录名称 数据目录名称 信息资源目录名称 资源目录名称
        数据名称 数据集名称 数据集标题 数据集 目录标题 资源标题 数据标题 数据产品名称 标题 title datasetname datasettitle
        resourcename catalogname catalogtitle resname dataname cataname dirname 数据目录名 数据集名 数据资源名 数据资源标题
        资源中文名称 数据中文名称 restitle catatitle datatitle cataloguename cataloguetitle resourcetitle datasetcnname
        dataresourcename""",
    "code": """信息资源代码 信息资源编码 数据资源代码 数据资源编码 资源代码 资源编码 资源编号 目录代码 目录编码 目录编号
        数据编码 数据集编码 数据集编号 信息资源标识 资源标识符 code resourcecode catalogcode rescode catacode datasetcode
        cataloguecode""",
    "provider_name": """信息资源提供方 信息资源提供方名称 资源提供方 数据资源提供方 提供方 提供方名称 数据提供方 提供单位
        提供部门 资源提供单位 资源提供部门 数据提供单位 数据提供部门 数据提供机构 提供机构 来源部门 数据来源部门 来源单位
        数据来源单位 来源机构 数源单位 数源部门 数源单位名称 数源部门名称 所属部门 所属单位 所属机构 归属部门 归属单位
        部门名称 单位名称 机构名称 组织机构 组织机构名称 发布机构 发布部门 发布单位 数据发布机构 数据发布单位 数据发布部门
        责任部门 责任单位 数据责任部门 主管部门 编目单位 编目部门 提供方单位 委办局 department dept deptname departmentname
        org orgname organization organizationname organisation publisher publishername provider providername agency agencyname
        office sourcedepartment 提供机关 发布方 发布者 数据提供者 数源单位部门 resprovider dataprovider provideunit
        providedept provideorg publishorg publishdept publishunit belongdept belongorg sourcedept ownerdept orgtitle unitname
        deptcnname""",
    "provider_code": """信息资源提供方代码 资源提供方代码 提供方代码 提供方编码 数据提供方代码 提供单位代码 提供部门代码
        提供方统一社会信用代码 统一社会信用代码 统一信用代码 社会信用代码 信用代码 部门代码 部门编码 单位代码 机构代码
        组织机构代码 orgcode deptcode departmentcode uscc creditcode providercode resprovidercode unitcode providedeptcode""",
    "abstract": """信息资源摘要 数据资源摘要 资源摘要 摘要 数据摘要 目录摘要 资源描述 数据描述 数据集描述 目录描述 数据简介
        资源简介 简介 描述 内容描述 内容简介 数据说明 资源说明 description desc summary abstract notes intro introduction
        brief datadescription resourcedescription 数据概述 资源概述 目录概述 数据介绍 资源介绍 目录介绍 目录简介 数据集简介
        数据集介绍 数据集说明 ressummary resdesc resabstract datadesc catadesc catalogdesc resourcedesc datasummary
        overview""",
    "formats": """信息资源格式 信息资源格式分类 信息资源格式类型 资源格式 资源格式分类 资源格式类型 数据格式 数据集格式
        文件格式 格式 数据类别格式 dataformats dataformat formats format fileformat fileformats fileformattype 下载格式
        可下载格式 文件类型 resformat resourceformat downloadformat filetype filetypes""",
    "format_note": "其他类型资源格式描述 其他格式说明 格式说明 资源格式描述 其他资源格式描述 formatnote",
    "items": """信息项信息 信息项 信息项列表 信息项内容 信息项清单 数据项 数据项信息 数据项列表 数据项清单 数据项集合 字段
        字段列表 字段信息 数据字段 字段清单 指标项 fields fieldlist items itemlist columns dataitems 信息项名称列表 columnlist
        columninfo fieldinfo dataitemlist iteminfo iteminfos 主要字段 包含字段 主要数据项""",
    "classifications": """信息资源分类 信息资源分类代码 资源分类 资源分类代码 分类代码 分类编码 目录分类代码 类目代码 目录分类
        classification classifications classificationcode""",
    "sharing_type": """共享类型 共享属性 数据共享类型 资源共享类型 共享类别 共享级别 sharingtype sharetype shareproperty
        sharelevel 是否共享 sharedtype shareattr shareattribute sharingproperty sharetypename""",
    "sharing_conditions": """共享条件 共享条件说明 有条件共享条件 数据共享条件 sharingconditions shareconditions
        sharecondition sharedcondition sharedconditions""",
    "sharing_purpose": "共享用途 共享使用要求 使用要求 共享目的 共享应用场景 使用用途 sharingpurpose",
    "legal_basis": "不予共享依据 不予共享的依据 不予共享法律依据 不共享依据 共享依据 法律依据 法律法规依据 政策依据 legalbasis",
    "sharing_modes": """共享方式 共享方式分类 共享方式类型 数据共享方式 提供方式 sharingmodes sharingmode sharemode shareway
        sharemethod sharedmode sharedway""",
    "openness": """是否向社会开放 是否开放 是否社会开放 开放类型 开放属性 开放方式 开放等级 开放级别 开放状态 社会开放属性
        数据开放属性 数据开放类型 数据开放方式 open openness opentype openlevel openmode openstatus opencondtype opennature
        openattribute 公开属性 公开类型 公开方式 是否公开 opentypename openproperty openattr""",
    "open_conditions": "开放条件 开放条件说明 社会开放条件 数据开放条件 openconditions opencondition",
    "update_cycle": """更新周期 更新频率 更新频度 更新频次 数据更新周期 数据更新频率 数据更新频度 目录更新周期
        信息资源更新周期 资源更新周期 updatecycle updatefrequency updatecyc updateperiod frequency refreshfrequency
        accrualperiodicity updaterate 更新时限 更新时效 更新间隔 updatefreq updatefrequence updatecyclename updateinterval
        datafrequency""",
    "grade": """数据分级 数据级别 数据等级 数据安全级别 数据安全等级 安全级别 安全等级 安全分级 分类分级 数据重要程度 grade
        securitylevel""",
    "local_grade": "地方分级 地方数据分级 地方级别 敏感级别 敏感等级 脱敏级别 localgrade",
    "secret": """是否涉密 涉密 密级 涉密标识 是否涉密数据 涉密属性 secret secrecylevel 涉密情况 是否涉及国家秘密 涉密等级
        issecret secretlevel""",
    "issued": """发布日期 发布时间 首次发布日期 首次发布时间 上线时间 上线日期 上架时间 发布年月 数据发布时间 数据发布日期
        publishtime publishdate publisheddate pubtime pubdate issued issuedate releasetime releasedate 首次发布 publishedat
        firstpublishtime datepublished onlinetime""",
    "refreshed": """更新时间 更新日期 最后更新时间 最后更新日期 最近更新时间 最近更新日期 最新更新时间 最新更新日期
        数据更新时间 数据更新日期 updatetime updatedate updated updatedat lastupdate lastupdated lastupdatetime modified
        datemodified refreshed lastmodified 最后更新 最近更新 最新更新 lastmodifytime lastmodifieddate modifieddate modifydate
        updatedtime dateupdated""",
    "address": """数据地址 访问地址 资源地址 链接 链接地址 数据链接 资源链接 目录链接 详情链接 详情地址 接口地址 接口链接
        下载地址 下载链接 网址 数据网址 url link href address accessurl downloadurl detailurl landingpage pageurl apiurl
        访问链接 原文链接 资源网址 来源网址 服务地址 resurl dataurl resourceurl sourceurl serviceurl visiturl""",
    "volume": """数据量 数据总量 数据条数 数据记录数 数据容量 数据规模 数据大小 记录数 记录条数 记录总数 条数 总条数 文件大小
        数据存储量 信息资源数据量 datavolume volume datacount recordcount rowcount datasize filesize size 数据行数 总记录数
        数据记录总数 totalcount recordnum datanum""",
    "distribution_mode": "分发方式 distributionmode",
    "distributions": "distributions",
    "related": "关联资源代码 关联信息资源代码 关联资源编码 关联目录代码 关联目录编码 关联信息资源 related relatedcodes",
    "reviewed_on": "保密审查日期 保密审查时间 审查日期 secrecyreviewedon",
    "signed_by": "审查签发人 保密审查签发人 签发人 保密审查人 secrecysignedby",
    "secrecy_review": "secrecyreview",
    "tags": """关键字 关键词 标签 资源标签 数据标签 主题词 目录标签 tags tag keywords keyword labels label taglist tagnames
        keywordlist""",
    "industry": "行业 所属行业 行业分类 行业名称 所属行业分类 industry industryname",
    "theme": """所属主题 主题 主题分类 主题名称 数据主题 主题领域 所属领域 数据领域 领域 领域名称 领域分类 数据分类 数据类别
        目录类别 类目 分类 类别 所属分类 所属类别 分类名称 信息资源分类名称 资源分类名称 所属主题领域 category categoryname
        theme themename subject topic domain group catalogtype 重点领域 主题类型 应用领域 groupname topicname subjectname
        domainname themetype""",
    "region_code": "区划代码 行政区划代码 行政区划编码 区域代码 区域编码 地区代码 regioncode areacode divisioncode xzqhdm",
    "region_name": """行政区划 行政区划名称 区划 区划名称 区域 所属区域 所属区划 所属地区 地区 所属地域 地域 region regionname
        area areaname""",
    "province": "省份 省 所属省份 province provincename",
    "city": "城市 市 地市 市州 所属城市 所属地市 所属市州 所在城市 city cityname",
    "district": "区县 县区 区 县 县市区 市县区 所属区县 所属县区 所在区县 district districtname county countyname",
    "tier": "层级 行政层级 行政级别 级别 所属层级 目录层级 tier level",
    "state": "目录状态 资源状态 状态 发布状态 state status",
    "assessed": "纳入考核 是否考核 是否纳入考核 assessed",
    "placements": "分类编目 placements",
    "origin": "来源文件与行 origin",
    "issued_on": "目录发布日期 issuedon",
    "legacy_code": "原代码 原资源代码 原目录编码 原目录代码 legacycode",
    "successor": "替代资源代码 替代为 successor",
    "raw": "raw",
    "exact": "精确值 exact",
    "item_name": """信息项名称 数据项名称 字段名称 字段名 字段中文名 字段中文名称 中文字段名 数据项中文名称 信息项中文名称
        指标名称 itemname fieldname""",
    "item_type": "数据类型 信息项数据类型 信息项类型 字段类型 数据项类型 itemtype fieldtype datatype",
    "item_length": "数据长度 信息项数据长度 信息项长度 字段长度 数据项长度 长度 itemlength fieldlength datalength length",
    "item_description": "信息项描述 信息项说明 数据项描述 数据项说明 字段描述 字段说明 itemdescription fielddescription",
    "item_sharing_type": "信息项共享类型 数据项共享类型 字段共享类型 字段共享属性 信息项共享属性 itemsharingtype",
    "item_openness": """信息项是否开放 信息项是否向社会开放 信息项开放类型 信息项开放属性 数据项是否开放 字段是否开放
        字段开放属性 itemopenness""",
    "item_update_cycle": "信息项更新周期 数据项更新周期 字段更新周期 信息项更新频率 itemupdatecycle",
    "item_grade": "信息项数据分级 信息项分级 信息项级别 数据项分级 字段分级 字段数据分级 字段安全级别 itemgrade",
    "item_local_grade": "信息项地方分级 数据项地方分级 字段地方分级 itemlocalgrade",
    "ignored": "请更正 sourcefile 来源文件 tocorrect",
}

# Words that mean the field only where no better column does: a portal's slug, a system's own date, a bare "source".
WEAK: Final[dict[str, str]] = {
    "name": """名称 name 资源 目录 数据目录 信息资源目录 政务信息资源目录 公共数据目录 数据资源 中文名称 接口名称 文件名
        文件名称 表名 表中文名 服务名称 产品名称""",
    "code": "编号 编码 代码 标识 标识符 identifier resourceid",
    "provider_name": """部门 单位 机构 来源 数据来源 source creator owner contributor 维护单位 维护部门 管理单位 管理部门
        信息提供单位 处室 责任处室""",
    "abstract": "概述 说明 内容 备注 简述 remark remarks content comment",
    "formats": "资源类型 数据形式 资源形式 type resourcetype mediatype",
    "issued": "创建时间 创建日期 入库时间 createtime createdate created createdat metadatacreated addtime 登记时间 编目时间",
    "refreshed": "修改时间 修改日期 metadatamodified modifytime 维护时间 时间 date",
    "openness": "isopen 开放 access accesslevel accessrights 获取方式",
    "sharing_type": "共享 share",
    "theme": "类型 groups",
    "province": "省级",
    "update_cycle": "周期 频率",
}

# A column headed by a longer phrase is recognised when the phrase ends with a known word, unless it speaks of another thing.
FOREIGN_PREFIXES: Final[tuple[str, ...]] = (
    "关联",
    "上级",
    "父级",
    "父",
    "系统",
    "联系",
    "内设",
    "下级",
    "申请",
    "使用",
    "需求",
    "英文",
    "原始",
    "数据库",
    "平台",
    "负责",
    "事项",
    "服务事项",
    "管理",
    "技术",
    "运维",
    "采集",
    "目标",
    "接收",
    "业务",
)
HARMLESS_TAILS: Final[tuple[str, ...]] = ("", "信息", "情况", "内容", "说明", "描述", "选项", "填写")
