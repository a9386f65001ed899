"""`shouwang`: parse the arguments, call the command, return its exit status.

The only module that reads the system clock, the environment and the terminal.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from builder import __version__
from builder.commands import check as check_command
from builder.commands import init as init_command
from builder.commands import new as new_command
from builder.commands import new_semester as new_semester_command
from builder.commands import overdue as overdue_command
from builder.commands import policy as policy_command
from builder.commands.asking import Dialogue
from builder.commands.explain import explain
from builder.commands.init_answers import Given as NewSchool
from builder.commands.new_semester import Given as NewSemester
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.commands.usage import usage_error
from builder.forms.links import Forms
from builder.i18n import LOCALES, N_, language
from builder.kind_names import kind_named, no_such_kind
from builder.qr import site_address
from builder.read.loading import Unusable
from builder.report import FORMATS
from builder.serving import ACCOUNTS

Command = Callable[..., Any]


class Day(click.ParamType[date]):
    """A date on the command line, as ISO text."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date of a text such as 2026-11-20."""
        if isinstance(value, date):
            return value
        try:
            found = date.fromisoformat(value)
        except ValueError:
            found = date.min
        if not 1900 <= found.year <= 2200:
            self.fail("write the date as 2026-11-20 / 日期写成 2026-11-20", param, ctx)
        return found


class WebAddress(click.ParamType[str]):
    """Where the site is served, on the command line."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address, ending in `/`; empty stays empty."""
        try:
            return site_address(value) if value else ""
        except ValueError:
            self.fail(
                "write an address as https://care.example.cn/ / 网址写成 https://care.example.cn/",
                param,
                ctx,
            )


def _language(command: Command) -> Command:
    return click.option(
        "--locale",
        type=click.Choice(LOCALES),
        envvar="SHOUWANG_LOCALE",
        help="Language; the school's own unless said. 用哪种语言，不写就是学校的语言",
    )(command)


def _day_and_language(command: Command) -> Command:
    """The options of commands that read no records."""
    return _language(
        click.option(
            "--as-of",
            type=Day(),
            envvar="SHOUWANG_AS_OF",
            help="The day to look at; today unless said. 看哪一天，不写就是今天",
        )(command)
    )


def _common(command: Command) -> Command:
    """The options of every command that reads records."""
    return click.option(
        "--records",
        "records",
        multiple=True,
        type=click.Path(path_type=Path),
        default=("records",),
        show_default=True,
        envvar="SHOUWANG_RECORDS",
        help="Folder of records; may be repeated, later ones are merged. "
        "记录文件夹，可多次，后面的合并进来",
    )(_day_and_language(command))


def _names(command: Command) -> Command:
    return click.option(
        "--names/--no-names",
        default=None,
        help="Print names of children; at a terminal only unless said. "
        "显示或不显示姓名，不写就只在终端上显示",
    )(command)


def _site_url(use: str, chinese: str = "网站的网址") -> Callable[[Command], Command]:
    """The option that says where the site is served."""
    return click.option(
        "--site-url",
        type=WebAddress(),
        default="",
        envvar="SHOUWANG_SITE_URL",
        help=f"Where the site is served, {use}. {chinese}",
    )


def surroundings(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    *,
    must_exist: bool = True,
) -> Surroundings:
    """What the command line knows of the outside world. The only reading of the clock."""
    if must_exist and not all(path.is_dir() for path in records):
        raise Unusable(N_("There is no records folder here."))
    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR")
    return Surroundings(
        records=tuple(records),
        now=datetime.now(UTC),  # The clock, read once; nothing else ever asks for today().
        as_of=as_of,
        locale=locale,
        terminal=terminal,
        colour=colour,
        out=lambda text: click.echo(text, nl=False, color=colour),
        progress=_progress() if sys.stderr.isatty() else None,
    )


def _dialogue() -> Dialogue | None:
    """The person at the terminal, on standard error so that what is printed can be kept."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None

    def ask(question: str, default: str) -> str:
        try:
            answer = click.prompt(question, default=default, show_default=bool(default), err=True)
        except click.Abort as error:
            click.echo(err=True)
            raise Unusable(N_("Broken off; nothing was written.")) from error
        return str(answer)

    return Dialogue(ask, lambda text: click.echo(text, err=True))


def _progress() -> Callable[[int, int], None]:
    """A progress bar on standard error, for whoever waits at a terminal."""

    def show(done: int, whole: int) -> None:
        width = 30
        filled = width * done // max(whole, 1)
        end = "\r" if done < whole else "\r" + " " * (width + 24) + "\r"
        bar = "█" * filled + "░" * (width - filled)
        click.echo(f"\r{bar} {done}/{whole}{end}", nl=False, err=True)

    return show


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shouwang")
def commands() -> None:
    """守望 Shouwang：哪个孩子多久没有人看望，谁逾期了，以及只给教职工看的网站。

    Who has not been seen, who is overdue, and a private site for the staff.
    """


@commands.command("check", short_help="检查记录，列出错误和逾期 · Check the records")
@_common
@_names
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How the report is written. 用哪种格式输出",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "overdue", "never"]),
    default="error",
    show_default=True,
    help="What makes the exit status 1. 有什么才算不通过（退出状态 1）",
)
@click.option(
    "--since",
    metavar="REV",
    help="Only what was not already so at that Git revision. 只列出那个版本之后新有的",
)
@click.option(
    "--explain",
    "word",
    metavar="CODE|KIND",
    help="The manual page of a code or kind. 一个代码或一类记录的说明",
)
def check(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    names: bool | None,
    format_: str,
    fail_on: str,
    since: str | None,
    word: str | None,
) -> Status:
    """Read, validate and evaluate the records; print findings and the overdue list.
    读记录，检查，按制度算出谁逾期，列出来。
    """
    if word is not None:
        spoken = language(locale or "zh_CN")
        page = explain(word, spoken)
        if page is None:
            raise Unusable(no_such_kind(spoken))
        click.echo(page, nl=False)
        return Status.CLEAN
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    return check_command.run(
        surroundings(records, as_of, locale),
        format_=format_,
        fail_on=fail_on,
        since=since,
        names=names,
        job_summary=Path(summary) if summary else None,
    )


@commands.command("overdue", short_help="逾期名单 · The overdue list")
@_common
@_names
@click.option(
    "--by",
    type=click.Choice(["teacher", "class", "rule"]),
    default="teacher",
    show_default=True,
    help="How the list is grouped. 按责任人、班级还是规则分组",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(list(overdue_command.FORMATS)),
    default="text",
    show_default=True,
    help="How the list is written; ics is a calendar to subscribe to. 格式，ics 可以订阅到手机日历",
)
@click.option(
    "--for",
    "whom",
    metavar="STAFF",
    help="What one person owes: id or full name. 只看一个人的，写编号或姓名",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="Write to this file, in the place of the last one. 写到这个文件，替换上一次的",
)
def overdue(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    names: bool | None,
    by: str,
    format_: str,
    whom: str | None,
    output: Path | None,
) -> Status:
    """Print the overdue list, or write it as a workbook or a calendar.
    只看逾期名单，或写成 Excel、日历。
    """
    around = surroundings(records, as_of, locale)
    return overdue_command.run(
        around, by=by, format_=format_, names=names, whom=whom, output=output
    )


@commands.command("build", short_help="检查，然后生成网站 · Build the site")
@_common
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    default=Path("site"),
    show_default=True,
    help="Where the site goes. 网站放在哪里",
)
@click.option(
    "--pages",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the pages alone, for another site generator. 只写页面，给别的网站程序用",
)
@click.option(
    "--audience",
    "audiences",
    metavar="WHO",
    multiple=True,
    help="For whom: all, staff:ID, class:ID, public, or every; may be repeated. "
    "给谁看：all 校领导、staff:编号、class:编号、public 公开、every 全部各一份，可多次",
)
@_site_url("for the QR codes on contact cards", "网站的网址，联系卡上的二维码要用")
@click.option(
    "--forms",
    is_flag=True,
    help="With a form page, for who doesn't like YAML. 加一个表单页，给不想写 YAML 的老师",
)
@click.option(
    "--forms-client-id",
    metavar="ID",
    default="",
    envvar="SHOUWANG_FORMS_CLIENT_ID",
    help="The form page's id as an application of the Git host. 表单在代码平台上的应用编号",
)
def build(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    site_dir: Path,
    pages: Path | None,
    audiences: Sequence[str],
    site_url: str,
    forms: bool,
    forms_client_id: str,
) -> Status:
    """Check, then build the private site. 先检查，再生成只给教职工看的网站。

    Several audiences get a folder each in --site-dir: all, staff-t07, class-2023-1, public.
    几份一起生成的，在 --site-dir 下各有一个文件夹：all、staff-t07、class-2023-1、public。
    """
    # MkDocs takes half a second to import, and only these two commands need it.
    from builder.commands import build as build_command

    around = surroundings(records, as_of, locale)
    return build_command.run(
        around,
        site_dir=site_dir,
        pages=pages,
        audiences=audiences,
        progress=around.progress,
        site_url=site_url,
        forms=Forms(forms_client_id) if forms else None,
    )


@commands.command("serve", short_help="在本机预览网站 · Live preview")
@_common
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port of the preview. 预览用的端口",
)
def serve(records: Sequence[Path], as_of: date | None, locale: str | None, port: int) -> Status:
    """Live preview on 127.0.0.1, rebuilt when a record changes. 在本机预览，记录一改就更新。"""
    from builder.commands import build as build_command

    around = surroundings(records, as_of, locale)
    return build_command.preview(around, f"127.0.0.1:{port}")


@commands.command("docs", short_help="生成说明文档的网站 · The documentation as a site")
@_language
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path),
    default=Path("site-docs"),
    show_default=True,
    help="Where the documentation goes. 说明文档放在哪里",
)
def docs(locale: str | None, site_dir: Path) -> Status:
    """Build the documentation, in Chinese and in English, as a site to open or to serve. 生成说明文档

    It holds no records: guides for teachers and maintainers, the kinds of records, all codes, the
    presets and these commands. 里面没有任何记录：老师和维护人的说明、记录类别、全部代码、现成规则和命令。
    """
    from builder.commands import docs as docs_command

    around = surroundings((), None, locale, must_exist=False)
    return docs_command.run(around, group=commands, site_dir=site_dir)


@commands.command("policy", short_help="规则和工作量 · Rules in force and their load")
@_common
@_names
def policy(
    records: Sequence[Path], as_of: date | None, locale: str | None, names: bool | None
) -> Status:
    """Print the rules in force and the load that they imply.
    把每条规则说成一句话，再算出每位老师每周要做多少次。
    """
    return policy_command.run(surroundings(records, as_of, locale), names=names)


@commands.command("summary", short_help="学期总结 · The semester summary")
@_common
@click.option(
    "--semester",
    metavar="ID",
    help="Which semester; the day's own unless said. 哪个学期，不写就是当天的学期",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="A .docx or .md file; without it the text is printed. 写到 .docx 或 .md 文件，不写就打印出来",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="A Word file with the school's own letterhead. 本校自己的 Word 模板",
)
@click.option(
    "--public",
    "for_public",
    is_flag=True,
    help="Counts only: no names, no small numbers. 可公开的版本：只有数，没有姓名，太小的数不写",
)
@click.option("--force", is_flag=True, help="Replace a file that exists. 覆盖已有文件")
def summary(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    semester: str | None,
    output: Path | None,
    template: Path | None,
    for_public: bool,
    force: bool,
) -> Status:
    """Write the semester summary as Word or Markdown. 写学期总结：每个数都由记录算出。"""
    from builder.commands import summary as summary_command

    return summary_command.run(
        surroundings(records, as_of, locale),
        semester=semester,
        output=output,
        template=template,
        for_public=for_public,
        force=force,
    )


@commands.command("new", short_help="一份空白的新记录 · A blank record")
@_common
@click.argument("kind")
@click.argument("filled", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="A new file, never an existing one. 写到一个新文件，不覆盖已有的",
)
@click.option("--start", metavar="DATE", help="new semester: its first day. 新学期：第一天")
@click.option("--end", metavar="DATE", help="new semester: its last day. 新学期：最后一天")
@click.option(
    "--holiday",
    "holidays",
    multiple=True,
    metavar="NAME=FROM..TO",
    help="new semester: may be repeated; the name may be left out. 新学期：放假，可多次，名称可不写",
)
@click.option(
    "--makeup-day",
    "makeup_days",
    multiple=True,
    metavar="DATE",
    help="new semester: a weekend day with lessons; may be repeated. 新学期：周末补课的日子，可多次",
)
@click.option(
    "--new-classes",
    metavar="N",
    help="new semester: classes in the first grade. 新学期：起始年级有几个新班",
)
@click.option(
    "--highest-grade",
    metavar="N",
    help="new semester: classes beyond it leave; the last semester's highest unless said. "
    "新学期：最高年级，超过的班毕业；不写就是上学期的最高年级",
)
def new(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    kind: str,
    filled: Sequence[str],
    output: Path | None,
    **semester: Any,
) -> Status:
    """Print a record of KIND (visit, 帮扶记录, …) to fill in. 打印一份空白记录，每项带说明。

    `new semester` carries the last semester's classes and class teachers on into the next one, and
    says which classes leave, which pairings are to be renewed.
    “new semester”把班级、班主任带到下一学期，列出离校的班级和孩子、要续的结对。
    """
    around = surroundings(records, as_of, locale, must_exist=False)
    carried = kind_named(kind) == "semester"
    given = {name: value for name, value in semester.items() if value}
    if given and not carried:
        raise Unusable(N_("These options are for `new semester` alone."))
    if not carried or not all(path.is_dir() for path in records):
        return new_command.run(around, kind=kind, filled=filled, output=output)
    return new_semester_command.run(
        around,
        NewSemester(**{**new_command.semester_fields(filled, around.language()), **given}),
        dialogue=_dialogue(),
        tell=lambda text: click.echo(text, err=True),
        output=output,
    )


@commands.command(
    "tidy", short_help="一行的记录和笔误改成完整的写法 · One-line visits and slips in full"
)
@_common
@click.option(
    "--write",
    is_flag=True,
    help="Rewrite the files; without it they are only named. 改写文件；不写就只列出来",
)
@click.option("--diff", is_flag=True, help="Show the lines that change. 显示要改的行")
def tidy(
    records: Sequence[Path], as_of: date | None, locale: str | None, write: bool, diff: bool
) -> Status:
    """Write visits on one line and understood slips in full; remarks stay.
    把一行的帮扶记录和看懂了的笔误改成完整的写法，备注都留着。

    Nothing requires it: the records mean the same before and after. 不整理也行，前后意思一样。
    """
    from builder.commands import tidy as tidy_command

    return tidy_command.run(surroundings(records, as_of, locale), write_=write, diff=diff)


@commands.command("notify", short_help="给每个人发每周提醒 · Each person's weekly digest")
@_common
@click.option(
    "--channels",
    metavar="FILE.yml",
    type=click.Path(path_type=Path),
    envvar="SHOUWANG_CHANNELS",
    help="Lines of “staff id: address”, kept out of Git. 每行写“教职工编号: 地址”，不放进 Git",
)
@click.option(
    "--send",
    is_flag=True,
    help="Send the digests; without it they are only printed. 发送；不写就只打印",
)
@_site_url("for the link to each person's page", "网站的网址，提醒里的链接要用")
def notify(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    channels: Path | None,
    send: bool,
    site_url: str,
) -> Status:
    """Send each person's digest of the week: counts and a link, no names.
    每人一条每周提醒：几项逾期、几项到期，只有数和网址，没有姓名。

    Through Apprise (WeCom, DingTalk, Feishu, e-mail and others): pip install 'shouwang[notify]'.
    Exit status: 0 all sent (or only printed); 1 one did not arrive; 2 there is nothing to send by.
    通过 Apprise 发（企业微信、钉钉、飞书、邮件等），要装 shouwang[notify]。
    退出状态：0 都发了（或只打印）；1 有一条没有发到；2 没有发送的办法。
    """
    from builder.commands import notify as notify_command

    around = surroundings(records, as_of, locale)
    return notify_command.run(around, channels=channels, send=send, site_url=site_url, sender=None)


@commands.command("backup", short_help="备份并证明能恢复 · A backup that is proved by restoring it")
@_common
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep",
    metavar="N",
    type=click.IntRange(min=1),
    help="Of this school's backups in FOLDER only the newest N stay. 本校的备份在那个文件夹里只留最新的 N 份",
)
@click.option(
    "--verify",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Prove an old backup once more. 把一份旧备份再验证一遍",
)
@click.option(
    "--restore",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Restore a backup; with --to. 恢复一份备份，和 --to 一起用",
)
@click.option(
    "--to",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where to restore; a new folder. 恢复到哪里，要是新的文件夹",
)
def backup(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    folder: Path | None,
    keep: int | None,
    verify: Path | None,
    restore: Path | None,
    to: Path | None,
) -> Status:
    """Back up the repositories of the records into FOLDER, as one dated file.
    把记录的仓库备份到 FOLDER，一份一个文件，名字里有日期。

    Proves it by restoring: clone, fsck, check, and every count compared. FOLDER may be a new file
    that ends in .zip. Whoever has the file can read all of it: keep it on an encrypted disk. A child
    that is erased stays in earlier backups until they are removed (--keep 1).
    写好就恢复一遍来验证：克隆、检查、逐项对数。谁拿到这个文件谁就读得到全部：放在加密的盘上。
    抹掉的孩子还在以前的备份里，用 --keep 1 去掉。

    Exit status: 0 proved; 1 the proof failed, or not everything was committed; 2 there is nothing
    to back up, or no room.
    退出状态：0 验证过了；1 没有通过，或者有没提交的；2 没有可备份的，或者没有地方。
    """
    from builder.commands import backup as backup_command

    chosen = [path for path in (folder, verify, restore) if path is not None]
    if len(chosen) != 1 or (to is None) != (restore is None) or (keep and not folder):
        raise Unusable(
            N_("Name a folder to back up to, or --verify FILE, or --restore FILE --to DIR.")
        )
    around = surroundings(records, as_of, locale, must_exist=folder is not None)
    if verify is not None:
        return backup_command.verify(around, verify)
    if restore is not None and to is not None:
        return backup_command.restore(around, restore, to)
    return backup_command.run(around, chosen[0], keep=keep)


@commands.command("init", short_help="新建一所学校的仓库 · A new school's repository")
@_day_and_language
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", help="The school's full name. 校名")
@click.option(
    "--first-grade", help="1 for a primary school, 7 for a middle school. 起始年级，小学 1，初中 7"
)
@click.option(
    "--semester-start", "start", metavar="DATE", help="First day of the semester. 学期开始"
)
@click.option("--semester-end", "end", metavar="DATE", help="Last day of the semester. 学期结束")
@click.option(
    "--holiday",
    "holidays",
    multiple=True,
    metavar="国庆节=FROM..TO",
    help="Days off; may be repeated. 放假，可多次",
)
@click.option(
    "--classes",
    help="2,2,1,1,1,1 from the lowest grade, or ids 2026-1,2025-1. 从低年级起各几个班，或写班级编号",
)
@click.option("--host", help="gitea, forgejo, gitlab, github or gitee. 代码托管平台，这几个之一")
@click.option("--url", help="The repository's page. 仓库的网址")
@click.option("--branch", help="The branch; main unless said. 分支，不写就是 main")
@click.option(
    "--preset",
    "presets",
    multiple=True,
    help="pian-1 … pian-5 or none; may be repeated. 采用哪套规则，可多次，none 是都不用",
)
@click.option("--head", help="The head teacher's name. 校长姓名")
@click.option(
    "--waive",
    metavar="yes|no",
    help="The head teacher waives what was due before today. 启用之前该做的，由校长批准免去",
)
@click.option(
    "--force",
    is_flag=True,
    help="Add what is missing to a folder that isn't empty. 文件夹不空时，只补缺的",
)
def init(
    as_of: date | None,
    locale: str | None,
    target: Path,
    presets: Sequence[str],
    force: bool,
    **given: Any,
) -> Status:
    """Make a new school's repository in DIR; asks for what isn't said.
    在 DIR 新建一所学校的仓库，没写的会问。
    """
    around = surroundings((), as_of, locale, must_exist=False)
    said = NewSchool(**given, presets=",".join(presets) if presets else None)
    return init_command.run(around, target, said, dialogue=_dialogue(), force=force)


@commands.command("server-files", short_help="学校服务器用的文件 · Files for a school's own server")
@_common
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@_site_url("the root of a host", "网站的网址，后面不带别的路径")
@click.option(
    "--clone-url",
    default="",
    help="Where the server clones the records from; by deploy key unless said. 服务器从哪里克隆记录，不写就用部署密钥",
)
@click.option(
    "--accounts",
    type=click.Choice(ACCOUNTS),
    default=ACCOUNTS[0],
    show_default=True,
    help="A file of passwords, or the accounts of the Git host. 用密码文件，还是用代码平台的账号",
)
@click.option(
    "--public", is_flag=True, help="The public build needs no login. 公开的那一份不用登录"
)
@click.option(
    "--prefix",
    default="",
    metavar="DIR",
    help="Put before every path, to try the files in a scratch folder. 加在每个路径前面，先装到一个试验用的文件夹",
)
def server_files(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    target: Path,
    site_url: str,
    clone_url: str,
    accounts: str,
    public: bool,
    prefix: str,
) -> Status:
    """Write nginx, systemd and publishing files for a school's own server into DIR.
    把学校自己的服务器要用的文件（nginx、systemd、更新网站的脚本）写到 DIR。

    A new or empty folder outside the records. Nothing is installed: `sh install` in it does that.
    Exit status: 0 written; 2 an option is wrong, the folder is not empty, or the records cannot
    be used.
    DIR 要是记录以外新的或空的文件夹。什么都没有装：在里面运行“sh install”才装。
    退出状态：0 写好了；2 选项不对、文件夹不空或记录不能用。
    """
    from builder.commands import server_files as server_files_command

    around = surroundings(records, as_of, locale)
    return server_files_command.run(
        around,
        target,
        site_url=site_url,
        clone_url=clone_url,
        accounts=accounts,
        public=public,
        prefix=prefix,
    )


@commands.command("roster", short_help="名册（Excel）· The registers in Excel")
@_common
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    default=Path("roster.xlsx"),
    show_default=True,
    help="The workbook. 写到哪个 Excel 文件",
)
@click.option(
    "--force", is_flag=True, help="Replace the workbook where there is one. 覆盖已有的文件"
)
@click.option(
    "--semester",
    metavar="ID|all",
    help="Whose visits; the semester of the day unless said. 哪个学期的帮扶记录，不写就是当天的学期",
)
@click.option(
    "--everything",
    is_flag=True,
    help="Also what is confidential, and children whose consent was withdrawn. "
    "连保密内容、撤回同意的孩子也写",
)
def roster(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    output: Path,
    force: bool,
    semester: str | None,
    everything: bool,
) -> Status:
    """Write the registers as one Excel workbook. 名册和统计表，一个 Excel 文件。

    Children, staff, pairings, visits and the statistics table. `shouwang import` reads the workbook
    back. Exit status: 0 written; 2 there is a file already, or the records cannot be used.
    学生、教职工、结对、帮扶记录和统计表，可以再用“shouwang import”读回来。
    退出状态：0 写好了；2 已有这个文件，或记录不能用。
    """
    from builder.commands import roster as roster_command

    around = surroundings(records, as_of, locale)
    return roster_command.run(
        around, output=output, force=force, semester=semester, everything=everything
    )


@commands.command("import", short_help="导入 Excel、CSV 表格 · Import from tables")
@_common
@_names
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--kind",
    metavar="KIND",
    help="What the table holds: child, staff, pairing or visit (学生、教职工、结对、帮扶记录); "
    "seen from its headings unless said. 表里是哪类记录，不写就看栏目名",
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    help="Only this sheet; may be repeated. 只读这个工作表，可多次",
)
@click.option(
    "--mapping",
    "mapping",
    metavar="FILE.yml",
    type=click.Path(path_type=Path),
    help="Lines of “heading: field” for headings that are not understood. 认不出的栏目，每行写“栏目: 项目”",
)
@click.option(
    "--set",
    "pairs",
    multiple=True,
    metavar="FIELD=VALUE",
    help="A value for what a new row leaves blank, such as 留守情况起=2026-09-01. "
    "新的行里空着的栏目填什么",
)
@click.option(
    "--write",
    is_flag=True,
    help="Write the records; without it nothing is written. 写入；不写就只看",
)
@click.option(
    "--overwrite",
    is_flag=True,
    help="Replace changed fields of records that are there. 已有的记录里，变了的项目也改",
)
def import_(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    names: bool | None,
    file: Path,
    kind: str | None,
    sheets: Sequence[str],
    mapping: Path | None,
    pairs: Sequence[str],
    write: bool,
    overwrite: bool,
) -> Status:
    """Records from a school's own FILE: .xlsx, .xls or .csv. 从学校自己的表格读入记录。

    Accounts for every row: new, same, changed, refused and why. Writes only with --write, and
    changes records that are there only with --overwrite. Exit status: 0 every row was new or the
    same (or replaced as told); 1 a row was refused, or differs and was left; 2 the file or the
    records cannot be used.
    每一行都有交代：新的、一样的、有变化的、拒绝的和原因。加 --write 才写，已有的记录加 --overwrite 才改。
    退出状态：0 都是新的或一样的（或照你说的改了）；1 有一行被拒绝，或不一样而没有改；2 文件或记录不能用。
    """
    from builder.commands import import_ as import_command

    return import_command.run(
        surroundings(records, as_of, locale),
        file=file,
        kind=kind,
        sheets=sheets,
        mapping_file=mapping,
        pairs=pairs,
        write_=write,
        overwrite=overwrite,
        names=names,
    )


@commands.command("export", short_help="给家长：孩子的全部记录 · A child's records for the family")
@_common
@click.argument("child")
@click.option(
    "--output",
    "-o",
    required=True,
    type=click.Path(path_type=Path),
    help="A .docx or .html file. 写到哪个文件",
)
@click.option("--force", is_flag=True, help="Replace a file that exists. 覆盖已有文件")
def export(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    child: str,
    output: Path,
    force: bool,
) -> Status:
    """Everything on record about CHILD (id or full name), for the family. 给家长的全部记录

    Without counselling, what is confidential and what is about other people.
    """
    from builder.commands import export as export_command

    return export_command.run(
        surroundings(records, as_of, locale), child=child, output=output, force=force
    )


@commands.command("forget", short_help="孩子离开后删去一切记录 · Erase a child who left")
@_common
@click.argument("child")
@click.option(
    "--write", is_flag=True, help="Take the child out; without it nothing is written. 写入"
)
@click.option(
    "--history",
    is_flag=True,
    help="Also out of the Git history: in a rewritten copy, which is then pushed. 连同历史",
)
@click.option(
    "--into",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="A new folder for that copy; beside the repository unless said. 副本放在哪里",
)
@click.option(
    "--everywhere",
    is_flag=True,
    help="Also where a name of two characters may be part of another word. 两个字的名字也全部替换",
)
@click.option("--yes", is_flag=True, help="Although the archive is still to be kept. 仍要删去")
def forget(
    records: Sequence[Path],
    as_of: date | None,
    locale: str | None,
    child: str,
    write: bool,
    history: bool,
    into: Path | None,
    everywhere: bool,
    yes: bool,
) -> Status:
    """Say what is on record of CHILD (id or full name), and erase it with --write. 删去一个孩子

    Records of several children stay, without this one. With --history (pip install
    'shouwang[history]') a fresh copy of the repository is rewritten and searched for traces; the
    repository itself stays as it is. Exit status: 0 done, or only said; 1 something is left for a
    person to look at; 2 it could not be done, and nothing was written.
    """
    from builder.commands import forget as forget_command

    asked = forget_command.Asked(child, write, history, everywhere, yes, into)
    return forget_command.run(surroundings(records, as_of, locale), asked)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status. Never lets a traceback out."""
    given = list(arguments) if arguments is not None else sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        # A Windows pipe would be GBK or worse; whoever reads a report expects what the files are.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    locale = _locale_asked(given)
    try:
        return int(commands.main(given, prog_name="shouwang", standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return Status.UNUSABLE
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return Status.UNUSABLE
    except click.ClickException as error:
        click.echo(f"shouwang: {usage_error(error, language(locale))}", err=True)
        return Status.UNUSABLE
    except Unusable as error:
        click.echo(f"shouwang: {language(locale).text(error.reason)}", err=True)
        _say_why(error, locale)
        return Status.UNUSABLE
    except BrokenPipeError:
        sys.stderr.close()
        return Status.CLEAN
    except Exception as error:
        if os.environ.get("SHOUWANG_DEBUG"):
            raise
        apology = N_(
            "Sorry: this is a defect in shouwang itself ({name}). The records are untouched."
        )
        message = language(locale).text(apology, name=type(error).__name__)
        click.echo(f"shouwang: {message}", err=True)
        return Status.DEFECT


def _locale_asked(arguments: Sequence[str]) -> str:
    """The language for messages that come before the school's own is known."""
    for n, argument in enumerate(arguments):
        if argument == "--locale" and n + 1 < len(arguments):
            return arguments[n + 1]
        if argument.startswith("--locale="):
            return argument.removeprefix("--locale=")
    return os.environ.get("SHOUWANG_LOCALE", "zh_CN")


def _say_why(error: Unusable, locale: str) -> None:
    from builder.wording import worded

    for finding in error.findings:
        if finding.path.partition(".")[0] in ("school", "policy"):
            message, hint = worded(finding, language(locale))
            place = ":".join(str(part) for part in (finding.path, finding.line) if part)
            click.echo(f"  {place}  {finding.code}  {message} {hint}", err=True)


__all__ = ["commands", "main", "run"]
