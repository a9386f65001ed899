"""The activities of the whole school, as they were entered one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .yamltext import Row, Value


@dataclass(frozen=True)
class Event:
    """One activity: the file it stands in, and its fields."""

    file: str
    title: str
    kind: str
    day: date
    more: Mapping[str, Value] = field(default_factory=dict)


def _mind(day: date, topic: str) -> Event:
    title = f"{day.month}月心理健康课"
    more: dict[str, Value] = {"organisers": ["t18"], "place": "各班教室", "topics": [topic]}
    return Event("mind-classes", title, "mind_class", day, more)


def _training(day: date, title: str, guardians: int, topics: list[Value]) -> Event:
    more: dict[str, Value] = {
        "place": "多功能教室",
        "organisers": ["t04", "t01"],
        "guardians": guardians,
        "topics": topics,
    }
    return Event("guardian-trainings", title, "guardian_training", day, more)


EVENTS = (
    _mind(date(2026, 3, 11), "开学焦虑：说出三个担心"),
    _mind(date(2026, 4, 15), "生气的时候先数到十"),
    _mind(date(2026, 5, 13), "想家是什么感觉"),
    _mind(date(2026, 6, 10), "和同学吵架以后"),
    _mind(date(2026, 9, 9), "认识新老师新同学"),
    _mind(date(2026, 10, 21), "爸爸妈妈走了以后的一个星期"),
    _mind(date(2026, 11, 11), "考得不好怎么跟家里说"),
    _training(
        date(2026, 3, 20), "春季第一次监护人培训会", 71,
        ["三个问题、三件事", "手机谁收着", "春季防火"],
    ),
    _training(
        date(2026, 5, 22), "春季第二次监护人培训会", 66,
        ["防溺水", "暑假怎么安排", "怎么跟孩子说话"],
    ),
    _training(
        date(2026, 9, 18), "秋季第一次监护人培训会", 74,
        ["三个问题、三件事", "一年级怎么陪", "委托书怎么填"],
    ),
    Event("lectures", "法制副校长进校园", "lecture_law", date(2026, 4, 22),
          {"organisers": ["t02"], "partners": ["镇派出所"], "attendance": 310,
           "topics": ["未成年人保护法", "陌生人的车不上"]}),
    Event("lectures", "防溺水专题", "lecture_safety", date(2026, 6, 3),
          {"organisers": ["t02", "t19"], "attendance": 318, "topics": ["六不准", "怎么呼救"]}),
    Event("lectures", "交通和食品安全", "lecture_safety", date(2026, 3, 18),
          {"organisers": ["t02"], "attendance": 315, "topics": ["过马路", "不买三无零食"]}),
    Event("lectures", "认识情绪", "lecture_mind", date(2026, 5, 20),
          {"organisers": ["t18"], "partners": ["县青少年活动中心"], "attendance": 160}),
    Event("lectures", "开学第一课：安全", "lecture_safety", date(2026, 9, 2),
          {"organisers": ["t02"], "attendance": 309, "topics": ["路队", "宿舍用电", "防踩踏"]}),
    Event("lectures", "国家宪法日预讲", "lecture_law", date(2026, 11, 18),
          {"organisers": ["t02"], "partners": ["镇司法所"], "classes": ["2021-1", "2021-2", "2022-1", "2022-2"],
           "attendance": 108}),
    Event("lectures", "和远方的爸爸妈妈好好说话", "lecture_mind", date(2026, 10, 14),
          {"organisers": ["t18"], "attendance": 148}),
    Event("class-meetings", "“我有一个好家风”主题队会", "class_meeting", date(2026, 4, 10),
          {"organisers": ["t04"], "attendance": 316}),
    Event("class-meetings", "“老师，您好”主题队会", "class_meeting", date(2026, 9, 10),
          {"organisers": ["t04"], "attendance": 311}),
    Event("singing-contest", "第三届校园歌手大赛", "contest", date(2026, 4, 29),
          {"place": "操场", "organisers": ["t18", "t04"], "attendance": 320, "edition": 3, "groups": 2,
           "finalists": 12,
           "results": [Row({"child": "林晓东", "group": "低段", "award": "一等奖"}),
                       Row({"name": "汪雨晨", "group": "低段", "award": "二等奖"}),
                       Row({"child": "叶思琪", "group": "高段", "award": "一等奖"}),
                       Row({"child": "金若兰", "group": "高段", "award": "三等奖"})]}),
    Event("essay-contest", "“给远方父母的一封信”征文", "contest", date(2026, 10, 26),
          {"until": date(2026, 11, 6), "organisers": ["t03", "t13"], "attendance": 96, "groups": 2,
           "results": [Row({"child": "王子涵", "group": "高段", "award": "一等奖"}),
                       Row({"child": "郑佳琪", "group": "高段", "award": "二等奖"}),
                       Row({"child": "林小雨", "group": "低段", "award": "二等奖"}),
                       Row({"name": "沈佳宁", "group": "低段", "award": "一等奖"})]}),
    Event("exhibition", "书画展：我的家", "exhibition", date(2026, 5, 28),
          {"until": date(2026, 6, 5), "place": "一楼走廊", "organisers": ["t09"], "attendance": 180}),
    Event("festivals", "六一：校园妈妈和孩子们", "festival", date(2026, 6, 1),
          {"place": "操场", "organisers": ["t01", "t04"], "partners": ["镇妇联", "镇商会", "镇团委"],
           "attendance": 330, "notes": "现场满愿，送学习用品"}),
    Event("festivals", "中秋：一起做月饼", "festival", date(2026, 9, 24),
          {"place": "食堂", "organisers": ["t20", "t21"], "partners": ["镇妇联"], "attendance": 42,
           "children": ["c2101", "c2103", "c2106", "c2109", "c2213", "c2303", "c2308", "c2316"]}),
    Event("parent-school", "家长学校：隔代教育三讲", "parent_school", date(2026, 4, 17),
          {"organisers": ["t03"], "guardians": 48, "topics": ["不攀比", "少替孩子做", "多夸一句"]}),
    Event("parent-school", "家长学校：一年级的作息", "parent_school", date(2026, 9, 11),
          {"organisers": ["t05", "t06"], "classes": ["2026-1", "2026-2"], "guardians": 37,
           "guardians_of": ["c2601", "c2602", "c2604", "c2607", "c2609", "c2610"]}),
    Event("seminars", "重点帮扶对象研讨会", "seminar", date(2026, 4, 24),
          {"place": "会议室", "organisers": ["t01", "t04"], "attendance": 19,
           "topics": ["逐个过一遍", "家访频次", "暑假衔接"]}),
    Event("seminars", "交接和期中研讨会", "seminar", date(2026, 10, 15),
          {"place": "会议室", "organisers": ["t01", "t04"], "attendance": 21,
           "topics": ["四1班交接", "金俊宇的帮扶教师待定", "寄宿生冬被"]}),
    Event("environment", "校门口小卖部和网吧联合检查", "environment", date(2026, 3, 26),
          {"organisers": ["t02"], "partners": ["镇派出所", "市场监管所"], "notes": "劝退一处游戏机"}),
    Event("environment", "上学路口增设护学岗", "environment", date(2026, 9, 7),
          {"organisers": ["t02"], "partners": ["镇交警中队", "村委会"]}),
    Event("joint-actions", "四级联动：溪边巡查", "joint_action", date(2026, 6, 16),
          {"organisers": ["t02"], "partners": ["镇政府", "各村村委会", "镇关工委"],
           "topics": ["分段包干", "救生圈十二个"]}),
    Event("joint-actions", "四级联动：返乡父母座谈", "joint_action", date(2026, 10, 4),
          {"place": "镇文化站", "organisers": ["t01"], "partners": ["镇政府", "镇妇联", "村委会"],
           "guardians": 31, "topics": ["委托书", "每周通话", "过年回家的日子"]}),
    Event("others", "秋季运动会", "other", date(2026, 10, 29),
          {"until": date(2026, 10, 30), "place": "操场", "organisers": ["t19"], "attendance": 312}),
)  # fmt: skip
