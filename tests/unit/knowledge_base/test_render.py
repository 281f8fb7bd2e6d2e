"""The page a jurist signs."""

from __future__ import annotations

from datetime import date

from knowledge_base.render import render_cards
from tests.builders_knowledge import make_card, make_kb


def test_page_shows_every_card_with_its_basis_and_a_line_to_sign() -> None:
    page = render_cards(make_kb(make_card(), make_card(id="labor_other", title="第二张")), date(2026, 11, 24))
    for text in ("工资没付清", "第二张", "《示例法》第二条", "每月支付二倍的工资", "示例法院", "2027-11-24"):
        assert text in page
    assert page.count("审阅人") == 2


def test_card_text_is_escaped() -> None:
    page = render_cards(make_kb(make_card(answer="<script>alert(1)</script>")), date(2026, 11, 24))
    assert "<script>alert" not in page
