"""Answer, refuse or doubt: whole groups count, not the best single intent."""

from __future__ import annotations

import pytest

from bot.nlu.scope_decision import decide


@pytest.mark.parametrize(
    ("ranking", "decision"),
    [
        ([("consult_land", 0.9), ("out_of_scope", 0.05)], "consult_land"),
        ([("out_of_scope", 0.7), ("consult_land", 0.2)], "out_of_scope"),
        ([("out_of_scope", 0.3), ("consult_land", 0.25), ("consult_debt", 0.2)], "consult_land"),
        ([("ask_deadline", 0.3), ("consult_labor", 0.25), ("consult_debt", 0.2)], "consult_labor"),
        ([("ask_deadline", 0.6), ("consult_labor", 0.25)], "ask_deadline"),
        ([("consult_labor", 0.04), ("greet", 0.03)], "nlu_fallback"),
        ([], "nlu_fallback"),
    ],
)
def test_decisions(ranking: list[tuple[str, float]], decision: str) -> None:
    assert decide(ranking, refuse_at=0.5, doubt_below=0.08) == decision
