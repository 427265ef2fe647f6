"""Tables as people send them, and files that are none: every refusal has its name."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from outrider.engine.entities.fieldtypes.times import shown_moment
from outrider.engine.exchange import tables
from outrider.engine.exchange.tables import Unreadable, cell_text, read_table
from outrider.engine.exchange.tests.old_office import compound, workbook_97

TEXT = "名称,电话\n惠民便利(解放路店),021-5566\n阿珍小卖部,\n"
ROWS = [(1, ["名称", "电话"]), (2, ["惠民便利(解放路店)", "021-5566"]), (3, ["阿珍小卖部", ""])]


def refused(data):
    with pytest.raises(Unreadable) as problem:
        read_table(data)
    return problem.value.code


def workbook(fill):
    book = openpyxl.Workbook()
    fill(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode("utf-8"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("gb18030"), "gb18030"),
        (gzip.compress(TEXT.encode("utf-8"), mtime=0), "utf-8"),
        (TEXT.replace("\n", "\r\n").encode("utf-8"), "utf-8"),
        (TEXT.replace("\n", "\r").encode("utf-8"), "utf-8"),
        (TEXT.replace(",", ";").encode("utf-8"), "utf-8"),
        (TEXT.replace(",", "\t").encode("utf-8"), "utf-8"),
        (TEXT.replace(",", "|").encode("utf-8"), "utf-8"),
        (TEXT.replace(",", "，").encode("utf-8"), "utf-8"),
    ],
)
def test_a_list_is_read_in_whatever_spelling(data, encoding):
    table = read_table(data)
    assert (table.rows, table.encoding, table.format) == (ROWS, encoding, "csv")


def test_traditional_chinese_in_big5_is_told_from_gb18030():
    text = "名稱,電話\n台北便利商店,02-5566\n好鄰居超市,\n"
    assert read_table(text.encode("big5")).rows[1] == (2, ["台北便利商店", "02-5566"])


def test_quotes_may_hold_delimiters_and_line_ends():
    table = read_table('名称,备注\n"惠民,便利","第一行\n第二行 ""好"""\n阿珍,x\n'.encode())
    assert table.rows == [
        (1, ["名称", "备注"]),
        (2, ["惠民,便利", '第一行\n第二行 "好"']),
        (4, ["阿珍", "x"]),
    ]


def test_one_column_and_blank_lines():
    assert read_table("名称\n\n惠民\n , \n".encode()).rows == [(1, ["名称"]), (3, ["惠民"])]


def test_one_wrong_byte_does_not_cost_the_file():
    table = read_table("名称,电话\n惠民便利店,1\n".encode("gb18030") + b"\xff\xff,2\n")
    assert table.rows[1] == (2, ["惠民便利店", "1"])
    assert len(table.rows) == 3


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n", "empty"),
        (b"\x1f\x8b\x08truncated", "broken"),
        (gzip.compress(b"name\nx\n" * 1000, mtime=0)[:-20], "broken"),
        (b"PK\x03\x04 no archive", "broken"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_text"),
        (b"\xff\xfea", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        ((",".join("x" for _ in range(5_000)) + "\n").encode(), "too_many_columns"),
        (b"name\n" + b"x\n" * 100_001, "too_many_rows"),
    ],
)
def test_what_is_no_table_is_refused_by_name(data, code):
    assert refused(data) == code


def test_a_gzip_bomb_and_a_large_file_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_UNPACKED", 100_000)
    assert refused(gzip.compress(b"a" * 200_000)) == "bomb"
    monkeypatch.setattr(tables, "MAX_BYTES", 100)
    with pytest.raises(Unreadable) as problem:
        read_table(b"a" * 101)
    assert (problem.value.code, problem.value.status) == ("too_large", 413)


def test_empty_columns_at_the_end_do_not_count():
    row = ["名称", *[""] * 4_999]
    assert read_table((",".join(row) + "\n惠民\n").encode()).rows[0] == (1, ["名称"])


def test_a_workbook_gives_texts_as_people_read_them():
    def fill(book):
        sheet = book.active
        sheet.append(["名称", "手机", "编码", "开业", "折扣", "启用"])
        sheet.append(["惠民", 13912345678, "007", date(2026, 11, 23), 0.85, True])
        book.create_sheet("第二页").append(["别的"])

    table = read_table(workbook(fill))
    assert table.rows[1] == (2, ["惠民", "13912345678", "007", "2026-11-23", "0.85", "true"])
    assert (table.format, table.sheet, table.ignored_sheets) == ("xlsx", "Sheet", ["第二页"])


def test_hidden_and_empty_sheets_are_passed_over():
    def fill(book):
        book.active.title = "空"
        hidden = book.create_sheet("隐藏")
        hidden.append(["名称"])
        hidden.sheet_state = "hidden"
        book.create_sheet("客户").append(["名称"])

    table = read_table(workbook(fill))
    assert (table.sheet, table.ignored_sheets) == ("客户", ["空", "隐藏"])


def test_a_merged_title_and_formulas_are_read_as_values():
    def fill(book):
        sheet = book.active
        sheet["A1"] = "客户名单"
        sheet.merge_cells("A1:C1")
        sheet.append(["名称", "电话", "合计"])
        sheet.append(["惠民", "1", "=1+1"])

    assert [cells[0] for _, cells in read_table(workbook(fill)).rows] == ["客户名单", "名称", "惠民"]


def test_cells_far_away_are_refused_before_anything_grows():
    def far(cell):
        def fill(book):
            book.active["A1"] = "名称"
            book.active[cell] = "x"

        return fill

    assert refused(workbook(far("A1048576"))) == "too_many_rows"
    assert refused(workbook(far("XFD1"))) == "too_many_columns"


def test_a_workbook_without_any_cell_is_no_table():
    assert refused(workbook(lambda book: None)) == "no_table"


def test_a_zip_bomb_and_a_foreign_zip_are_refused(monkeypatch):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"a" * 300_000)
    assert refused(out.getvalue()) == "broken"
    monkeypatch.setattr(tables, "MAX_UNPACKED", 100_000)
    assert refused(out.getvalue()) == "bomb"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "true"),
        (3.0, "3"),
        (2.5, "2.5"),
        (1e20, "1e+20"),
        (datetime(2026, 11, 23), "2026-11-23"),  # noqa: DTZ001  # a spreadsheet knows no zone
        (datetime(2026, 11, 23, 8, 5), "2026-11-23 08:05:00"),  # noqa: DTZ001  # a spreadsheet knows no zone
        (time(8, 5), "08:05:00"),
        ("  x ", "  x "),
    ],
)
def test_cells_become_texts(cell, text):
    assert cell_text(cell) == text


def test_an_old_workbook_is_read_and_a_locked_one_is_refused():
    rows: list[list[str | float]] = [["名称", "手机"], ["惠民便利(解放路店)", 13912345678.0]]
    table = read_table(workbook_97(rows))
    assert table.rows == [(1, ["名称", "手机"]), (2, ["惠民便利(解放路店)", "13912345678"])]
    assert table.sheet == "名单"
    assert refused(workbook_97(rows, locked=True)) == "password"


def test_a_locked_workbook_and_a_locked_archive_are_refused_as_such():
    # An .xlsx behind a password is a compound file with the whole workbook enciphered in one stream.
    info = b"\x04\0\x04\0\x40\0\0\0<?xml version='1.0'?><encryption/>"
    assert (
        refused(compound({"EncryptionInfo": info, "EncryptedPackage": bytes(range(256)) * 20})) == "password"
    )
    locked = bytearray(workbook(lambda book: book.active.append(["名称"])))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at >= 0:
            locked[at + flag] |= 1
            at = locked.find(mark, at + 4)
    assert refused(bytes(locked)) == "password"


def test_a_workbook_with_a_macro_is_read_and_its_macro_left_alone():
    plain = workbook(lambda book: book.active.append(["名称"]) or book.active.append(["惠民"]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "[Content_Types].xml":
                data = data.replace(
                    b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
                ).replace(
                    b"</Types>",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                )
            new.writestr(item, data)
        new.writestr("xl/vbaProject.bin", compound({"VBA": b'Sub Auto_Open()\r\nKill "C:\\*.*"\r\nEnd Sub'}))
    assert read_table(out.getvalue()).rows == [(1, ["名称"]), (2, ["惠民"])]


def test_line_ends_of_three_systems_may_stand_in_one_file():
    table = read_table("名称,电话\r\n惠民,1\n阿珍,2\r好邻居,3\r\n\r\n王记,4".encode("gbk"))
    assert [cells for _, cells in table.rows] == [
        ["名称", "电话"], ["惠民", "1"], ["阿珍", "2"], ["好邻居", "3"], ["王记", "4"],
    ]  # fmt: skip


def test_a_formula_says_the_value_that_was_seen_last():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "件数"])
    sheet.write(1, 0, "惠民")
    sheet.write_formula(1, 1, '=WEBSERVICE("http://127.0.0.1/")+6*7', value=42)
    book.close()
    assert read_table(out.getvalue()).rows[1] == (2, ["惠民", "42"])


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_a_day_is_the_same_day_in_both_systems_of_counting(epoch):
    def fill(book):
        if epoch is not None:
            book.epoch = epoch
        book.active.append(["名称", "创建时间"])
        book.active.append(["惠民", datetime(2024, 2, 29, 9, 30)])  # noqa: DTZ001  # as a sheet has it

    (_, cells) = read_table(workbook(fill)).rows[1]
    assert shown_moment(cells[1]) == (date(2024, 2, 29), time(9, 30))


def test_a_second_visible_sheet_is_named_as_not_read():
    def fill(book):
        book.active.title = "一月"
        book.active.append(["名称"])
        book.create_sheet("二月").append(["名称"])

    table = read_table(workbook(fill))
    assert (table.sheet, table.ignored_sheets) == ("一月", ["二月"])
