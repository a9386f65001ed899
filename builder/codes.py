"""The catalogue of everything that can be found: one row a code.

Messages are English message ids; the school's language comes from the gettext catalogues. `{words}`
are filled from schemas, policy and calendar, never from a record. Families: E1 files, bytes and
YAML; E2 schema; E3 references and identity; E4 dates; E5 privacy; E6 policy; W and I likewise;
O1 overdue, O2 roles and quotas, O3 incidents, O4 follow-ups.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from builder.i18n import N_

PLACEHOLDER: Final = re.compile(r"\{\w+\}")
"""What a finding fills in; a manual page shows a gap there."""

_ADDED: Final = re.compile(r"\{(?:suggestion|help)\}")
"""Whole sentences that a finding may add."""


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says, what to do about it, and a line that shows the slip and its mend."""

    message: str
    hint: str
    bad: str = ""
    good: str = ""


_FILES = {
    "E101": Code(
        N_("This file's name does not end in .yml, so it is not read."),
        N_("Rename it so that it ends in .yml, or move it out of the records folder."),
        bad="visits/2026-autumn/t07-w09.txt",
        good="visits/2026-autumn/t07-w09.yml",
    ),
    "E102": Code(
        N_("This is no plain file but a link, a device or a locked folder; it is not read."),
        N_("Put the file itself here."),
    ),
    "E103": Code(
        N_("Another file here differs from this one only by capital letters."),
        N_("Rename one of the two: on some computers they are the same file."),
        bad="children/C2301.yml + children/c2301.yml",
        good="children/c2301.yml",
    ),
    "E104": Code(
        N_("Records are not kept in this place.{suggestion}"),
        N_("Put the file into one of these folders: {folders}."),
        bad="visit/t07.yml",
        good="visits/t07.yml",
    ),
    "E105": Code(
        N_("File and folder names may hold only small letters, digits and hyphens."),
        N_("Rename it, for instance to c2301.yml; names of people don't belong in file names."),
        bad="children/小雨.yml",
        good="children/c2301.yml",
    ),
    "E106": Code(
        N_("This file stands twice, once as .yml and once as .yaml."),
        N_("Keep one of the two."),
        bad="school.yml + school.yaml",
        good="school.yml",
    ),
    "E110": Code(
        N_("This file was saved as {encoding}."),
        N_("Save it again as UTF-8."),
    ),
    "E111": Code(
        N_("This line holds an invisible control character ({character})."),
        N_("Delete it, or type the line again."),
    ),
    "E112": Code(
        N_("This line holds a character that turns the direction of writing ({character})."),
        N_("Delete it, or type the line again."),
    ),
    "E113": Code(
        N_("This line holds a character that cannot be seen ({character})."),
        N_("Delete it, or type the line again; such characters come with text copied from chats."),
    ),
    "E114": Code(
        N_("This line holds an unusual line break ({character})."),
        N_("Delete it and press Enter there."),
    ),
    "E115": Code(
        N_("Two people changed this place at once and the merge is not finished."),
        N_("Keep the lines that are right; delete the lines of <<<<<<<, ======= and >>>>>>>."),
        bad="<<<<<<< HEAD",
        good="date: 2026-10-27",
    ),
    "E116": Code(
        N_("This file is larger than 1 MiB."),
        N_("Split it, for instance one file a week; pictures don't belong here."),
    ),
    "E117": Code(
        N_("This file is not text that can be read."),
        N_("Save it again as UTF-8 text."),
    ),
    "E118": Code(
        N_("This file cannot be opened."),
        N_("Look at its permissions."),
    ),
    "E120": Code(
        N_("This line cannot be read."),
        N_(
            "Look at how far it is indented, and write `name: value` with a space after the colon; "
            "put # and a space before a heading or a remark."
        ),
        bad="date 2026-10-27",
        good="date: 2026-10-27",
    ),
    "E121": Code(
        N_("This line is indented with a tab."),
        N_("Use spaces instead of the Tab key."),
    ),
    "E122": Code(
        N_("This line has a full-width colon (：)."),
        N_("Use the half-width colon and a space: `name: value`."),
        bad="日期：2026-10-27",
        good="日期: 2026-10-27",
    ),
    "E123": Code(
        N_("A quotation mark or bracket is opened here and not closed."),
        N_("Close it, or leave it out."),
        bad="children: [c2301, c2302",
        good="children: [c2301, c2302]",
    ),
    "E124": Code(
        N_("There is a colon too many on this line, or it is indented too far."),
        N_("Put the text after the first colon between quotation marks."),
        bad="summary: grandmother says: fine",
        good='summary: "grandmother says: fine"',
    ),
    "E125": Code(
        N_("`&`, `*` and `<<` have a special meaning in YAML that records don't use."),
        N_("Put the text between quotation marks."),
        bad="summary: *very* good",
        good='summary: "*very* good"',
    ),
    "E126": Code(
        N_("`!` at the beginning has a special meaning in YAML that records don't use."),
        N_("Put the text between quotation marks."),
        bad="summary: !important",
        good='summary: "!important"',
    ),
    "E127": Code(
        N_("`---` or `...` makes a second document of what stands below."),
        N_("Take the line out; write several records as a list."),
        bad="---",
        good="- date: 2026-10-27",
    ),
    "E128": Code(
        N_("Something is nested more than 20 deep here."),
        N_("Take out the brackets that are too many."),
    ),
    "E129": Code(
        N_("This name stands twice in one record."),
        N_("Keep one of the two lines."),
        bad="date: 2026-10-26\ndate: 2026-10-27",
        good="date: 2026-10-27",
    ),
    "E130": Code(
        N_("A bracket or dash stands where a name is expected."),
        N_("Write `name: value`."),
        bad="[date]: 2026-10-27",
        good="date: 2026-10-27",
    ),
    "E131": Code(
        N_("There is no name before this colon."),
        N_("Write `name: value`."),
        bad=": 2026-10-27",
        good="date: 2026-10-27",
    ),
    "E132": Code(
        N_("There is no space after the colon."),
        N_("Write `name: value` with a space after the colon."),
        bad="date:2026-10-27",
        good="date: 2026-10-27",
    ),
    "E133": Code(
        N_("This line begins with a character that has a special meaning in YAML."),
        N_("Put the text between quotation marks."),
        bad="summary: @grandmother",
        good='summary: "@grandmother"',
    ),
    "E134": Code(
        N_("There is no space after the dash."),
        N_("Write `- name: value` with a space after the dash."),
        bad="-date: 2026-10-27",
        good="- date: 2026-10-27",
    ),
    "E135": Code(
        N_("A full-width or other unusual space stands here where YAML needs an ordinary one."),
        N_("Delete it and type a space with the input method switched to English."),
        bad="\u3000- date: 2026-10-27",
        good="- date: 2026-10-27",
    ),
    "E136": Code(
        N_("Full-width signs stand here where YAML needs half-width ones: {signs}"),
        N_("Type brackets and commas with the input method switched to English."),
        bad="children: ［c2301，c2302］",
        good="children: [c2301, c2302]",
    ),
    "E137": Code(
        N_("This line is indented too far, by {n}."),
        N_("Take out so many spaces: the names of a record stand right below each other."),
        bad="- date: 2026-10-27\n   kind: talk",
        good="- date: 2026-10-27\n  kind: talk",
    ),
    "E138": Code(
        N_("This line seems to go on with the text above, but it stands too far left."),
        N_("Write `{typed}: |` and put the whole text below it, each line two spaces further in."),
        bad="summary: fine\nand well",
        good="summary: |\n  fine\n  and well",
    ),
    "E139": Code(
        N_("The text goes on behind its closing quotation mark."),
        N_("Leave the quotation marks out, or use “ ” inside a text."),
        bad='summary: "fine" said grandmother',
        good="summary: “fine” said grandmother",
    ),
    "E140": Code(
        N_("A bullet or a number stands here where a list needs a hyphen."),
        N_("Begin the line with `- `: the hyphen of the keyboard, half-width, and a space."),
        bad="• 10.27 家访 李小雨 奶奶 作业有人管了",
        good="- 10.27 家访 李小雨 奶奶 作业有人管了",
    ),
    "E141": Code(
        N_("This line stands too far left, by {n}."),
        N_(
            "Put so many spaces before it, and before the lines below that belong to the same "
            "record: their names stand right below each other."
        ),
        bad="- date: 2026-10-27\n kind: talk",
        good="- date: 2026-10-27\n  kind: talk",
    ),
    "E142": Code(
        N_("Another record seems to begin here, and there is no hyphen before it."),
        N_(
            "Write `- ` before the first line of each record, and the others two spaces further in."
        ),
        bad="- date: 2026-10-26\n  kind: talk\n  date: 2026-10-27\n  kind: talk",
        good="- date: 2026-10-26\n  kind: talk\n- date: 2026-10-27\n  kind: talk",
    ),
    "E143": Code(
        N_("A list begins here, and there is no name above it."),
        N_("Write `entries:` on a line of its own above the first hyphen."),
        bad="by: t07\n- date: 2026-10-27",
        good="by: t07\nentries:\n- date: 2026-10-27",
    ),
    "E144": Code(
        N_("There is a comma here with nothing before it."),
        N_("Take it out, or write what is missing."),
        bad="children: [c2301,, c2302]",
        good="children: [c2301, c2302]",
    ),
    "E145": Code(
        N_("This line looks like a field of its own, and was read as more text of the line above."),
        N_(
            "Write `name: value` right below the other names; a visit on one line has none, so write"
            " it in full. If it is text, write `name: |` above and put all of it below."
        ),
        bad="summary: fine\n    confidential：yes",
        good="summary: fine\nconfidential: yes",
    ),
    "I101": Code(
        N_("A full-width colon was read as a half-width one."),
        N_("Use the half-width colon and a space: `name: value`."),
        bad="日期：2026-10-27",
        good="日期: 2026-10-27",
    ),
    "I102": Code(
        N_("Full-width digits were read as half-width ones."),
        N_("Type digits with the input method switched to English."),
        bad="minutes: ３０",
        good="minutes: 30",
    ),
    "I103": Code(
        N_("Full-width spaces were left out."),
        N_("Take them out."),
        bad="children: [王　芳]",
        good="children: [王芳]",
    ),
    "I104": Code(
        N_("`，` or `、` was read as the sign between two items of a list."),
        N_("Write [{example}]."),
        bad="kind: 家访、辅导作业",
        good="kind: [家访, 辅导作业]",
    ),
    "I105": Code(
        N_("The date was understood."),
        N_("Write it as 2026-09-01."),
        bad="date: 2026年9月1日",
        good="date: 2026-09-01",
    ),
    "I106": Code(
        N_("From the # on, this line is a remark and not part of the text."),
        N_("If it belongs to the text, put the whole text between quotation marks."),
        bad="summary: won prize #1 today",
        good='summary: "won prize #1 today"',
    ),
}

_SCHEMA = {
    "E201": Code(
        N_("There is no record here: a record is lines of `name: value`."),
        N_("Fill in the form for this kind: {fields}."),
        bad="just a sentence",
        good="date: 2026-10-27",
    ),
    "E202": Code(
        N_("This name is not known here.{suggestion}"),
        N_("Known names: {fields}."),
        bad="dat: 2026-10-27",
        good="date: 2026-10-27",
    ),
    "E203": Code(
        N_("{field}: this value is not one of the choices.{suggestion}"),
        N_("Choose from: {choices}."),
        bad="kind: 家仿",
        good="kind: 家访",
    ),
    "E204": Code(
        N_("{field} is missing."),
        N_("Write a line `{key}: …`, or fill it in where it stands blank.{help}"),
        bad="children: [c2301]",
        good="date: 2026-10-27\nchildren: [c2301]",
    ),
    "E205": Code(
        N_("{field}: this is not a date, or the calendar has no such day."),
        N_("Write it as 2026-09-01."),
        bad="date: 2026-02-30",
        good="date: 2026-02-28",
    ),
    "E206": Code(
        N_("{field}: this is not a whole number."),
        N_("Write digits only, such as {example}.{help}"),
        bad="minutes: half an hour",
        good="minutes: 30",
    ),
    "E207": Code(
        N_("{field}: this is not a number."),
        N_("Write digits only, such as {example}.{help}"),
        bad="height_cm: tall",
        good="height_cm: 132.5",
    ),
    "E208": Code(
        N_("{field}: write yes or no here."),
        N_("Write 是 or 否 (true or false)."),
        bad="confidential: maybe",
        good="confidential: 是",
    ),
    "E209": Code(
        N_("{field}: this is not a date, a month or a year."),
        N_("Write it as 2021-09-01, 2021-09 or 2021."),
        bad="since: September",
        good="since: 2021-09",
    ),
    "E210": Code(
        N_("{field}: this is not a date with a time."),
        N_("Write it as 2026-10-12 14:30."),
        bad="known: 2:30 pm",
        good="known: 2026-10-12 14:30",
    ),
    "E211": Code(
        N_("{field}: one line of text is expected here, not a list or several names."),
        N_("Write the text after the colon; put it between quotation marks if it holds a colon."),
        bad="summary: [fine]",
        good="summary: fine",
    ),
    "E212": Code(
        N_("{field}: lines of `name: value` are expected here."),
        N_("Write one line each, indented: {fields}.{help}"),
        bad="home: up the hill",
        good="home:\n  address: up the hill",
    ),
    "E213": Code(
        N_("{field} stands twice in this record, under two names."),
        N_("Keep one of the two lines."),
        bad="date: 2026-10-27\n日期: 2026-10-27",
        good="date: 2026-10-27",
    ),
    "E214": Code(
        N_("{field}: the number is too small or too large."),
        N_("It must lie between {low} and {high}.{help}"),
        bad="day: 8",
        good="day: 7",
    ),
    "E215": Code(
        N_("{field}: there must be at least one."),
        N_("Write at least one.{help}"),
        bad="children: []",
        good="children: [c2301]",
    ),
    "E216": Code(
        N_("{field}: it is not written in the expected way."),
        N_("See the description:{help}"),
        bad="id: 小雨",
        good="id: c2301",
    ),
    "E217": Code(
        N_("One of these is missing: {fields}."),
        N_("Add one of them."),
        bad="kind: friend",
        good="kind: friend\npeer: c2302",
    ),
    "E218": Code(
        N_("{field}: this time zone is not known."),
        N_("Write it as Asia/Shanghai."),
        bad="timezone: Beijing",
        good="timezone: Asia/Shanghai",
    ),
    "E219": Code(
        N_("This record is not in the expected form."),
        N_("Compare it with the description of this kind."),
    ),
    "E221": Code(
        N_("A visit on one line begins with its date."),
        N_("Write the day first, such as 10.27 or 2026-10-27, and a blank after it."),
        bad="- 家访 李小雨 奶奶 作业有人管了",
        good="- 10.27 家访 李小雨 奶奶 作业有人管了",
    ),
    "E222": Code(
        N_("In a visit on one line the way of contact comes after the date.{suggestion}"),
        N_("Choose from: {choices}; several with 、 between."),
        bad="- 10.27 家坊 李小雨 奶奶 作业有人管了",
        good="- 10.27 家访 李小雨 奶奶 作业有人管了",
    ),
    "E223": Code(
        N_("This date has no year, and the file is in no semester's folder."),
        N_("Move the file into the semester's folder, or write the whole date: 2026-10-27."),
        bad="visits/t07.yml:  - 10.27 家访 李小雨 奶奶 作业有人管了",
        good="visits/2026-autumn/t07.yml:  - 10.27 家访 李小雨 奶奶 作业有人管了",
    ),
    "E224": Code(
        N_("The text of this visit begins with a child: names of several children stand together."),
        N_("Put 、 between the names, without blanks; or begin the text with another word."),
        bad="- 10.27 谈心 李小雨 王芳 和好了",
        good="- 10.27 谈心 李小雨、王芳 和好了",
    ),
    "E225": Code(
        N_("{field} is missing in this visit on one line."),
        N_("The order is: date, how, children, with whom, what was said.{help}"),
        bad="- 10.27 家访 李小雨 作业有人管了",
        good="- 10.27 家访 李小雨 奶奶 作业有人管了",
    ),
    "E226": Code(
        N_("A visit begins on this line, and there is no hyphen before it."),
        N_("Write `- ` before the date; else it is taken for more text of the line above."),
        bad="- 10.26 谈心 李小雨 和好了\n  10.27 家访 王芳 奶奶 作业有人管了",
        good="- 10.26 谈心 李小雨 和好了\n- 10.27 家访 王芳 奶奶 作业有人管了",
    ),
    "E227": Code(
        N_("{field}: one alone is expected here, without brackets."),
        N_("Write one; for each of the others write a record of its own."),
        bad="child: [c2301, c2302]",
        good="child: c2301",
    ),
    "E228": Code(
        N_("{field}: quotation marks stand round this value."),
        N_("Leave them out; full-width quotation marks belong into texts only."),
        bad="children: [“c2301”]",
        good="children: [c2301]",
    ),
    "E229": Code(
        N_("{field}: this date holds a sign that only looks like a hyphen or a point."),
        N_("Type it with the input method switched to English: 2026-09-01."),
        bad="date: 2026－10－27",
        good="date: 2026-10-27",
    ),
    "E230": Code(
        N_("Another visit begins in the middle of this line."),
        N_("Press Enter before its hyphen; else it is taken for more text of the one before."),
        bad="- 10.26 谈心 李小雨 和好了- 10.27 家访 王芳 奶奶 作业有人管了",
        good="- 10.26 谈心 李小雨 和好了\n- 10.27 家访 王芳 奶奶 作业有人管了",
    ),
    "I201": Code(
        N_("This block has not been filled in yet; it does not count."),
        N_("Fill in the date and the summary, or delete the block."),
        bad="date: \nsummary: ",
        good="date: 2026-10-27\nsummary: fine",
    ),
    "I202": Code(
        N_("{field}: still blank for {n} of {all} classes ({classes})."),
        N_("Enter the person in staff/ first, then the id here."),
        bad="class_teachers: []",
        good="class_teachers: [{staff: t02}]",
    ),
    "I203": Code(
        N_("{field}: still 0 for {n} of {all} classes ({classes})."),
        N_("Enter the number: every share of the pupils rests on it."),
        bad="pupils: 0",
        good="pupils: 28",
    ),
}

_REFERENCES = {
    "E301": Code(
        N_("{field}: nobody and nothing on record has this name or id.{suggestion}"),
        N_("Write an id, or the full name as it stands in {folder}.{help}"),
        bad="children: [c9999]",
        good="children: [c2301]",
    ),
    "E302": Code(
        N_("{field}: several have this name: {ids}."),
        N_("Write one of these ids instead, or put the class before the name."),
        bad="children: [张伟]",
        good="children: [三1班张伟]",
    ),
    "E303": Code(
        N_("This id is already taken, in {path}."),
        N_("Give this record an id of its own."),
        bad="id: c2301",
        good="id: c2302",
    ),
    "E304": Code(
        N_("This child is on record twice: also as {id}."),
        N_("Keep one archive and delete the other."),
    ),
    "E305": Code(
        N_(
            "{field}: a class is written here by its id, since its name changes every year.{suggestion}"
        ),
        N_("Ids of the classes: {choices}."),
        bad="class: 三1班",
        good="class: 2024-1",
    ),
    "I301": Code(
        N_("{who} has left, and {n} pairings or classes on record still name this person."),
        N_("End those pairings, name another class teacher, or take the day of leaving out."),
        bad="until: 2026-10-15   # and a pairing without an end",
        good="until: 2026-10-15   # and a pairing with until: 2026-10-15",
    ),
    "I302": Code(
        N_(
            "A suspected abuse is on record, and no report to the police or the education "
            "authority."
        ),
        N_(
            "Report it at once (Law on the Protection of Minors, article 11), and enter when "
            "under notifications; never to the guardian or the parents."
        ),
    ),
    "W301": Code(
        N_("This record is the same as another one, in {path} line {line}."),
        N_("Delete one of the two if the same thing was written down twice."),
    ),
}

_DATES = {
    "E401": Code(
        N_("{field} lies before {start}."),
        N_("Look at both dates."),
        bad="from: 2026-10-12\nto: 2026-10-02",
        good="from: 2026-10-02\nto: 2026-10-12",
    ),
    "E402": Code(
        N_("{field} lies before the child's first day at the school."),
        N_("Look at this date and at {enrolled} in the child's archive."),
    ),
    "E403": Code(
        N_("{field} lies after the child's last day at the school."),
        N_("Look at this date and at {left} in the child's archive."),
    ),
    "E404": Code(
        N_("{field} lies in the future."),
        N_("Write down what has happened, on the day on which it happened."),
    ),
    "E405": Code(
        N_("{field} lies before the visit itself."),
        N_("Look at both dates."),
    ),
    "E406": Code(
        N_("This semester overlaps {id}."),
        N_("Look at the start and the end of both."),
    ),
    "E407": Code(
        N_("By these dates the child was under 3 or over 20 when enrolled."),
        N_("Look at the date of birth and the date of enrolment."),
    ),
    "I401": Code(
        N_("No semester is on record, so nothing is owed and nobody can be overdue."),
        N_("Add one under semesters/: `shouwang new semester` makes it."),
    ),
    "I402": Code(
        N_("{field} lies more than {days} days outside {semester}, in whose folder this file is."),
        N_("Look at the year; what is of another semester belongs into the folder of that one."),
        bad="visits/2026-autumn/t07.yml:  date: 2025-10-27",
        good="visits/2026-autumn/t07.yml:  date: 2026-10-27",
    ),
    "I403": Code(
        N_("{field}: this day lies outside the semester."),
        N_("Look at the date, and at the start and the end of the semester."),
        bad="end: 2027-01-17\nmidpoint: 2027-11-09",
        good="end: 2027-01-17\nmidpoint: 2026-11-09",
    ),
    "I404": Code(
        N_("{field}: this is an ordinary school day already."),
        N_(
            "Days made up for are mostly Saturdays and Sundays, or lie in a holiday; look at the date."
        ),
        bad="makeup_days: [2026-10-12]",
        good="makeup_days: [2026-10-10]",
    ),
    "W401": Code(
        N_("The last semester on record ended more than 45 days ago, so nothing is owed any more."),
        N_("Add the new semester under semesters/: `shouwang new semester` makes it."),
    ),
    "W402": Code(
        N_("This archive was to be kept until a day that has passed."),
        N_("Delete it with `shouwang forget {id}`, or enter a later day with a reason."),
    ),
}

_PRIVACY = {
    "E501": Code(
        N_("This line holds an identity number. It must not be kept here."),
        N_("Delete it. Since it stays in the history, tell the maintainer as well."),
    ),
    "E502": Code(
        N_("This line holds the number of a bank card. It must not be kept here."),
        N_("Delete it. Since it stays in the history, tell the maintainer as well."),
    ),
    "E503": Code(
        N_("This line holds a national pupil number, which contains the identity number."),
        N_("Delete it and use the school's own number. Tell the maintainer as well."),
    ),
    "W501": Code(
        N_("There is no consent to keeping this child's data."),
        N_("Ask the guardian (from 14 the child too) and enter it under {field}."),
    ),
    "W502": Code(
        N_("The consent to keeping this child's data was withdrawn."),
        N_("Keep only what the law asks for; see the maintainer's page."),
    ),
    "W505": Code(
        N_("This child is 14 or older, and the consent on record is not the child's own."),
        N_("Ask the child too, let the guardian know, and enter it under {field}."),
        bad="consent:\n  by: Lin Daguo\n  relation: father\n  date: 2024-09-02",
        good="consent:\n  by: Lin Xiaoyu\n  relation: child\n  date: 2026-09-02",
    ),
    "W506": Code(
        N_("This child consented alone and was not yet 14; the guardian has to."),
        N_("Ask the guardian and enter it under {field}."),
        bad="consent:\n  by: Lin Xiaoyu\n  relation: child\n  date: 2024-09-02",
        good="consent:\n  by: Lin Daguo\n  relation: father\n  date: 2024-09-02",
    ),
    "W503": Code(
        N_("No guardian with a telephone is on record."),
        N_("Enter a telephone, or that the child has no guardian at home, under {field}."),
    ),
    "W504": Code(
        N_("This class has {children} left-behind children on record but only {pupils} pupils."),
        N_("Look at the number of pupils and at the children's classes."),
    ),
}

_POLICY = {
    "E601": Code(
        N_("There is no such preset.{suggestion}"),
        N_("Shipped presets: {choices}."),
        bad="extends: [pian-9]",
        good="extends: [pian-1]",
    ),
    "E602": Code(
        N_("The rule {rule} stands in two presets."),
        N_("Repeat it under rules and say what the school wants."),
    ),
    "E603": Code(
        N_("The rule {rule} stands here twice."),
        N_("Keep one of the two."),
    ),
    "E604": Code(
        N_("The rule {rule} does not say {missing}."),
        N_("Add it, or override a rule of a preset by repeating its id exactly."),
        bad="- id: visit\n  contact: [home_visit]",
        good="- id: visit\n  contact: [home_visit]\n  every: week",
    ),
    "E605": Code(
        N_(
            "The rule {rule} names a window that the semester {semester} does not have.{suggestion}"
        ),
        N_("Known windows: {choices}."),
        bad="every: {windows: [harvest]}",
        good="every: {windows: [opening]}",
    ),
    "E607": Code(
        N_("{field}: there is no such field.{suggestion}"),
        N_("Write fields of the child's archive, such as home.address."),
    ),
    "E608": Code(
        N_("{field}: the school has no such need."),
        N_("Needs stand in school.yml; they are safety, study, life and activity unless said."),
        bad="needs: [sport]",
        good="needs: [study]",
    ),
    "I601": Code(
        N_("Nothing on record can ever meet the rule {rule}."),
        N_("`with` counts visits only; `by` counts visits, activities and observations only."),
        bad="contact: [egg]\nwith: [parent]",
        good="contact: [home_visit]\nwith: [parent]",
    ),
    "W601": Code(
        N_("There is no policy.yml, so nothing is owed and nobody can be overdue."),
        N_("Add records/policy.yml with the line `extends: [pian-1]`, for instance."),
    ),
}

_OUTCOMES = {
    "O101": Code(
        N_("Overdue by {days} days: {rule}. Responsible: {responsible}."),
        N_("Make the contact and write it down, or enter why it is not owed."),
    ),
    "O201": Code(
        N_("Nobody holds the role that this rule asks for: {rule}."),
        N_("Enter a pairing for this child under pairings/."),
    ),
    "O202": Code(
        N_("{who} has {count} children as {role}; the quota is {quota}."),
        N_("Change the pairings, or the quota in policy.yml."),
    ),
    "O203": Code(
        N_(
            "This child has no guardian at home, and the proxy parent is neither administration nor support."
        ),
        N_("Pair the child with somebody of the administration or the support staff."),
    ),
    "O301": Code(
        N_("{who} should have been told within {deadline} minutes; it took {minutes}."),
        N_("Write down why; look at the deadlines in policy.yml."),
    ),
    "O302": Code(
        N_("{who} should have been told within {deadline} minutes; no notification is on record."),
        N_("Tell them now, or enter the notification that was made."),
    ),
    "O401": Code(
        N_("A follow-up was to be done by {date} and is not on record."),
        N_("Do it and enter the day under {field}."),
    ),
    "O402": Code(
        N_("What a family asked about its child's data was to be answered by {date}."),
        N_("Answer it and enter the day under {field}; say why where it cannot be done."),
    ),
}


_CHINESE: Final[Mapping[str, tuple[str, str]]] = {
    "E115": ("<<<<<<< HEAD", "日期: 2026-10-27"),
    "E120": ("日期 2026-10-27", "日期: 2026-10-27"),
    "E123": ("学生: [李小雨, 王芳", "学生: [李小雨, 王芳]"),
    "E124": ("内容: 奶奶说: 好", '内容: "奶奶说: 好"'),
    "E125": ("内容: *很*好", '内容: "*很*好"'),
    "E126": ("内容: !重要", '内容: "!重要"'),
    "E127": ("---", "- 日期: 2026-10-27"),
    "E129": ("日期: 2026-10-26\n日期: 2026-10-27", "日期: 2026-10-27"),
    "E130": ("[日期]: 2026-10-27", "日期: 2026-10-27"),
    "E131": (": 2026-10-27", "日期: 2026-10-27"),
    "E132": ("日期:2026-10-27", "日期: 2026-10-27"),
    "E133": ("内容: @奶奶", '内容: "@奶奶"'),
    "E134": ("-日期: 2026-10-27", "- 日期: 2026-10-27"),
    "E135": ("\u3000- 日期: 2026-10-27", "- 日期: 2026-10-27"),
    "E136": ("学生: ［李小雨，王芳］", "学生: [李小雨, 王芳]"),
    "E137": ("- 日期: 2026-10-27\n   方式: 谈心", "- 日期: 2026-10-27\n  方式: 谈心"),
    "E138": ("内容: 作业有人管了\n奶奶也放心了", "内容: |\n  作业有人管了\n  奶奶也放心了"),
    "E139": ('内容: "很好" 奶奶说', "内容: “很好”奶奶说"),
    "E141": ("- 日期: 2026-10-27\n 方式: 谈心", "- 日期: 2026-10-27\n  方式: 谈心"),
    "E142": (
        "- 日期: 2026-10-26\n  方式: 谈心\n  日期: 2026-10-27\n  方式: 谈心",
        "- 日期: 2026-10-26\n  方式: 谈心\n- 日期: 2026-10-27\n  方式: 谈心",
    ),
    "E143": ("帮扶人: t07\n- 日期: 2026-10-27", "帮扶人: t07\n记录:\n- 日期: 2026-10-27"),
    "E144": ("学生: [李小雨,, 王芳]", "学生: [李小雨, 王芳]"),
    "E145": ("内容: 想妈妈\n    保密：是", "内容: 想妈妈\n保密: 是"),
    "I102": ("时长: ３０", "时长: 30"),
    "I103": ("学生: [王\u3000芳]", "学生: [王芳]"),
    "I104": ("方式: 家访、辅导作业", "方式: [家访, 辅导作业]"),
    "I105": ("日期: 2026年9月1日", "日期: 2026-09-01"),
    "I106": ("内容: 得了 #1 名 真好", '内容: "得了 #1 名 真好"'),
    "E201": ("今天去家访了", "日期: 2026-10-27"),
    "E202": ("日其: 2026-10-27", "日期: 2026-10-27"),
    "E203": ("方式: 家仿", "方式: 家访"),
    "E204": ("学生: [李小雨]", "日期: 2026-10-27\n学生: [李小雨]"),
    "E205": ("日期: 2026-02-30", "日期: 2026-02-28"),
    "E206": ("时长: 半小时", "时长: 30"),
    "E207": ("身高: 132.5cm", "身高: 132.5"),
    "E208": ("保密: 可能", "保密: 是"),
    "E209": ("起: 九月", "起: 2021-09"),
    "E210": ("知悉时间: 下午两点半", "知悉时间: 2026-10-12 14:30"),
    "E211": ("内容: [很好]", "内容: 很好"),
    "E212": ("家庭住址: 山上", "家庭住址:\n  地址: 山上"),
    "E213": ("date: 2026-10-27\n日期: 2026-10-27", "日期: 2026-10-27"),
    "E214": ("星期: 8", "星期: 7"),
    "E215": ("学生: []", "学生: [李小雨]"),
    "E216": ("编号: 小雨", "编号: c2301"),
    "E217": ("类型: 手拉手", "类型: 手拉手\n同学: 王芳"),
    "E218": ("时区: 北京", "时区: Asia/Shanghai"),
    "E227": ("学生: [李小雨, 王芳]", "学生: 李小雨"),
    "E228": ("学生: [“李小雨”]", "学生: [李小雨]"),
    "E229": ("日期: 2026－10－27", "日期: 2026-10-27"),
    "I201": ("日期: \n内容: ", "日期: 2026-10-27\n内容: 作业有人管了"),
    "I202": ("班主任: []", "班主任: [{教职工: t02}]"),
    "I203": ("学生数: 0", "学生数: 28"),
    "E301": ("学生: [c9999]", "学生: [c2301]"),
    "E302": ("学生: [张伟]", "学生: [三1班张伟]"),
    "E303": ("编号: c2301", "编号: c2302"),
    "E305": ("班级: 三1班", "班级: 2024-1"),
    "I301": (
        "止: 2026-10-15   # 还有一条没有止的结对",
        "止: 2026-10-15   # 结对也写上 止: 2026-10-15",
    ),
    "E401": ("起: 2026-10-12\n止: 2026-10-02", "起: 2026-10-02\n止: 2026-10-12"),
    "I402": (
        "visits/2026-autumn/t07.yml:  日期: 2025-10-27",
        "visits/2026-autumn/t07.yml:  日期: 2026-10-27",
    ),
    "I403": ("结束: 2027-01-17\n期中: 2027-11-09", "结束: 2027-01-17\n期中: 2026-11-09"),
    "I404": ("调休上课日: [2026-10-12]", "调休上课日: [2026-10-10]"),
    "E601": ("采用: [pian-9]", "采用: [pian-1]"),
    "E604": (
        "- 编号: visit\n  联系类型: [家访]",
        "- 编号: visit\n  联系类型: [家访]\n  周期: 每周",
    ),
    "E605": ("周期: {时段: [秋收]}", "周期: {时段: [期初]}"),
    "E608": ("需求: [体育]", "需求: [学习辅导]"),
    "I601": ("联系类型: [鸡蛋]\n受访人: [父母]", "联系类型: [家访]\n受访人: [父母]"),
    "W505": (
        "知情同意:\n  同意人: 林大国\n  关系: 父亲\n  日期: 2024-09-02",
        "知情同意:\n  同意人: 林小雨\n  关系: 本人\n  日期: 2026-09-02",
    ),
    "W506": (
        "知情同意:\n  同意人: 林小雨\n  关系: 本人\n  日期: 2024-09-02",
        "知情同意:\n  同意人: 林大国\n  关系: 父亲\n  日期: 2024-09-02",
    ),
}
"""The examples that hold words, as they are typed in Chinese: the slip and its mend."""


def without_finding(sentence: str) -> str:
    """A message or hint as it stands in the catalogue: a gap for what only a finding knows."""
    return PLACEHOLDER.sub("…", _ADDED.sub("", sentence))


def examples(code: str, *, chinese: bool) -> tuple[str, str]:
    """A line that shows a slip and its mend, in the words of one language; empty without one."""
    row = CODES[code]
    schema_code = next((c for c in _IN_RULES if rule_code(c) == code), code)
    return _CHINESE.get(schema_code, (row.bad, row.good)) if chinese else (row.bad, row.good)


_IN_RULES: Final = [
    "E202",
    "E203",
    "E204",
    "E206",
    "E208",
    "E211",
    "E212",
    "E213",
    "E214",
    "E215",
    "E216",
    "E219",
    "E228",
]
"""The slips of form that a rule can have."""


def _of_rules() -> dict[str, Code]:
    """A slip of form inside a policy rule is the policy's (E6): E203 becomes E623."""
    return {rule_code(code): _SCHEMA[code] for code in _IN_RULES}


def rule_code(code: str) -> str:
    """The code under which a schema slip is reported when it stands in a rule: E203 is E623."""
    return f"E6{int(code[2:]) + 20:02d}" if code in _IN_RULES else "E639"


CODES: Final[Mapping[str, Code]] = MappingProxyType(
    _FILES | _SCHEMA | _REFERENCES | _DATES | _PRIVACY | _POLICY | _of_rules() | _OUTCOMES
)
