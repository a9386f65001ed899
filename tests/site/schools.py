"""Small schools as files, and what the site makes of them."""

from datetime import UTC, date, datetime
from pathlib import Path

from builder.i18n import language
from builder.inspection import Inspection, inspect
from builder.read.scan import DiskFolder
from builder.site_plugin import site_of
from builder.views.site import Site

DAY = date(2026, 10, 28)

EMPTY = {
    "school.yml": """\
        name: 空白小学
        classes:
          - {id: 2024-1, entered: 2024, number: 1}
        """,
}

SMALL = {
    "school.yml": """\
        name: 清溪小学
        repository: {provider: gitea, url: "https://git.example.cn/school/records", branch: main}
        classes:
          - {id: 2024-1, entered: 2024, number: 1}
          - {id: 2023-1, entered: 2023, number: 1}
        leading_group:
          - {staff: t01, post: leader, lines: [全面]}
        """,
    "policy.yml": """\
        rules:
          - {id: teacher-weekly-visit, title: 教师每周家访, basis: 篇1 四个一, contact: [home_visit], by: [paired_teacher], every: week}
          - {id: proxy-month, title: 代理家长每月联系, contact: [phone_call], with: [parent], by: [proxy_parent], every: month}
          - {id: training, title: 监护人培训会, scope: school, contact: [guardian_training], every: half_semester}
        """,
    "semesters/2026-autumn.yml": """\
        name: 2026年秋季学期
        term: autumn
        start: 2026-08-31
        end: 2027-01-17
        holidays: [{name: 国庆, from: 2026-10-01, to: 2026-10-07}]
        classes:
          - {class: 2024-1, class_teachers: [{staff: t02}], pupils: 30}
          - {class: 2023-1, class_teachers: [{staff: t03}], pupils: 28}
        """,
    "staff/t01.yml": "{name: 王芳, group: administration}\n",
    "staff/t02.yml": "{name: 李强, group: teacher}\n",
    "staff/t03.yml": "{name: 赵敏, group: teacher}\n",
    "children/c01.yml": """\
        name: 林晓东
        sex: male
        born: 2017-05-06
        class: 2024-1
        enrolled: 2024-09-01
        left_behind: [{since: 2024-09-01, type: both_parents_away}]
        personality: 话不多，喜欢画画
        interests: [画画]
        health: {condition: 良好, illnesses: [无], allergies: [无]}
        home: {village: 上坪村, address: 上坪村12号}
        parents: [{relation: father, name: 林大勇, phone: "13800000001", work_place: 东莞}]
        guardians: [{name: 陈秀英, relation: grandmother, phone: 0576-88881234}]
        consent: {by: 陈秀英, date: 2026-09-01}
        """,
    "children/c02.yml": """\
        name: 王小雨
        sex: female
        born: 2016-03-02
        class: 2023-1
        enrolled: 2023-09-01
        left_behind: [{since: 2023-09-01, type: one_parent_away}]
        guardians: [{name: 王大山, relation: grandfather, phone: 0576-88885678}]
        consent: {by: 王大山, date: 2026-09-01}
        """,
    "pairings/c01.yml": "{kind: paired_teacher, child: c01, staff: t02, since: 2026-08-31}\n",
    "pairings/c02.yml": "{kind: proxy_parent, child: c02, staff: t01, since: 2026-08-31}\n",
    "visits/2026-autumn/t02.yml": """\
        by: t02
        entries:
          - {date: 2026-09-02, children: c01, kind: home_visit, with: guardian, summary: 奶奶在家}
          - {date: 2026-09-08, children: c01, kind: home_visit, with: guardian, summary: 作业做完了}
          - {date: 2026-09-17, children: c01, kind: home_visit, with: guardian, summary: 一起读书}
          - {date: 2026-09-24, children: c01, kind: home_visit, with: guardian, summary: 修好了灯}
          - {date: 2026-10-14, children: c01, kind: home_visit, with: guardian, summary: 晚上睡得晚, problem: 看手机太久, follow_up: 再去看看, follow_up_by: 2026-10-20}
          - {date: 2026-10-22, children: c01, kind: home_visit, with: guardian, outcome: not_reached}
        """,
    "activities/2026-09.yml": """\
        - {title: 第一次监护人培训会, kind: guardian_training, date: 2026-09-18, organisers: t01, guardians: 21}
        """,
}
"""The worked example of policy.md (c01), a child that nobody visits weekly (c02), one training."""


def write(folder: Path, files: dict[str, str]) -> Path:
    """The files on disk, their common indentation taken off."""
    import textwrap

    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def inspected(folder: Path, day: date = DAY) -> Inspection:
    """The school of a folder on a day."""
    return inspect([DiskFolder(folder)], now=datetime(2030, 1, 1, tzinfo=UTC), as_of=day)


def site(folder: Path, files: dict[str, str], locale: str = "zh_CN", day: date = DAY) -> Site:
    """The site of some files."""
    records = write(folder / "records", files)
    return site_of(inspected(records, day), [records], language(locale))
