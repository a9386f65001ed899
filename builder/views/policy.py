"""Policy: the rules in words, where each comes from, the load they imply and how far they are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from builder.assessment import FEW
from builder.charts import bar
from builder.evaluation import Completion
from builder.i18n import N_
from builder.load import Load, RuleLoad, load_of
from builder.model import Rule
from builder.promises import promises
from builder.rule_words import sentence
from builder.views.archive import Blank, blank_name, group_name
from builder.views.site import Link, Sheet, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule: what it says, where from, what it asks of people, and what came of it.

    `share_sort` is what its share is sorted by, empty where there is too little behind it.
    """

    id: str
    title: str
    sentence: str
    basis: str
    line: str
    source: str
    severity: str
    units: int
    per_week: str
    people: int
    per_person: str
    done: int
    due: int
    share_sort: str
    met: int
    late: int
    missed: int
    open: int
    waived: int
    bar: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One person's load."""

    person: Link
    children: int
    per_week: str
    sort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRow:
    """Who must be told of an incident, how soon."""

    to: str
    minutes: int
    kinds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseRow:
    """A promise without a date, and what a rule of it could count."""

    source: str
    row: str
    quote: str
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """The policy page. `kept` are the rules of which enough fell due to compare their shares, `few`
    the others; `rules` are both, in the policy's order. Whoever sees only some of the children has
    the rules without what came of them: not `whole`."""

    as_of: str
    whole: bool
    has_policy: bool
    presets: tuple[str, ...]
    definition: str
    rules: tuple[RuleRow, ...]
    kept: tuple[RuleRow, ...]
    few: tuple[RuleRow, ...]
    fewer_than: int
    disabled: tuple[str, ...]
    load_total: str
    load_children: int
    people: tuple[PersonRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    quotas: tuple[tuple[str, str], ...]
    completeness: tuple[tuple[str, str], ...]
    promises: tuple[PromiseRow, ...]
    edit: str


def sheets(site: Site) -> Iterator[Sheet]:
    """The one page of the policy."""
    title = site.language.text("Policy")
    view = policy_view(site)
    yield Sheet(
        path="policy",
        title=title,
        context=view,
        search=" ".join(rule.title for rule in view.rules),
        description=site.language.text("The rules of contact in words, and the load they imply"),
        edit=view.edit,
    )


def policy_view(site: Site) -> PolicyView:
    """The policy as the page shows it."""
    load = load_of(site.store, site.policy, site.evaluation)
    language = site.language
    rules = tuple(_rules(site, load))
    return PolicyView(
        as_of=language.day(site.as_of),
        whole=site.audience.whole,
        has_policy=site.store.policy is not None,
        presets=site.policy.extends,
        definition=site.policy.left_behind_definition or "",
        rules=rules,
        kept=tuple(rule for rule in rules if rule.share_sort),
        few=tuple(rule for rule in rules if not rule.share_sort),
        fewer_than=FEW,
        disabled=tuple(site.rule_title(rule) for rule in site.policy.rules if not rule.enabled),
        load_total=language.number(round(load.per_week, 1)),
        load_children=len(site.children),
        people=tuple(_people(site, load)),
        deadlines=tuple(_deadlines(site)),
        quotas=tuple(_quotas(site)),
        completeness=tuple(_completeness(site)),
        promises=tuple(_promises(site)),
        edit=site.links.edit(site.store.policy_origin),
    )


def _rules(site: Site, load: Load) -> Iterator[RuleRow]:
    completion = {entry.rule.id: entry for entry in site.evaluation.completion}
    loads = {entry.rule.id: entry for entry in load.rules}
    for rule in site.policy.enabled:
        kept = completion.get(rule.id, Completion(rule))
        asked = loads.get(rule.id, RuleLoad(rule, 0, 0.0, 0, 0))
        yield _rule(site, rule, sentence(rule, site.language, site.needs), kept, asked)


def _rule(site: Site, rule: Rule, words: str, kept: Completion, asked: RuleLoad) -> RuleRow:
    language = site.language
    label = completion_label(site, kept)
    return RuleRow(
        id=rule.id,
        title=site.rule_title(rule),
        sentence=words,
        basis=rule.basis or "",
        line=rule.line or "",
        source=rule.source,
        severity=rule.severity,
        units=asked.units,
        per_week=language.number(round(asked.per_week, 1)),
        people=asked.people,
        per_person=language.number(round(asked.per_person, 1)),
        done=kept.done,
        due=kept.due,
        share_sort=f"{kept.done / kept.due:.4f}" if kept.due >= FEW else "",
        met=kept.met,
        late=kept.met_late,
        missed=kept.missed,
        open=kept.open,
        waived=kept.waived,
        bar=bar(kept.met, kept.met_late, kept.missed, label),
    )


def completion_label(site: Site, kept: Completion) -> str:
    """A completion bar in words."""
    return site.language.text(
        "kept {met}, kept late {late}, missed {missed}",
        met=kept.met,
        late=kept.met_late,
        missed=kept.missed,
    )


def _people(site: Site, load: Load) -> Iterator[PersonRow]:
    for person in load.people:
        yield PersonRow(
            person=site.staff_link(person.staff),
            children=person.children,
            per_week=site.language.number(round(person.per_week, 1)),
            sort=f"{person.per_week:.3f}",
        )


def _deadlines(site: Site) -> Iterator[DeadlineRow]:
    language = site.language
    for deadline in site.policy.incident_deadlines:
        kinds = [language.value("incident", "kind", kind) for kind in deadline.kinds]
        every = language.text("every incident but suspected abuse")
        yield DeadlineRow(
            to=language.value("policy", "incident_deadlines.to", deadline.to),
            minutes=deadline.minutes,
            kinds=language.join(kinds) or every,
        )


_QUOTAS = {
    "min": N_("at least {n} for each teacher and administrator"),
    "max": N_("at most {n} for each teacher and administrator"),
    "per_class": N_("{n} in each class"),
}


def _quotas(site: Site) -> Iterator[tuple[str, str]]:
    language = site.language
    for role, quota in (site.policy.quotas or {}).items():
        words = [
            language.text(pattern, n=getattr(quota, name))
            for name, pattern in _QUOTAS.items()
            if getattr(quota, name) is not None
        ]
        if words:
            yield language.value("pairing", "kind", role), language.join(words)


def _completeness(site: Site) -> Iterator[tuple[str, str]]:
    language = site.language
    for group, paths in (site.policy.completeness or {}).items():
        labels = dict.fromkeys(blank_name(language, Blank(path)) for path in paths)
        yield group_name(language, group), language.join(list(labels))


def _promises(site: Site) -> Iterator[PromiseRow]:
    language = site.language
    for preset in site.policy.extends:
        for promise in promises().get(preset, ()):
            kinds = [language.value("policy", "rules.contact", kind) for kind in promise.contact]
            yield PromiseRow(
                source=preset, row=promise.row, quote=promise.quote, contact=language.join(kinds)
            )
