"""What an item's name says about it: data type, length and a description a compiler would write."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple


class Term(NamedTuple):
    """Data type letter, length (``None`` where the type takes none) and description of an item."""

    type: str
    length: int | None
    description: str


# Items that a standard defines; the number after the letter is the length.
_KNOWN: Final = """
公民身份号码 C18 按GB 11643编制的18位公民身份号码
统一社会信用代码 C18 按GB 32100编制的18位统一社会信用代码
姓名 C50 居民身份证件上记载的姓名
性别 C1 按GB/T 2261.1取值，1为男性，2为女性
民族 C2 按GB/T 3304取值的民族代码
行政区划代码 C12 按GB/T 2260及其细化编码填写的行政区划代码
政治面貌 C2 按GB/T 4762取值的政治面貌代码
文化程度 C2 按GB/T 4658取值的文化程度代码
学历 C2 按GB/T 4658取值的学历代码
婚姻状况 C2 按GB/T 2261.2取值的婚姻状况代码
联系电话 C20 固定电话（含区号）或移动电话号码
邮政编码 C6 六位邮政编码
电子邮箱 C64 用于接收通知的电子邮箱地址
经度 N10 CGCS2000坐标系下的经度，单位为度，保留六位小数
纬度 N9 CGCS2000坐标系下的纬度，单位为度，保留六位小数
血型 C4 ABO血型，取值为A、B、O、AB或未查
车辆识别代码 C17 按GB 16735编制的17位车辆识别代号
车辆识别代号 C17 按GB 16735编制的17位车辆识别代号
标准地址编码 C40 城市标准地址库中的地址唯一编码
有效标志 C1 1为有效，0为无效
数据更新时间 T 本条记录在源系统中最近一次更新的时间
备注 M 其他需要说明的事项
统计年月 C6 统计数据所属年月，格式为YYYYMM
发放年月 C6 资金所属年月，格式为YYYYMM
缴至年月 C6 已缴至的年月，格式为YYYYMM
统计年度 C4 统计数据所属年度，四位数字
电子证照标识 C64 按GB/T 36904编制的电子证照唯一标识
证照文件摘要值 C64 以SM3算法计算的证照文件摘要，十六进制
排序号 I 同级记录的显示顺序
"""

# First match wins; the pattern is looked for at the end of the name. ``{n}`` is the item's name.
_PATTERNS: Final = """
^是否 L {n}，1为是，0为否
公民身份号码$ C18 {n}，按GB 11643编制的18位号码
(营业时间|开放时间|办公时间|首末班时间)$ C100 {n}，填写起止时刻
(民族成分|评价|评级|(执行|建设)标准|频率|分辨率)$ C50 {n}，按业务系统登记的内容填写
功率$ N10 {n}，单位为千瓦，保留两位小数
时间$|起止时间$ T {n}，格式为YYYY-MM-DD hh:mm:ss
日期$|止日期$ D {n}，格式为YYYY-MM-DD
(年度|年份|学年)$ C4 {n}，四位年份
(年月|报告期|统计期|季度|所属期|费款期|缴费期|评价时段)$ C10 {n}，年度、季度或月份的标识
(单位代码|主体代码|相对人代码|缴纳人代码|交款人代码|处罚人代码|证件号码|护照号码)$ C30 {n}，填写相应证件上记载的号码
(浓度|溶解氧|氨氮|高锰酸盐指数|余氯)$ N10 {n}，单位为毫克每升或微克每立方米，保留三位小数
(面积|建设规模|占地)$ N14 {n}，单位为平方米，保留两位小数
(蓄积|蓄积量|库容|采砂量|取水量|用水量|用气量|流量|总量)$ N14 {n}，按计量单位填写，保留两位小数
(长度|里程|高度|管径|口径|半径|埋深|水位|周界|跨径|位移量|裂缝宽度)$ N10 {n}，单位为米，保留两位小数
(率|比例|比重|占比|比|幅|增速|距平|百分比|系数|倍数)$ N8 {n}，以百分数表示，保留两位小数
(指数|得分|评分|分值|分|声级|浑浊度|容重|水分|气温|湿度|风速|雨量|降水量)$ N8 {n}，数值，保留一位小数
(养老金|保险金|高位数|中位数|低位数|金额|费用|预算数|决算数|支出|收入|价格|投资|投资额|余额|产值|资金|资本|基数|标准|工资|应缴额|实缴额|缴额|税额|存额|总额|货值|价|费|额|损失|造价|概算|原值|净值|增加值|概算总投资|利润|净资产|预算)$ Y {n}，单位为人民币元，保留两位小数
(人数|户数|数量|次数|件数|起数|宗数|套数|张数|间数|头数|批次数|批次|人次|人口|总人数|个数|床位数|版次|年限|月数|天数|学时|课时|时长|期数|份数|容量|能力|规模|产量|数)$ I {n}，非负整数
(代码|编码|编号|文号|证号|号码|账号|户号|标识码|流水号|字号|案号|卡号|书号|单元号|索引号|登记号|学籍号|考生号|报关单号|批号|号)$ C50 {n}，与业务系统中的编号一致
(类型|类别|等级|级别|状态|方式|性质|结论|结果|渠道|种类|层次|形式|标志|学段|程度|档次|档位|用途|品种|险种|科类)$ C20 {n}，按业务代码表取值
(量|生产总值|资产总计|指标值|年均值|最大值|最小值|累计值|期值|期数|规模|研发投入|能耗)$ N18 {n}，按计量单位填写，保留两位小数
(期限|期|时限)$ C50 {n}，填写起止日期或者时长
(说明|内容|意见|原因|情况|措施|事由|事实|要求|描述|依据|理由|问题|目的|摘要|明细|范围|条件|流程|材料|概述|指标|职责|事项|方法|计划)$ M {n}，以文字填写
(地址|住址|地点|坐落|位置|处所|方位|路线)$ C200 {n}，填写到门牌号或明确的位置
(名称|机构|单位|机关|部门|企业|公司|学校|院校|医院|银行|组织|场所|法院|中心|全称|主体|厂|站|所)$ C100 {n}的规范全称
(姓名|人员|人|负责人|长|员|师|医师|官)$ C50 {n}，填写姓名全称
(链接|网址|域名)$ C200 {n}，可访问的完整地址
"""


def _known() -> dict[str, Term]:
    terms = {}
    for line in _KNOWN.strip().splitlines():
        name, kind, description = line.split(" ", 2)
        terms[name] = Term(kind[0], int(kind[1:]) if kind[1:] else None, description)
    return terms


def _patterns() -> tuple[tuple[re.Pattern[str], str, int | None, str], ...]:
    rows = []
    for line in _PATTERNS.strip().splitlines():
        pattern, kind, description = line.split(" ", 2)
        rows.append((re.compile(pattern), kind[0], int(kind[1:]) if kind[1:] else None, description))
    return tuple(rows)


KNOWN: Final = _known()
_RULES: Final = _patterns()


@cache
def describe(name: str) -> Term:
    """Return type, length and description of the item called ``name``.

    >>> describe("发放金额")
    Term(type='Y', length=None, description='发放金额，单位为人民币元，保留两位小数')
    >>> describe("公民身份号码").length
    18
    """
    if name in KNOWN:
        return KNOWN[name]
    for pattern, letter, length, description in _RULES:
        if pattern.search(name):
            return Term(letter, length, description.format(n=name))
    return Term("C", 100, f"{name}，按业务系统登记的内容填写")
