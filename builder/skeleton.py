"""A new school's repository, as texts by path: records to fill in, CI files, a README for teachers.

Pure: what is asked, and what is written where, is `builder.commands.init`'s business. The texts
are templates in `site_templates/init/`; in them every value is quoted for YAML unless the template
says otherwise, so that a school's name can never become anything but a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Final

from jinja2 import Environment

from builder import __version__, schema
from builder.calendar import Calendar
from builder.finding import Origin
from builder.i18n import N_, Language, language
from builder.kinds import KINDS
from builder.model import Range, School, SchoolClass, SemesterClass
from builder.policy_text import policy_text
from builder.semesters import ClassDraft, Draft, school_year_from, semester_text
from builder.templating import for_files
from builder.yaml_text import quoted

RECORDS: Final = "records"
TIMEZONE: Final = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What must be known of a school. `head` is the head teacher's name; it and `url` may be blank.

    `waived_until` is the last day on which nothing is owed yet, as the head teacher approved.
    """

    name: str
    first_grade: int
    start: date
    end: date
    classes: tuple[SchoolClass, ...]
    host: str
    presets: tuple[str, ...]
    url: str = ""
    branch: str = "main"
    head: str = ""
    holidays: tuple[Range, ...] = ()
    waived_until: date | None = None
    locale: str = "zh_CN"


@dataclass(frozen=True, slots=True)
class Host:
    """A Git host: its CI file and what is particular in it, and how a new file is made there.

    Hosts without CI of this kind have no `path`; `hook` is where a sample of a server's own check
    lies, for hosts that a school can run itself.
    """

    new_file: str
    path: str = ""
    template: str = "workflow.yml.j2"
    runner: str = "ubuntu-latest"
    format: str = "text --no-names"
    may_fail: str = "true"
    hook: str = ""


HOSTS: Final[Mapping[str, Host]] = {
    "gitea": Host(
        "“添加文件” → “新建文件”", ".gitea/workflows/shouwang.yml", hook=".gitea/pre-receive"
    ),
    "forgejo": Host(
        "“添加文件” → “新建文件”",
        ".forgejo/workflows/shouwang.yml",
        runner="docker",
        hook=".forgejo/pre-receive",
    ),
    "gitlab": Host("“+” → “新建文件”", ".gitlab-ci.yml", "gitlab-ci.yml.j2"),
    "github": Host(
        "“Add file” → “Create new file”",
        ".github/workflows/shouwang.yml",
        format="github",
        may_fail="${{ github.event_name != 'schedule' }}",
    ),
    "gitee": Host("“+ 文件” → “新建文件”"),
}


def skeleton(answers: Answers) -> dict[str, str]:
    """Every file of a new school's repository by its path."""
    host = HOSTS[answers.host]
    words = _words(answers)
    files = {
        "README.md": _rendered("README.md.j2", words),
        "requirements.txt": _rendered("requirements.txt.j2", words),
        ".gitattributes": _rendered("gitattributes", words),
        ".gitignore": _rendered("gitignore", words),
        f"{RECORDS}/README.md": _rendered("records.md.j2", words),
        f"{RECORDS}/school.yml": _rendered("school.yml.j2", words),
        f"{RECORDS}/policy.yml": policy_text(_CHINESE, answers.presets),
    }
    if host.path:
        files[host.path] = ci_file(answers.host)
    if host.hook:
        files[host.hook] = _rendered("pre-receive", words)
    if answers.head:
        files[f"{RECORDS}/staff/t01.yml"] = _rendered("staff.yml.j2", words)
    if answers.waived_until:
        files[f"{RECORDS}/exemptions/before-start.yml"] = _rendered("exemption.yml.j2", words)
    semester = draft(answers)
    files[f"{RECORDS}/{semester.path}"] = semester_text(semester, _CHINESE)
    for kind in KINDS.values():
        if kind.folder:
            folder = {**words, **_folder(kind.name)}
            files[f"{RECORDS}/{kind.place}/README.md"] = _rendered("folder.md.j2", folder)
    return files


def ci_file(host: str, *, own: bool = False) -> str:
    """The CI file of a host; `own` is the one of this project's repository, with its demo."""
    known = HOSTS[host]
    words = {
        "host": host,
        "own": own,
        "version": __version__,
        "runner": known.runner,
        "format": known.format,
        "may_fail": known.may_fail,
    }
    return _rendered(f"ci/{known.template}", words)


def draft(answers: Answers) -> Draft:
    """The first semester; whoever leads the classes and how many pupils they have is left blank."""
    chinese = _CHINESE.text
    names = _class_names(answers)
    classes = [
        ClassDraft(
            values=SemesterClass(class_=cls.id, class_teachers=(), pupils=0),
            name=names[cls.id],
            teachers_note=chinese(N_("to fill in, such as [{staff: t02}]")),
            pupils_note=chinese(N_("to fill in")),
        )
        for cls in answers.classes
    ]
    return Draft(
        start=answers.start, end=answers.end, holidays=answers.holidays, classes=tuple(classes)
    )


_CHINESE: Final[Language] = language("zh_CN")
"""The records are typed in Chinese, whatever the language of the site."""


def _words(answers: Answers) -> dict[str, Any]:
    """What the templates speak of."""
    host = HOSTS[answers.host]
    first = answers.classes[0]
    names = _class_names(answers)
    # A day on which the examples' child is enrolled and the semester has begun.
    day = answers.start + timedelta(days=10)
    return {
        "name": answers.name,
        "locale": answers.locale,
        "timezone": TIMEZONE,
        "first_grade": answers.first_grade,
        "classes": [
            {"id": cls.id, "entered": cls.entered, "number": cls.number, "name": names[cls.id]}
            for cls in answers.classes
        ],
        "host": answers.host,
        "url": answers.url,
        "branch": answers.branch,
        "head": answers.head,
        "version": __version__,
        "ci_path": host.path,
        "new_file": host.new_file,
        "semester": draft(answers).id,
        "start": answers.start.isoformat(),
        "waived_until": (answers.waived_until or answers.start).isoformat(),
        "day": day.isoformat(),
        "file_day": f"{day:%m%d}",
        "later": (day + timedelta(days=7)).isoformat(),
        "class_id": first.id,
        "born": f"{first.entered - answers.first_grade - 5}-05-06",
        "enrolled": f"{first.entered}-09",
        "folders": [_folder(kind.name) for kind in KINDS.values() if kind.folder],
    }


def _class_names(answers: Answers) -> Mapping[str, str]:
    """What each class is called in the first semester: 三年级1班."""
    school = School(
        origin=Origin(0, "school.yml", 1),
        name=answers.name,
        classes=answers.classes,
        first_grade=answers.first_grade,
    )
    calendar = Calendar(school, ())
    year = school_year_from(answers.start)
    return {cls.id: calendar.class_name(cls.id, year) for cls in answers.classes}


def _folder(kind: str) -> dict[str, Any]:
    """What a folder's page says of a kind, from its schema."""
    node = schema.schemas()[kind]
    always = node.get("required", ())
    sometimes = schema.sometimes_required(node, either=True)
    return {
        "place": KINDS[kind].place,
        "title": node["title"],
        "help": node["description"],
        "sometimes": bool(sometimes),
        "fields": [
            {
                "title": field["title"],
                "required": "★" if name in always else "☆" if name in sometimes else "",
                "help": "".join(_help(field)),
            }
            for name, field in schema.properties(node).items()
            if name != "id"
        ],
    }


def _help(field: schema.Node) -> Iterator[str]:
    """A field in a few words: what it is, and the values or fields it may hold."""
    said = field.get("description", "")
    yield said
    item = field["items"] if field.get("type") == "array" else field
    coded = [choice.title for choice in schema.choices(item)]
    inner = [node["title"] for node in schema.properties(item).values() if "title" in node]
    if not all(word.partition("/")[0] in said for word in coded or inner):
        yield f"（{'、'.join(coded or inner)}）"


class _Ready(str):
    """Text that a template has made ready for its place."""

    __slots__ = ()


def _finished(value: object) -> object:
    """A value on its way into a file: text is quoted for YAML unless it was made ready."""
    return quoted(value) if isinstance(value, str) and not isinstance(value, _Ready) else value


_MARKS: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")


def _markdown(text: str) -> str:
    """Text as Markdown shows it: nothing in it is a mark, and it stays on its line."""
    return _Ready(_MARKS.sub(r"\\\1", " ".join(text.split())))


@cache
def _environment() -> Environment:
    """The templates. Their marks are `[[ ]]` and `[% %]`: `${{ }}` belongs to the CI files."""
    environment = for_files(_finished)
    environment.filters["words"] = _Ready
    environment.filters["markdown"] = _markdown
    return environment


def _rendered(template: str, words: Mapping[str, Any]) -> str:
    return _environment().get_template(f"init/{template}").render(words)
