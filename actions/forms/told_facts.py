"""What kind of fact a short answer is: a day, a place, a name, a plain yes. So that none lands under another's name."""

from __future__ import annotations

import re

from actions.forms.common_fields import NO, NOTHING_MORE, SKIP, YES, bare
from actions.turn import Turn
from bot.bootstrap import context
from bot.nlu.moments import read_moment
from bot.nlu.person_names import find_name
from bot.nlu.phones import find_phone
from bot.nlu.place_finder import find_place

WHEN_WORDS = re.compile(
    r"[年月号日天周]|星期|礼拜|昨|前晌|上午|下午|中午|晚上|夜里|早上|凌晨|最近|近来|一直|过年|春节|中秋|国庆|国庆节|立春|刚才|刚刚"
    r"|长期|小时|以来|经常|每|时候|那会|那阵|以后|之后|以前|之前|去岁|今春|春天|夏天|秋天|冬天|[一二三四五六七八九十\d]点"
)
WHERE_WORDS = re.compile(
    r"[村镇乡街路巷组栋县区院楼桥河渠]|小区|社区|单元|市场|门口|附近|医院|学校|工地|大队|大厦|广场|车站|超市|商场|饭店"
    r"|[厂店]|公司|公园|办公室|家里|家门|地里|田里|村口|隔壁|旁边"
)
BODY = re.compile(
    r"(?:公司|饭店|饭馆|餐馆|酒店|宾馆|超市|商场|商店|商行|药店|门市部?|厂|店|医院|诊所|卫生院|学校|幼儿园|培训班|合作社|物业"
    r"|村委会|居委会|派出所|法院|检察院|镇政府|局|所|中心|工程队|项目部|集团|银行|信用社)$"
)
ROLE = re.compile(
    r"(?:村主任|村支书|村长|村会计|村书记|会计|书记|主任|镇长|局长|所长|科长|校长|法官|检察官|民警|警察|交警|城管|书记员|经理|厂长|医生|老师|老板|包工头)"
)
VAGUE = frozenset(
    [
        "老板",
        "领导",
        "邻居",
        "公司",
        "物业",
        "单位",
        "厂里",
        "商家",
        "店家",
        "店",
        "厂",
        "饭店",
        "超市",
        "医院",
        "学校",
        "他",
        "她",
        "他们",
        "别人",
        "有人",
        "人",
        "干部",
        "村里",
        "政府",
    ]
)
"""Words that say what kind of body is meant but not which one."""
KIND_ONLY = re.compile(
    r"(?:我们?|咱们?|小区|这家|那家|一家|某)*(?:的)?(?:物业|快递|保险|装修|房产|中介|供暖|电力|自来水|燃气|建筑|旅游|搬家)"
    r"(?:管理|服务)?(?:公司|店|中心|局|所)?"
)
"""物业公司: a trade, which points to a category, and no firm by its name."""
DOING = re.compile(r"[不没把被给让拖欠占收打骂要扣坑骗偷]|投诉|举报|怎么|咋")
LONGEST_NAME = 14
SHORT = 12


TELLS_NOTHING = re.compile("^我?不(?:想|愿意?|能|方便)?(?:说|讲|告诉)|^继续|(?:是啥|是什么|是谁|干啥的|干什么的)$")
"""A refusal, a command or a question where a fact was asked for: 不想说名字, 继续投诉, 12348是啥."""


def is_plain_word(text: str) -> bool:
    """A yes, a no or the like, which tells nothing."""
    word = bare(text)
    return word in YES | NO | SKIP | NOTHING_MORE or TELLS_NOTHING.search(word) is not None


def is_number(text: str) -> bool:
    """A telephone number and hardly anything else."""
    return isinstance(find_phone(text), str) and len(re.sub(r"[\d\s\-]", "", bare(text))) <= 6


def is_person(text: str) -> bool:
    """A person's name and nothing else."""
    return find_name(text, expecting=True) == bare(text)


def is_when(turn: Turn) -> bool:
    """Whether the text tells a time."""
    return read_moment(turn.text, turn.now, prefer="past") is not None or bool(WHEN_WORDS.search(turn.text))


def is_where(turn: Turn) -> bool:
    """Whether the text tells a place."""
    found = find_place(turn.text, context().places, expecting_place=False).kind
    return found is not None or bool(WHERE_WORDS.search(turn.text))


def is_only_where(turn: Turn) -> bool:
    """A short text that is a place and no time (石桥村)."""
    return len(bare(turn.text)) <= SHORT and is_where(turn) and not is_when(turn)


def is_only_when(turn: Turn) -> bool:
    """A short text that is a time and no place (去年十月)."""
    return len(bare(turn.text)) <= SHORT and is_when(turn) and not is_where(turn)


def named_body(text: str) -> str | None:
    """The firm, office or person that the text names without saying what it did; None for a kind of body (物业)."""
    name = bare(text).removeprefix("是").removesuffix("的")
    if not 2 <= len(name) <= LONGEST_NAME or name in VAGUE or KIND_ONLY.fullmatch(name) or DOING.search(name):
        return None
    role = ROLE.search(name)
    at_end = role is not None and (role.end() == len(name) or is_person(name[role.end() :]))
    return name if at_end or BODY.search(name) or is_person(name) else None


def who_is_meant(text: str) -> str:
    """会计叫李大有 is 会计李大有, 他叫王强 is 王强; anything else stays as it was said."""
    told = re.fullmatch(
        r"(?:是|就是)?(?P<role>[\u4e00-\u9fff]{0,10}?)(?:[，, ]?(?:他|她|名字)?(?:叫|名叫))(?P<name>.{2,8})",
        text.strip("。 "),
    )
    if told is None or not is_person(told["name"]):
        return text
    role = re.sub(r"^(?:他|她|那个人|这个人|对方)$", "", told["role"])
    return f"{role}{bare(told['name'])}"
