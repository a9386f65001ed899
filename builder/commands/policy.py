"""`policy`: the rules in force, in words, and the load that they imply."""

from __future__ import annotations

from collections.abc import Iterator

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import Language
from builder.load import Load, load_of
from builder.report import Report
from builder.report.plain import aligned
from builder.report.report import in_a_line
from builder.rule_words import sentence


def run(around: Surroundings, *, names: bool | None) -> Status:
    """Print every rule with its source, then the load per teacher per week."""
    inspection = around.inspect()
    report = around.report(inspection, names)
    load = load_of(inspection.store, inspection.policy, inspection.evaluation)
    lines = [*_rules(report), "", *_load(report, load)]
    around.out("\n".join(lines) + "\n")
    return Status.CLEAN


def _rules(report: Report) -> Iterator[str]:
    language, policy = report.language, report.inspection.policy
    needs = {need.id: need.title for need in report.inspection.store.school.needs}
    if not policy.rules:
        yield language.text("No rule is in force: nothing is owed.")
    for rule in policy.rules:
        off = "" if rule.enabled else language.text(" (off)")
        source = rule.source or language.text("the school's own")
        yield f"{rule.id}{off}  [{source}]"
        yield f"    {in_a_line(sentence(rule, language, needs))}"
        if rule.basis:
            basis = language.text("Basis: {basis}", basis=in_a_line(rule.basis))
            yield f"    {basis}"


def _load(report: Report, load: Load) -> list[str]:
    language = report.language
    if not report.inspection.policy.rules:
        return []
    if not load.rules:
        return [language.text("No semester on record: the load cannot be told.")]
    heads = [
        language.text("Rule"),
        language.text("Units"),
        language.text("Contacts a week"),
        language.text("People"),
        language.text("Each person a week"),
    ]
    rows = [heads]
    for row in load.rules:
        rows.append(
            [
                row.rule.id,
                str(row.units),
                _number(language, row.per_week),
                str(row.people),
                _number(language, row.per_person),
            ]
        )
    people = [
        [language.text("Person"), language.text("Children"), language.text("Contacts a week")]
    ]
    for person in load.people:
        shown = report.people([person.staff])
        people.append([shown, str(person.children), _number(language, person.per_week)])
    total = language.text("In all: {n} contacts a week", n=_number(language, load.per_week))
    return [
        language.text("Load implied by these rules"),
        *(f"    {line}" for line in aligned(rows)),
        f"    {total}",
        "",
        *(f"    {line}" for line in aligned(people)),
    ]


def _number(language: Language, value: float) -> str:
    return language.number(round(value, 1))
