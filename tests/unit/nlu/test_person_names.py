"""Names told and asked for. All people are invented (示例)."""

from __future__ import annotations

import pytest

from bot.nlu.person_names import find_name


@pytest.mark.parametrize(
    "text, name",
    [
        ("我叫王秀兰", "王秀兰"),
        ("我叫王秀兰今年62岁", "王秀兰"),
        ("姓名：马建国", "马建国"),
        ("我是石桥村的王秀兰", "王秀兰"),
        ("我叫欧阳文静，电话13812345678", "欧阳文静"),
        ("我叫扎西卓玛", "扎西卓玛"),
        ("我叫买买提·艾力", "买买提·艾力"),
        ("我叫做李四，住在石桥村", "李四"),
        ("本人李桂芳，女", "李桂芳"),
        ("联系人：赵铁柱 电话138", "赵铁柱"),
        ("我的名字是安玉梅", "安玉梅"),
        ("名字叫妥学文", "妥学文"),
        ("我是张三", "张三"),
    ],
)
def test_told_name_is_found_without_being_asked(text: str, name: str) -> None:
    assert find_name(text) == name


@pytest.mark.parametrize(
    "text, name",
    [
        ("李桂芳", "李桂芳"),
        ("李桂芳。", "李桂芳"),
        ("王秀兰女士", "王秀兰"),
        ("张建军经理", "张建军"),
        ("王女士", "王女士"),
        ("尕藏", "尕藏"),
        ("多杰才让", "多杰才让"),
        ("买买提", "买买提"),
        ("马海龙", "马海龙"),
        ("司马光", "司马光"),
        ("李明，男", "李明"),
        ("张伟 13812345678", "张伟"),
        ("王小明吧", "王小明"),
    ],
)
def test_bare_name_answers_the_question(text: str, name: str) -> None:
    assert find_name(text, expecting=True) == name
    assert find_name(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "不想说",
        "算了",
        "方便",
        "谢谢",
        "匿名",
        "马上来",
        "周三",
        "明天上午",
        "时间",
        "房东",
        "包工头",
        "和平",
        "可以",
        "都可以",
        "同意",
        "石桥村",
        "文殊镇",
        "安全",
        "高兴",
        "温暖",
        "查一下",
        "我要投诉",
        "拖欠工资",
        "有什么用",
        "我",
        "",
        "13812345678",
        "许多人",
    ],
)
def test_ordinary_words_are_no_name(text: str) -> None:
    assert find_name(text, expecting=True) is None


@pytest.mark.parametrize(
    "text", ["我是农民", "我是农民工", "我叫什么", "我是不是该起诉", "我是石桥村的", "本人不服判决", "他叫我滚"]
)
def test_cue_without_a_name_gives_none(text: str) -> None:
    assert find_name(text) is None
