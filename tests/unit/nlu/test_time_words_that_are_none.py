"""Words that look like times and are none: a story must not book a visit."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.nlu.moments import CITY_TIME, read_moment

REFERENCE = datetime(2026, 5, 13, 10, 0, tzinfo=CITY_TIME)


@pytest.mark.parametrize(
    "text",
    [
        "差一点出了人命",
        "说话客气一点",
        "百分之三点五的利息",
        "三点五万",
        "每周三都要上班",
        "半年没发工资",
        "工伤十级",
        "三分之一的房产",
        "1/2的房产归我",
        "住在5号楼2单元",
        "去3号窗口",
        "天天吵架",
        "以前的事",
        "后来他跑了",
        "我前妻",
        "星期几上班",
        "几点下班",
        "几号能办",
        "月薪三千",
        "八一小学门口",
        "一时冲动",
        "小时工",
        "按时发工资",
        "第82条",
        "0937-6223456",
        "我62岁",
        "12.5%",
        "打12345",
        "案号是(2024)甘02民初123号",
        "合同签了两年",
        "一日夫妻百日恩",
        "三天打鱼两天晒网",
        "十分满意",
        "早上好",
        "你好，下午好",
    ],
)
def test_look_alike_is_no_moment(text: str) -> None:
    assert read_moment(text, REFERENCE) is None
