"""Excel sheets as people really keep them."""

from __future__ import annotations

import io
from typing import Any

import openpyxl

# A corner of Fuzhou; shops stand 400 m apart along one street.
LAT, LNG, STEP = 26.0800, 119.3000, 0.0036
HEAD = ["名称", "联系方式", None, "区县", "业务员", "等级", "位置", None]
BELOW = [None, "手机", "地址", None, None, None, "纬度", "经度"]
MERGED = ("A1:H1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", "G2:H2")


def place(number: int) -> tuple[float, float]:
    """Where a shop stands."""
    return round(LAT + number * STEP, 6), LNG


def shops(count: int, owners: tuple[str, ...] = ("王磊",), *, without_place: int = 0) -> bytes:
    """A title, two header rows, merged cells, telephones as numbers, full-width letters, a repeated shop, a wrong one.

    ``count`` good rows, dealt out among the owners in turn; the last ``without_place`` have an address alone.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["2026 年门店资料表", *[None] * 7])
    sheet.append(HEAD)
    sheet.append(BELOW)
    for number in range(count):
        where: tuple[Any, Any] = place(number) if number < count - without_place else (None, None)
        owner = owners[number % len(owners)]
        mobile: Any = 13_900_000_000 + number if number % 3 else _wide(str(13_900_000_000 + number))
        sheet.append([f"阿珍小卖部{number:02}", mobile, f"解放路{number}号", None, owner, "Ａ类", *where])
    sheet.cell(4, 4).value = "鼓楼区"
    sheet.append(["阿珍小卖部(总店)", 13_900_000_000, "解放路", "鼓楼区", owners[0], "A", None, None])
    sheet.append(["没人管的店", "12", "中山路", "鼓楼区", "查无此人", "A", None, None])
    for cells in (*MERGED, f"D4:D{count + 3}"):
        sheet.merge_cells(cells)
    return _bytes(book)


def goods() -> bytes:
    """A price sheet as the office keeps it."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["商品", "规格", "单位", "价格"],
        ["岚溪苏打水", "410ml", "1箱=15瓶", "42.00"],
        ["岚溪乌龙茶", "500ml", "1箱=15瓶", 48],
    ):
        sheet.append(row)
    return _bytes(book)


def _wide(text: str) -> str:
    """Full-width figures, as an input method leaves them."""
    return text.translate({ord("0") + n: 0xFF10 + n for n in range(10)})


def _bytes(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
