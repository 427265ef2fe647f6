"""Names of shops, of the people in them, and hours they keep: made up, but as a rep would meet them.

``REAL`` are chains and brands that exist; a test walks all names and finds none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from outrider.simulator.chance import Chance

REAL = (
    "全家 罗森 美宜佳 红旗连锁 永辉 大润发 华润 万家 沃尔玛 家乐福 物美 好邻居 十足 便利蜂 天福 芙蓉兴盛 舞东风 "
    "见福 唐久 易捷 好客 喜士多 快客 可的 好德 联华 华联 世纪联华 欧尚 盒马 山姆 麦德龙 步步高 银座 家家悦 "
    "胖东来 红府 三江 北国 信誉楼 国美 万达 万佳 大参林 益丰 老百姓 一心堂 海王 同仁堂 农夫 怡宝 百岁山 娃哈哈 "
    "康师傅 统一 元气 可口 百事 三得利 东方树叶 王老吉 加多宝 乐事 上好佳 盼盼 达利 旺旺 今麦郎 汇源 屈臣氏"
).split()

FIRST = (
    "惠民 学府 福临 顺意 鑫旺 喜邻 澜江 江畔 永顺 悦来 安心 小满 四季 家和 百味 东升 乐邻 晴川 桂香 锦绣 春风 "
    "如意 康乐 佳邻 聚福 同心 双喜 兴隆 宏运 诚信 金桥 阳光 绿野 南风 星月 晨曦 明珠 祥云 丰源 富康"
).split()
SURNAMES = tuple("王李张刘陈杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶")
GIVEN = (
    "秀英 桂兰 建国 志强 丽华 海燕 春梅 国庆 德明 玉珍 小军 文斌 雪梅 立新 红霞 永福 佳怡 子豪 美玲 振华"
).split()
PET = "阿珍 阿芳 阿明 阿强 阿梅 阿福 阿霞 阿军".split()
DISHES = (
    "老街面馆 蜀味小馆 渔家小炒 江畔食府 羊肉粉店 饺子馆 砂锅居 小笼包店 牛肉面馆 家常菜馆 烧烤店 煲仔饭店 川味火锅 "
    "豆花饭店"
).split()
SCHOOLS = "第一中学 第三中学 第七中学 实验小学 职业学院 理工学院 师范附中".split()


@dataclass(frozen=True, slots=True)
class ShopKind:
    """One kind of shop: its share, channel, hours and how much it buys."""

    shop_type: str
    channel: str
    share: float
    hours: tuple[str, ...]
    buying: float


SHOP_KINDS = (
    ShopKind("convenience", "modern", 0.32, ("Mo-Su 07:00-23:00", "24/7", "Mo-Su 06:30-24:00"), 1.0),
    ShopKind(
        "grocery", "traditional", 0.25, ("Mo-Su 07:00-22:00", "Mo-Sa 07:30-21:30", "Mo-Su 06:30-21:00"), 0.7
    ),
    ShopKind("supermarket", "modern", 0.12, ("Mo-Su 08:00-22:00", "Mo-Su 08:30-21:30"), 1.9),
    ShopKind("tobacco_liquor", "traditional", 0.12, ("Mo-Su 08:30-22:00", "Mo-Su 09:00-21:30"), 0.6),
    ShopKind(
        "restaurant",
        "catering",
        0.14,
        ("Mo-Su 10:00-14:00,16:30-21:30", "Tu-Su 10:30-22:00", "Mo-Su 06:00-14:00"),
        0.8,
    ),
    ShopKind("canteen", "special", 0.05, ("Mo-Fr 06:30-19:00", "Mo-Sa 06:30-18:30"), 1.5),
)
GRADES = (("A", 0.12), ("B", 0.3), ("C", 0.4), ("D", 0.18))
BUYING_BY_GRADE = {"A": 1.7, "B": 1.1, "C": 0.8, "D": 0.55}
ROLES = (("老板", 0.5), ("老板娘", 0.2), ("店长", 0.2), ("经理", 0.1))


def shop_name(kind: ShopKind, street: str, chance: Chance) -> str:
    """A name for a shop of a kind on a street."""
    first, surname = chance.choice(FIRST), chance.choice(SURNAMES)
    patterns = {
        "convenience": (
            f"{first}便利({street}店)",
            f"{first}便利店",
            f"{first}生活便利",
            f"{first}便利({street}店)",
        ),
        "grocery": (
            f"{chance.choice(PET)}小卖部",
            f"老{surname}食杂店",
            f"{first}副食",
            f"{surname}记商店",
            f"{first}粮油店",
        ),
        "supermarket": (
            f"{first}超市({street}店)",
            f"{first}平价超市",
            f"{first}生鲜超市",
            f"{first}购物中心",
        ),
        "tobacco_liquor": (f"老{surname}烟酒副食", f"{first}烟酒行", f"{surname}氏烟酒", f"{first}名酒"),
        "restaurant": (
            f"{surname}记{chance.choice(DISHES)}",
            f"{first}{chance.choice(DISHES)}",
            chance.choice(DISHES),
        ),
        "canteen": (f"临澜{chance.choice(SCHOOLS)}食堂", f"{street}产业园食堂", f"{first}员工餐厅"),
    }
    return chance.choice(patterns[kind.shop_type])


def contact_name(salutation: str, chance: Chance) -> str:
    """A full name, or the family name with what everybody calls its bearer."""
    surname = chance.choice(SURNAMES)
    return f"{surname}{chance.choice(GIVEN)}" if chance.yes(0.45) else f"{surname}{salutation}"
