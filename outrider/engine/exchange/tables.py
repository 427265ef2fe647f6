"""Reading tables that people send: CSV in whatever encoding, XLSX, either of them gzipped.

Owns the way from bytes to rows of plain texts. Promises bounded memory, and a named refusal (``Unreadable``)
instead of a guess or a crash: too big, too many rows or columns, a bomb, a password, no table at all.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from charset_normalizer import from_bytes
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from outrider.kernel.errors import Problem
from outrider.kernel.text import T, Text

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 128 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 300
MAX_CELL = 32_767
_SAMPLE = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|，；"
# A cell that holds something: sheets are often formatted far beyond what is in them (`<c r="XFD1" s="1"/>`).
_CELL = re.compile(rb'<c [^<>]*?\br="([A-Z]{1,4})([0-9]{1,9})"[^<>]*(?<!/)>(?!</c>)')
_SCIENTIFIC = re.compile(r"[1-9]\.\d{9,14}[eE]\+?1\d")
_LONGEST_TAG = 256
# How an .xls begins, and the record among its first ones that says what its password is checked with.
_OLD_HEAD = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILE_PASS, _HEAD_RECORDS = 0x2F, 10
# A merged title reaches over this many columns; below that two cells are one.
_TITLE_WIDTH = 3

REASONS: dict[str, Text] = {
    "empty": T("文件是空的", "The file is empty"),
    "too_large": T(
        "文件太大,最多 {most} MB,请分成几份", "The file is too large: at most {most} MB; split it"
    ),
    "bomb": T("文件解压后太大", "The file unpacks to too much"),
    "broken": T("文件已损坏或不是表格", "The file is broken or no table"),
    "password": T("文件有密码,请去掉密码后再导入", "The file has a password; remove it first"),
    "no_table": T("文件里没有表格", "The file holds no table"),
    "too_many_rows": T("行数太多,最多 {most} 行,请分成几份", "Too many rows: at most {most}; split the file"),
    "too_many_columns": T("列数太多,最多 {most} 列", "Too many columns: at most {most}"),
    "not_text": T("不是文本文件", "This is no text file"),
}


class Unreadable(Problem):
    """A file that is no usable table; 422, or 413 when it is too large."""

    def __init__(self, code: str, most: int = 0) -> None:
        super().__init__(413 if code == "too_large" else 422, code, REASONS[code], most=most)


@dataclass(slots=True)
class Table:
    """Rows of texts with the number of the line they began in; the first is not yet known to be a header."""

    rows: list[tuple[int, list[str]]]
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    ignored_sheets: list[str] = field(default_factory=list)
    # The numbers of rows that hold one cell merged across the sheet: titles between the records.
    titles: frozenset[int] = frozenset()


def read_table(data: bytes) -> Table:
    """The table in a file's bytes; its name is not believed, only its contents."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", MAX_BYTES // 1024 // 1024)
    if data.startswith(b"\x1f\x8b"):
        data = _gunzip(data)
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Unreadable("empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_workbook(data, checked=False)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # An old .xls, or an .xlsx behind a password.
        return _read_workbook(data, checked=True)
    return _read_csv(data)


def _gunzip(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(data, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise Unreadable("broken") from error
    if len(unpacked) > MAX_UNPACKED:
        raise Unreadable("bomb")
    if not unpacker.eof:
        raise Unreadable("broken")
    return unpacked


# -- CSV --------------------------------------------------------------------------------------------


def _read_csv(data: bytes) -> Table:
    text, encoding = decode(data)
    delimiter = _delimiter(text)
    rows = _limited(_csv_rows(text, delimiter))
    if not rows:
        raise Unreadable("no_table")
    return Table(rows, "csv", encoding=encoding, delimiter=delimiter)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding: by mark, as UTF-8, as UTF-16 without mark, else by its letters."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strictly(data, name), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    sample = data[:_SAMPLE]
    if sample.count(0) > len(sample) // 5:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        name = "utf-16-le" if little else "utf-16-be"
        return _strictly(data, name), name
    if 0 in sample:
        raise Unreadable("not_text")
    guess = from_bytes(sample, cp_isolation=["gb18030", "big5", "cp1252"]).best()
    for name in (guess.encoding if guess else "gb18030", "gb18030", "big5"):
        try:
            return data.decode(name), name
        except UnicodeDecodeError:
            continue
    # A single wrong byte must not cost the whole file; the damaged rows are refused later.
    return data.decode("gb18030", errors="replace"), "gb18030"


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("broken") from error


def _delimiter(text: str) -> str:
    """The mark that cuts the first lines into the same number of columns, more than one if possible."""
    head = text[:_SAMPLE]
    best, best_score = ",", (0, 0)
    for mark in _DELIMITERS:
        widths = [len(row) for _, row in islice(_csv_rows(head, mark), 20)]
        if not widths:
            continue
        usual = max(set(widths), key=widths.count)
        score = (widths.count(usual) if usual > 1 else 0, usual)
        if score > best_score:
            best, best_score = mark, score
    return best


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_UNPACKED)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    try:
        for row in reader:
            yield line, [cell_text(cell) for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("broken") from error


# -- workbooks --------------------------------------------------------------------------------------


def _read_workbook(data: bytes, *, checked: bool) -> Table:
    if not checked:
        _check_zip(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            rows = _limited(_sheet_rows(sheet))
            if rows:
                others = [other for other in book.sheet_names if other != name]
                return Table(rows, "xlsx", sheet=name, ignored_sheets=others, titles=_titles(sheet))
    except PasswordError as error:
        raise Unreadable("password") from error
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("password" if checked and _locked(data) else "broken") from error
    except BaseException as error:
        # A panic of the reader is no Exception; it concerns this file only.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("broken") from error
    raise Unreadable("no_table")


def _locked(data: bytes) -> bool:
    """Whether a compound file stands behind a password: an enciphered .xlsx, or an .xls that says so in its head."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return True
    at = data.find(_OLD_HEAD)
    for _ in range(_HEAD_RECORDS if at >= 0 else 0):
        kind, size = int.from_bytes(data[at : at + 2], "little"), data[at + 2 : at + 4]
        if kind == _FILE_PASS:
            return True
        at += 4 + int.from_bytes(size, "little")
    return False


def _check_zip(data: bytes) -> None:
    """Refuse bombs and far-away cells before anything unpacks them: sheets are read as dense ranges."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise Unreadable("broken") from error
    with archive:
        items, left = archive.infolist(), MAX_UNPACKED
        if sum(item.file_size for item in items) > MAX_UNPACKED or len(items) > 2_000:
            raise Unreadable("bomb")
        for item in items:
            if item.flag_bits & 1:
                raise Unreadable("password")
            try:
                left = _check_member(archive, item, left)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
                raise Unreadable("broken") from error


def _check_member(archive: zipfile.ZipFile, item: zipfile.ZipInfo, left: int) -> int:
    """Unpack one member and count: the size that the archive states may be a lie. Answers what is left."""
    is_sheet = item.filename.startswith("xl/worksheets/") and item.filename.endswith(".xml")
    tail = b""
    with archive.open(item) as stream:
        while chunk := stream.read(1024 * 1024):
            left -= len(chunk)
            if left < 0:
                raise Unreadable("bomb")
            for column, row in _CELL.findall(tail + chunk) if is_sheet else ():
                _check_cell(column, int(row))
            # A cell's tag may be cut in two here; what is seen twice does no harm.
            tail = chunk[max(chunk.rfind(b"<"), len(chunk) - _LONGEST_TAG, 0) :]
    return left


def _check_cell(column: bytes, row: int) -> None:
    if row > MAX_ROWS + 1:
        raise Unreadable("too_many_rows", MAX_ROWS)
    if len(column) > 2 or _column_number(column) > MAX_COLUMNS:
        raise Unreadable("too_many_columns", MAX_COLUMNS)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet_rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    top, left = sheet.start or (0, 0)
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    for (first, column), (last, right) in sheet.merged_cell_ranges or ():
        _spread(rows, first - top, last - top, column - left, right - left)
    for offset, row in enumerate(rows):
        yield top + 1 + offset, row


def _titles(sheet: Any) -> frozenset[int]:
    return frozenset(
        first + 1
        for (first, column), (last, right) in sheet.merged_cell_ranges or ()
        if first == last and right - column >= _TITLE_WIDTH
    )


def _spread(rows: list[list[str]], first: int, last: int, column: int, right: int) -> None:
    """A cell merged downwards says the same for each of its rows; one merged sideways is a title."""
    if first < 0 or column < 0 or right - column >= _TITLE_WIDTH or first >= len(rows):
        return
    for row in rows[first + 1 : min(last + 1, len(rows))]:
        if column < len(row) and not row[column]:
            row[column] = rows[first][column]


def cell_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without ``.0``, dates as ISO, yes and no as true, false."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        # 1.38E+10 is a telephone number that a spreadsheet took for a number.
        exact = _SCIENTIFIC.fullmatch(cell.strip())
        return str(int(Decimal(cell.strip()))) if exact else cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


# -- common -----------------------------------------------------------------------------------------


def _limited(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Rows that hold anything, within the limits."""
    kept: list[tuple[int, list[str]]] = []
    for line, row in rows:
        if len(row) > MAX_COLUMNS:
            while row and not row[-1].strip():
                row.pop()
            if len(row) > MAX_COLUMNS:
                raise Unreadable("too_many_columns", MAX_COLUMNS)
        if not any(cell.strip() for cell in row):
            continue
        if len(kept) > MAX_ROWS:
            raise Unreadable("too_many_rows", MAX_ROWS)
        kept.append((line, [cell[: MAX_CELL + 1] for cell in row]))
    return kept
