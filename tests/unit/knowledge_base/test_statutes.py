"""Statute search on small and real law texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.law_collection import read_collection
from knowledge_base.statute_signals import StatuteText, law_kind, references, times_named, title_core
from knowledge_base.statutes import StatuteIndex, build_index, load_index, save_index
from knowledge_base.synonyms import make_synonyms
from knowledge_base.term_matrix import build, pair_counts, pair_key
from tests.builders_knowledge import LAWS

SMALL = [
    StatuteText("示例法", "1", "夫妻一方要求离婚的，可以向人民法院提起诉讼。"),
    StatuteText("示例法", "2", "用人单位应当按时足额支付劳动报酬。"),
    StatuteText("示例法", "3", "机动车发生交通事故造成损害的，依照本法第二条赔偿。"),
    StatuteText("示例条例", "1", "违反《示例法》第二条的，责令改正。"),
]


@pytest.fixture(scope="module")
def real() -> tuple[StatuteIndex, list[StatuteText]]:
    laws = read_collection(LAWS).current.values()
    texts = [StatuteText(law.title, a.number, a.text, a.chapter) for law in laws for a in law.articles]
    return build_index(texts), texts


@pytest.mark.parametrize(
    ("question", "law", "articles"),
    [
        ("两口子过不下去了想离婚，对方不同意", "民法典", {"1079", "1076", "1077"}),
        ("老板拖欠工资不给钱", "保障农民工工资支付条例", {"50", "3", "53"}),
        ("没签劳动合同能要双倍工资吗", "劳动合同法", {"82", "10"}),
        ("彩礼能不能要回来", "最高人民法院关于审理涉彩礼纠纷案件适用法律若干问题的规定", {"5", "6", "3"}),
        ("邻居家的狗把我咬伤了", "民法典", {"1245", "1246", "1247"}),
        ("上班路上出车祸算不算工伤", "工伤保险条例", {"14"}),
        ("楼上掉东西砸伤人谁赔", "民法典", {"1254"}),
    ],
)
def test_everyday_question_finds_its_article(
    real: tuple[StatuteIndex, list[StatuteText]], question: str, law: str, articles: set[str]
) -> None:
    index, texts = real
    found = {(texts[h.position].law, texts[h.position].number) for h in index.search(question, 10)}
    assert found & {(law, number) for number in articles}, found


def test_saved_index_gives_the_same_answers(tmp_path: Path) -> None:
    index = build_index(SMALL)
    save_index(index, tmp_path / "index")
    loaded = load_index(tmp_path / "index")
    assert loaded is not None
    assert loaded.search("离婚", 5) == index.search("离婚", 5) != []


def test_missing_or_damaged_index_is_not_loaded(tmp_path: Path) -> None:
    assert load_index(tmp_path / "none") is None
    save_index(build_index(SMALL), tmp_path / "index")
    (tmp_path / "index" / "by_pair" / "row_data.npy").unlink()
    assert load_index(tmp_path / "index") is None


@pytest.mark.parametrize("question", ["", "   ", "！？", "xyz", "🙂", "怎么办"])
def test_question_without_content_finds_nothing(question: str) -> None:
    assert build_index(SMALL).search(question, 5) == []


def test_best_first_and_no_more_than_asked(real: tuple[StatuteIndex, list[StatuteText]]) -> None:
    hits = real[0].search("借钱不还", 7)
    assert len(hits) == 7
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert len({h.position for h in hits}) == 7


def test_synonyms_reach_an_article_without_a_common_word() -> None:
    index = build_index(SMALL)
    assert index.search("讨薪", 1, synonyms=make_synonyms([["甲", "乙"]])) == []
    assert index.search("讨薪", 1, synonyms=make_synonyms([["劳动报酬", "讨薪"]]))[0].position == 1


def test_article_that_a_fitting_card_cites_moves_up() -> None:
    index = build_index(SMALL)
    question = "第二条的工资和损害"
    plain = [hit.position for hit in index.search(question, 4)]
    lifted = [hit.position for hit in index.search(question, 4, advised={plain[-1]: 1.0})]
    assert len(plain) > 1
    assert lifted.index(plain[-1]) < len(plain) - 1


def test_references_between_articles_are_resolved() -> None:
    assert set(references(SMALL)) == {(1, 2), (1, 3)}
    assert times_named(SMALL, ["示例法", "示例条例"]).tolist() == [1, 0]


def test_law_kinds_and_subjects() -> None:
    kinds = [
        law_kind(t)
        for t in (
            "民法典",
            "工伤保险条例",
            "诉讼费用交纳办法",
            "最高人民法院关于审理民间借贷案件适用法律若干问题的规定",
        )
    ]
    assert kinds == ["law", "regulation", "rule", "interpretation"]
    assert title_core("商标法") == "商标"
    assert title_core("最高人民法院关于审理民间借贷案件适用法律若干问题的规定") == "民间借贷"


def test_pairs_do_not_cross_punctuation_or_scripts() -> None:
    table = build(pair_counts(["离婚，后ab", "婚后"]), 2)
    known = {pair: int(table.query({pair_key(pair): 1.0})[0].size) for pair in ("离婚", "婚后", "后a", "ab")}
    assert known == {"离婚": 1, "婚后": 1, "后a": 0, "ab": 1}
    scores = table.scores(*table.query({pair_key("离婚"): 1.0}))
    assert scores[0] > 0
    assert scores[1] == 0
    assert np.allclose(table.row_scores(np.array([1, 0]), *table.query({pair_key("离婚"): 1.0})), scores[::-1])
