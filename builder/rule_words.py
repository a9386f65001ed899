"""A rule of the contact policy as a sentence, for people who read no YAML.

The words are the schema's own (kinds of contact, roles, periods), put together by one translated
pattern: each language orders the parts its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from builder.i18n import N_, Language
from builder.model import Rule, Selector
from builder.presets import presets
from builder.schema import english

_PATTERN: Final = N_("{every}, {unit}: at least {times} × {contact}{by}{with_}.")
_UNITS: Final = {
    "child": N_("for each left-behind child"),
    "class": N_("for each class"),
    "school": N_("for the school"),
}
_WINDOWS: Final = {
    "opening": N_("opening weeks"),
    "midterm": N_("mid-term"),
    "final": N_("final weeks"),
}
_SPELLS: Final = {
    "boarding": (N_("who board"), N_("who don't board")),
    "priority": (N_("on the priority list"), N_("not on the priority list")),
    "unguarded": (N_("without a guardian"), N_("with a guardian")),
}

_BY: Final = N_(" by the {people}")
_WITH: Final = N_(", speaking to the {people}")


def sentence(rule: Rule, language: Language, needs: Mapping[str, str] | None = None) -> str:
    """What a rule asks for, whole: 每周，每名留守儿童：由帮扶教师至少家访1次，联系到监护人。

    `needs` are the titles of the school's own needs, by id.
    """
    words = language.text(
        _PATTERN,
        every=_every(rule, language),
        unit=_unit(rule, language, needs or {}),
        times=rule.times,
        contact=_any(language, [_label(language, "contact", kind) for kind in rule.contact]),
        by=_part(language, _BY, "by", rule.by),
        with_=_part(language, _WITH, "with", rule.with_),
    )
    return (
        " ".join([words, *_terms(rule, language)])
        if not language.chinese
        else "".join([words, *_terms(rule, language)])
    )


def title(rule: Rule, language: Language) -> str:
    """What a rule is called: its title, or its id; in English a shipped title is the id's."""
    if not language.chinese and rule.title == _shipped_titles().get(rule.id):
        return english(rule.id)
    return rule.title or rule.id


@cache
def _shipped_titles() -> Mapping[str, str | None]:
    rules = [rule for preset in presets().values() for rule in preset.get("rules", ())]
    return {rule["id"]: rule.get("title") for rule in rules}


def _label(language: Language, field: str, code: str) -> str:
    label = language.value("policy", ("rules", field), code)
    return label if language.chinese else label[:1].lower() + label[1:]


def _any(language: Language, words: Sequence[str]) -> str:
    """Several words of which any will do."""
    if len(words) < 2:
        return "".join(words)
    return language.text(
        N_("{some} or {last}"), some=language.join(list(words[:-1])), last=words[-1]
    )


def _part(language: Language, pattern: str, field: str, codes: Sequence[str]) -> str:
    if not codes:
        return ""
    people = _any(language, [_label(language, field, code) for code in codes])
    return language.text(pattern, people=people)


def _every(rule: Rule, language: Language) -> str:
    if rule.every == "days":
        return language.text(N_("Every {n} days"), n=rule.days)
    if rule.every == "windows":
        names = [language.text(_WINDOWS.get(name, name)) for name in rule.windows]
        return language.text(N_("Once in each of these: {names}"), names=language.join(names))
    label = language.value("policy", ("rules", "every"), rule.every)
    return label if language.chinese else f"Every {label.lower()}"


def _unit(rule: Rule, language: Language, needs: Mapping[str, str]) -> str:
    unit = language.text(_UNITS[rule.scope])
    of = list(_selected(rule.for_, language, needs))
    return language.text(N_("{unit} ({of})"), unit=unit, of=language.join(of)) if of else unit


def _selected(chosen: Selector, language: Language, needs: Mapping[str, str]) -> Iterator[str]:
    """For whom, where it is not for everybody."""
    for name, (holds, does_not) in _SPELLS.items():
        wanted = getattr(chosen, name)
        if wanted is not None:
            yield language.text(holds if wanted else does_not)
    if chosen.min_grade is not None:
        yield language.text(N_("grade {n} and over"), n=chosen.min_grade)
    if chosen.max_grade is not None:
        yield language.text(N_("up to grade {n}"), n=chosen.max_grade)
    if chosen.needs:
        yield language.text(
            N_("with the need {names}"),
            names=_any(language, [needs.get(n, n) for n in chosen.needs]),
        )
    if chosen.hardship:
        labels = [language.value("child", "hardship", code) for code in chosen.hardship]
        yield language.text(N_("in hardship: {names}"), names=_any(language, labels))


def _terms(rule: Rule, language: Language) -> Iterator[str]:
    """What is said beside the main sentence."""
    if rule.during == "vacation":
        yield language.text(N_("In vacations only."))
    if rule.during == "always":
        yield language.text(N_("In vacations too."))
    if rule.grace_days:
        yield language.plural(
            "Still accepted {n} day later.", "Still accepted {n} days later.", rule.grace_days
        )
    if rule.min_school_days > 1 and rule.every != "days":
        yield language.text(
            N_("Not asked for in a period with fewer than {n} school days."), n=rule.min_school_days
        )
