"""The whole way in: folders of files to a store, and everything that was found on the way.

Every file is read and every finding reported; a record with an error is left out of the store, its
id stays known, so that what refers to it is no second error.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from builder import model
from builder.calendar import Calendar, in_order
from builder.finding import Finding, Origin, Slip, words
from builder.i18n import N_
from builder.kinds import BY_PLACE, KINDS, Kind
from builder.presets import preset_rule_ids
from builder.read.build import CLASSES, build
from builder.read.decode import decode
from builder.read.form import first_day, form
from builder.read.linking import Linker, Registry
from builder.read.locate import located
from builder.read.oneline import Span, span_of
from builder.read.privacy import private_numbers
from builder.read.records import MOST_SLIPS, Raw, compact, pruned, read_records
from builder.read.scan import Folder, Found, scan
from builder.read.validity import Enrolment, validity
from builder.store import Store

Progress = Callable[[int, int], None]
"""Told how many files are done, of how many."""


class Unusable(Exception):
    """The store as a whole cannot be used. `reason` is a message id; findings may say more."""

    def __init__(self, reason: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.findings = tuple(findings)


NO_SCHOOL: Final = N_("There is no school.yml that can be read in the records folder.")
NO_POLICY: Final = N_("policy.yml cannot be read at all.")


@dataclass(slots=True)
class File:
    """A file that was read: its records and the slips in it."""

    folder: int
    found: Found
    records: list[Raw] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    def refuse(self, raw: Raw, slip: Slip) -> None:
        """An error within a record, found after its form was read."""
        raw.broken.append(slip.route)
        if (
            slip.code
        ):  # Without a code the record is left out in silence: its own slip is elsewhere.
            route = raw.typed_route(slip.route)
            self.slips.append(Slip(_of_policy(raw, slip), route, slip.words))


def _of_policy(raw: Raw, slip: Slip) -> str:
    """A reference that does not resolve within a rule is the policy's slip (E6)."""
    in_rule = raw.kind.name == "policy" and slip.route[:1] == ("rules",)
    return "E608" if in_rule and slip.code.startswith("E3") else slip.code


@dataclass(frozen=True, slots=True)
class Loaded:
    """The store, and the findings of reading it in the order of files and lines."""

    store: Store
    findings: tuple[Finding, ...]


def load(
    folders: Sequence[Folder], *, now: datetime | None = None, progress: Progress | None = None
) -> Loaded:
    """Read, validate and link all records. Raises `Unusable` when there is no school to speak of.

    With `now`, an entry dated after the school's today is an error.
    """
    registry = Registry()
    files = list(_files(folders, registry, progress))
    everything = [(file, raw) for file in files for raw in file.records]
    _refuse_duplicates(everything)
    for _, raw in everything:
        _register(raw, registry)
    school = _single(everything, "school")
    if school is None:
        raise Unusable(NO_SCHOOL, _findings(files, folders))
    policy = _single(everything, "policy")
    unread = (file for file in files if file.found.kind is KINDS["policy"] and not file.found.slip)
    if policy is None and any(unread):
        raise Unusable(NO_POLICY, _findings(files, folders))
    calendar = _calendar(school, everything)
    _know_broken_items(school[1], registry)
    rules = [*preset_rule_ids(), *_rule_ids(policy[1].values if policy else {})]
    needs = {need.id: need.title for need in calendar.school.needs}
    today = now.astimezone(ZoneInfo(calendar.school.timezone)).date() if now else None
    linker = Linker(registry, calendar, needs, rules, today)
    for file, raw in everything:
        for slip in [*linker.link(raw), *linker.astray(raw)]:
            file.refuse(raw, slip)
    _refuse_impossible(everything, today)
    return Loaded(_store(everything, files), tuple(_findings(files, folders)))


def _files(
    folders: Sequence[Folder], registry: Registry, progress: Progress | None
) -> Iterator[File]:
    """Every file of every folder, read through its kind's form.

    Semesters are read before all others: dates without a year are of the one whose folder they
    are in.
    """
    found = [(n, one) for n, folder in enumerate(folders) for one in scan(folder)]
    first = {
        (number, one.path): _file(number, one, folders[number], registry, {})
        for number, one in found
        if one.kind is KINDS["semester"]
    }
    semesters = dict(_spans(first.values()))
    for done, (number, one) in enumerate(found, start=1):
        known = first.get((number, one.path))
        yield known or _file(number, one, folders[number], registry, semesters)
        if progress and (done % 50 == 0 or done == len(found)):
            progress(done, len(found))


def _spans(files: Iterable[File]) -> Iterator[tuple[str, Span]]:
    """First and last day of every semester of which one of these can be read.

    That one then stands for both: it still tells the year of a day in the folder, so that a wrong
    date of the semester is no error of the visits in it.
    """
    for raw in (raw for file in files for raw in file.records):
        days: list[date] = []
        for name in ("start", "end"):
            with contextlib.suppress(KeyError, TypeError, ValueError):
                days.append(date.fromisoformat(raw.values[name]))
        if days and days[0] > days[-1]:
            # A slip in a year: the semester's name tells which.
            days = [min(days, key=lambda day: day.isoformat()[:4] != raw.id[:4])]
        if days:
            yield raw.id, (days[0], days[-1])


def _file(
    number: int, found: Found, folder: Folder, registry: Registry, semesters: Mapping[str, Span]
) -> File:
    file = File(number, found)
    meant = found.kind or BY_PLACE.get(dict(found.slip.words).get("near", "") if found.slip else "")
    text = ""
    try:
        if found.slip and found.slip.code == "E102":
            decoded = None
        else:
            decoded = decode(folder.read(found.path))
            text = decoded.text
    except OSError:
        decoded = None
    if decoded is None or found.slip or not decoded.usable or found.kind is None:
        unread = decoded.slips if decoded else (Slip("E118"),)
        file.slips += [found.slip] if found.slip else unread
        if meant:
            registry.salvage(meant.name, found.stem, text)
        return file
    semester = span_of(found.path, semesters)
    contents = read_records(decoded.text, found.kind, found.stem, semester)
    known = {slip.line for slip in decoded.slips}
    file.records = contents.records
    # What YAML made of a line with a hidden character is no second slip.
    emptied = _emptied(decoded.text, known, found.kind)
    file.slips = [
        slip
        for slip in contents.slips
        if (slip.line is None or slip.line not in known)
        and not (slip.code == "E204" and slip.route[-1] in emptied)
    ]
    if not contents.readable or any(slip.code == "E201" for slip in contents.slips):
        registry.salvage(found.kind.name, found.stem, decoded.text)
    for slip in [*decoded.slips, *private_numbers(decoded.text)]:
        file.slips.append(slip)
        above = [raw for raw in file.records if raw.line <= (slip.line or 0)]
        for raw in above[-1:] or file.records:
            raw.broken.append(())
    return file


def _emptied(text: str, lines: Iterable[int | None], kind: Kind) -> set[str]:
    """The fields that held nothing but what was refused on one of these lines: they are not missing."""
    rows = text.split("\n")
    found = (_BLANK_KEY.match(rows[line - 1]) for line in lines if line and line <= len(rows))
    return {form(kind.name).read.canonical(one[1]) for one in found if one}


_BLANK_KEY: Final = re.compile(r" *(?:- +)*([^\s:#][^:#]{0,20}?) *: *\Z")


def _register(raw: Raw, registry: Registry) -> None:
    """Make a record's id and name known, whether or not the record is sound."""
    if not raw.kind.ids:
        return
    name = raw.values.get("name")
    twin = raw.kind.name == "child" and ("name",) in raw.broken
    # Without an id of its own the record is left out, but its name is no unknown name.
    known = raw.id or f"{raw.kind.name}-{raw.line}-without-id"
    registry.add(raw.kind.name, known, name if isinstance(name, str) and not twin else None)
    if raw.kind.name == "child" and raw.id:
        registry.child_classes[raw.id] = sorted(_classes(raw.values))


def _classes(values: Mapping[str, Any]) -> Iterator[tuple[date, str]]:
    """The classes of a child with the last day in each, as far as they are written by id."""
    for earlier in values.get("earlier_classes") or ():
        try:
            yield first_day(earlier["until"]), earlier["class"]
        except (KeyError, TypeError, ValueError):
            continue
    if isinstance(values.get("class"), str):
        yield date.max, values["class"]


def _refuse_duplicates(everything: Sequence[tuple[File, Raw]]) -> None:
    """One id twice (E303), one child twice (E304), a second school or policy: the later is refused."""
    taken: dict[tuple[str, str], tuple[File, Raw]] = {}
    for file, raw in everything:
        for slip in list(_repeated_items(file, raw)):
            file.refuse(raw, slip)
    people: dict[tuple[str, ...], str] = {}
    for file, raw in everything:
        if not raw.id and raw.kind.folder:
            continue
        first, first_raw = taken.setdefault((raw.kind.name, raw.id), (file, raw))
        if first_raw is not raw:
            file.refuse(raw, Slip("E303", ("id",), words(path=first.found.path)))
        elif raw.kind.name == "child":
            for key in _identities(raw.values):
                other = people.setdefault(key, raw.id)
                if other != raw.id:
                    file.refuse(raw, Slip("E304", ("name",), words(id=other)))
                    break


_OWN_IDS: Final = {
    "school": (("classes", "id"), ("needs", "id")),
    "semester": (("classes", "class"),),
}
"""Lists within a record whose items must each be another one."""


def _repeated_items(file: File, raw: Raw) -> Iterator[Slip]:
    """A class, a need or a semester's class that stands twice: the later is refused."""
    for name, key in _OWN_IDS.get(raw.kind.name, ()):
        seen: set[str] = set()
        for position, item in enumerate(raw.values.get(name) or ()):
            found = item.get(key) if isinstance(item, dict) else None
            if isinstance(found, str) and found in seen:
                yield Slip("E303", (name, position, key), words(path=file.found.path))
            elif isinstance(found, str):
                seen.add(found)


def _identities(values: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """By what a child is known to be the same child."""
    number = values.get("student_no")
    if isinstance(number, str):
        yield ("student_no", number)
    name, born = values.get("name"), values.get("born")
    if isinstance(name, str) and isinstance(born, str):
        yield ("person", name, born)


def _single(everything: Iterable[tuple[File, Raw]], kind: str) -> tuple[File, Raw] | None:
    """The first record of a kind of which there is one, without what is broken in it."""
    for file, raw in everything:
        if raw.kind.name == kind and pruned(raw) is not None:
            return file, raw
    return None


def _calendar(school: tuple[File, Raw], everything: Iterable[tuple[File, Raw]]) -> Calendar:
    """The calendar by which class names are understood, as far as it can be told before linking."""
    semesters = [
        build(model.Semester, compact(values), origin=_origin(file, raw))
        for file, raw in everything
        if raw.kind.name == "semester" and (values := pruned(raw)) is not None
    ]
    built = build(model.School, compact(pruned(school[1])), origin=_origin(*school))
    return Calendar(built, in_order(semesters))


def _know_broken_items(school: Raw, registry: Registry) -> None:
    """A class or need of the school that is itself wrong: what refers to it is no second error."""
    for name, kind in (("classes", "class"), ("needs", "need")):
        for item in school.values.get(name) or ():
            id_ = item.get("id") if isinstance(item, dict) else None
            if isinstance(id_, str):
                registry.broken[kind].add(id_)


def _rule_ids(policy: Mapping[str, Any]) -> Iterator[str]:
    for rule in policy.get("rules") or ():
        if isinstance(rule, dict) and isinstance(rule.get("id"), str):
            yield rule["id"]


def _refuse_impossible(everything: Sequence[tuple[File, Raw]], today: date | None) -> None:
    """Impossible dates. Children go first: the others are held against those that are sound."""
    enrolments: dict[str, Enrolment] = {}
    children = [(file, raw) for file, raw in everything if raw.kind.name == "child"]
    others = [(file, raw) for file, raw in everything if raw.kind.name != "child"]
    for group in (children, others):
        for file, raw in group:
            for slip in list(validity(raw, enrolments, today)):
                file.refuse(raw, slip)
        for _, raw in children if group is children else ():
            if raw.sound:
                left = raw.values.get("left")
                enrolments[raw.id] = Enrolment(
                    first_day(raw.values["enrolled"]), date.fromisoformat(left) if left else None
                )
    _refuse_overlaps(everything)


def _refuse_overlaps(everything: Sequence[tuple[File, Raw]]) -> None:
    """Overlapping semesters (E406): the one that stands later is refused."""
    kept: list[Raw] = []
    for file, raw in everything:
        if raw.kind.name != "semester" or pruned(raw) is None:
            continue
        start, end = raw.values["start"], raw.values["end"]
        clash = next(
            (o for o in kept if start <= o.values["end"] and o.values["start"] <= end), None
        )
        if clash:
            file.refuse(raw, Slip("E406", ("start",), words(id=clash.id)))
        else:
            kept.append(raw)


def _origin(file: File, raw: Raw) -> Origin:
    return Origin(file.folder, file.found.path, raw.line, raw.route)


_PLURALS: Final[Mapping[str, str]] = {
    "pairing": "pairings",
    "visit": "visits",
    "activity": "activities",
    "plan": "plans",
    "observation": "observations",
    "aid": "aid",
    "wish": "wishes",
    "health": "health",
    "incident": "incidents",
    "duty": "duties",
    "provision": "provisions",
    "exemption": "exemptions",
    "request": "requests",
}


def _store(everything: Sequence[tuple[File, Raw]], files: Sequence[File]) -> Store:
    """The typed store of everything that is sound."""
    built: dict[str, list[Any]] = {name: [] for name in CLASSES}
    policy: tuple[File, Raw] | None = None
    for file, raw in everything:
        kind = raw.kind
        values = raw.values if raw.sound else (pruned(raw) if kind.pruned else None)
        if values is None:
            continue
        if kind.name == "policy":
            policy = policy or (file, raw)
        else:
            usable = values if raw.sound else compact(values)
            built[kind.name].append(build(CLASSES[kind.name], usable, origin=_origin(file, raw)))
    return Store(
        school=built["school"][0],
        semesters=in_order(built["semester"]),
        staff=_by_id(built["staff"]),
        children=_by_id(built["child"]),
        summaries=_by_id(built["summary"]),
        policy=pruned(policy[1]) if policy else None,
        policy_origin=_origin(*policy) if policy else None,
        records=len(everything),
        wrong=frozenset(
            (file.folder, file.found.path)
            for file in files
            if any(slip.code.startswith("E") for slip in file.slips)
        ),
        taken=frozenset(
            file.found.path.rpartition(".")[0].lower() for file in files if file.folder == 0
        ),
        **{plural: tuple(sorted(built[kind], key=_when)) for kind, plural in _PLURALS.items()},
    )


def _by_id(records: Iterable[Any]) -> dict[str, Any]:
    return {record.id: record for record in sorted(records, key=lambda record: str(record.id))}


def _when(record: Any) -> tuple[str, str, int, int]:
    """Records of a kind go by date; those of one day by file and line, so that order is total."""
    origin: Origin = record.origin
    name = KINDS[_KIND_OF[type(record)]].date_field
    name = {"from": "from_"}.get(name, name)
    day = str(getattr(record, name)) if name else ""
    return (day, origin.path, origin.folder, origin.line)


_KIND_OF: Final[Mapping[type, str]] = {cls: kind for kind, cls in CLASSES.items()}


def _findings(files: Iterable[File], folders: Sequence[Folder]) -> list[Finding]:
    """Every slip as a finding at its file, line and column."""
    found = [
        Finding(
            slip.code,
            file.found.path,
            slip.line,
            slip.column,
            slip.route,
            slip.words,
            file.folder,
            slip.at_key,
        )
        for file in files
        for slip in _told(file.slips)
    ]
    return located(found, folders)


def _told(slips: Iterable[Slip]) -> Sequence[Slip]:
    """So many slips of one file and no more; hints make room for errors."""
    return sorted(dict.fromkeys(slips), key=lambda slip: slip.code[0] != "E")[:MOST_SLIPS]
