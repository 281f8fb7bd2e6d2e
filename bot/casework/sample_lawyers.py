"""Make the sample sheet of lawyers: invented people and firms, all marked 示例, the same bytes every time.

Run as ``python -m bot.casework.sample_lawyers knowledge_base/jiayuguan``.
"""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from bot.casework.lawyer_sheet import (
    COLUMNS,
    FIRM,
    GROUP,
    HOUSEHOLD,
    KINDS,
    LICENCE,
    NAME,
    NOTE,
    PHONE,
    PLACE,
    SERVICE_KINDS,
)
from knowledge_base.places import Places, load_places
from knowledge_base.schema import PLACEHOLDER

LAWYERS, FIRMS, GROUPS_PER_VILLAGE = 76, 14, 3
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭"
_GIVEN = ("志远", "秀梅", "建平", "晓燕", "国栋", "丽娟", "海峰", "玉兰", "文斌", "雪芳", "永强", "春霞", "立新")
_NUMERALS = "一二三四五六七八九十"
_WHEN = datetime(2026, 1, 1)  # noqa: DTZ001 - a spreadsheet's own time stamp has no zone
_ZIP_WHEN = (2026, 1, 1, 0, 0, 0)
_WIDTHS = (16, 20, 26, 14, 18, 14, 12, 34, 16)


def sample_rows(places: Places) -> list[dict[str, str]]:
    """Return one row per assignment: lawyers 1-51 in the villages, three to each; the firms in the communities."""
    villages = [
        _row(index, village.name, "农村家庭", f"第{_NUMERALS[index % GROUPS_PER_VILLAGE]}户组")
        for index, village in enumerate(v for v in places.villages for _ in range(GROUPS_PER_VILLAGE))
    ]
    return villages + _community_rows(places, first=len(villages))


def _community_rows(places: Places, first: int) -> list[dict[str, str]]:
    """Spread 低保 and 残疾 households over the lawyers after ``first``, then once more over the earliest ones."""
    kinds = [(place, kind) for place in places.communities for kind in ("低保家庭", "残疾人家庭")]
    return [_row((first + i) % LAWYERS, place.name, kind, "") for i, (place, kind) in enumerate(kinds)]


def _row(lawyer: int, place: str, household: str, group: str) -> dict[str, str]:
    return {
        NAME: f"{_SURNAMES[lawyer % len(_SURNAMES)]}{_GIVEN[lawyer % len(_GIVEN)]}（示例）",
        LICENCE: f"示例执业证{lawyer + 1:04d}",
        FIRM: f"示例{_in_words(lawyer % FIRMS + 1)}号律师事务所",
        PHONE: PLACEHOLDER,
        PLACE: place,
        HOUSEHOLD: household,
        GROUP: group,
        KINDS: "、".join(kind for i, kind in enumerate(SERVICE_KINDS) if i < 3 or (lawyer + i) % 2),
        NOTE: "示例数据，请换成真实名单",
    }


def _in_words(number: int) -> str:
    return _NUMERALS[number - 1] if number <= 10 else f"十{_NUMERALS[number - 11]}"


def workbook_bytes(rows: list[dict[str, str]]) -> bytes:
    """Return the rows as an .xlsx file whose bytes depend on the rows only."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "法律顾问律师"
    sheet.append(list(COLUMNS))
    for row in rows:
        sheet.append([row[column] for column in COLUMNS])
    sheet.freeze_panes = "A2"
    for index, width in enumerate(_WIDTHS):
        sheet.column_dimensions["ABCDEFGHI"[index]].width = width
    book.properties.created = book.properties.modified = _WHEN
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _without_clock(packed: bytes) -> bytes:
    """Rewrite a zip file with a fixed time on every member; openpyxl stamps them, and the file, with the present."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _ZIP_WHEN), _fixed(name, source.read(name)), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _fixed(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    before, tag, after = content.partition(b"<dcterms:modified")
    stamp, close, rest = after.partition(b"</dcterms:modified>")
    return before + tag + stamp.split(b">")[0] + b">" + f"{_WHEN.isoformat()}Z".encode() + close + rest


def main(city_dir: Path) -> None:
    """Write ``lawyers.xlsx`` into the city pack."""
    (city_dir / "lawyers.xlsx").write_bytes(workbook_bytes(sample_rows(load_places(city_dir))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
