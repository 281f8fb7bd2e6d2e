"""The patterns of the pieces that time expressions are made of, in the order in which they are tried.

Named groups are what ``moment_dates`` and ``moment_clock`` read. All are verbose regular expressions: blanks outside of
brackets mean nothing.
"""

from __future__ import annotations

import re

from bot.nlu.moment_calendar import festival_names
from bot.nlu.numerals import NUMBER

_N = r"(?:\d{1,2}|[零〇一二两三四五六七八九十廿卅]{1,3})"
_D = "一二三四五六七八九"
_YEAR_DIGITS = "零〇○一二三四五六七八九"
_WEEK = "(?:周|星期|礼拜)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY31 = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"\s?(?:-|~|—|到|至)\s?"

_UNIT = "秒钟?|分钟?|刻钟|个?(?:小时|钟头|钟|工作日|星期|礼拜|季度|月)|周|天|日|年"
_COUNT = rf"\d+(?:\.\d+)?|[{_D}两十百零]+|半|几|数"
_AMOUNT = rf"(?:(?:{_COUNT})[多来]?个?半?多?(?:{_UNIT})半?)"
AMOUNT_PART = rf"(?P<count>{_COUNT})[多来]?个?(?P<half>半)?多?(?P<unit>{_UNIT})(?P<tail>半)?"
"""One step of an amount: 一个半小时, 两个月, 十来天."""

_BARE = frozenset(
    (
        "五一",
        "十一",
        "六一",
        "七一",
        "八一",
        "三八",
        "五四",
        "过年",
        "跨年",
        "小年",
        "年夜",
        "小满",
        "小雪",
        "大雪",
        "小寒",
        "大寒",
    )
)
"""Everyday words that are a festival or solar term only in company (五一放假, 十一之后)."""
_FESTIVALS = "|".join(festival_names())
_SURE = "|".join(name for name in festival_names() if name not in _BARE)
_FESTIVAL_COMPANY = r"""(?=节|劳动|国际|妇女|儿童|建军|建党|青年|国庆|假|长假|期间|[之以过]?[后前]|那|当天|的|黄金周|放
    |上午|下午|晚|早|中午|去|来|行|可以|吗|呢|$|[，。？！,.?! ])"""
_NOT_PLACE = "(?!社区|村|路|街|小区|小学|中学|广场|工)"

_NOT_DAY = "(?![楼院线窗房门桌厅店路台机令文厂井矿坑地铺柜信车码病床])(?!公告|通知|文件|公馆|公寓|单元|夫妻|三餐)"
_NOT_CLOCK = rf"""(?![名击评餐菜事心赞儿穿燃火缀滴数])(?!要求|建议|意见|问题|理由|原因|内容|疑问|说明)
    (?!不|钱|东西|也|都)
    (?![{_D}\d]{{0,3}}[万亿元块%倍米斤岁度个])(?![{_D}](?![十分刻点]))"""
_CLOCK_TAIL = rf"""(?:(?P<half>半)|(?P<quarter>[一1三3两2])刻
    |(?:[过零〇]?(?P<minute>[0-5]\d|[一二三四五]?十[{_D}]?)|[过零〇](?P<minute1>\d|[{_D}]))
        (?!点|号|日|月|天|个|万|块|元|楼|人|次|小时)(?:分钟?)?(?:(?P<second>[0-5]?\d|[零一二三四五六七八九十]{{1,3}})秒)?
    |(?P<minute2>\d|[{_D}])分钟?)?"""
_PART_NAMES = """大清早|清早|清晨|凌晨|黎明|拂晓|早晨|大早上|早上|一大早|一早|早间|上午|晌午|中午|正午|午间|午后|午饭后
    |下午|后半?晌|下晌|前半晌|头晌|天?擦黑|傍晚|黄昏|晚上|晚间|夜间|夜里|夜晚|深夜|大半夜|三更半夜|前半夜|上半夜|后半夜|下半夜|半夜|午夜|子夜|白天"""

_NUMERIC = {
    "ymd": rf"""(?<![\d.])(?P<y>\d{{4}})(?P<sep>[-/.·\s])(?P<m>1[0-2]|0?[1-9])(?:(?P=sep)|[-/.])(?P<d>{_DAY31})(?!\d)
        (?:[日号]|T(?=\d))?""",
    "dmy": r"(?<![\d.])(?P<a>\d{1,2})(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d.])",
    "compact": r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<m>1[0-2]|0[1-9])(?P<d>3[01]|[12]\d|0[1-9])(?!\d)",
    "ym": r"(?<![\d.])(?P<y>(?:19|20)\d{2})[-/.](?P<m>1[0-2]|0?[1-9])(?![\d.元万]|[-/]\d)",
    "md": rf"""(?<![\d./-])(?:(?P<m>1[0-2]|0?[1-9])/(?P<d>{_DAY31})(?![\d/]|的?[房财份股产钱工遗])[号日]?
        |(?P<m2>1[0-2]|0[1-9])-(?P<d2>3[01]|[012]\d)(?![\d-])[号日]?
        |(?P<m3>1[0-2]|0?[1-9])[-.](?P<d3>{_DAY31})[号日])""",
}
_YEARS = {
    "year": rf"""(?<!\d)(?P<y>\d{{4}}|[{_YEAR_DIGITS}]{{4}})年(?:度)?(?![前后以之级多来内间])
        |(?<![\d{_D}])(?P<y2>\d{{2}}|[{_YEAR_DIGITS}]{{2}})年(?=的?(?:{_MONTH}月|农历|阴历|[正冬腊]月|[初底末](?!次)|{_FESTIVALS}))
        |(?<!\d)(?P<y3>[0零〇][\d{_D}])年(?![前后])""",
    "rel_year": "(?P<r>大前年|前年|去年|今年|本年度?|明年|大后年|后年|来年|次年|上一?年|下一?年)(?![纪级])",
    "year_part": """(?P<p>上半年|下半年|年初|年底|年末|年尾|年终|年中|(?<=年)[初底末]
        |前[两二三]个?季度|第?[一二三四1-4]季度|Q[1-4])""",
    "rel_quarter": "(?P<r>上|下|本|这)一?个?季度",
}
_FESTIVE = {
    "festival": rf"""(?P<f>{_SURE}){_NOT_PLACE}
        |(?<![\d{_D}十周期第拜])(?P<f2>{"|".join(sorted(_BARE))}){_NOT_PLACE}(?!月|点|号){_FESTIVAL_COMPANY}""",
    "calendar": "(?P<l>农历|阴历|旧历|老历|古历)|(?P<s>阳历|公历|新历)",
    "new_year_day": rf"""大年(?P<d>初[{_D}十]|三十)
        |(?<![个半{_D}])正月(?P<d2>二十[{_D}]?|三十|廿[{_D}]|十[{_D}]|初?[{_D}十])(?![个月])""",
}
_MONTHS = {
    "rel_month": "(?P<r>上+|下+|本|这|当|次)一?个?月(?![薪饼])",
    "month": rf"""(?<![\d.{_D}十个半几])(?P<m>{_MONTH})月份?(?![饼嫂薪供租息均经亮光球])(?!工资|收入)
        |(?P<leap>闰)(?P<m3>{_MONTH})月|(?<!\w)(?P<m2>[元正冬腊])月|(?P<m4>[正冬腊])月""",
    "month_part": rf"""(?<=月)的?(?P<p>[上中下]旬|初(?![{_D}十])|底|末|中(?![秋午])|尾)
        |(?P<p2>月初|月底|月末|月中|上旬|中旬|下旬|月尾)""",
    "bare_month": rf"(?<![\d.])(?P<m>1[0-2]|0?[1-9]|[{_D}十])(?={_TO}(?:\d{{1,2}}|十?[{_D}])月)",
}
_DAYS = {
    "day": rf"""(?<![\d第.{_D}十])(?P<d>{_DAY31}|三十一?|廿[{_D}]?|卅一?|二十[{_D}]?|十[{_D}]?|[{_D}])
        [日号]{_NOT_DAY}""",
    "lunar_day": rf"""(?P<d>初(?:十|[{_D}])|廿[{_D}]|(?<=[月历])(?:三十|二十[{_D}]?|十[{_D}]?|[{_D}]))
        (?![点时个月年天号日分{_D}十百千万亿块元多几])""",
    "bare_day": rf"(?<=月)(?P<d>{_DAY31})(?![\d个点时:：年天万元块%月份.])",
}
_NTH = {
    "nth_weekday": rf"""(?P<back>倒数)?(?:第(?P<n>[一二三四五两1-5])|(?P<last>最后)一?)个?{_WEEK}
        (?P<w>[一二三四五六日天末])""",
    "nth_workday": rf"""(?P<back>倒数)?(?:第(?P<n>[{_D}十两]|\d+)|(?P<last>最后)一?)个?(?:工作日|上班日|上班那?天)""",
    "first_workday": "(?P<d>上班)(?:第一天|当天|那天)|(?P<d2>第一天上班)",
    "nth_day": rf"(?P<last>最后一天)|第(?P<n>[{_D}十两]+|\d+)[天日]",
    "first_days": rf"(?<=[月年周度])的?[前头](?P<n>{NUMBER})(?P<u>天|日|个?月|周|个?星期)",
    "last_days": rf"(?<=[月年周度])的?(?:最后|后)(?P<n>{NUMBER})天",
    "nth_week": rf"(?<=[月年])的?第(?P<n>[一二三四五两1-5])个?{_WEEK}(?![一二三四五六日天末])",
}
_WEEKS = {
    "weekday": rf"""(?<![每一两几])(?P<r>上+|下+|这|本|今|当|同)?一?个?{_WEEK}的?{_WEEK}?
        (?P<w>[一二三四五六日天末七]|[1-7](?![\d点号天个:]))(?!岁)""",
    "weekend": "(?P<w>双休日)",
    "week": rf"(?P<r>上+|下+|这|本|今|当)一?个?{_WEEK}(?!岁|边|转|围|年|刊)",
    "near_weeks": rf"""(?P<r>前|上|下|过去|最近|未来|接下来|往后)(?P<n>{NUMBER})个?
        (?P<u>{_WEEK}|月|年|天|日|小时|钟头)(?![前后])""",
}
_RELATIVE = {
    "rel_day": """(?P<r>大+[后前][天日儿]个?|后(?:[天日](?![性用台])|儿个?)|前(?:[天日]|儿个?)|[明今昨][天日儿]个?
            |次日|翌日|隔天|当[天日]|[即本]日)
        |(?P<r2>[今明昨当])(?=早|晚|晨|夜|上午|下午|中午)|(?P<r3>[前后])(?=晚[上八九]?)""",
    "holiday_after": rf"""(?P<f>(?:节|假期|放假|收假|长假|过完节)(?:后|之后|以后|过后|结束后?))
        |(?P<y>过完年|过了年|(?<![\d{_D}十百千万亿半几两多数])年(?:后|过后|以后))""",
    "offset_in": rf"(?<![超经通不])(?:再?过|再等?|等)(?P<a>{_AMOUNT}+)(?:[之以过]?后)?(?!了)",
    "offset": rf"(?P<a>{_AMOUNT}+)(?:[之以]?(?P<dir>[后前])(?![天面])|过后|(?P<in>[之以]?内))",
    "shift": r"[之以过]?(?P<dir>[后前])[的那]?(?:(?P<n>[一两二三四五六七])(?P<u>天|周|个?星期|个?月))?(?![面来提天半])",
}
_CLOCK = {
    "clock24": r"""(?<![\d:：.])(?P<h>2[0-4]|[01]?\d)\s?[:：]\s?(?P<minute>[0-5]\d)
        (?:[:：](?P<second>[0-5]\d))?(?![\d:：])
        \s*(?P<ap>[ap]\.?m?\.?(?![a-z]))?""",
    "clock_ap": r"(?<![\d:.])(?P<h>1[0-2]|0?[1-9])\s*(?P<ap>[ap]\.?m\.?|[ap])(?![a-z])",
    "clock_to": rf"差(?P<minute>一刻|{_N})(?:分钟?|(?<=刻))?钟?到?(?P<h>{_N})点",
    "clock_less": rf"(?<![\d.第])(?P<h>{_N})点钟?还?差(?P<minute>一刻|{_N})(?:分钟?|钟)?",
    "clock": rf"(?<![\d.第百之])(?P<h>{_N})点(?:钟|整|正)?{_NOT_CLOCK}{_CLOCK_TAIL}",
    "clock_shi": rf"""(?<![\d.第小当有临何同几按准随平暂])(?P<h>\d{{1,2}}|[零〇一二两三四五六七八九十]{{1,3}})时
        (?![间候期常而下代不刻])(?!半[会刻])(?:{_CLOCK_TAIL}|[整许])""",
    "bare_hour": rf"(?<![\d:.])(?P<h>\d{{1,2}})(?={_TO}\d{{1,2}}\s?[点时])",
}
_REST = {
    "part": rf"""(?P<p>(?:{_PART_NAMES})(?!好)
        |(?<=[今明昨当前])[早晚晨夜]|(?<=[天日号一二三四五六])[早晚](?!点)|[早晚](?={_N}[点:：]))""",
    "now": "(?P<n>现在|此刻|当前|目前|眼下|此时此刻|此时|这会儿|立刻|马上|即刻|刚才|刚刚)",
}

_GROUPS = (_NUMERIC, _YEARS, _FESTIVE, _MONTHS, _DAYS, _NTH, _WEEKS, _RELATIVE, _CLOCK, _REST)
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for group in _GROUPS for kind, pattern in group.items()
)


def _nameless(pattern: str) -> str:
    """The pattern without group names, which may not repeat; a separator said twice becomes any separator."""
    return re.sub(r"\(\?P<\w+>", "(?:", pattern).replace("(?P=sep)", r"[-/.·\s]")


ANYWHERE = re.compile(
    "|".join(f"(?:{_nameless(pattern.pattern)}\n)" for _, pattern in PATTERNS), re.IGNORECASE | re.VERBOSE
)
"""Where any of them may match: one search instead of a try of each at every character."""
TRIGGER = re.compile(
    "[\\d年月日号周天点时早晚午夜晨旬节后前刻季末初至分晌黑暑寒露雪霜满种儿晓刚腊廿新双秋春夏冬假]|现在|此刻|当前|目前|眼下|礼拜|星期"
    "|除夕|元旦|国庆|清明|立刻|马上|即刻|工作日|圣诞|黎明|黄昏|五一|十一|惊蛰|七夕|重阳|元宵|端[午阳]|破五|龙抬头|万圣"
)
"""Cheap: a text without any of these holds no time."""
GLUE = re.compile(
    r"(?:的|[,，、]|\s|在|（|\(|）|\)|那一?天|大概|大约|约|左右|前后|就|许|多钟?|来钟|钟|整|期间|假期|放假|黄金周|长假)*"
)
"""What may stand between two pieces of one expression."""
APPROXIMATE = re.compile(r"大概|大约|左右|前后|许|多|差不多")
