"""No cell of ours begins a formula."""

from __future__ import annotations

import pytest

from outrider.engine.exchange.defuse import defuse


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "  =1+1",
        "\t=1+1",
        "\n=1+1",
        "＝1+1",
        "　＝1+1",
        "＋1",
        "－1",
        "＠x",
        "\u200b=1+1",
        "\ufeff=1+1",
        "\u202e=1+1",
        "+86 139 1234 5678",
        '=HYPERLINK("http://example.com")',
        "-",
        "\r=x",
    ],
)
def test_what_a_spreadsheet_would_calculate_becomes_text(text):
    assert defuse(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "惠民便利", "a=b", "1-2", "-12.50", "-3", "12.5", "138****5678", "(=x)", "'=x", "   "]
)
def test_harmless_text_stays(text):
    assert defuse(text) == text
