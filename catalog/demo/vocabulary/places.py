"""Names of places and people; the city and its districts exist nowhere."""

from __future__ import annotations

from typing import Final

from catalog.demo.vocabulary.table import words

CITY: Final = "云江市"

#: The districts and counties in the order of their codes.
DISTRICTS: Final = words(
    "云中区 江桥区 北滨区 南麓区 石鼓坡区 鹤坪区 沙岸区 九峰岭区 白塔坪区 竹溪坝区 望江台区 合江口区 长寨区 永丰塘区 涪滩区 黔岭区 潼溪口区"
    " 荣溪区 璧山湾区 万泉坝区 梁塘区 开岭区 武岩区 铜溪区 綦岭区 大峡口区 忠原县 云阳坪县 奉溪县 巫岩县 城岭县 丰岸县 垫溪县 禾丰县 清渡县"
    " 石岭土家族自治县 秀溪土家族苗族自治县 酉岭土家族苗族自治县"
)

#: District-level units that the register of administrative divisions does not know.
ZONES: Final = ("云江高新区", "云江经开区", "双龙新区")

SURNAMES: Final = words(
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma 罗luo 梁liang 宋song"
    " 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lv 苏su 卢lu 蒋jiang"
    " 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai 夏xia 钟zhong 汪wang 田tian 任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan"
    " 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao 孔kong 白bai 崔cui 康kang 毛mao 邱qiu 秦qin 江jiang 史shi 顾gu 侯hou 邵shao 孟meng 龙long"
)

GIVEN: Final = words(
    "建jian 国guo 志zhi 明ming 文wen 华hua 海hai 平ping 晓xiao 红hong 丽li 敏min 静jing 伟wei 强qiang 磊lei 军jun 洋yang 勇yong 艳yan 杰jie 娟juan"
    " 涛tao 超chao 秀xiu 霞xia 刚gang 桂gui 兰lan 辉hui 玲ling 鹏peng 芳fang 斌bin 梅mei 波bo 宇yu 浩hao 凯kai 欣xin 雨yu 思si 佳jia 俊jun 博bo"
    " 瑞rui 子zi 嘉jia 诗shi 怡yi 泽ze 晨chen 雪xue 琳lin 倩qian 颖ying 婷ting 旭xu 东dong 春chun 秋qiu 云yun 山shan 川chuan 林lin 松song 柏bai"
    " 清qing 远yuan 航hang 亮liang 庆qing 祥xiang 安an 宁ning 忠zhong 义yi 德de 仁ren 立li 新xin 成cheng 功gong 学xue 思si 源yuan 江jiang"
)

#: Full names that do not simply put the region before the field; ``{r}`` is the region, ``{s}`` its name without 市.
TITLES: Final[dict[str, str]] = {
    "zzb": "中共{r}委员会组织部",
    "bb": "中共{r}委员会机构编制委员会办公室",
    "tsw": "共青团{r}委员会",
    "swj": "国家税务总局{r}税务局",
    "hg": "{s}海关",
    "dl": "{s}电力有限公司",
    "swjt": "{s}水务集团有限公司",
    "rqjt": "{s}燃气集团有限公司",
}

#: The national counterparts by field: name and short name.
NATIONAL: Final[dict[str, tuple[str, str]]] = {
    "fgw": ("国家发展和改革委员会", "国家发展改革委"),
    "jw": ("教育部", "教育部"),
    "gaj": ("公安部", "公安部"),
    "mzj": ("民政部", "民政部"),
    "rsj": ("人力资源和社会保障部", "人力资源社会保障部"),
    "gzj": ("自然资源部", "自然资源部"),
    "nyw": ("农业农村部", "农业农村部"),
    "wjw": ("国家卫生健康委员会", "国家卫生健康委"),
    "scj": ("国家市场监督管理总局", "市场监管总局"),
    "dsj": ("国家数据局", "国家数据局"),
}

#: Every district has these two bodies; four more follow from the second list (districts) or the third (counties).
DISTRICT_ALWAYS: Final = ("zfb", "dsj")
DISTRICT_URBAN: Final = words("gaj mzj rsj scj wjw jw gzj zjw cgj yjj sthj jtw ybj wlw sfj tyj fgw")
DISTRICT_RURAL: Final = words("gaj mzj rsj scj wjw jw gzj nyw slj lyj xcj yjj jtw ybj wlw czj")
