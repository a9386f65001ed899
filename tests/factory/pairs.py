"""Who is paired with whom: paired teachers, proxy parents, community parents, pupils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from .archives import COMMUNITY, UNGUARDED
from .casting import ClassLine
from .people import FAR, Child, ClassInTerm, Pairing
from .prose import Prose, rng
from .terms import AS_OF, AUTUMN, SPRING
from .yamltext import Value

YEAR = date(2025, 9, 1)
T07_LEAVES = date(2026, 10, 9)
T26_LEAVES = date(2026, 7, 10)
VACANT = "c2307"
"""Lost the paired teacher when t07 left, and has no other yet."""
_OLD = ("t05", "t06", "t01")
_OTHERS = (
    "t13", "t02", "t14", "t03", "t19", "t11", "t20", "t04", "t12", "t18", "t23", "t08", "t07",
    "t26", "t22", "t09", "t10", "t21", "t15", "t16",
)  # fmt: skip
_AFTER_T07 = ("t18", "t09", "t02", "t22", "t03")


def plan(
    children: Sequence[Child],
    lines: Sequence[ClassLine],
    classes: Mapping[str, Mapping[str, ClassInTerm]],
) -> list[Pairing]:
    """All pairings, in the order of the children."""
    result: list[Pairing] = []
    second = {line.id: line.second_teacher for line in lines}
    proxies = _proxies(children)
    for number, child in enumerate(children):
        result.extend(_teachers(child, number, second, classes))
        result.extend(_proxy(child, proxies[child.id]))
    for number, name in enumerate(COMMUNITY):
        child = next(child for child in children if child.id == name)
        result.append(
            Pairing("community_parent", name, _since(child, date(2026, 1, 15)),
                    staff=("t24", "t25")[number % 2])
        )  # fmt: skip
    result.extend(_pupils(children))
    return result


def _since(child: Child, day: date) -> date:
    return max(day, child.enrolled, child.left_behind[0].first)


def _until(child: Child) -> date:
    return min(child.left, child.left_behind[0].last)


def _teachers(
    child: Child,
    number: int,
    second: Mapping[str, str],
    classes: Mapping[str, Mapping[str, ClassInTerm]],
) -> list[Pairing]:
    known = classes[SPRING.id].get(child.class_id) or classes[AUTUMN.id][child.class_id]
    teacher = known.teachers[0][0] if number % 5 < 3 else second[child.class_id]
    if child.id in ("c2401", "c2402"):
        teacher = "t09"
    elif child.id == VACANT:
        teacher = "t07"
    since, until = _since(child, YEAR), _until(child)
    following: tuple[str, date] | None = None
    if teacher == "t07":
        until = min(until, T07_LEAVES)
        gap = 10 if child.id in ("c2302", "c2306") else 3
        following = ("t17", T07_LEAVES + timedelta(days=gap))
    elif teacher == "t26":
        until = min(until, T26_LEAVES)
        following = ("t12", T26_LEAVES + timedelta(days=1))
    elif child.id == "c2314":
        until, following = date(2026, 9, 30), ("t18", date(2026, 10, 19))
    first = Pairing("paired_teacher", child.id, since, until, staff=teacher)
    if following is None or child.left < following[1] or child.id == VACANT:
        return [first]
    if since >= following[1]:
        return [Pairing("paired_teacher", child.id, since, _until(child), staff=following[0])]
    return [first, Pairing("paired_teacher", child.id, following[1], _until(child), following[0])]


def _proxies(children: Sequence[Child]) -> dict[str, str]:
    """Neighbours in the list share a proxy parent."""
    result: dict[str, str] = {}
    graduates = [child.id for child in children if child.class_id.startswith("2020")]
    newest = [child.id for child in children if child.class_id.startswith("2026")]
    for group in (graduates, newest):
        for number, name in enumerate(group):
            result[name] = _OLD[number * len(_OLD) // len(group)]
    others = [child.id for child in children if child.id not in result]
    for number, name in enumerate(others):
        result[name] = _OTHERS[number * len(_OTHERS) // len(others)]
    result.update(dict.fromkeys(UNGUARDED, "t04"))
    return result


def _proxy(child: Child, staff: str) -> list[Pairing]:
    since, until = _since(child, YEAR), _until(child)
    if staff not in ("t07", "t26"):
        return [Pairing("proxy_parent", child.id, since, until, staff=staff)]
    if staff == "t26":
        last, following, start = T26_LEAVES, "t11", T26_LEAVES + timedelta(days=1)
    else:
        number = int(child.id[1:]) % len(_AFTER_T07)
        last, following, start = T07_LEAVES, _AFTER_T07[number], date(2026, 10, 12)
    if since >= start:
        return [Pairing("proxy_parent", child.id, since, until, staff=following)]
    return [
        Pairing("proxy_parent", child.id, since, last, staff=staff),
        Pairing("proxy_parent", child.id, start, until, staff=following),
    ]


def _pupils(children: Sequence[Child]) -> list[Pairing]:
    draw = rng("pupils")
    result: list[Pairing] = []
    by_class: dict[str, list[Child]] = {}
    for child in children:
        by_class.setdefault(child.class_id, []).append(child)
    outside = ["汪雨晨", "戴子健", "沈佳宁", "陶思远", "董一诺", "邵欣然", "孟子涵", "薛家宁"]
    for group in by_class.values():
        start = max(YEAR, group[0].enrolled) + timedelta(days=draw.randint(10, 24))
        for number, child in enumerate(group):
            since = _since(child, start)
            end = _until(child)
            if number % 3 == 0:
                peer = group[(number + 1) % len(group)].id
                if min(_until(group[(number + 1) % len(group)]), end) < since:
                    continue
                result.append(Pairing("friend", child.id, since, end, peer=peer))
            elif number % 3 == 1:
                helper = draw.choice(outside)
                result.append(Pairing("study_helper", child.id, since, end, peer_name=helper))
    return result


def record(pairing: Pairing, child: Child, prose: Prose, short: bool) -> dict[str, Value]:
    """The pairing as it is written down."""
    row: dict[str, Value] = {"kind": pairing.kind, "child": child.id if short else child.name}
    if pairing.staff:
        row["staff"] = pairing.staff
    if pairing.peer:
        row["peer"] = pairing.peer
    if pairing.peer_name:
        row["peer_name"] = pairing.peer_name
    row["since"] = pairing.since
    if pairing.until != FAR:
        row["until"] = pairing.until
    draw = rng("goal", pairing.child, pairing.kind, pairing.since)
    words = {"s": draw.choice(("语文", "数学")), "p": "爸爸妈妈"}
    if pairing.kind in ("paired_teacher", "study_helper") and draw.random() < 0.75:
        row["goal"] = prose.say("goal", (), words)
    if pairing.kind == "paired_teacher":
        results: list[Value] = []
        for day in (date(2026, 6, 29), date(2026, 11, 13)):
            if pairing.holds(day) and day <= AS_OF and draw.random() < 0.6:
                condition, text = prose.deal("result", ("good", "fair", "poor"))
                results.append({"date": day, "text": text.format_map(words), "rating": condition})
        if results:
            row["results"] = results
    return row


__all__ = ["T07_LEAVES", "VACANT", "plan", "record"]
