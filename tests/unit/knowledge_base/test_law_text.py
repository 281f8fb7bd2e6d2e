"""Reading law texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge_base.law_collection import LawCollection, read_collection
from knowledge_base.law_text import LawTextError, article_label, parse_law, short_title
from tests.builders_knowledge import LAWS, write_law


@pytest.fixture(scope="module")
def collection() -> LawCollection:
    return read_collection(LAWS)


def test_law_has_title_version_and_articles(tmp_path: Path) -> None:
    law = parse_law(write_law(tmp_path))
    assert (law.title, law.version, law.full_title) == ("示例法", date(2020, 1, 1), "中华人民共和国示例法")
    assert [a.number for a in law.articles] == ["1", "2", "2-1", "10"]


def test_article_keeps_paragraphs_chapter_and_section(tmp_path: Path) -> None:
    law = parse_law(write_law(tmp_path))
    second, inserted = law.article("2"), law.article("2-1")
    assert second is not None
    assert inserted is not None
    assert second.text.splitlines()[1].startswith("逾期不付的")
    assert (second.chapter, inserted.chapter, inserted.section) == ("第一章 总 则", "第二章 附 则", "第一节 其他")


def test_reference_at_line_start_is_not_a_new_article(tmp_path: Path) -> None:
    text = "# 示例法\n\n<!-- INFO END -->\n\n第一条 一句话。\n\n第二条规定的期限不变。\n"
    law = parse_law(write_law(tmp_path, text=text))
    assert [a.number for a in law.articles] == ["1"]


def test_law_with_numbered_items_only_is_read_item_by_item(tmp_path: Path) -> None:
    text = "# 关于示例的决定\n\n<!-- INFO END -->\n\n一、第一项。\n\n二、第二项。\n"
    law = parse_law(write_law(tmp_path, "关于示例的决定(2021-02-03).md", text))
    assert [(a.number, a.text) for a in law.articles] == [("1", "第一项。"), ("2", "第二项。")]


@pytest.mark.parametrize("content", [b"# \xff\xfe broken", "# 没有条文\n\n<!-- INFO END -->\n\n空的。\n".encode()])
def test_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = write_law(tmp_path)
    path.write_bytes(content)
    with pytest.raises(LawTextError, match=r"示例法\(2020-01-01\)\.md"):
        parse_law(path)


def test_newer_version_is_current_and_older_is_kept(tmp_path: Path) -> None:
    write_law(tmp_path)
    write_law(tmp_path, "示例法(2024-05-06).md", "# 示例法\n\n<!-- INFO END -->\n\n第一条 新的。\n")
    laws = read_collection(tmp_path)
    older = laws.older_article("示例法", "2")
    assert laws.current["示例法"].version == date(2024, 5, 6)
    assert laws.article("示例法", "2") is None
    assert older is not None
    assert older[1] == date(2020, 1, 1)


def test_civil_code_is_one_law(collection: LawCollection) -> None:
    numbers = [a.number for a in collection.current["民法典"].articles]
    assert numbers == [str(n) for n in range(1, 1261)]
    marriage = collection.article("民法典", "1079")
    assert marriage is not None
    assert (marriage.part, marriage.chapter) == ("婚姻家庭编", "第四章 离婚")


def test_whole_collection_is_read(collection: LawCollection) -> None:
    assert not collection.broken
    assert len(collection.current) == 145
    assert all(law.version for law in collection.current.values())
    for law in collection.current.values():
        numbers = [a.number for a in law.articles]
        assert len(numbers) == len(set(numbers)), law.title


def test_inserted_articles_and_appendix(collection: LawCollection) -> None:
    inserted = collection.article("刑法", "120-1")
    appendix = collection.article("女职工劳动保护特别规定", "附件")
    assert inserted is not None
    assert inserted.text.startswith("资助恐怖活动组织")
    assert appendix is not None
    assert "孕期禁忌" in appendix.text


def test_labels_and_titles() -> None:
    assert article_label("120-1") == "第一百二十条之一"
    assert article_label("附件一") == "附件一"
    assert short_title("中华人民共和国劳动法") == "劳动法"
    assert (
        short_title("《最高人民法院关于适用《中华人民共和国民法典》的解释》") == "最高人民法院关于适用《民法典》的解释"
    )


def test_missing_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_collection(tmp_path)
