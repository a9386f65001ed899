"""A school's policy.yml to begin with: the presets it adopts, the others in a line each, examples.

Used by `shouwang init` and by `shouwang new policy`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from builder.blank import blank
from builder.i18n import N_, Language
from builder.presets import SUMMARIES, presets
from builder.yaml_text import quoted

_OWN_TITLE: Final = N_("Parents' meeting at the start and at mid-term")
_OWN: Final[Mapping[str, Any]] = {
    "id": "parents-meeting",
    "title": _OWN_TITLE,
    "scope": "class",
    "contact": ["parents_meeting"],
    "every": {"windows": ["opening", "midterm"]},
}
"""A rule of a school's own, as an example."""


def policy_text(language: Language, adopted: Sequence[str] = ("pian-1",)) -> str:
    """YAML text of a policy that adopts some presets, with rules to copy in comments."""
    rows = [
        f"{language.key('policy', 'extends')}: [{', '.join(adopted)}]",
        *_about_presets(language),
        "",
        *_examples(language, adopted),
    ]
    return "\n".join(rows) + "\n"


def policy_form(language: Language, filled: Mapping[str, str]) -> str:
    """The same with every other field of a policy in comments below.

    `filled` gives values (already YAML) for canonical field names, as in `blank`.
    """
    adopted = re.findall(r"[\w-]+", filled.get("extends", "pian-1"))
    others = {name: value for name, value in filled.items() if name != "extends"}
    title, *rows = blank("policy", language, others).splitlines()
    rest = "\n".join(
        row for row in rows if not row.startswith(f"# {language.key('policy', 'extends')}:")
    )
    whole = language.text(N_("Everything else that may stand here:"))
    return f"{title}\n{policy_text(language, adopted)}\n# {whole}\n{rest.strip()}\n"


def _about_presets(language: Language) -> Iterator[str]:
    """The presets in comments, a line each."""
    shipped = N_("Shipped sets of rules; several may be adopted at once:")
    yield f"# {language.text(shipped)}"
    for name, words in SUMMARIES.items():
        yield f"#   {name}  {language.text(words)}"
    load = N_("`shouwang policy` says what each rule means, and how much work a week they make.")
    yield f"# {language.text(load)}"


def _examples(language: Language, adopted: Sequence[str]) -> Iterator[str]:
    """Rules to be copied: a shipped one changed, one turned off, one of the school's own."""
    says = N_("To change a shipped rule repeat its id and write only what changes. Such as:")
    yield f"# {language.text(says)}"
    yield f"# {_key(language)}:"
    own = {**_OWN, "title": language.text(_OWN_TITLE)}
    for rule in [*_changes(adopted), own]:
        for n, (name, value) in enumerate(rule.items()):
            written = _written(language, value, name)
            yield f"#   {'  ' if n else '- '}{_key(language, name)}: {written}"


def _changes(adopted: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Two of the adopted rules: the most laborious one made rarer, another turned off."""
    shipped = presets()
    rules = [rule for name in adopted for rule in shipped.get(name, {}).get("rules", ())]
    weekly = [rule for rule in rules if rule["every"] == "week"]
    by_class = [rule for rule in rules if rule.get("scope") == "class"]
    if chosen := [*[rule for rule in weekly if "paired_teacher" in rule["by"]], *rules][:1]:
        less = {"every": {"days": 28}} if chosen[0] in weekly else {"grace_days": 7}
        yield {"id": chosen[0]["id"], **less}
    if others := [rule for rule in [*by_class, *reversed(rules)] if rule not in chosen][:1]:
        yield {"id": others[0]["id"], "enabled": False}


def _key(language: Language, *route: str) -> str:
    return language.key("policy", "rules", *route)


def _written(language: Language, value: Any, *route: str) -> str:
    """A value as a person would write it: 每周, {天数: 28}, [家长会], 否."""
    if isinstance(value, Mapping):
        pairs = (
            f"{_key(language, *route, key)}: {_written(language, item, *route, key)}"
            for key, item in value.items()
        )
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{', '.join(_written(language, item, *route) for item in value)}]"
    if isinstance(value, bool):
        words = ("是", "否") if language.chinese else ("true", "false")
        return words[not value]
    return quoted(_coded(language, str(value), route))


def _coded(language: Language, value: str, route: tuple[str, ...]) -> str:
    """A coded value or a window by its Chinese title, in Chinese; anything else as it is."""
    if not language.chinese:
        return value
    if route[-1] == "windows":
        return language.field("semester", "windows", value)
    return language.value("policy", ("rules", *route), value)
