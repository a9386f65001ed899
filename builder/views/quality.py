"""Data quality: every finding where it can be mended, archives with blanks, and what is on record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from builder.codes import CODES, examples, without_finding
from builder.finding import Finding, Severity
from builder.history import Change
from builder.i18n import N_, Language
from builder.kinds import KINDS
from builder.model import Child
from builder.views.archive import Group, archive, blank_name, clear_counts, group_name
from builder.views.site import Link, Sheet, Site
from builder.wording import worded

SHOWN: Final = 500
"""So many findings fit on a page; `shouwang check` has them all."""

TONES: Final = {Severity.ERROR: "late", Severity.WARNING: "warn", Severity.INFO: "quiet"}
NAMES: Final = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.INFO: N_("hint"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding: where, what, what to do."""

    severity: str
    severity_id: str
    tone: str
    code: str
    path: str
    line: int | None
    message: str
    hint: str
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankRow:
    """A child whose archive has blanks, and which."""

    child: Link
    class_: Link
    groups: tuple[tuple[str, str], ...]
    edit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """A file with late entries: how many, and how many days the slowest took."""

    path: str
    entries: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One recent commit: when, by whom, and how many records' files it touched."""

    day: str
    author: str
    files: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityView:
    """The page of data quality."""

    as_of: str
    findings: tuple[FindingRow, ...]
    found: int
    counts: tuple[tuple[str, str, int], ...]
    severities: tuple[Link, ...]
    codes: tuple[Link, ...]
    blanks: tuple[BlankRow, ...]
    children: int
    groups: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, str, int], ...]
    records: int
    sound: int
    changes: tuple[ChangeRow, ...]
    history: bool
    late: tuple[LateRow, ...]
    late_days: int
    dated: int


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of data quality."""
    yield Sheet(
        path="quality",
        title=site.language.text("Data quality"),
        context=quality_view(site),
        description=site.language.text("What is wrong or missing in the records, and where"),
        search="",
    )


def quality_view(site: Site) -> QualityView:
    """Findings, blanks and counts as the page shows them."""
    language, findings = site.language, site.inspection.findings
    order = list(Severity)
    worst_first = sorted(findings, key=lambda f: (order.index(f.severity), f.order))
    blanks, groups = _blanks(site)
    kinds = tuple(_kinds(site))
    late, dated = _late(site)
    codes = Counter(finding.code for finding in findings)
    return QualityView(
        as_of=language.day(site.as_of),
        findings=tuple(_finding(site, finding) for finding in worst_first[:SHOWN]),
        found=len(findings),
        counts=tuple(
            (language.text(NAMES[severity]), TONES[severity], site.inspection.count(severity))
            for severity in Severity
        ),
        severities=tuple(Link(language.text(NAMES[s]), id=str(s)) for s in Severity),
        codes=tuple(Link(f"{code} ({n})", id=code) for code, n in sorted(codes.items())),
        blanks=blanks,
        children=len(site.children),
        groups=groups,
        kinds=kinds,
        records=site.store.records,
        changes=tuple(_change(site, change) for change in site.changes or ()),
        history=site.changes is not None,
        late=late,
        late_days=LATE_DAYS,
        dated=dated,
        sound=sum(n for _, _, n in kinds),
    )


def _finding(site: Site, finding: Finding) -> FindingRow:
    message, hint = worded(finding, site.language)
    return FindingRow(
        severity=site.language.text(NAMES[finding.severity]),
        severity_id=str(finding.severity),
        tone=TONES[finding.severity],
        code=finding.code,
        path=finding.path,
        line=finding.line,
        message=message,
        hint=hint,
        # A file name that is no id may be somebody's name, and has no place in a URL.
        edit=site.links.edit_path(finding.path)
        if not finding.folder and finding.code not in ("E103", "E105")
        else "",
    )


LATE_DAYS: Final = 14
"""A visit written down more than so many days later is a late entry."""


def _late(site: Site) -> tuple[tuple[LateRow, ...], int]:
    """Visits of the semester that came into Git late, by file; and how many have a known day."""
    written = site.written or {}
    dated, found = 0, Counter[str]()
    slowest: dict[str, int] = {}
    for visit in site.store.visits:
        path = visit.origin.path
        if visit.origin.folder or path not in written or not site.this_semester(visit.date):
            continue
        dated += 1
        days = (written[path] - visit.date).days
        if days > LATE_DAYS:
            found[path] += 1
            slowest[path] = max(days, slowest.get(path, 0))
    rows = tuple(
        LateRow(path=path, entries=n, days=slowest[path]) for path, n in sorted(found.items())
    )
    return rows, dated


_PATHS: Final = 3
"""So many files of a change are named."""


def _change(site: Site, change: Change) -> ChangeRow:
    # A file name that is no id may be somebody's name; it is counted, not shown.
    named = [path for path in change.paths if path.isascii()]
    return ChangeRow(
        day=site.language.day(date.fromisoformat(change.day)),
        author=change.author,
        files=len(change.paths),
        paths=tuple(named[:_PATHS]),
    )


def _blanks(site: Site) -> tuple[tuple[BlankRow, ...], tuple[tuple[str, int], ...]]:
    """Children with blanks in their archive, and by group how many are clear."""
    rows = []
    for child in site.children:
        if child.id in site.withdrawn:
            continue
        blank = [group for group in archive(child, site.policy, site.as_of) if not group.clear]
        if blank:
            rows.append(_blank_row(site, child, blank))
    counts = clear_counts(site.children, site.policy, site.as_of)
    return tuple(rows), tuple((group_name(site.language, name), n) for name, n in counts)


def _blank_row(site: Site, child: Child, blank: Sequence[Group]) -> BlankRow:
    language = site.language
    groups = []
    for group in blank:
        fields = dict.fromkeys(blank_name(language, one) for one in group.blanks)
        groups.append((group_name(language, group.name), language.join(list(fields))))
    return BlankRow(
        child=site.child_link(child.id),
        class_=site.class_link(child.class_on(site.as_of), short=True),
        groups=tuple(groups),
        edit=site.links.edit(child.origin),
    )


def _kinds(site: Site) -> Iterator[tuple[str, str, int]]:
    """Kinds of record with their folder and how many sound ones there are."""
    store = site.store
    counts = {
        "school": 1,
        "policy": int(store.policy is not None),
        "semester": len(store.semesters),
        "staff": len(store.staff),
        "child": len(store.children),
        "pairing": len(store.pairings),
        "visit": len(store.visits),
        "activity": len(store.activities),
        "plan": len(store.plans),
        "observation": len(store.observations),
        "aid": len(store.aid),
        "wish": len(store.wishes),
        "health": len(store.health),
        "incident": len(store.incidents),
        "duty": len(store.duties),
        "provision": len(store.provisions),
        "exemption": len(store.exemptions),
        "request": len(store.requests),
        "summary": len(store.summaries),
    }
    for kind in KINDS.values():
        place = f"{kind.place}/" if kind.folder else f"{kind.place}.yml"
        yield site.language.kind(kind.name), place, counts[kind.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """One code of the catalogue."""

    code: str
    severity: str
    tone: str
    message: str
    hint: str
    bad: str
    good: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodesView:
    """The catalogue of everything that can be found."""

    codes: tuple[CodeRow, ...]


def code_sheets(site: Site) -> Iterator[Sheet]:
    """The catalogue's page."""
    title = site.language.text("Catalogue of findings")
    yield Sheet(path="codes", title=title, context=CodesView(codes=code_rows(site.language)))


def code_rows(language: Language) -> tuple[CodeRow, ...]:
    """The whole catalogue, in the order of its codes."""
    text = language.text
    return tuple(
        CodeRow(
            code=code,
            severity=text(NAMES[Finding(code).severity]),
            tone=TONES[Finding(code).severity],
            message=without_finding(text(entry.message)),
            hint=without_finding(text(entry.hint)),
            bad=bad,
            good=good,
        )
        for code, entry in sorted(CODES.items())
        for bad, good in [examples(code, chinese=language.chinese)]
    )
