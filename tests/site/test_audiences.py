"""Every audience has a site of its own, and what it may not see is in none of its bytes."""

import gzip
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from builder.audience import Kind, audience_of, every_audience
from builder.cli import run
from builder.edit_links import EditLinks
from builder.i18n import Language
from builder.inspection import Inspection
from builder.publish import publish
from builder.render import reachable, render
from builder.site_plugin import site_for
from builder.views.site import Site
from builder.withhold import withhold
from tests.full_school import DAY, Place, full_school
from tests.support import folder, look

from .schools import SMALL, write

AUDIENCES = (
    "all",
    "staff:t01",
    "staff:t02",
    "staff:t03",
    "staff:t05",
    "staff:t09",
    "staff:o01",
    "class:2023-1",
    "class:2024-1",
    "public",
)


@dataclass
class Planted:
    """A school with a canary in every text field, and where each canary was planted."""

    inspection: Inspection
    places: dict[str, Place]

    def name_of(self, child: str) -> str:
        """The canary in a child's name."""
        return self.of("child", ("name",), child)

    def of(self, kind: str, route: tuple[str, ...], child: str = "") -> str:
        """The canary of a field."""
        return next(
            canary
            for canary, place in self.places.items()
            if (place.kind, place.route, place.child) == (kind, route, child)
        )


@pytest.fixture(scope="module")
def planted() -> Planted:
    places: dict[str, Place] = {}

    def say(place: Place) -> str:
        canary = f"QX{len(places):05d}"
        places[canary] = place
        return f"甲{canary}" if place.route[-1] == "name" else canary

    records = full_school(say)
    inspection = look(folder(records), DAY)
    assert not [finding for finding in inspection.findings if finding.code.startswith("E")]
    return Planted(inspection, places)


@pytest.fixture(scope="module")
def sites(planted: Planted, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site of every audience, as it is published."""
    place = tmp_path_factory.mktemp("audiences")
    links = EditLinks(planted.inspection.store.school.repository, ("records",))
    whole = Site(planted.inspection, Language("zh_CN"), links)
    found = {}
    for word in AUDIENCES:
        audience = audience_of(word, planted.inspection.store, planted.inspection.as_of)
        found[word] = place / audience.folder
        publish(site_for(whole, audience), found[word])
    return found


def _bytes(site: Path) -> bytes:
    """Everything in a site, the names of its files too; what is packed, unpacked."""
    parts = []
    for file in sorted(site.resolve().rglob("*")):
        parts.append(str(file.relative_to(site.resolve())).encode())
        if file.is_file():
            content = file.read_bytes()
            parts.append(gzip.decompress(content) if file.suffix == ".gz" else content)
    return b"\0".join(parts)


def _canaries(site: Path) -> set[str]:
    return {found.decode() for found in re.findall(rb"QX\d{5}", _bytes(site))}


def _may_see(word: str, place: Place) -> bool:
    """The promise of safety.md, said once more and independently of the program."""
    kind, _, who = word.partition(":")
    if kind == "all":
        return True
    if kind == "public":
        return place.route == ("name",) and place.kind in ("school", "semester")
    if who == "o01":
        ours = place.child == "c01" and place.author == "o01"
        if place.kind in ("pairing", "visit", "aid"):
            return ours
        if place.kind == "child":
            return place.child == "c01" and place.route == ("name",)
        if place.kind == "staff":
            return place.author == "o01" and place.route != ("phone",)
        return (place.kind, place.route) in (
            ("school", ("name",)),
            ("policy", ("rules", "title")),
            ("semester", ("name",)),
        )
    if place.kind == "summary":
        return False
    if not place.child:
        return True  # The school, its staff, its rules: everybody's who works there.
    mine = {"c01"} if who in ("t01", "t02", "2023-1") else {"c02"}
    if who in ("t09",):
        mine = set()
    if place.author == who and place.kind in ("visit", "observation", "plan"):
        return True  # One's own words; t09 wrote the counselling of both.
    if who == "t09" and place.kind == "activity":
        return not any(step in ("results", "findings") for step in place.route)
    if place.kind == "child" and place.route == ("name",) and who == "t09":
        return True  # t09 wrote of both this semester, and knows them by name.
    if place.child not in mine or place.secret:
        return False
    # Both children have nobody to look after them: where they live is for their own teachers.
    lives = place.kind == "child" and (
        "home" in place.route or place.route == ("guardians", "address")
    )
    return not (lives and kind == "class")


@pytest.mark.parametrize("word", AUDIENCES)
def test_no_canary_reaches_an_audience_that_may_not_see_it(
    word: str, planted: Planted, sites: dict[str, Path]
) -> None:
    leaked = {
        canary: planted.places[canary]
        for canary in _canaries(sites[word])
        if not _may_see(word, planted.places[canary])
    }
    assert leaked == {}


def test_public_words_are_those_of_the_school_even_where_nothing_is_too_small(
    planted: Planted,
) -> None:
    """Row labels and sentences are public too: a donor's name must not be one of them."""
    policy = replace(planted.inspection.policy, suppress_below=1)
    whole = Site(replace(planted.inspection, policy=policy), Language("zh_CN"))
    public = audience_of("public", whole.store, whole.as_of)
    pages = render(site_for(whole, public))
    assert set(pages) == {"index.md"}
    found = {planted.places[one] for one in re.findall(r"QX\d{5}", str(pages))}
    assert {(place.kind, place.route) for place in found} == {
        ("school", ("name",)),
        ("semester", ("name",)),
    }


def test_the_public_site_does_not_change_while_a_semester_runs(planted: Planted) -> None:
    """Of two days side by side one could tell what has changed in between: one child, perhaps."""
    whole = Site(planted.inspection, Language("zh_CN"))
    public = audience_of("public", whole.store, whole.as_of)
    now = render(site_for(whole, public))["index.md"].html
    assert "2026-01-16" in now or "2026年1月16日" in now, "the day on which the last one ended"
    first = look(folder(full_school(lambda place: "甲")), "2025-10-20")
    page = render(site_for(Site(first, Language("zh_CN")), public))["index.md"].html
    assert "第一个有记录的学期结束以后" in page
    assert not re.search(r"\d", re.sub(r"<[^>]*>", "", page)), "no number before then"


def test_what_is_written_over_today_changes_nothing_on_the_public_site(planted: Planted) -> None:
    """Hardship, needs, telephones have no date: in last semester's numbers they would be today's."""
    store = planted.inspection.store
    policy = replace(planted.inspection.policy, suppress_below=1)

    def page(**changed: object) -> str:
        child = replace(store.children["c01"], **changed)  # type: ignore[arg-type]
        one = replace(store, children={**store.children, "c01": child})
        whole = Site(replace(planted.inspection, store=one, policy=policy), Language("zh_CN"))
        public = audience_of("public", whole.store, whole.as_of)
        return render(site_for(whole, public))["index.md"].html

    before, child = page(), store.children["c01"]
    (guardian,) = child.guardians
    assert before == page(hardship=(), hukou="urban", needs=(), concerns=())
    assert before == page(personality=None, health=None, parents=())
    assert before == page(guardians=(replace(guardian, capacity="poor", phone=None),))
    assert "困难情况" not in before
    assert before != page(left_behind=()), "what has dates is counted"


def test_the_canaries_are_there_to_be_found(planted: Planted, sites: dict[str, Path]) -> None:
    """Whoever may see something does: a site without any words would pass the test above."""
    found = {word: _canaries(site) for word, site in sites.items()}
    unseen = {planted.places[canary] for canary in set(planted.places) - found["all"]}
    assert {place.kind for place in unseen} <= {"staff", "summary", "semester", "incident"}, unseen
    mine = {c for c, p in planted.places.items() if p.child == "c01" and not p.secret}
    for word in ("staff:t01", "staff:t02", "class:2023-1"):
        assert len(found[word] & mine) > 40, word
    assert planted.name_of("c01") in found["staff:o01"]
    for route in (("goal",), ("results", "text")):
        goals = {
            c
            for c, p in planted.places.items()
            if p.route == route and p.author == "o01" and p.child == "c01"
        }
        assert goals and goals <= found["staff:o01"], "what was agreed with somebody from outside"
    counselling = {
        c
        for c, p in planted.places.items()
        if p.secret and p.author == "t09" and p.route == ("summary",)
    }
    assert counselling <= found["all"] and counselling <= found["staff:t09"], "its author sees it"


@pytest.mark.parametrize("word", AUDIENCES[1:])
def test_no_id_of_another_child_is_in_the_bytes(word: str, sites: dict[str, Path]) -> None:
    """Ids are opaque, and still: a child that is not mine is not there."""
    others = {
        "staff:t01": {"c02"},
        "staff:t02": {"c02"},
        "staff:t03": {"c01"},
        "staff:t05": {"c01"},
        "staff:o01": {"c02"},
        "class:2023-1": {"c02"},
        "class:2024-1": {"c01"},
        "public": {"c01", "c02", "t01", "t02", "t09", "o01"},
    }
    content = _bytes(sites[word])
    for id_ in others.get(word, ()):
        assert not re.search(rb"(?<![a-z0-9])" + id_.encode() + rb"(?![a-z0-9])", content), id_


def test_a_confidential_visit_is_a_date_and_a_word(
    planted: Planted, sites: dict[str, Path]
) -> None:
    page = (sites["staff:t02"] / "children/c01.html").read_text("utf-8")
    entries = re.findall(r'<li[^>]*class="sw-event[^>]*>(.*?)</li>', page, re.S)
    bare = [
        re.sub(r"<[^>]+>", " ", one).split() for one in entries if "<strong>已联系</strong>" in one
    ]
    assert len(bare) == 1, "t09's counselling; the paired teacher's own confidential visit is whole"
    assert bare[0] == ["11月16日", "帮扶记录", "已联系"]
    theirs = (sites["class:2023-1"] / "children/c01.html").read_text("utf-8")
    assert theirs.count("<strong>已联系</strong>") == 2


def test_who_is_overdue_is_the_same_for_everybody(planted: Planted) -> None:
    store, day = planted.inspection.store, planted.inspection.as_of
    rows = {(row.unit, row.rule.id) for row in planted.inspection.evaluation.overdue}
    assert rows
    for audience in every_audience(store, day):
        if audience.kind in (Kind.ALL, Kind.PUBLIC):
            continue
        part = withhold(planted.inspection, audience, Language("zh_CN"))
        seen = {(row.unit, row.rule.id) for row in part.evaluation.overdue}
        assert seen <= rows
        if audience.kind is not Kind.OUTSIDE:
            wanted = {
                row for row in rows if row[0] in audience.children and row[1] != "counselling"
            }
            assert wanted <= seen


@pytest.mark.parametrize("word", AUDIENCES)
def test_every_link_of_an_audiences_site_leads_somewhere(word: str, sites: dict[str, Path]) -> None:
    site = sites[word].resolve()
    for page in site.rglob("*.html"):
        for href in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', page.read_text("utf-8")):
            path, _, fragment = href.partition("#")
            path = path.partition("?")[0]
            if not path or ":" in path:
                continue
            if page.name == "404.html":  # Served at any depth: its links begin at the root.
                path = path.lstrip("/")
            target = (page.parent / path).resolve()
            assert target.is_file(), f"{page.name}: {href}"
            if fragment and target.suffix == ".html":
                assert f'id="{fragment}"' in target.read_text("utf-8"), f"{page.name}: {href}"


def test_the_person_is_the_front_page(planted: Planted, sites: dict[str, Path]) -> None:
    name = planted.inspection.store.staff["t02"].name
    assert f"<h1>{name}" in (sites["staff:t02"] / "index.html").read_text("utf-8")
    assert (
        "三年级1班" not in (sites["staff:o01"] / "index.html").read_text("utf-8").split("<main")[0]
    )
    assert not (sites["staff:t02"] / "staff").exists()
    assert not (sites["staff:o01"] / "children").exists()
    assert sorted(p.name for p in sites["public"].resolve().glob("*.html")) == [
        "404.html",
        "index.html",
    ]


def test_whoever_is_not_of_the_school_has_no_way_into_the_repository(
    sites: dict[str, Path],
) -> None:
    for word in ("staff:o01", "public"):
        assert b"git.example.org" not in _bytes(sites[word]), word
    assert b"git.example.org" in _bytes(sites["staff:t02"])


def _page(inspection: Inspection, word: str, path: str) -> str:
    whole = Site(inspection, Language("zh_CN"), EditLinks(inspection.store.school.repository))
    audience = audience_of(word, inspection.store, inspection.as_of)
    return render(site_for(whole, audience))[path].html


def test_the_page_of_a_child_that_one_has_only_met_says_nothing_that_is_not_so(
    planted: Planted, sites: dict[str, Path]
) -> None:
    """What is withheld is not blank, not vacant, and makes nobody three years old."""
    page = (sites["staff:t09"] / "children/c01.html").read_text("utf-8").split("<article")[1]
    assert "这名学生目前不归你带" in page
    assert "心理辅导" in page, "t09's own record"
    for lie in (
        "岁",
        "空缺",
        "未填",
        "目前不属留守",
        "没有监护人的记录",
        "没有规则适用",
        "出生日期",
    ):
        assert lie not in page, lie
    gone = replace(
        planted.inspection.store.children["c01"], left=planted.inspection.as_of.replace(day=18)
    )
    children = {**planted.inspection.store.children, "c01": gone}
    store = replace(planted.inspection.store, children=children)
    left = replace(planted.inspection, store=store)
    whole = Site(left, Language("zh_CN"))
    pages = render(site_for(whole, audience_of("staff:t09", store, left.as_of)))
    assert "children/c01.md" in pages
    assert not [path for path in pages if path.startswith("print/left-")], "no archive of blanks"


def test_somebody_who_owes_a_rule_to_everybody_is_told_how_many() -> None:
    """A counsellor is paired with nobody; a page that says nothing is due would be untrue."""
    records = full_school(lambda place: f"甲{place.child}{place.author}")
    for person in records["staff"]:
        person["counsellor"] = "true" if person["id"] == "t09" else "false"
    for rule in records["policy"]["rules"]:
        if rule["id"] == "counselling":
            rule["by"] = ["counsellor"]
    found = look(folder(records), "2026-12-20")
    late = [row for row in found.evaluation.overdue if row.rule.id == "counselling"]
    page = re.sub(r"<[^>]*>", "", _page(found, "staff:t09", "index.md"))
    tracks = [one for one in found.evaluation.tracks if one.rule.id == "counselling"]
    assert len(tracks) == 2
    assert re.search(rf"还有2项要你做的.*逾期{len(late)}项", page)
    for word in ("staff:t02", "staff:o01"):
        assert "要你做的" not in _page(found, word, "index.md"), word


def test_nobody_without_an_editor_is_told_to_use_it(sites: dict[str, Path]) -> None:
    theirs = (sites["staff:o01"] / "index.html").read_text("utf-8")
    assert "点“修改”" not in theirs and "查看全部回访事项" not in theirs
    assert "点“修改”" in (sites["staff:t02"] / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "day", ["2025-08-01", "2025-12-01", "2026-02-10", "2026-11-20", "2027-03-20"]
)
@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_no_other_child_on_any_day_in_any_language(day: str, locale: str) -> None:
    """Before the first semester, in one, in a vacation, and when the next one was forgotten."""

    def say(place: Place) -> str:
        child = (place.kind, place.route) == ("child", ("name",))
        return f"{'林' if child else '甲'}{place.child}QX{place.author}"

    found = look(folder(full_school(say)), day)
    whole = Site(found, Language(locale), EditLinks(found.store.school.repository))
    kinds = set()
    for audience in every_audience(found.store, found.as_of):
        if audience.whole:
            continue
        kinds.add(audience.kind)
        seen = audience.children | audience.met
        pages = str(render(site_for(whole, audience)))
        for child in set(found.store.children) - seen:
            assert child not in pages, (audience, child)
        if audience.kind is Kind.OUTSIDE:
            for name in (found.store.children[one].name for one in seen):
                assert name not in pages, (audience, name)
    assert {Kind.STAFF, Kind.PUBLIC} <= kinds


def test_links_to_pages_that_are_not_there() -> None:
    paths = {"index.html", "children/c01.html"}
    html = (
        '<a href="../children/c01.html#x">one</a> <a href="../staff/t01.html?a=b#c">me</a> '
        '<a href="../policy.html">rule <b>1</b></a> <a class="sw-edit" href="../print/x.html">print</a> '
        '<a href="#here">here</a> <a href="https://git.example.org/x">edit</a>'
    )
    assert reachable(html, "children/c02.html", paths, "staff/t01.html") == (
        '<a href="../children/c01.html#x">one</a> <a href="../index.html?a=b#c">me</a> '
        "rule <b>1</b>  "
        '<a href="#here">here</a> <a href="https://git.example.org/x">edit</a>'
    )


def test_every_audience_has_its_folder_and_who_is_no_more_loses_it(tmp_path: Path) -> None:
    records, sites = tmp_path / "records", tmp_path / "sites"
    write(records, dict(SMALL))
    build = ["build", "--records", str(records), "--as-of", "2026-11-20", "--site-dir", str(sites)]
    assert run([*build, "--audience", "every"]) == 0
    folders = {one.name for one in sites.iterdir() if not one.name.startswith(".")}
    assert {"all", "public", "staff-t01"} <= folders
    (sites / "notes").mkdir()
    (sites / "staff-t99").mkdir()
    gone = (sites / "staff-t01").resolve()
    left = "{name: 王芳, group: administration, until: 2026-11-01}"
    (records / "staff/t01.yml").write_text(left, "utf-8")
    run([*build, "--audience", "every"])
    assert not (sites / "staff-t01").exists() and not gone.exists(), "t01 has left"
    assert (sites / "all/index.html").is_file()
    assert (sites / "notes").is_dir(), "what is no site of ours stays"
    two = [*build[:-1], str(tmp_path / "two"), "--audience", "all", "--audience", "public"]
    run(two)
    assert {one.name for one in (tmp_path / "two").iterdir() if one.name[0] != "."} == {
        "all",
        "public",
    }
    one = [*build[:-1], str(tmp_path / "one"), "--audience", "public"]
    assert run(one) == 0
    assert (tmp_path / "one/index.html").is_file(), "one alone is the folder itself"


def test_a_build_that_fails_leaves_nothing_to_whoever_has_left(tmp_path: Path) -> None:
    records, sites = tmp_path / "records", tmp_path / "sites"
    write(records, dict(SMALL))
    build = ["build", "--records", str(records), "--as-of", "2026-11-20", "--site-dir", str(sites)]
    assert run([*build, "--audience", "every"]) == 0
    left = "{name: 王芳, group: administration, until: 2026-11-01}"
    (records / "staff/t01.yml").write_text(left, "utf-8")
    (sites / "all").unlink()
    (sites / "all").write_text("in the way", "utf-8")
    assert run([*build, "--audience", "every"]) == 2
    assert not (sites / "staff-t01").exists()


def test_an_audience_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "records", dict(SMALL))
    build = ["build", "--records", str(tmp_path / "records"), "--site-dir", str(tmp_path / "s")]
    assert run([*build, "--audience", "staff:nobody"]) == 2
    assert not (tmp_path / "s").exists()
    assert "没有这样的读者" in capsys.readouterr().err
