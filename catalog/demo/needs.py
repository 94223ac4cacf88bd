"""What the demonstration's departments need, in our own words: what for, on which law, and what nobody has yet. Article numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Purpose:
    """A service matter with the scenario in which it needs data, and the law and article that it stands on."""

    matter: str
    scenario: str
    law: str
    article: str


PURPOSES: Final = (
    Purpose("临时救助审核", "受理救助申请时核对家庭情况，免交证明材料", "社会救助暂行办法", "第四十八条"),
    Purpose("企业开办一件事", "开办企业时共享登记信息，减少重复填报", "优化营商环境条例", "第十九条"),
    Purpose("公共信用评价", "归集行政管理信息，更新信用评价结果", "社会信用条例", "第十二条"),
    Purpose("工程建设项目审批", "并联审批时核验前置许可结果", "优化营商环境条例", "第四十条"),
    Purpose("防汛会商", "汛期每日会商，掌握重点部位情况", "防汛条例", "第二十六条"),
    Purpose("义务教育入学", "入学报名时核验户籍与住房情况", "义务教育法", "第十二条"),
    Purpose("食品安全监管", "确定重点检查对象，安排抽检计划", "食品安全法", "第一百零九条"),
    Purpose("养老服务补贴发放", "按月核对补贴对象资格，防止错发", "社会救助暂行办法", "第十一条"),
)


@dataclass(frozen=True, slots=True)
class Unheard:
    """Data that no entry of the catalog has, and the items wanted of it."""

    title: str
    items: tuple[str, ...]


UNHEARD: Final = (
    Unheard("共享单车停放点实时车辆数", ("停放点编号", "经度", "纬度", "可用车辆数", "更新时间")),
    Unheard("无人机适飞空域边界", ("空域编号", "边界坐标", "限制高度", "有效期")),
    Unheard("夜间经济街区客流热力", ("街区名称", "时段", "客流量")),
    Unheard("冷链运输车辆温度记录", ("车牌号", "时间", "温度", "位置")),
    Unheard("社区团购自提点登记", ("自提点名称", "地址", "负责人", "联系电话")),
    Unheard("充电桩空闲状态", ("充电站名称", "桩编号", "状态", "更新时间")),
)

REFUSED: Final = ("所需数据涉及个案信息，现行规定未允许用于该事项。", "政务数据共享条例", "第十四条")
