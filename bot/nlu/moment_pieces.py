"""Finds the pieces of time expressions (a year, a weekday, 下午, 三点半, 三天后) and groups neighbours into expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.nlu.moment_calendar import festival_names
from bot.nlu.numerals import NUMBER

_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十廿卅]{1,3})"
_CN1 = "一二三四五六七八九"
_ZERO_YEAR = "零〇○一二三四五六七八九"
_WEEK = "(?:周|星期|礼拜|禮拜)"
_UNIT = "秒钟|秒|分钟|分|刻钟|个?小时|个?钟头|个?钟|个?工作日|个?星期|个?礼拜|周|个?季度|个?月|天|日|年"
_AMOUNT = rf"(?:(?:\d+(?:\.\d+)?|[{_CN1}两十百零]+|半|几|数)[多来]?个?半?多?(?:{_UNIT})半?)"
AMOUNT_PART = (
    rf"(?P<count>\d+(?:\.\d+)?|[{_CN1}两十百零]+|半|几|数)[多来]?个?(?P<half>半)?多?(?P<unit>{_UNIT})(?P<tail>半)?"
)
_FESTIVALS = "|".join(festival_names())
_ENDS = r"(?=节|劳动|国际|妇女|儿童|建军|建党|青年|国庆|假|长假|期间|[之以过]?[后前]|那|当天|的|黄金周|放|上午|下午|晚|早|中午|去|来|行|可以|吗|呢|$|[，。？！,.?! ])"
_BARE = {"五一", "十一", "六一", "七一", "八一", "三八", "五四", "小雪", "大雪", "过年", "跨年", "小年", "年夜", "小满", "大寒", "小寒"}
_SURE = "|".join(name for name in festival_names() if name not in _BARE)
_UNSURE = "|".join(sorted(_BARE, key=len, reverse=True))
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]|十|[一二三四五六七八九])"
_NOT_MONTH = r"(?![饼嫂薪供租息均经亮光球])(?!工资|收入)"
_NOT_DAY = r"(?![楼院线窗房门桌厅店路台机令文厂井矿坑地铺柜信车码病床])(?!公告|通知|文件|公馆|公寓|单元)"
_NOT_CLOCK = r"(?![名击评餐菜事心赞儿穿燃火缀滴数])(?!要求|建议|意见|问题|理由|原因|内容|疑问|说明|不同|钱|东西|也|都|不)"
_NO_UNIT = r"(?![一二三四五六七八九\d]{0,3}[万亿元块%倍米斤岁度个])"
_CLOCK_TAIL = (
    r"(?:(?P<half>半)|(?P<quarter>[一1三3两2])刻|(?:过|零|〇)?(?P<minute>[0-5]?\d|[一二三四五]?十[一二三四五六七八九]?|[零〇]?[一二三四五六七八九])"
    r"(?!点|号|日|月|天|个|万|块|元|楼|人|次|小时)(?:分钟?)?(?:(?P<second>[0-5]?\d|[零一二三四五六七八九十]{1,3})秒)?)?"
)
_PARTS = (
    "大清早|清早|清晨|凌晨|黎明|拂晓|早晨|大早上|早上|一大早|一早|早间|上午|晌午|中午|正午|午间|午后|午饭后|下午|后晌|傍晚|黄昏|"
    "晚上|晚间|夜间|夜里|夜晚|深夜|半夜|午夜|子夜|前半夜|上半夜|后半夜|下半夜|白天|大半夜|三更半夜"
)
_DAYPART_AFTER = r"(?=早|晚|晨|夜|上午|下午|中午)"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("ymd", r"(?<![\d.])(?P<y>\d{4})(?P<sep>[-/.·\s])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)|[-/.])(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)(?:[日号]|T(?=\d))?"),
        ("dmy", r"(?<![\d.])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d.])"),
        ("compact", r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])(?!\d)"),
        ("ym", r"(?<![\d.])(?P<y>(?:19|20)\d{2})[-/.](?P<m>1[0-2]|0?[1-9])(?![\d.元万]|[-/]\d)"),
        ("md", r"(?<![\d./-])(?:(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/])[号日]?|(?P<m2>1[0-2]|0[1-9])-(?P<d2>3[01]|[012]\d)(?![\d-])(?:[号日])?|(?P<m3>1[0-2]|0?[1-9])[-.](?P<d3>3[01]|[12]\d|0?[1-9])[号日])"),
        ("year", rf"(?<!\d)(?P<y>\d{{4}}|[{_ZERO_YEAR}]{{4}})年(?:度)?(?![前后以之级多来内间])|(?<![\d{_CN1}])(?P<y2>\d{{2}}|[{_ZERO_YEAR}]{{2}})年(?=的?(?:{_MONTH}月|农历|阴历|[正冬腊]月|[初底末](?!次)|{_FESTIVALS}))|(?<!\d)(?P<y3>[0零〇][\d{_CN1}])年(?![前后])"),
        ("rel_year", r"(?P<r>大前年|前年|去年|今年|本年度?|明年|大后年|后年|来年|次年|上一?年|下一?年)(?![纪级])"),
        ("year_part", r"(?P<p>上半年|下半年|年初|年底|年末|年尾|年终|年中|(?<=年)[初底末]|第?[一二三四1-4]季度|[Qq][1-4])"),
        ("rel_quarter", r"(?P<r>上|下|本|这)一?个?季度"),
        ("calendar", r"(?P<l>农历|阴历|旧历|老历|古历)|(?P<s>阳历|公历|新历)"),
        ("new_year_day", r"大年(?P<d>初[一二三四五六七八九十]|三十)|(?<![个半一二三四五六七八九])正月(?P<d2>二十[一二三四五六七八九]?|三十|廿[一二三四五六七八九]|十[一二三四五六七八九]|初?[一二三四五六七八九十])(?![个月])"),
        ("rel_month", r"(?P<r>上+|下+|本|这|当|次)一?个?月(?![薪饼])"),
        ("month", rf"(?<![\d.{_CN1}十个半几])(?P<m>{_MONTH})月份?{_NOT_MONTH}|(?P<leap>闰)(?P<m3>{_MONTH})月|(?<![\w])(?P<m2>[元正冬腊])月|(?P<m4>[正冬腊])月"),
        ("month_part", r"(?<=月)的?(?P<p>[上中下]旬|初(?![一二三四五六七八九十])|底|末|中(?![秋午])|尾)|(?P<p2>月初|月底|月末|月中|上旬|中旬|下旬|月尾)"),
        ("day", rf"(?<![\d第.{_CN1}十])(?P<d>3[01]|[12]\d|0?[1-9]|三十一|三十|廿[{_CN1}]?|卅一?|二十[{_CN1}]|二十|十[{_CN1}]|十|[{_CN1}])(?:[日号]){_NOT_DAY}"),
        ("lunar_day", rf"(?P<d>初(?:十|[{_CN1}])|廿[{_CN1}]|(?<=月)(?:三十|二十[{_CN1}]?|十[{_CN1}]|十|[{_CN1}]))(?![点时个月年天号日分{_CN1}十])"),
        ("bare_day", r"(?<=月)(?P<d>3[01]|[12]\d|0?[1-9])(?![\d个点时:：年天万元块%月份.])"),
        ("nth_weekday", rf"(?P<back>倒数)?(?:第(?P<n>[一二三四五两1-5])|(?P<last>最后)一?)个?{_WEEK}(?P<w>[一二三四五六日天末])"),
        ("nth_workday", r"(?P<back>倒数)?(?:第(?P<n>[一二三四五六七八九十两]|\d+)|(?P<last>最后)一?)个?(?:工作日|上班日|上班那?天)"),
        ("first_workday", r"(?P<d>上班)(?:第一天|当天|那天)|(?P<d2>第一天上班)"),
        ("nth_day", r"(?P<last>最后一天)|第(?P<n>[一二三四五六七八九十两]+|\d+)[天日]"),
        ("first_days", rf"(?<=[月年周季度])的?[前头](?P<n>{NUMBER})(?P<u>天|日|个?月|周|个?星期)"),
        ("last_days", rf"(?<=[月年周季度])的?(?:最后|后)(?P<n>{NUMBER})天"),
        ("nth_week", r"(?<=[月年])的?第(?P<n>[一二三四五两1-5])个?(?:周|星期|礼拜)(?![一二三四五六日天末])"),
        ("weekday", rf"(?<![每一两几])(?P<r>上+|下+|这|本|今|当|同)?一?个?{_WEEK}的?{_WEEK}?(?P<w>[一二三四五六日天末七]|[1-7](?![\d点号天个:]))(?!岁)"),
        ("weekend", r"(?P<w>双休日)"),
        ("bare_month", r"(?<![\d.])(?P<m>1[0-2]|0?[1-9]|[一二三四五六七八九十])(?=\s?(?:-|~|—|到|至)\s?(?:\d{1,2}|十?[一二三四五六七八九十])月)"),
        ("week", rf"(?P<r>上+|下+|这|本|今|当)一?个?{_WEEK}(?!岁|边|转|围|年|刊)"),
        ("near_weeks", rf"(?P<r>前|上|下|过去|最近|未来|接下来|往后)(?P<n>{NUMBER})个?(?P<u>周|星期|礼拜|月|年|天|日|小时|钟头)(?!前|后)"),
        ("festival", rf"(?P<f>{_SURE})(?!社区|村|路|街|小区|工)|(?<![\d{_CN1}十周期第拜])(?P<f2>{_UNSURE})(?!社区|村|路|街|小区|月|点|号){_ENDS}"),
        ("rel_day", rf"(?P<r>大+后[天日]|大+前[天日]|后[天日](?!性|[用台])|前[天日]|明[天日儿]个?|今[天日儿]个?|昨[天日儿]个?|次日|翌日|隔天|当天|当日|即日|本日)|(?P<r2>[今明昨当]){_DAYPART_AFTER}|(?P<r3>[前后])(?=晚[上八九]?)"),
        ("holiday_after", r"(?P<f>(?:节|假期|放假|收假|长假|过完节)(?:后|之后|以后|过后|结束后?))|(?P<y>过完年|(?<![\d一二三四五六七八九十百半几两多数])年(?:后|过后|以后)|过了年)"),
        ("offset_in", rf"(?:再?过|再等?|等)(?P<a>{_AMOUNT}+)(?:[之以过]?后)?(?!了)"),
        ("offset", rf"(?P<a>{_AMOUNT}+)(?:[之以]?(?P<dir>[后前])(?![天面])|过后|(?P<in>[之以]?内))"),
        ("shift", r"[之以过]?(?P<dir>[后前])(?:的|那)?(?:(?P<n>[一两二三四五六七])(?P<u>天|周|个?星期|个?月))?(?!面|来|提|天)"),
        ("clock24", r"(?<![\d:：.])(?P<h>2[0-4]|[01]?\d)\s?[:：]\s?(?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?(?![\d:：])\s*(?P<ap>[ap]\.?m?\.?(?![a-z]))?"),
        ("clock_ap", r"(?<![\d:.])(?P<h>1[0-2]|0?[1-9])\s*(?P<ap>[ap]\.?m\.?|[ap])(?![a-z])"),
        ("clock_to", rf"差(?P<minute>{_N}|一刻)(?:分钟?|(?<=刻))?(?:钟)?到?(?P<h>{_N})点"),
        ("clock_less", rf"(?<![\d.第])(?P<h>{_N})点(?:钟)?(?:还)?差(?P<minute>{_N}|一刻)(?:分钟?|钟)?"),
        ("clock", rf"(?<![\d.第百])(?P<h>{_N})(?:点|點)(?:钟|整|正)?{_NOT_CLOCK}{_NO_UNIT}{_CLOCK_TAIL}"),
        ("clock_shi", rf"(?<![\d.第小当有临何同几按准随平暂])(?P<h>\d{{1,2}}|[零〇一二两三四五六七八九十]{{1,3}})时(?![间候期常而下代不刻])(?!半[会刻])(?:{_CLOCK_TAIL}|[整许])"),
        ("bare_hour", r"(?<![\d:.])(?P<h>\d{1,2})(?=\s?(?:-|~|—|到|至)\s?\d{1,2}\s?[点时])"),
        ("part", rf"(?P<p>{_PARTS}|(?<=[今明昨当前])[早晚晨夜]|(?<=[天日号一二三四五六])[早晚](?!点)|[早晚](?={_N}[点:：]))"),
        ("now", r"(?P<n>现在|此刻|当前|目前|眼下|此时此刻|此时|这会儿|立刻|马上|即刻|刚才|刚刚)"),
    )
)  # fmt: skip

_TRIGGER = re.compile(
    r"[\d年月儿晓刚腊新双秋春夏冬假日号周天点时早晚午夜晨旬节后前刻季旬末]|现在|此刻|当前|目前|礼拜|星期|初|大年|除夕|元旦|国庆|中秋|端午|清明|立|马上|眼下|工作日|过年|圣诞|黎明|黄昏|五一|十一|至|分|暑|寒|露|雪|霜|满|种|惊蛰|七夕|重阳|元宵"
)
_GLUE = re.compile(r"(?:的|[,，、]|\s|在|（|\(|）|\)|那天|大概|大约|约|左右|前后|就|许|多钟?|来钟|钟|整|期间|假期|放假|黄金周|长假|那一?天|，)*")
_APPROX = re.compile(r"大概|大约|左右|前后|许|多|差不多")


@dataclass(frozen=True)
class Piece:
    """One recognised piece: its pattern's name, its named groups and where it stands."""

    kind: str
    groups: dict[str, str]
    start: int
    end: int


@dataclass(frozen=True)
class Expression:
    """Neighbouring pieces that make one time expression."""

    pieces: tuple[Piece, ...]
    approximate: bool

    @property
    def start(self) -> int:
        return self.pieces[0].start

    @property
    def end(self) -> int:
        return self.pieces[-1].end


def has_time_words(text: str) -> bool:
    """Tell cheaply whether a text can hold a time expression at all."""
    return _TRIGGER.search(text) is not None


def find_expressions(text: str) -> list[Expression]:
    """Return the time expressions of ``text`` from left to right."""
    groups: list[list[Piece]] = []
    gaps: list[str] = []
    for piece in _pieces(text):
        gap = text[groups[-1][-1].end : piece.start] if groups else ""
        if groups and _GLUE.fullmatch(gap) and _fits(groups[-1], piece):
            groups[-1].append(piece)
            gaps[-1] += gap
        elif piece.kind not in ("shift", "first_days", "last_days"):
            groups.append([piece])
            gaps.append("")
    return [
        Expression(tuple(group), _APPROX.search(gap + text[group[-1].end : group[-1].end + 3]) is not None)
        for group, gap in zip(groups, gaps, strict=True)
    ]


def _pieces(text: str) -> Iterator[Piece]:
    position = 0
    while position < len(text):
        piece = _piece_at(text, position)
        if piece is None:
            position += 1
        else:
            yield piece
            position = piece.end


def _piece_at(text: str, position: int) -> Piece | None:
    for kind, pattern in PATTERNS:
        match = pattern.match(text, position)
        if match and match.end() > position:
            groups = {key: value for key, value in match.groupdict().items() if value is not None}
            return Piece(kind, groups, position, match.end())
    return None


CLOCK_KINDS = {"clock24", "clock_ap", "clock_to", "clock_less", "clock", "clock_shi", "bare_hour"}
_DATES = {"ymd", "dmy", "compact", "ym", "md", "rel_day", "offset", "offset_in", "now"}
_SHIFTED = {"festival", "ymd", "md", "day", "rel_day", "weekday", "lunar_day", "new_year_day", "bare_day", "month_part"}


def _fits(group: list[Piece], piece: Piece) -> bool:
    """Tell whether a piece can belong to the same expression: one clock, one full date, a shift only behind a date."""
    kinds = {member.kind for member in group}
    if piece.kind in CLOCK_KINDS:
        return not kinds & CLOCK_KINDS and group[-1].kind != "now"
    if kinds & CLOCK_KINDS:
        return piece.kind == "part" and "part" not in kinds
    if piece.kind == "shift":
        return group[-1].kind in _SHIFTED
    if piece.kind == "rel_day" and piece.groups.get("r") in ("今天", "今日"):
        return not kinds & (_DATES - {"offset"} | {"day", "festival"})  # 上个月的今天, 一周前的今天
    if piece.kind in _DATES:
        return not kinds & (_DATES | {"day", "festival"})
    if piece.kind == "part":
        return "part" not in kinds
    return piece.kind not in kinds or piece.kind in ("festival", "weekday")
