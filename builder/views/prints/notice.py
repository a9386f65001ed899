"""The notice to parents (告知书): what is kept about their child, why, who sees it, how long, whom to ask.

Made of the schemas, the policy and the school's own words, so that it says what is really kept: the
points that the law wants told are those of 个人信息保护法 art. 17 and 30, the consent that of art. 31.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from builder.checks.archives import OWN_CONSENT
from builder.i18n import N_
from builder.model import Child
from builder.rule_words import sentence
from builder.schema import Node, properties, schemas
from builder.views.prints.documents import INDEX, NOTICE, Heading, heading, notice
from builder.views.site import Link, Sheet, Site

_USUAL_SCOPE: Final = (
    N_("keeping an archive"),
    N_("paired support"),
    N_("home visits"),
    N_("telling partners outside the school"),
)
"""What a consent is asked for where no consent on record says anything of its scope."""

_MOST_SCOPES: Final = 6
_ABOUT_NOBODY: Final = frozenset({"id"})


@dataclass(frozen=True, slots=True)
class Group:
    """A part of what is kept, and what is in it."""

    label: str
    fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """The notice and the slip to be signed. `years` is how long archives are kept after leaving
    where all that are on record agree, else 0. `officer` is whom to ask, empty for a blank line."""

    heading: Heading
    back: Link
    child_age: int
    groups: tuple[Group, ...]
    rules: tuple[str, ...]
    leaders: str
    outside: bool
    years: int
    officer: str
    scopes: tuple[str, ...]


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page."""
    yield Sheet(path=NOTICE, title=notice(site).text, context=notice_view(site))


def notice_view(site: Site) -> NoticeView:
    """The notice on the day."""
    return NoticeView(
        heading=heading(site, site.language.text("Notice on left-behind children's data")),
        back=Link(site.language.text("Print"), f"{INDEX}.html"),
        child_age=OWN_CONSENT,
        groups=tuple(_groups(site)),
        rules=tuple(
            sentence(rule, site.language, site.needs)
            for rule in site.policy.enabled
            if rule.scope == "child"
        ),
        leaders=_leaders(site),
        outside=any(one.group == "outside" for one in site.store.staff.values()),
        years=_years(site),
        officer=_officer(site),
        scopes=_scopes(site),
    )


def _groups(site: Site) -> Iterator[Group]:
    """What is kept, by the schemas: the archive, the people in it, then every other kind of record."""
    language, archive = site.language, schemas()["child"]
    own, parts = [], []
    for name, node in properties(archive).items():
        inner = properties(node.get("items", node))
        if name in _ABOUT_NOBODY:
            continue
        if _apart(inner):
            titles = [language.field("child", name, one) for one in inner]
            parts.append(Group(language.field("child", name), language.join(titles)))
        else:
            own.append(language.field("child", name))
    yield Group(language.kind("child"), language.join(own))
    yield from parts
    for kind, node in schemas().items():
        if kind != "child" and _names_a_child(node):
            said = node["description"] if language.chinese else node["x-description-en"]
            yield Group(language.kind(kind), str(said))


def _apart(inner: Node) -> bool:
    """Whether a part of the archive is about somebody, a home or health: it has a row of its own."""
    return "phone" in inner or "address" in inner or "condition" in inner


def _names_a_child(node: Node) -> bool:
    return any(
        "child" in str(field.get("items", field).get("x-ref", "")).split("|")
        or _names_a_child(field.get("items", field))
        for field in properties(node).values()
    )


def _leaders(site: Site) -> str:
    """The leading group by name."""
    people = (site.store.staff.get(one.staff) for one in site.store.school.leading_group)
    return site.language.join([one.name for one in people if one and one.holds(site.as_of)])


def _years(site: Site) -> int:
    """How many years after leaving archives are kept; 0 where they differ or none says so."""
    found = {_kept(child) for child in site.store.children.values() if child.left} - {None}
    return found.pop() or 0 if len(found) == 1 else 0


def _kept(child: Child) -> int | None:
    if child.left is None or child.retain_until is None:
        return None
    return round((child.retain_until - child.left).days / 365.25)


def _officer(site: Site) -> str:
    person = site.store.staff.get(site.store.school.privacy_officer or "")
    if person is None or not person.holds(site.as_of):
        return ""
    return " ".join(filter(None, [person.name, person.position, person.phone]))


def _scopes(site: Site) -> tuple[str, ...]:
    """For what consent is asked: what the consents on record name, the commonest first."""
    named = Counter(
        scope
        for child in site.store.children.values()
        if child.consent
        for scope in child.consent.scope
    )
    usual = [scope for scope, _ in sorted(named.items(), key=lambda one: (-one[1], one[0]))]
    return tuple(usual[:_MOST_SCOPES] or (site.language.text(one) for one in _USUAL_SCOPE))
