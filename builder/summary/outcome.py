"""10 考核, 11 成效、困难和问题、今后打算、媒体报道 (S1-27, S3-07, S4-08, S4-09, S5-07, S5-12)."""

from __future__ import annotations

from builder.summary.facts import Facts
from builder.summary.figure import Counted, Listing, Prose, Section, Table, Text, each, share, tally


def assessment(facts: Facts) -> Section:
    """10 考核: teachers without a missed obligation, and what is overdue on D."""
    text, store = facts.language.text, facts.store
    # Somebody whose own record has an error may still be paired: known by id, and no record here.
    owing, sound = (
        [store.staff[person] for person in people if person in store.staff]
        for people in (facts.site.assessment.with_any, facts.site.assessment.without_missed)
    )
    teachers = [person for person in owing if person.group == "teacher"]
    rest = [person for person in owing if person.group != "teacher"]
    late: dict[str, list[str]] = {}
    for row in facts.site.evaluation.overdue:
        if row.scope == "child":
            late.setdefault(row.unit, []).append(facts.site.rule_title(row.rule))
    others = [row for row in facts.site.evaluation.overdue if row.scope != "child"]
    figures = {
        "sound": share(
            "assessment.sound", text("teachers without a missed obligation"), each(sound), teachers
        ),
        "others": share(
            "assessment.others",
            text("administration, support and others without a missed obligation"),
            each(sound),
            rest,
        ),
        "late": share(
            "overdue.children",
            text("children with something overdue"),
            [
                Counted(store.children[child], said=facts.language.join(rules))
                for child, rules in late.items()
            ],
            facts.children,
        ),
        "elsewhere": tally(
            "overdue.others",
            text("overdue for a class or the school"),
            [
                Counted(
                    facts.site.calendar.classes[row.unit] if row.scope == "class" else store.school,
                    said=facts.site.rule_title(row.rule),
                )
                for row in others
            ],
        ),
    }
    prose = Prose(
        words=text(
            "Of the teachers who owed something {sound} kept all of it. On the day {late} children"
            " had something overdue."
        ),
        figures=figures,
    )
    table = Table(
        id="assessment",
        title=text("Assessment"),
        heads=(text("What"), text("This semester")),
        rows=tuple((figure,) for figure in figures.values()),
    )
    return Section(id="assessment", title=text("Assessment"), prose=(prose,), tables=(table,))


def words(facts: Facts) -> Section:
    """11: what a person has to write, from records/summaries/."""
    language = facts.language
    written = facts.store.summaries.get(facts.semester.id)
    texts = []
    for name in ("achievements", "difficulties", "plans"):
        text, title = getattr(written, name, None) or "", language.field("summary", name)
        texts.append(Text(title=title, text=text, missing="" if text else title))
    media = Listing(
        title=language.field("summary", "media"),
        heads=tuple(language.field("summary", "media", n) for n in ("date", "outlet", "title")),
        rows=tuple(
            (language.day(one.date), one.outlet, one.title)
            for one in (written.media if written else ())
        ),
        missing="" if written and written.media else language.field("summary", "media"),
    )
    title = language.text("Achievements, difficulties, plans, media coverage")
    return Section(id="words", title=title, texts=tuple(texts), listings=(media,))
