"""What 岚溪 sells: 18 products with units and prices, and what each kind of shop must always have.

The brand and every product are made up. Barcodes use the range that shops give out themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

BRAND = "岚溪"


@dataclass(frozen=True, slots=True)
class Item:
    """One product: price per box in cents, pieces in a box, the words for both units; ``pull`` is how
    often shops ask for it."""

    key: str
    name: str
    spec: str
    category: str
    pieces: int
    cents: int
    piece: str
    days: int
    pull: float

    @property
    def piece_cents(self) -> int:
        """The price of one piece; every box divides evenly."""
        return self.cents // self.pieces


ITEMS = (
    Item("soda", "苏打水 原味", "410ml×15", "苏打水", 15, 4200, "瓶", 365, 3.0),
    Item("soda_lemon", "苏打水 柠檬味", "410ml×15", "苏打水", 15, 4200, "瓶", 365, 2.2),
    Item("soda_big", "苏打水 原味 大瓶", "1L×12", "苏打水", 12, 5400, "瓶", 365, 0.8),
    Item("oolong", "乌龙茶", "500ml×15", "茶饮料", 15, 4800, "瓶", 365, 2.8),
    Item("oolong_plain", "无糖乌龙茶", "500ml×15", "茶饮料", 15, 4800, "瓶", 365, 2.0),
    Item("jasmine", "茉莉花茶", "500ml×15", "茶饮料", 15, 4500, "瓶", 365, 1.6),
    Item("ice_tea", "柠檬冰茶", "500ml×15", "茶饮料", 15, 4050, "瓶", 365, 1.8),
    Item("plum", "酸梅汤", "450ml×15", "茶饮料", 15, 4950, "瓶", 270, 1.0),
    Item("pomelo", "蜂蜜柚子茶", "450ml×15", "茶饮料", 15, 5250, "瓶", 270, 0.9),
    Item("water", "山泉水", "550ml×24", "饮用水", 24, 2640, "瓶", 540, 2.4),
    Item("water_big", "山泉水 家庭装", "4.5L×4", "饮用水", 4, 2800, "桶", 540, 0.9),
    Item("bubble_peach", "气泡水 白桃味", "480ml×15", "气泡水", 15, 5700, "瓶", 300, 1.5),
    Item("bubble_lime", "气泡水 青柠味", "480ml×15", "气泡水", 15, 5700, "瓶", 300, 1.1),
    Item("coconut", "椰子水", "330ml×12", "果汁", 12, 6240, "瓶", 365, 0.8),
    Item("crisps_tomato", "番茄薯脆", "70g×24", "休闲食品", 24, 7680, "袋", 270, 1.7),
    Item("crisps_grill", "烤肉味薯脆", "70g×24", "休闲食品", 24, 7680, "袋", 270, 1.3),
    Item("seaweed", "海苔脆", "30g×36", "休闲食品", 36, 9000, "袋", 270, 0.8),
    Item("cracker", "苏打饼干", "160g×24", "休闲食品", 24, 9360, "袋", 300, 0.9),
)

_DRINKS = ("soda", "soda_lemon", "oolong", "oolong_plain", "ice_tea", "water")
MUST_STOCK: dict[str, tuple[str, ...]] = {
    "convenience": (*_DRINKS, "bubble_peach", "crisps_tomato"),
    "grocery": ("soda", "oolong", "ice_tea", "water", "crisps_tomato"),
    "supermarket": (*_DRINKS, "jasmine", "water_big", "bubble_peach", "crisps_tomato", "cracker"),
    "tobacco_liquor": ("soda", "oolong", "water", "coconut"),
    "restaurant": ("soda", "soda_big", "plum", "oolong"),
    "canteen": ("soda", "ice_tea", "water", "crisps_tomato"),
    "pharmacy": ("soda", "water"),
    "other": ("soda", "oolong", "water"),
}


def barcode(place: int) -> str:
    """A 13-digit code in the range for use inside shops, with its check digit."""
    digits = f"2069000{place + 1:05d}"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def units(item: Item) -> list[dict[str, str]]:
    """The units of a product, the order unit first."""
    return [
        {"key": "box", "name": "箱", "factor": str(item.pieces)},
        {"key": "piece", "name": item.piece, "factor": "1"},
    ]


def money(cents: int) -> str:
    """Cents as a decimal string."""
    return f"{cents // 100}.{cents % 100:02d}"
