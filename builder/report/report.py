"""What is to be reported: findings, lists and counts, and how to name things.

Names of children and any other text from records appear only where a person sits at a terminal;
elsewhere, and in every CI format, there are ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from builder.evaluation import Overdue, Unassigned
from builder.finding import Finding, Severity
from builder.i18n import Language
from builder.inspection import Inspection
from builder.model import Rule
from builder.read.decode import replaced
from builder.wording import worded


@dataclass(frozen=True)
class Report:
    """An inspection, cut down to what is to be shown.

    `prefixes` are the records folders relative to the repository's root, for CI formats.
    """

    inspection: Inspection
    language: Language
    findings: Sequence[Finding]
    overdue: Sequence[Overdue]
    unassigned: Sequence[Unassigned]
    prefixes: Sequence[str] = ("records",)
    names: bool = False
    colour: bool = False

    @classmethod
    def of(cls, inspection: Inspection, language: Language) -> Report:
        """The whole of an inspection."""
        evaluation = inspection.evaluation
        return cls(
            inspection, language, inspection.findings, evaluation.overdue, evaluation.unassigned
        )

    def since(self, before: Inspection) -> Report:
        """Only what was not already so in an earlier state of the records, on the same day."""
        known = _tally(before.findings)
        fresh: list[Finding] = []
        for finding in self.findings:
            key = _identity(finding)
            if known.get(key, 0):
                known[key] -= 1
            else:
                fresh.append(finding)
        late = {(row.unit, row.rule.id) for row in before.evaluation.overdue}
        vacant = {(row.unit, row.rule.id) for row in before.evaluation.unassigned}
        return replace(
            self,
            findings=fresh,
            overdue=[row for row in self.overdue if (row.unit, row.rule.id) not in late],
            unassigned=[row for row in self.unassigned if (row.unit, row.rule.id) not in vacant],
        )

    def count(self, severity: Severity) -> int:
        """How many of the findings shown have a severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def of_severity(self, severity: Severity) -> list[Finding]:
        """The findings shown that have a severity."""
        return [finding for finding in self.findings if finding.severity is severity]

    def worded(self, finding: Finding) -> tuple[str, str]:
        """The message and the hint of a finding."""
        return worded(finding, self.language)

    def left_out(self) -> str:
        """That files of the records have errors and are not in the lists; blank where none has."""
        return (
            self.language.plural(
                "{n} file of the records has an error and is left out (shouwang check).",
                "{n} files of the records have errors and are left out (shouwang check).",
                wrong,
            )
            if (wrong := len(self.inspection.store.wrong))
            else ""
        )

    def path(self, finding: Finding) -> str:
        """A finding's file, relative to the repository's root."""
        return self.full_path(finding.folder, finding.path)

    def full_path(self, folder: int, path: str) -> str:
        """A file relative to the repository's root."""
        prefix = self.prefixes[folder] if folder < len(self.prefixes) else ""
        return defused("/".join(part for part in (prefix, path) if part not in ("", ".")))

    def unit(self, scope: str, unit: str) -> str:
        """A child, class or the school: by name at a terminal, by id elsewhere.

        A child whose consent was withdrawn is named nowhere.
        """
        if scope == "school":
            return self.language.text("The school")
        store = self.inspection.store
        if not self.names:
            return unit
        if scope == "class":
            return self.class_name(unit)
        child = store.children[unit]
        if child.withdrawn_on(self.inspection.as_of):
            return unit
        return f"{in_a_line(child.name)} {unit}"

    def class_name(self, class_id: str) -> str:
        """What a class is called on the day."""
        calendar = self.inspection.store.calendar
        year = calendar.school_year(self.inspection.as_of)
        if self.language.chinese or class_id not in calendar.classes:
            return calendar.class_name(class_id, year)
        grade, cls = calendar.grade(class_id, year), calendar.classes[class_id]
        return f"Grade {grade}, class {cls.number}"

    def people(self, ids: Iterable[str]) -> str:
        """Members of the staff, or that there is nobody."""
        staff = self.inspection.store.staff
        shown = [in_a_line(staff[id_].name) if self.names and id_ in staff else id_ for id_ in ids]
        return self.language.join(shown) or self.language.text("nobody in charge")

    def rule(self, rule: Rule) -> str:
        """A rule's title at a terminal, its id elsewhere."""
        return in_a_line(rule.title) if self.names and rule.title else rule.id

    def place_of(self, scope: str, unit: str) -> tuple[str, int]:
        """Where a child's, class's or the school's own record stands: path and line."""
        store = self.inspection.store
        if scope == "child" and unit in store.children:
            origin = store.children[unit].origin
        else:
            semester = self.inspection.evaluation.semester
            origin = semester.origin if scope == "class" and semester else store.school.origin
        return self.full_path(origin.folder, origin.path), origin.line


_CONTROL: Final = re.compile("[\x00-\x1f]")
_COLONS: Final = re.compile(r":{2,}")
# `##[error]` on GitHub and Gitea, wherever it stands in a line; `##vso[…]` elsewhere.
_HASHES: Final = re.compile(r"#{2,}(?=[\w.]*\[)")


def defused(text: str) -> str:
    """A file name or the like that no CI system takes for a command: many hands type them.

    Nor does anything in it hide what stands beside it. However often the signs stand: of `####[`
    nothing is left that makes a command again.
    """
    plain = _CONTROL.sub("?", replaced(text, lambda sign: "?"))
    return _HASHES.sub("", _COLONS.sub(":", plain))


def in_a_line(text: str) -> str:
    """A text from a record within a line for people: on that line, and no command to a runner."""
    return defused(" ".join(text.split()))


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes two findings the same one though lines have moved."""
    route = tuple(step for step in finding.route if isinstance(step, str))
    return (finding.code, finding.folder, finding.path, route, finding.words)


def _tally(findings: Iterable[Finding]) -> dict[tuple[object, ...], int]:
    found: dict[tuple[object, ...], int] = {}
    for finding in findings:
        found[_identity(finding)] = found.get(_identity(finding), 0) + 1
    return found
