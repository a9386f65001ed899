"""What the links of the site open in the host's editor, and what comes of it once it is filled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder import schema
from builder.edit_links import LONGEST_URL, EditLinks, NewFile
from builder.evaluation import DONE, State
from builder.i18n import language
from builder.inspection import Inspection
from builder.kinds import BY_PLACE
from builder.model import Repository
from builder.presets import presets
from builder.render import sheets_of
from builder.views import summary
from builder.views.log_visit import visit_to_log
from builder.views.owed import owed_now, owed_rows
from builder.views.site import Site
from builder.views.teacher import sheets as teachers
from tests.support import MemoryFolder, folder, look

from .demo import DAY, demo_files, demo_on, demo_pages, demo_site
from .filling import Person, asks, counterparts, opened, visit_kinds
from .test_new_files import new_files
from .test_people_pages import SCHOOL, SEMESTER

HOSTS = ("github", "gitea", "forgejo", "gitlab", "gitee")
AS_OF = DAY.isoformat()


def below(path: str) -> str:
    return path.removeprefix("records/")


@cache
def proposed() -> dict[str, list[tuple[str, NewFile]]]:
    """Every new record that a page of the demo proposes, by its path, with the page."""
    found: dict[str, list[tuple[str, NewFile]]] = {}
    for _, sheets in sheets_of(demo_site()):
        for sheet in sheets:
            for new in new_files(sheet.context):
                found.setdefault(new.path, []).append((sheet.path, new))
    return found


def plain() -> dict[str, str]:
    """The texts by path below the records folder."""
    return {below(path): rows[0][1].text for path, rows in proposed().items()}


def test_two_records_never_share_a_path() -> None:
    for path, rows in proposed().items():
        assert len({new.text for _, new in rows}) == 1, [path, *(page for page, _ in rows)]
        assert len(path.rpartition("/")[2]) <= 48, "a name that can be told apart at a glance"


def test_an_order_of_pages_is_no_reason_for_another_name() -> None:
    """A path depends on what the record is about, not on what was proposed before it."""
    one = visit_to_log(demo_site(), "c2301", by=("t01",))
    assert visit_to_log(demo_site(), "c2301", by=("t01",)) == one


@pytest.mark.parametrize("host", HOSTS)
def test_every_host_opens_the_same_path_and_text(host: str) -> None:
    links = EditLinks(Repository(provider=host, url="https://git.example.cn/school/records"))
    takes = host in ("github", "gitea", "forgejo")
    for path, text in plain().items():
        new = links.new(path, text)
        assert opened(new) == (f"records/{path}", text)
        # A child's archive has more to explain than an address can hold.
        assert new.filled == (takes and not path.startswith("children/")), path
        assert bool(new.url) == (host != "gitee"), path
        assert len(new.url.encode()) <= LONGEST_URL


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a record, at any depth; no ids and no codes, which have no Chinese in them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from texts_of(item)
    elif isinstance(value, dict):
        yield from texts_of(list(value.values()))
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from texts_of(getattr(value, name))


def test_no_record_text_is_in_an_address() -> None:
    """Neither a name nor a telephone number nor anything else that somebody wrote."""
    addresses = {
        unquote(href)
        for page in demo_pages().values()
        for href in re.findall(r'href="(https?:[^"]+)"', page.html)
    }
    words = "\n".join({line for address in addresses for line in address.split("\n")})
    store = demo_site().store
    people = [*store.children.values(), *store.staff.values()]
    names = {text for one in people for text in (one.name, getattr(one, "phone", None)) if text}
    for child in store.children.values():
        near = [*child.parents, *child.guardians]
        names |= {text for one in near for text in (one.name, one.phone) if text}
    assert len(names) > 300 and len(addresses) > 1000
    assert not {name for name in names if name in words}
    records = [store.visits, store.activities, store.wishes, store.aid, store.incidents, people]
    written = {text for text in texts_of(records) if len(text) > 3 and re.search("[一-鿿]", text)}
    vocabulary = json.dumps(schema.schemas(), ensure_ascii=False)
    assert len(written) > 1000
    assert not {text for text in written if text in words and text not in vocabulary}


def found_in(inspection: Inspection, paths: Iterator[str] | set[str]) -> list[str]:
    """What is said about some files."""
    mine = set(paths)
    return [f"{f.path}:{f.line} {f.code} {f.field}" for f in inspection.findings if f.path in mine]


def test_an_untouched_visit_is_a_hint_and_counts_for_nothing() -> None:
    visits = {path: text for path, text in plain().items() if path.startswith("visits/")}
    entries = sum(text.count("\n- ") for text in visits.values())
    named = {path for path in visits if not re.search(r"/\d{4}-\d\d-\d\d-", path)}
    after = look(MemoryFolder({**demo_files(), **{path: visits[path] for path in named}}), AS_OF)
    mine = [f for f in after.findings if f.path in named]
    assert {f.code for f in mine} == {"I201"} and len(named) < len(mine) <= entries
    assert after.store.visits == demo_site().store.visits
    assert after.evaluation == demo_site().evaluation


@cache
def everything_filled() -> tuple[set[str], Inspection]:
    """The demo after somebody opened every link and filled in whatever was blank."""
    files, texts = {}, count(1)
    for path, text in plain().items():
        kind = BY_PLACE[path.partition("/")[0]].name
        if kind == "semester":
            continue  # Offered only where there is none.
        prefer = {"by": by} if kind == "visit" and (by := owed_by().get(path)) else {}
        files[path] = Person(demo_site().store, DAY, prefer, texts).fill(path, text)
    return set(files), look(MemoryFolder({**demo_files(), **files}), AS_OF)


@cache
def owed_by() -> dict[str, str]:
    """Who may write a visit that several people owe."""
    found = {}
    for child in demo_site().children:
        owed = {one.rule.id: one for one in owed_now(demo_site(), "child", child.id)}
        for row in owed_rows(demo_site(), "child", child.id):
            if row.log and len(row.responsible) > 1:
                found[below(row.log.path)] = owed[row.rule.id].responsible[0]
    return found


def test_what_is_filled_in_passes_check_whatever_kind_it_is() -> None:
    paths, after = everything_filled()
    assert {BY_PLACE[path.partition("/")[0]].name for path in paths} >= {
        *("visit", "activity", "aid", "wish", "health", "incident", "duty", "provision"),
        *("child", "staff", "pairing", "plan", "observation"),
    }
    # Of somebody new there is no consent, no telephone and no child yet; of the incident nobody
    # has been told.
    true = {path for path in paths if path.startswith(("children/", "staff/", "incidents/"))}
    assert found_in(after, paths - true) == []
    assert {f.code for f in after.findings if f.path in true} <= {"W501", "W503", "O202", "O302"}
    assert after.store.records >= demo_site().store.records + len(paths)


def test_every_rule_of_the_demo_counts_what_its_link_opened() -> None:
    _, after = everything_filled()
    late = {(row.unit, row.rule.id) for row in after.evaluation.overdue}
    seen = set()
    for child in demo_site().children:
        if child.id in demo_site().withdrawn:
            continue  # Has no page.
        tracks = {one.rule.id: one for one in after.evaluation.tracks_of[f"child:{child.id}"]}
        for row in owed_rows(demo_site(), "child", child.id):
            if row.log is None:
                continue
            seen.add(row.rule.id)
            assert tracks[row.rule.id].contacts[-1] == DAY, (child.id, row.rule.id)
            assert (child.id, row.rule.id) not in late
    logged = {row.unit for row in demo_site().evaluation.overdue if row.scope == "child"}
    assert len(seen) >= 6 and logged


def test_the_week_of_everybody_leaves_nothing_of_theirs_overdue() -> None:
    """With no other link: one file a person, each of its lines filled in."""
    views = [sheet.context for sheet in teachers(demo_site())]
    files = {
        below(view.log.path): Person(demo_site().store, DAY).fill(
            below(view.log.path), view.log.text
        )
        for view in views
        if view.log
    }
    after = look(MemoryFolder({**demo_files(), **files}), AS_OF)
    assert found_in(after, set(files)) == []
    late = {(row.unit, row.rule.id) for row in after.evaluation.overdue}
    due = {
        (child.child.id, row.rule.id)
        for view in views
        if view.log
        for child in view.children
        for row in child.due
    }
    loggable = {rule.id for rule in demo_site().policy.enabled if rule.scope == "child"}
    assert len(files) > 5 and len(due) > 20
    assert not {one for one in due & late if one[1] in loggable}


# One rule at a time, of every kind of visit and every counterpart:

CHILD: dict[str, Any] = {
    "id": "c01",
    "name": "林晓东",
    "sex": "male",
    "born": "2017-05-06",
    "class": "2024-1",
    "enrolled": "2024-09-01",
    "left_behind": [{"since": "2024-09-01", "type": "both_parents_away"}],
    "boarding": [{"since": "2024-09-01"}],
    "guardians": [{"name": "陈秀英", "relation": "grandmother", "phone": "0576-88881234"}],
    "consent": {"by": "陈秀英", "date": "2026-09-01"},
}


def records(*rules: dict[str, Any], children: tuple[str, ...] = ("c01",)) -> MemoryFolder:
    """A school where each child has a teacher and a proxy parent, and where these rules hold."""
    pairs = [
        {"kind": kind, "child": child, "staff": staff, "since": "2026-08-31"}
        for child in children
        for kind, staff in (("paired_teacher", "t01"), ("proxy_parent", "a01"))
    ]
    return folder(
        {
            "school": SCHOOL,
            "semester": [SEMESTER],
            "staff": [
                {"id": "t01", "name": "赵娟", "group": "teacher"},
                {"id": "a01", "name": "叶国", "group": "administration"},
                {"id": "s01", "name": "周敏", "group": "support"},
            ],
            "child": [{**CHILD, "id": id_, "name": f"林晓{n}"} for n, id_ in enumerate(children)],
            "pairing": pairs,
            "policy": {"rules": list(rules)},
        }
    )


def site_of_records(given: MemoryFolder, locale: str = "zh_CN") -> Site:
    inspection = look(given, AS_OF)
    links = EditLinks(inspection.store.school.repository)
    return Site(inspection, language(locale), links)


def keeps(given: MemoryFolder, locale: str = "zh_CN") -> int:
    """Follow the link of every rule that is owed, each alone; the number of those that have one.

    Untouched: a hint, nothing counted. Filled in: no finding, the rule's period is met and nothing
    of it is overdue.
    """
    site, followed = site_of_records(given, locale), 0
    before = list(site.inspection.findings)
    for row in owed_rows(site, "child", "c01"):
        if row.log is None:
            continue
        followed += 1
        path, text = opened(row.log)
        untouched = look(MemoryFolder({**given.files, below(path): text}), AS_OF)
        assert [f.code for f in untouched.findings if f not in before] == ["I201"], text
        assert not untouched.store.visits
        person = Person(site.store, DAY, {"by": row.responsible[0].id})
        filled = person.fill(below(path), text)
        after = look(MemoryFolder({**given.files, below(path): filled}), AS_OF)
        assert [f for f in after.findings if f not in before] == [], filled
        (track,) = [t for t in after.evaluation.tracks_of["child:c01"] if t.rule.id == row.rule.id]
        assert track.contacts == (DAY,), filled
        now = [one for one in track.obligations if one.start <= DAY <= one.end]
        assert all(one.state in DONE or one.state is State.WAIVED for one in now), filled
        assert not [one for one in after.evaluation.overdue if one.rule.id == row.rule.id]
    return followed


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", visit_kinds())
def test_a_rule_is_met_by_what_its_link_fills_in(kind: str, locale: str) -> None:
    for with_ in ("", *counterparts()):
        assert keeps(records(asks(kind, with_)), locale) == 1, with_


def child_rules(rules: Any) -> list[dict[str, Any]]:
    """The rules about single children that a visit can meet."""
    known = set(visit_kinds())
    return [
        one for one in rules if one.get("scope", "child") == "child" and known & set(one["contact"])
    ]


@pytest.mark.parametrize("preset", sorted(presets()))
def test_every_rule_of_a_preset_is_met(preset: str) -> None:
    rules = child_rules(presets()[preset].get("rules", ()))
    for rule in rules:
        assert keeps(records(rule)) == 1, rule["id"]
    assert len(rules) == {"pian-1": 10, "pian-2": 3, "pian-5": 2}.get(preset, 0)


WORDS = st.lists(st.sampled_from(visit_kinds()), min_size=1, max_size=3, unique=True)
WITH = st.lists(st.sampled_from(counterparts()), max_size=2, unique=True)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(WORDS, WITH), min_size=1, max_size=4))
def test_a_week_meets_whatever_rules_there_are(rules: list[tuple[list[str], list[str]]]) -> None:
    """Any rules together: one file, every line filled in, and all of them are met."""
    made = [
        {**asks(kinds[0]), "id": f"r{n}", "contact": kinds, **({"with": with_} if with_ else {})}
        for n, (kinds, with_) in enumerate(rules)
    ]
    given_ = records(*made)
    site = site_of_records(given_)
    (view,) = [sheet.context for sheet in teachers(site) if sheet.path == "staff/t01"]
    assert view.log is not None
    path, text = opened(view.log)
    untouched = look(MemoryFolder({**given_.files, below(path): text}), AS_OF)
    assert {f.code for f in untouched.findings} - {f.code for f in site.inspection.findings} == {
        "I201"
    }
    filled = Person(site.store, DAY).fill(below(path), text)
    after = look(MemoryFolder({**given_.files, below(path): filled}), AS_OF)
    assert found_in(after, {below(path)}) == [], filled
    assert {t.rule.id for t in after.evaluation.tracks_of["child:c01"] if t.contacts == (DAY,)} == {
        rule["id"] for rule in made
    }, filled
    assert len(after.store.visits) == view.logged_entries


@pytest.mark.parametrize("id_", ["talk", "home-visit", "1", "11-20", "null", "c", "x" * 64])
def test_an_odd_id_is_no_other_word(id_: str) -> None:
    """An id that the line would read as a kind of visit is written in the long form."""
    given_ = records(asks("home_visit"), children=(id_,))
    site = site_of_records(given_, "en")
    new = visit_to_log(site, id_, rule=site.policy.rules[0], by=("t01",))
    filled = Person(site.store, DAY).fill(below(new.path), new.text)
    after = look(MemoryFolder({**given_.files, below(new.path): filled}), AS_OF)
    assert found_in(after, {below(new.path)}) == [], filled
    assert [visit.children for visit in after.store.visits] == [(id_,)]


def test_long_ids_make_no_name_that_the_reader_refuses() -> None:
    """Nor one that two records would share; the page's script adds the hour and the minute."""
    ids = [f"{'c' * 62}{n:02d}" for n in range(2)]
    site = site_of_records(records(asks("home_visit"), children=tuple(ids)))
    names = {visit_to_log(site, id_, by=("t01",)).path.rpartition("/")[2] for id_ in ids}
    assert len(names) == 2
    for name in names:
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", name.replace(".yml", "-1530"))


def test_before_the_first_semester_a_visit_has_a_line_for_each_field() -> None:
    """Nobody could tell the year of a short date there."""
    given_ = folder(
        {"school": SCHOOL, "staff": [{"id": "t01", "name": "赵娟", "group": "teacher"}]}
    )
    given_.files["children/c01.yml"] = folder({"child": [CHILD]}).files["children/all.yml"]
    site = site_of_records(given_)
    new = visit_to_log(site, "c01", by=("t01",))
    assert new.path == "records/visits/t01-c01-1120-home-visit.yml"
    assert "- 日期:\n  学生: c01\n  方式: 家访\n  受访人:\n  内容:\n" in new.text
    untouched = look(MemoryFolder({**given_.files, below(new.path): new.text}), AS_OF)
    assert [f.code for f in untouched.findings if f.path == below(new.path)] == ["I201"]
    filled = Person(site.store, DAY).fill(below(new.path), new.text)
    after = look(MemoryFolder({**given_.files, below(new.path): filled}), AS_OF)
    assert found_in(after, {below(new.path)}) == []
    assert len(after.store.visits) == 1


def test_the_example_in_the_comment_can_be_taken_as_it_is() -> None:
    """Without its mark it is a visit, and so is the one that reached nobody."""
    given_ = records(asks("phone_call", "parent"))
    for locale in ("zh_CN", "en"):
        site = site_of_records(given_, locale)
        new = visit_to_log(site, "c01", rule=site.policy.rules[0], by=("t01",))
        shown = [
            line.partition("- ")[2]
            for line in new.text.splitlines()
            if "# " in line and "- " in line
        ]
        assert len(shown) == 2
        text = new.text[: new.text.rindex("- ")] + "".join(f"- {line}\n" for line in shown)
        after = look(MemoryFolder({**given_.files, below(new.path): text}), AS_OF)
        assert found_in(after, {below(new.path)}) == []
        assert [visit.reached for visit in after.store.visits] == [True, False]


def test_a_teacher_of_sixty_children_gets_the_text_to_copy() -> None:
    """An address has its limit; nothing of the text is lost over it."""
    children = tuple(f"c{n:02d}" for n in range(60))
    rules = [{**asks(kind, "child"), "id": kind.replace("_", "-")} for kind in visit_kinds()[:4]]
    site = site_of_records(records(*rules, children=children))
    (view,) = [sheet.context for sheet in teachers(site) if sheet.path == "staff/t01"]
    assert view.log is not None and view.logged_entries == 240
    assert view.log.text.count("\n- ") == 240
    assert not view.log.filled and len(view.log.url) < 200
    short = site_of_records(records(rules[0], children=children))
    (view,) = [sheet.context for sheet in teachers(short) if sheet.path == "staff/t01"]
    assert view.log is not None and view.log.filled, "sixty lines fit"


# What is on record can be changed where it is shown:

KEPT = {
    "school": lambda store: [store.school],
    "semester": lambda store: store.semesters,
    "staff": lambda store: store.staff.values(),
    "child": lambda store: store.children.values(),
    "pairing": lambda store: store.pairings,
    "visit": lambda store: store.visits,
    "activity": lambda store: store.activities,
    "plan": lambda store: store.plans,
    "observation": lambda store: store.observations,
    "aid": lambda store: store.aid,
    "wish": lambda store: store.wishes,
    "health": lambda store: store.health,
    "incident": lambda store: store.incidents,
    "duty": lambda store: store.duties,
    "provision": lambda store: store.provisions,
    "exemption": lambda store: store.exemptions,
    "request": lambda store: store.requests,
}


@cache
def edited() -> frozenset[str]:
    """The files that a link of the demo's pages opens in the host's editor."""
    found = set()
    for page in demo_pages().values():
        hrefs = [*re.findall(r'href="([^"]+)"', page.html), page.edit]
        found |= {href.partition("/_edit/main/records/")[2] for href in hrefs}
    return frozenset(found)


def test_the_table_of_kinds_is_whole() -> None:
    assert {*KEPT, "policy"} | {"summary"} == {kind.name for kind in BY_PLACE.values()}


@pytest.mark.parametrize("kind", sorted(KEPT))
def test_every_record_shown_can_be_edited(kind: str) -> None:
    hidden = demo_site().withdrawn
    files = {
        one.origin.path
        for one in KEPT[kind](demo_site().store)
        if getattr(one, "child", "") not in hidden
    }
    assert files, "the demo has one of every kind"
    assert not files - edited()


def test_the_policy_can_be_edited() -> None:
    assert "policy.yml" in edited()


def test_what_a_person_wrote_about_a_semester_can_be_edited_or_begun() -> None:
    """The last one has its words; this one's file is there to be opened."""
    view = next(iter(summary.sheets(demo_on(date(2026, 6, 30))))).context
    assert view.write.href.endswith("/_edit/main/records/summaries/2026-spring.yml")
    assert view.new is None
    now = next(iter(summary.sheets(demo_site()))).context
    assert now.new is not None and now.new.path == "records/summaries/2026-autumn.yml"
    assert now.write.href == "" and now.new.url in unescape(demo_pages()["summary.md"].html)
