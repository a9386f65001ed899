"""The children's archives: drawn by household from the cast, with the few special fates said."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from .casting import Role
from .people import FAR, Child, Parent
from .prose import rng, texts
from .terms import Span
from .yamltext import Noted, Said, Value

_VILLAGES = (
    ("云溪村", 0.6), ("上坪村", 1.8), ("下坪村", 2.3), ("溪口村", 1.2), ("桥头村", 2.9),
    ("石塘村", 3.4), ("梅园村", 4.2), ("岭脚村", 5.6), ("白岩村", 6.8), ("大岙村", 8.5),
)  # fmt: skip
_CITIES = (
    "浙江温州", "浙江宁波", "江苏苏州", "上海松江", "浙江杭州", "福建晋江", "广东东莞", "广东佛山",
    "浙江义乌", "江苏昆山", "安徽合肥", "江西南昌", "新疆库尔勒", "浙江绍兴", "云南昆明",
)  # fmt: skip
_SURNAMES = "陈林王张李徐吴黄周胡朱叶郑蒋潘卢金方罗梁谢许项柯江章余管洪阮"
_WOMEN = ["秀英", "小红", "美华", "丽珍", "爱芬", "春燕", "海燕", "玉兰", "桂香", "雪芬", "彩霞", "月娥", "金花", "巧云", "素珍", "凤仙", "香莲", "菊花", "银娣", "阿娇", "梅芳", "春兰", "红梅", "娟", "萍", "芳", "琴", "云仙"]  # fmt: skip
_MEN = ["建国", "志明", "永强", "海军", "国平", "小军", "伟民", "金土", "根生", "正法", "阿福", "水根", "德明", "昌友", "文忠", "学军", "林", "勇", "斌", "涛", "宝根", "福生", "立新", "光辉", "荣华", "大伟"]  # fmt: skip
_TIMES = (
    "晚上八点以后", "中午十二点到一点", "周日全天", "晚上七点半", "夜班，下午三点后", "随时",
    "下雨天", "晚饭后",
)  # fmt: skip
LABELS = {
    "grandmother": "奶奶",
    "grandfather": "爷爷",
    "maternal_grandmother": "外婆",
    "maternal_grandfather": "外公",
    "mother": "妈妈",
    "father": "爸爸",
    "sibling": "姐姐",
    "relative": "姑姑",
}
FEMALE = frozenset({"grandmother", "maternal_grandmother", "mother", "sibling", "relative"})
GRADUATION = date(2026, 7, 5)

TRANSFERRED = {"c2605": date(2026, 10, 23)}
CAME_BACK = {"c2113": date(2026, 10, 11)}
NEWLY_LEFT_BEHIND = {"c2404": date(2026, 10, 12)}
WITH_PARENTS = {"c2207": Span("去温州和父母同住一个月", date(2026, 10, 8), date(2026, 10, 31))}
UNGUARDED = {"c2213": date(2026, 9, 14)}
MOVED_CLASS = {"c2219": ("2022-1", date(2026, 7, 5))}
NO_CONSENT = {"c2416"}
GUARDIAN = {"c2213": "maternal_grandmother", "c2403": "grandmother", "c2408": "grandfather"}
WITHDRAWN = {"c2308": date(2026, 10, 26)}
OFF_PRIORITY = {"c2210": date(2026, 10, 18)}
COMMUNITY = ("c2213", "c2305", "c2416", "c2115", "c2513", "c2504")
_REASONS = (
    "监护人年老多病，夜里常无人照看",
    "父母离异后少有联系，情绪低落",
    "成绩连续两学期靠后，厌学",
    "沉迷手机，多次迟到",
    "与同学冲突多，监护人管不住",
    "家庭困难，房屋漏雨",
    "一年内换了三位监护人",
)


@dataclass(frozen=True)
class _Household:
    guardian: str
    guardian_name: str
    second: tuple[str, str] | None
    father: str
    mother: str
    places: tuple[str | None, str | None]
    kind: str
    village: str
    group: int
    distance: float
    since: str
    phones: tuple[str, str, str]


def build(roles: list[Role]) -> list[Child]:
    """Every child of the cast; households in the order in which they appear."""
    households: dict[str, _Household] = {}
    children: list[Child] = []
    for number, role in enumerate(roles):
        if role.household not in households:
            households[role.household] = _household(role, len(households))
        children.append(_child(role, households[role.household], number))
    return children


def _name(draw: random.Random, surname: str, given: list[str]) -> str:
    return surname + draw.choice(given)


def _household(role: Role, number: int) -> _Household:
    draw = rng("household", role.household)
    own = role.name[0]
    mothers = draw.choice([letter for letter in _SURNAMES if letter != own])
    other = draw.choice([letter for letter in _SURNAMES if letter not in (own, mothers)])
    father, mother = _name(draw, own, _MEN), _name(draw, mothers, _WOMEN)
    place, elsewhere = draw.choice(_CITIES), draw.choice(_CITIES)
    guardian = draw.choices(
        ("grandmother", "grandfather", "maternal_grandmother", "maternal_grandfather", "mother",
         "father", "relative", "sibling"),
        (32, 14, 13, 6, 22, 4, 7, 2),
    )[0]  # fmt: skip
    guardian = GUARDIAN.get(role.id, guardian)
    kind = "both_parents_away"
    places: tuple[str | None, str | None] = (place, place if draw.random() < 0.7 else elsewhere)
    if guardian == "mother":
        kind, places = "one_parent_away", (place, None)
    elif guardian == "father":
        kind, places = "one_parent_away", (None, place)
    elif draw.random() < 0.1:
        kind, places = "one_away_other_unable", (place, None)
    names = {
        "grandmother": _name(draw, other, _WOMEN),
        "grandfather": _name(draw, own, _MEN),
        "maternal_grandmother": _name(draw, other, _WOMEN),
        "maternal_grandfather": _name(draw, mothers, _MEN),
        "mother": mother,
        "father": father,
        "relative": _name(draw, own, _WOMEN),
        "sibling": _name(draw, own, ["雅芳", "晓敏", "佳丽"]),
    }
    partner = {
        "grandmother": "grandfather",
        "maternal_grandmother": "maternal_grandfather",
        "mother": "grandmother",
        "father": "grandmother",
    }.get(guardian)
    village, distance = draw.choice(_VILLAGES)
    return _Household(
        guardian=guardian,
        guardian_name=names[guardian],
        second=(partner, names[partner]) if partner and draw.random() < 0.4 else None,
        father=father,
        mother=mother,
        places=places,
        kind=kind,
        village=village,
        group=draw.randint(1, 6),
        distance=round(distance + draw.randint(-3, 4) / 10, 1),
        since=draw.choice(("2018-02", "2019-02", "2020-03", "2021-02", "2022-02", "2023-02")),
        phones=(f"190-0001-{number:04d}", f"190-0002-{number:04d}", f"190-0003-{number:04d}"),
    )


def _day(text: str) -> date:
    return date.fromisoformat(f"{text}-01" if len(text) == 7 else text)


def _child(role: Role, house: _Household, number: int) -> Child:
    draw = rng("child", role.id)
    entered = int(role.id[1:3]) + 2000
    new = "new" in role.tags
    enrolled = date(2026, 8, 31) if new or entered == 2026 else date(entered, 9, 1)
    left = GRADUATION if entered == 2020 else TRANSFERRED.get(role.id, FAR)
    since = house.since if _day(house.since) < enrolled else f"{entered}-02"
    if role.id in NEWLY_LEFT_BEHIND:
        since = NEWLY_LEFT_BEHIND[role.id].isoformat()
    until = CAME_BACK.get(role.id, FAR)
    priority_since = max(date(2025, 9, 1), enrolled) if "priority" in role.tags else None
    boarding_since = max(date(2024, 9, 1), enrolled) if "boarding" in role.tags else None
    if entered >= 2023 and boarding_since:
        boarding_since = max(date(2026, 8, 31), enrolled)
    unguarded = UNGUARDED.get(role.id)
    parents = tuple(
        Parent("father" if index == 0 else "mother", name, house.phones[index], place)
        for index, (name, place) in enumerate(
            zip((house.father, house.mother), house.places, strict=True)
        )
    )
    needs = [need for need in ("safety", "study", "life", "activity") if draw.random() < 0.35]
    if "mind" in role.tags:
        needs.append("mind")
    if boarding_since and "life" not in needs:
        needs.append("life")
    needs = needs or ["study"]
    archive: dict[str, Value] = {
        "name": role.name,
        "sex": "male" if role.sex == "m" else "female",
        "born": _born(role, entered),
        "class": role.class_id,
    }
    if role.id in MOVED_CLASS:
        earlier, last = MOVED_CLASS[role.id]
        archive["earlier_classes"] = [{"class": earlier, "until": last}]
    archive["enrolled"] = enrolled
    if role.id == "c2604":
        archive["enrolled"] = Noted(Said("2026年9月1日"), "家长填表时写的")
        enrolled = date(2026, 9, 1)
    if left != FAR:
        archive["left"] = left
        archive["left_reason"] = "graduated" if entered == 2020 else "transferred"
    archive["ethnicity"] = "畲族" if draw.random() < 0.04 else "汉族"
    archive["hukou"] = "rural"
    archive["student_no"] = f"YX{entered}{number + 1:03d}"
    archive["left_behind"] = [_spell(since, until, house.kind, role.id)]
    if boarding_since:
        archive["boarding"] = [{"since": boarding_since}]
    priority_until = OFF_PRIORITY.get(role.id, FAR)
    if priority_since:
        spell: dict[str, Value] = {"since": priority_since}
        if priority_until != FAR:
            spell["until"] = Noted(priority_until, "情况好转，行政会议同意转为一般帮扶")
        spell["reason"] = draw.choice(_REASONS)
        archive["priority"] = [spell]
    if unguarded:
        archive["unguarded"] = Noted(
            [{"since": unguarded}], "外婆中风住院，父母一时回不来；平时住校，周末由社会妈妈接", True
        )
    archive["needs"] = needs
    concerns = [
        concern
        for concern, chance in (
            ("unsupervised_study", 0.35),
            ("no_interest", 0.1),
            ("emotional", 0.9 if "mind" in role.tags else 0.08),
            ("behaviour", 0.12),
        )
        if draw.random() < chance
    ]
    if concerns:
        archive["concerns"] = concerns
    if draw.random() < 0.94:
        archive["personality"] = draw.choice(texts("personality"))
    if draw.random() < 0.95:
        archive["interests"] = draw.sample(texts("interest"), draw.randint(1, 3))
    archive["health"] = _health(draw)
    hardship = draw.choices(
        ("", "low_income", "formerly_poor", "single_parent", "illness"), (72, 8, 10, 6, 4)
    )[0]
    if hardship:
        archive["hardship"] = [hardship]
    archive["home"] = {
        "village": f"{house.village}{'一二三四五六'[house.group - 1]}组",
        **({"address": f"{house.group * 7 + number % 5}号"} if draw.random() < 0.5 else {}),
        "distance_km": house.distance,
    }
    archive["parents"] = [
        _parent(draw, parent, house.since if parent.relation == "father" else since)
        for parent in parents
    ]
    guardians = _guardians(draw, house, unguarded)
    archive["guardians"] = guardians
    absence = WITH_PARENTS.get(role.id)
    if absence:
        archive["absences"] = [{"from": absence.first, "to": absence.last, "reason": absence.name}]
    if role.id not in NO_CONSENT:
        archive["consent"] = _consent(role, house, enrolled)
    if left != FAR:
        archive["retain_until"] = date(left.year + 3, 7, 31)
    if draw.random() < 0.22:
        archive["notes"] = draw.choice(texts("observation-note"))
    return Child(
        id=role.id,
        class_id=role.class_id,
        name=role.name,
        sex=role.sex,
        household=role.household,
        enrolled=enrolled,
        left=left,
        left_behind=(Span(house.kind, _day(since), until),),
        absences=(absence,) if absence else (),
        priority=(Span("", priority_since, priority_until),) if priority_since else (),
        boarding=(Span("", boarding_since, FAR),) if boarding_since else (),
        guardian=house.guardian,
        parents=parents,
        village=house.village,
        distance_km=house.distance,
        needs=tuple(needs),
        archive=archive,
    )


def _born(role: Role, entered: int) -> date:
    draw = rng("born", role.household if role.household == "fam=xujia" else role.id)
    return date(entered - 7, 9, 1) + timedelta(days=draw.randint(0, 363))


def _spell(since: str, until: date, kind: str, child: str) -> dict[str, Value]:
    spell: dict[str, Value] = {"since": since}
    if child in NEWLY_LEFT_BEHIND:
        spell["since"] = Noted(since, "国庆后妈妈也外出了，10月12日班主任核实")
    if until != FAR:
        spell["until"] = Noted(until, "妈妈回来照顾，不再外出")
    spell["type"] = kind
    return spell


def _health(draw: random.Random) -> Value:
    health: dict[str, Value] = {"condition": draw.choice(texts("condition"))}
    health["illnesses"] = ["无"]
    health["allergies"] = ["无"]
    roll = draw.random()
    if roll < 0.07:
        health["allergies"] = [draw.choice(("花粉", "青霉素", "海鲜", "尘螨"))]
    elif roll < 0.11:
        health["illnesses"] = [draw.choice(("哮喘", "鼻炎", "贫血", "湿疹"))]
        health["notes"] = "换季时留意，药放在校医处"
    if draw.random() < 0.1:
        del health["allergies"]
    health["disability"] = "无"
    return health


def _parent(draw: random.Random, parent: Parent, since: str) -> Value:
    row: dict[str, Value] = {
        "relation": parent.relation,
        "name": parent.name,
        "phone": parent.phone,
    }
    if parent.work_place:
        row["work_place"] = parent.work_place
        row["away_since"] = since
        if draw.random() < 0.8:
            row["best_time"] = draw.choice(_TIMES)
    return row


def _guardians(draw: random.Random, house: _Household, unguarded: date | None) -> Value:
    first: dict[str, Value] = {
        "name": house.guardian_name,
        "relation": LABELS[house.guardian],
        "phone": house.phones[2]
        if house.guardian not in ("mother", "father")
        else house.phones[1 if house.guardian == "mother" else 0],
        "capacity": draw.choices(("good", "fair", "poor"), (40, 45, 15))[0],
    }
    if house.guardian not in ("mother", "father"):
        first["entrusted"] = date(2025, 9, draw.randint(2, 20))
    if unguarded:
        first["until"] = unguarded - timedelta(days=1)
    rows = [first]
    if house.second:
        rows.append({"name": house.second[1], "relation": LABELS[house.second[0]]})
    return rows


def _consent(role: Role, house: _Household, enrolled: date) -> Value:
    draw = rng("consent", role.id)
    day = max(enrolled, date(2025, 9, 1)) + timedelta(days=draw.randint(1, 14))
    father = draw.random() < 0.5
    row: dict[str, Value] = {
        "by": house.father if father else house.mother,
        "relation": "父亲" if father else "母亲",
        "date": day,
        "scope": ["建档", "结对帮扶", "家访"] if draw.random() < 0.7 else ["建档", "结对帮扶"],
    }
    withdrawn = WITHDRAWN.get(role.id)
    if withdrawn:
        row["withdrawn"] = withdrawn
    return row


__all__ = ["COMMUNITY", "FEMALE", "GRADUATION", "LABELS", "UNGUARDED", "build"]
