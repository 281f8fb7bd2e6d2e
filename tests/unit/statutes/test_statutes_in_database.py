"""Importing, showing and finding law texts in the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.casework.statute_answer import answer_statute
from bot.casework.statute_import import ImportReport, import_law, read_laws, sources
from bot.casework.statute_lookup import StatuteNotFound, older_versions, show, text_count
from bot.casework.statute_search import StatuteSearch, read_hits
from bot.storage.base import CITY_TIME, Base
from bot.storage.engine import make_engine, make_session_factory
from bot.storage.statutes import StatuteArticle, StatuteLaw
from knowledge_base.search import CardSearch
from tests.builders_knowledge import LAWS, SAMPLE_LAW, make_card, make_kb, write_law

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=CITY_TIME)


@pytest.fixture
def session() -> Iterator[Session]:
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine, tables=[StatuteLaw.__table__, StatuteArticle.__table__])
    with make_session_factory(engine)() as opened, opened.begin():
        yield opened


def take(session: Session, path: Path) -> ImportReport:
    report = ImportReport()
    for law in read_laws(sources(path), report):
        import_law(session, law, report, now=NOW)
    return report


def test_article_is_shown_by_any_name_and_number(session: Session) -> None:
    take(session, LAWS / "民法典")
    take(session, LAWS / "刑法")
    for law, article in (("民法典", "1079"), ("《中华人民共和国民法典》", "第一千零七十九条"), ("民法", "１０７９条")):
        view = show(session, law, article)
        assert (view.law, view.number, view.label) == ("民法典", "1079", "第一千零七十九条")
        assert view.text.startswith("夫妻一方要求离婚的")
        assert view.version_date == date(2020, 5, 28)
    assert show(session, "刑法", "第一百二十条之一").number == "120-1"


@pytest.mark.parametrize(
    ("law", "article", "code"),
    [("民法典", "1261", "unknown_article"), ("婚姻法", "32", "repealed_law"), ("太阳系法", "1", "unknown_law")],
)
def test_what_does_not_exist_is_said_why(session: Session, law: str, article: str, code: str) -> None:
    take(session, LAWS / "民法典")
    with pytest.raises(StatuteNotFound) as missing:
        show(session, law, article)
    assert missing.value.code == code


def test_nothing_imported(session: Session, tmp_path: Path) -> None:
    with pytest.raises(StatuteNotFound, match="no_texts"):
        show(session, "民法典", "1")
    with pytest.raises(StatuteNotFound, match="no_texts"):
        StatuteSearch.open(session, tmp_path)


def test_second_import_changes_nothing(session: Session, tmp_path: Path) -> None:
    path = write_law(tmp_path)
    assert take(session, path).laws == {"new": 1}
    assert take(session, path).laws == {"unchanged": 1}
    assert text_count(session) == (1, 4)


def test_newer_version_replaces_and_keeps_the_older(session: Session, tmp_path: Path) -> None:
    take(session, write_law(tmp_path))
    newer = SAMPLE_LAW.replace("三千元", "五千元")
    assert take(session, write_law(tmp_path, "示例法(2024-05-06).md", newer)).laws == {"newer": 1}
    assert "五千元" in show(session, "示例法", "2").text
    old = older_versions(session, "示例法", "2")
    assert [(v.version_date, "三千元" in v.text, v.current) for v in old] == [(date(2020, 1, 1), True, False)]


def test_older_version_does_not_replace_the_newer(session: Session, tmp_path: Path) -> None:
    take(session, write_law(tmp_path, "示例法(2024-05-06).md"))
    older = write_law(tmp_path / "old", "示例法(2020-01-01).md", SAMPLE_LAW.replace("三千元", "一千元"))
    assert take(session, older).laws == {"older": 1}
    assert "三千元" in show(session, "示例法", "2").text


def test_corrected_text_of_the_same_version_replaces_it(session: Session, tmp_path: Path) -> None:
    take(session, write_law(tmp_path))
    assert take(session, write_law(tmp_path, text=SAMPLE_LAW.replace("三千元", "四千元"))).laws == {"corrected": 1}
    assert "四千元" in show(session, "示例法", "2").text
    replaced = session.scalars(select(StatuteLaw).where(StatuteLaw.current.is_(False))).one()
    assert replaced.replaced_at == NOW


def test_broken_file_is_named_and_the_rest_imported(session: Session, tmp_path: Path) -> None:
    write_law(tmp_path)
    (tmp_path / "社会法" / "坏的(2020-01-01).md").write_bytes(b"\xff\xfe")
    report = take(session, tmp_path)
    assert report.laws == {"new": 1}
    assert [p.split(":")[0] for p in report.problems] == ["坏的(2020-01-01).md"]


def test_json_lines_keep_the_names_of_their_source(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "laws.jsonl"
    rows = [
        {"law": "中华人民共和国示例法", "article": "第七条", "text": "彩礼应当返还。"},
        {"law": "中华人民共和国示例法", "article": "第八条", "text": "工资应当付清。"},
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    take(session, path)
    hit = StatuteSearch.open(session, tmp_path).find("彩礼", 1)[0]
    assert (hit.law, hit.article) == ("中华人民共和国示例法", "第七条")
    assert show(session, "示例法", "7").text == "彩礼应当返还。"


def test_search_follows_a_new_import(session: Session, tmp_path: Path) -> None:
    take(session, write_law(tmp_path / "laws"))
    assert StatuteSearch.open(session, tmp_path).find("彩礼", 5) == []
    take(
        session,
        write_law(
            tmp_path / "more", "彩礼办法(2021-01-01).md", "# 彩礼办法\n\n<!-- INFO END -->\n\n第一条 彩礼应当返还。\n"
        ),
    )
    search = StatuteSearch.open(session, tmp_path)
    assert [v.law for v in read_hits(session, search.find("彩礼", 5))] == ["彩礼办法"]
    assert len(list((tmp_path / "statute_index").iterdir())) == 1


def test_chat_answer_for_a_named_article(session: Session, tmp_path: Path) -> None:
    take(session, LAWS / "民法典")
    kb = make_kb(make_card())
    answer = answer_statute(session, "民法典1079条怎么说", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert (answer.kind, answer.article) == ("article", "1079")
    assert "离婚" in answer.articles[0].text


def test_chat_answer_for_a_subject(session: Session, tmp_path: Path) -> None:
    take(session, LAWS / "民法典")
    kb = make_kb(make_card())
    answer = answer_statute(session, "关于居住权的法条", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert answer.kind == "hits"
    assert all("居住权" in view.text for view in answer.articles)


@pytest.mark.parametrize(("question", "kind"), [("婚姻法32条", "repealed"), ("民法典9999条", "unknown_article")])
def test_chat_answer_for_what_does_not_exist(session: Session, tmp_path: Path, question: str, kind: str) -> None:
    take(session, LAWS / "民法典")
    kb = make_kb(make_card())
    assert answer_statute(session, question, kb=kb, cards=CardSearch(kb), data_dir=tmp_path).kind == kind


def test_without_texts_the_cards_name_law_and_article(session: Session, tmp_path: Path) -> None:
    kb = make_kb(make_card(), make_card(id="other", title="别的", asks=["甲", "乙", "丙", "丁", "戊"]))
    cards = CardSearch(kb)
    named = answer_statute(session, "劳动法50条", kb=kb, cards=cards, data_dir=tmp_path)
    assert (named.kind, named.law, named.article) == ("references", "劳动法", "50")
    subject = answer_statute(session, "老板拖工资的法条", kb=kb, cards=cards, data_dir=tmp_path)
    assert (subject.kind, subject.citations[0].law, subject.citations[0].article) == ("references", "示例法", "2")


def test_old_law_is_told_even_without_texts(session: Session, tmp_path: Path) -> None:
    kb = make_kb(make_card())
    answer = answer_statute(session, "合同法107条", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert (answer.kind, answer.replaced_by) == ("repealed", "民法典")


def test_an_old_article_is_sent_to_the_new_one(session: Session, tmp_path: Path) -> None:
    kb = make_kb(make_card())
    answer = answer_statute(session, "老的婚姻法第46条", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert (answer.kind, answer.replaced_by, answer.moved_to) == ("repealed", "民法典", "1091")


def test_several_articles_are_shown_together(session: Session, tmp_path: Path) -> None:
    take(session, LAWS / "民法典")
    kb = make_kb(make_card())
    answer = answer_statute(session, "民法典1062条和1063条", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert [view.number for view in answer.articles] == ["1062", "1063"]


def test_an_article_nobody_cites_is_named_without_texts(session: Session, tmp_path: Path) -> None:
    kb = make_kb(make_card())
    answer = answer_statute(session, "宪法第40条", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert [(one.law, one.article) for one in answer.citations] == [("宪法", "40")]


def test_a_word_of_law_leads_to_its_place(session: Session, tmp_path: Path) -> None:
    kb = make_kb(make_card())
    answer = answer_statute(session, "正当防卫法律上怎么讲", kb=kb, cards=CardSearch(kb), data_dir=tmp_path)
    assert [(one.law, one.article) for one in answer.citations] == [("刑法", "20"), ("民法典", "181")]
