"""Answer, refuse or doubt: whole groups count, not the best single intent."""

from __future__ import annotations

import pytest

from bot.nlu.scope_decision import RefusalLimits, decide, refuse_at


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
    assert decide(ranking, limit=0.5, doubt_below=0.08) == decision


LIMITS = RefusalLimits(other=0.03, service=0.1, rating=0.3, plain_law=0.5)


@pytest.mark.parametrize(
    ("words", "ranking", "limit"),
    [
        (["怎么", "算", "诉讼费"], [("consult_litigation", 0.6), ("out_of_scope", 0.3)], 0.5),
        (["你们", "几点", "下班"], [("ask_office", 0.9), ("out_of_scope", 0.08)], 0.1),
        (["你们", "几点", "下班"], [("ask_office", 0.5), ("consult_labor", 0.4)], 0.03),
        (["给", "你", "五分"], [("rate_service", 0.8), ("out_of_scope", 0.2)], 0.3),
        (["讲", "个", "笑话"], [("out_of_scope", 0.9), ("greet", 0.1)], 0.03),
        (["男子", "因", "诉讼费", *("事情" for _ in range(14))], [("consult_litigation", 0.9)], 0.03),
        ([], [], 0.03),
    ],
)
def test_a_short_plain_legal_question_and_a_sure_service_are_given_credit(
    words: list[str], ranking: list[tuple[str, float]], limit: float
) -> None:
    assert refuse_at(ranking, words, LIMITS) == limit
