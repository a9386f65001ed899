"""Incidents, duties, exemptions and what people wrote for the summary: a few files, said in full."""

from __future__ import annotations

from datetime import date, datetime

from .folder import Folder
from .home import CLOSED_ROAD, ILL_GUARDIAN, RAIN_WEEK, ROADWORKS
from .terms import AUTUMN, SPRING
from .yamltext import Noted, Row, Value


def write(folder: Folder) -> None:
    """All of it."""
    _incidents(folder)
    _duties(folder)
    _exemptions(folder)
    folder.record(f"summaries/{SPRING.id}", "summary", _SUMMARY)


def _told(to: str, at: datetime, by: str, how: str) -> Row:
    return Row({"to": to, "at": at, "by": by, "how": how})


def _incidents(folder: Folder) -> None:
    folder.record(
        "incidents/2026-05-14-playground",
        "incident",
        {
            "title": "操场摔伤",
            "occurred": datetime(2026, 5, 14, 10, 20),
            "known": datetime(2026, 5, 14, 10, 22),
            "place": "操场单杠旁",
            "kind": "injury",
            "children": ["应宇泽"],
            "summary": "课间从单杠上摔下，左手腕肿。校医固定后送镇卫生院，拍片无骨折。",
            "notifications": [
                _told("school_leaders", datetime(2026, 5, 14, 10, 26), "t19", "当面"),
                _told("guardian", datetime(2026, 5, 14, 10, 31), "t07", "电话"),
                _told("parents", datetime(2026, 5, 14, 10, 55), "t07", "电话"),
                _told("authority", datetime(2026, 5, 14, 11, 40), "t02", "电话"),
                _told("township", datetime(2026, 5, 14, 11, 48), "t02", "电话"),
            ],
            "actions": "单杠下加铺沙子；各班讲课间安全；一周后复查正常。",
            "closed": date(2026, 5, 22),
        },
    )
    folder.record(
        "incidents/2026-10-21-fever",
        "incident",
        {
            "title": "宿舍夜间高烧",
            "occurred": datetime(2026, 10, 21, 21, 40),
            "known": datetime(2026, 10, 21, 21, 50),
            "place": "女生宿舍",
            "kind": "illness",
            "children": ["林梦洁"],
            "summary": "晚自习后发烧到39.4度，生活老师送镇卫生院，输液后退烧，第二天监护人接回。",
            "notifications": [
                _told("school_leaders", datetime(2026, 10, 21, 21, 58), "t20", "电话"),
                Noted(
                    _told("guardian", datetime(2026, 10, 21, 22, 27), "t20", "电话"),
                    "家里座机没人接，后来打给邻居才找到，晚了",
                    True,
                ),
                _told("parents", datetime(2026, 10, 21, 22, 40), "t13", "微信"),
                _told("authority", datetime(2026, 10, 21, 23, 20), "t02", "电话"),
                _told("township", datetime(2026, 10, 21, 23, 25), "t02", "电话"),
            ],
            "actions": "联系卡加填邻居和村干部的电话。",
            "closed": date(2026, 10, 26),
        },
    )
    folder.record(
        "incidents/2026-11-05-restricted",
        "incident",
        {
            "title": "疑似侵害线索",
            "occurred": datetime(2026, 11, 5, 12, 0),
            "known": datetime(2026, 11, 5, 12, 30),
            "kind": "abuse",
            "children": ["c2305"],
            "summary": "已按制度报告，经过不写在这里。",
            "notifications": [
                _told("school_leaders", datetime(2026, 11, 5, 12, 36), "t18", "当面"),
                _told("police", datetime(2026, 11, 5, 13, 5), "t01", "电话"),
                _told("authority", datetime(2026, 11, 5, 13, 20), "t01", "电话"),
            ],
        },
        ["只写时间和通知"],
    )


def _duties(folder: Folder) -> None:
    noon = ("t09", "t10", "t11", "t12", "t13")
    after = {
        SPRING.id: ("t14", "t15", "t16", "t26", "t19"),
        AUTUMN.id: ("t14", "t15", "t16", None, "t19"),
    }
    for term in (SPRING, AUTUMN):
        slots: list[Value] = []
        for day in range(1, 6):
            slots.append(Row({"day": day, "slot": "午间", "staff": noon[day - 1]}))
            staff = after[term.id][day - 1]
            row: dict[str, Value] = {"day": day, "slot": "放学后"}
            if staff:
                row["staff"] = staff
                slots.append(Row(row))
            else:
                slots.append(Noted(Row(row), "蔡老师退休后还没有排上人", True))
        slots.append(Row({"day": 6, "slot": "上午", "staff": "t18"}))
        room: dict[str, Value] = {"semester": term.id, "place": "活动室", "slots": slots}
        dormitory: dict[str, Value] = {
            "semester": term.id,
            "place": "宿舍",
            "slots": [
                Row(
                    {
                        "day": day,
                        "slot": "晚自习后",
                        "staff": ("t20", "t06", "t20", "t08", "t20")[day - 1],
                    }
                )
                for day in range(1, 5)
            ],
        }
        folder.record(f"duties/{term.id}", "duty", [room, dormitory])


def _exemptions(folder: Folder) -> None:
    child, first, last = ILL_GUARDIAN
    folder.record(
        "exemptions/2026",
        "exemption",
        [
            {
                "rules": ["teacher-weekly-visit", "teacher-rolling-visit", "admin-monthly-visit"],
                "from": RAIN_WEEK[0],
                "to": RAIN_WEEK[1],
                "reason": CLOSED_ROAD,
                "approved_by": "t01",
            },
            {
                "children": [child],
                "rules": ["teacher-rolling-visit", "proxy-semester-visit"],
                "from": first,
                "to": last,
                "reason": "爷爷住院，孩子两周住在镇上姑姑家，改在学校见面",
                "approved_by": "t04",
            },
            {
                "children": list(ROADWORKS[0]),
                "rules": ["teacher-weekly-visit"],
                "from": ROADWORKS[1],
                "to": ROADWORKS[2],
                "reason": "村里修路封道，两周改为电话和在校谈心",
                "approved_by": "t01",
            },
        ],
    )


_SUMMARY: dict[str, Value] = {
    "achievements": """\
九十多个孩子人人有档案、有结对。重点对象每周有人上门，下半学期没有一户断过。
六一征集的心愿绝大多数当场满愿，镇商会送来书包文具。
毕业班十五个孩子全部顺利升入镇中学，档案已转入保存。""",
    "difficulties": """\
老师人手紧，岭脚、大岙两个村路远，家访一次要半天。
有的家长换号不说，联系卡常常对不上。
隔代监护的作业辅导还是老难题，手机管不住。
活动经费主要靠镇里和商会，没有固定来源。""",
    "plans": """\
新学期把一般对象的家访定为四周一次，写进制度。
请生活老师每周和寄宿生谈一次心。
蔡老师退休后的结对，开学第一周交接完。""",
    "media": [
        Row(
            {"date": date(2026, 6, 3), "outlet": "县教育局网", "title": "云溪小学：六一圆梦进行时"}
        ),
        Row({"date": date(2026, 6, 18), "outlet": "台溪晚报", "title": "溪边的救生圈和巡逻队"}),
    ],
}
