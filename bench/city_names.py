"""Names and numbers of an invented city: nobody's, but of the right form and with right check characters."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from stdnum.cn import ric

REGION = "320583"
"""The region code of 昆山市 (GB/T 2260)."""

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏锺汪田任姜范方石姚谭廖"
    "邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅玲建国志文海峰云飞鹏宇浩然子轩欣怡佳琪雨晨思远天佑晓东春生秋月冬雪家豪俊凯"
    "博立新永康福贵祥瑞成才德义仁智信诚庆丰友良嘉慧雅婷美琳珊珍素琴凤仙巧云"
)
_BRAND = (
    "华兴盛达鑫隆源泰和顺安康宏瑞丰利嘉美科创新益诚信远大中天海洋金银龙腾飞跃东方南北亚太联合众志恒久永固德润泽邦友亿百千万佳好亮晶光电迅"
    "捷通顺畅优良精工艺匠博雅文昌明旭日升阳月星辰宇宙环球世纪"
)
_INDUSTRIES = (
    *("精密机械", "电子科技", "建筑工程", "装饰工程", "环保科技", "物流", "贸易", "塑胶制品", "金属制品"),
    *("模具", "自动化设备", "包装材料", "餐饮管理", "物业管理", "信息技术", "生物科技", "化工", "纺织", "服饰"),
    *("食品", "汽车零部件", "五金制品", "新材料", "劳务服务", "人力资源", "商务咨询", "园林绿化", "消防设备"),
    *("医疗器械", "光电科技", "房地产开发", "市政工程", "供应链管理", "网络科技", "家具"),
)
_FORMS = (("有限公司", 88), ("股份有限公司", 4), ("有限责任公司", 6), ("（有限合伙）", 2))
_INSTITUTIONS = ("幼儿园", "培训学校", "敬老院", "社区服务中心", "行业协会", "商会", "诊所", "研究院")
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_REGIONS = (REGION, "320505", "320506", "320507", "310114", "320282", "320481", "341122", "411528", "522322")
_FIRST_BIRTHDAY = date(1950, 1, 1)
_BIRTHDAYS = 20_000
_STEP = 48_271
"""Coprime to the sizes of both number spaces: n -> n * _STEP mod size never repeats."""


def enterprise_name(random: Random) -> str:
    """For example 昆山华兴精密机械有限公司 or 盛达（昆山）贸易有限公司."""
    brand = "".join(random.choices(_BRAND, k=2 + (random.random() < 0.4)))
    industry = random.choice(_INDUSTRIES)
    form = random.choices([f for f, _ in _FORMS], [w for _, w in _FORMS])[0]
    chance = random.random()
    if chance < 0.75:
        return f"昆山{brand}{industry}{form}"
    if chance < 0.87:
        return f"{brand}（昆山）{industry}{form}"
    return f"{random.choice(('昆山市', '苏州', '江苏'))}{brand}{industry}{form}"


def organization_name(random: Random) -> str:
    """For example 昆山市明旭幼儿园."""
    return f"昆山市{''.join(random.choices(_BRAND, k=2))}{random.choice(_INSTITUTIONS)}"


def person_name(random: Random) -> str:
    """A surname and one or two characters; many people share one, as in life."""
    # The first surnames are the common ones.
    surname = _SURNAMES[int(len(_SURNAMES) * random.random() ** 2)]
    return surname + "".join(random.choices(_GIVEN, k=1 + (random.random() < 0.75)))


def uscc(number: int, registrar: str = "91") -> str:
    """The unified social credit code of the `number`-th entity (GB 32100, GB 11714), each number another."""
    body = f"{number * _STEP % 10**8:08d}"
    check = -sum(w * int(c) for w, c in zip(_ORGANIZATION_WEIGHTS, body, strict=True)) % 11
    code = f"{registrar}{REGION}{body}{'0123456789X'[check]}"
    total = sum(w * _USCC.index(c) for w, c in zip(_USCC_WEIGHTS, code, strict=True))
    return code + _USCC[-total % 31]


def citizen_id(number: int) -> str:
    """The citizen number of the `number`-th person (GB 11643), each number another."""
    rest, sequence = divmod(number * _STEP % (len(_REGIONS) * _BIRTHDAYS * 999), 999)
    region, birthday = divmod(rest, _BIRTHDAYS)
    born = _FIRST_BIRTHDAY + timedelta(days=birthday)
    body = f"{_REGIONS[region]}{born:%Y%m%d}{sequence + 1:03d}"
    return body + ric.calc_check_digit(body + "0")
