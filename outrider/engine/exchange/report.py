"""What became of every row of an import, counted by reason.

Promises that the counts add up: rows = created + updated + unchanged + refused, and every row that is not
simply taken is listed with its reasons (the first 5,000 in the answer, all of them in the report file).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from outrider.engine.exchange.defuse import defuse
from outrider.kernel.text import LANGUAGES, T, Text

LISTED = 5_000
_PLACE = re.compile(r"\{\w+\}")
OUTCOMES = {
    "created": T("新建", "created"),
    "updated": T("更新", "updated"),
    "unchanged": T("无变化", "unchanged"),
    "refused": T("未导入", "refused"),
}
WRONG = T("问题", "What is wrong")
LONGEST = 32_767
ROW, OUTCOME, NAME, REASONS = T("行", "row"), T("结果", "outcome"), T("名称", "name"), T("说明", "reasons")


@dataclass(slots=True)
class Reason:
    """Why a row was mended or refused: stable code, field, sentence."""

    code: str
    text: Text
    params: dict[str, Any] = field(default_factory=dict)
    field_name: str = ""

    def say(self, language: str) -> str:
        """The sentence."""
        return self.text.say(language, **self.params)


@dataclass(slots=True)
class RowReport:
    """One row's fate."""

    number: int
    name: str
    outcome: str
    reasons: list[Reason]


@dataclass
class Report:
    """The fates of all rows; ``state`` is ``done``, ``cancelled`` or ``dry_run``."""

    dry_run: bool
    about: dict[str, Any] = field(default_factory=dict)
    rows: list[RowReport] = field(default_factory=list)
    total: int = 0
    cancelled: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    words: dict[str, Text] = field(default_factory=dict)
    # The file as it was, so that what was refused can be mended in it and imported again.
    header: list[str] = field(default_factory=list)
    cells: dict[int, list[str]] = field(default_factory=dict)
    batch: str = ""

    def add(self, row: RowReport) -> None:
        """Count a row."""
        self.rows.append(row)
        self.counts[row.outcome] += 1
        tally = self.refused if row.outcome == "refused" else self.mended
        for code in dict.fromkeys(reason.code for reason in row.reasons):
            tally[code] += 1
        for reason in row.reasons:
            self.words.setdefault(reason.code, reason.text)

    @property
    def mended_rows(self) -> int:
        """Rows taken with at least one repair."""
        return sum(1 for row in self.rows if row.reasons and row.outcome != "refused")

    def as_dict(self) -> dict[str, Any]:
        """The report as a job's result; texts in all languages."""
        return {
            "dry_run": self.dry_run,
            "cancelled": self.cancelled,
            **self.about,
            "batch": self.batch,
            "rows": self.total,
            **{outcome: self.counts[outcome] for outcome in OUTCOMES},
            "mended": self.mended_rows,
            "mended_reasons": self._tally(self.mended),
            "refused_reasons": self._tally(self.refused),
            "details": [
                {
                    "row": row.number,
                    "name": row.name,
                    "outcome": row.outcome,
                    "reasons": [
                        {
                            "code": reason.code,
                            "field": reason.field_name,
                            "text": {language: reason.say(language) for language in LANGUAGES},
                        }
                        for reason in row.reasons
                    ],
                }
                for row in [row for row in self.in_order() if row.reasons][:LISTED]
            ],
        }

    def in_order(self) -> list[RowReport]:
        """The rows as they stand in the file: history is written newest first."""
        return sorted(self.rows, key=lambda row: row.number)

    def headline(self, code: str) -> dict[str, str]:
        """A reason for a count of many rows: what differs from row to row becomes an ellipsis."""
        return {language: _PLACE.sub("…", self.words[code].say(language)) for language in LANGUAGES}

    def _tally(self, tally: Counter[str]) -> list[dict[str, Any]]:
        return [
            {"code": code, "count": count, "text": self.headline(code)} for code, count in tally.most_common()
        ]

    def as_csv(self, language: str) -> bytes:
        """Every row with its outcome and reasons, for a spreadsheet."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow([text.say(language) for text in (ROW, OUTCOME, NAME, REASONS)])
        for row in self.in_order():
            reasons = "; ".join(reason.say(language) for reason in row.reasons)
            outcome = OUTCOMES[row.outcome].say(language)
            writer.writerow([row.number, outcome, defuse(row.name), defuse(reasons)])
        return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")

    def refused_rows(self, language: str) -> bytes:
        """The refused rows as they were sent, with a column that says what is wrong: mend, and import again."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(
            out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        sheet, wrong = book.add_worksheet(), book.add_format({"font_color": "#b42318", "text_wrap": True})
        width = len(self.header)
        for column, text in enumerate([*self.header, WRONG.say(language)]):
            sheet.write_string(0, column, defuse(text[:LONGEST]))
        sheet.set_column(width, width, 48)
        sheet.freeze_panes(1, 0)
        refused = (row for row in self.in_order() if row.outcome == "refused")
        for place, row in enumerate(refused, start=1):
            for column, text in enumerate(self.cells.get(row.number, [])[:width]):
                sheet.write_string(place, column, defuse(text[:LONGEST]))
            sheet.write_string(place, width, "; ".join(reason.say(language) for reason in row.reasons), wrong)
        book.close()
        return out.getvalue()
