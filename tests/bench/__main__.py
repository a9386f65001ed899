"""`make bench`: how `check` and the site compare with the bare floor and with a peer.

Each ratio is the median of several runs, ours and the other taking turns, so that a busy moment of
the machine falls on both. Peak memory is the highest resident size of each process.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.measure import Run, measured
from tests.factory import write_demo, write_school

BARE = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.yml")):
    yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
"""
CHILDREN, WEEKS, ROUNDS = 3000, 12, 3


def main(arguments: Sequence[str]) -> int:
    """Run the benchmarks; a number on the command line makes the school smaller, for a try."""
    children = int(arguments[0]) if arguments else CHILDREN
    with tempfile.TemporaryDirectory() as place:
        check_against_the_floor(Path(place), children)
        growth(Path(place), children)
        site_against_plain_markdown(Path(place))
    return 0


def check(records: Path) -> list[str]:
    """The command under test, as a school would run it in CI."""
    return [sys.executable, "-m", "builder", "check", "--records", str(records),
            "--as-of", "2026-11-20", "--fail-on", "never", "--format", "json"]  # fmt: skip


def check_against_the_floor(place: Path, children: int) -> None:
    """`check` against a process that only reads the same files with yaml.CBaseLoader."""
    records = place / "big"
    write_school(records, children=children, weeks=WEEKS)
    files = sum(1 for _ in records.rglob("*.yml"))
    ours, floor = pairs(check(records), [sys.executable, "-c", BARE, str(records)])
    print(f"check, {children} children, {WEEKS} weeks, {files} files")
    report("  shouwang check", ours)
    report("  yaml.CBaseLoader alone", floor)
    print(f"  ratio {median(ours) / median(floor):.2f}  (aim 1.5, at most 2.5)\n")


def growth(place: Path, children: int) -> None:
    """Ten times the records: at most eleven times the time."""
    small, large = place / "small", place / "big"
    write_school(small, children=children // 10, weeks=WEEKS)
    one, ten = pairs(check(small), check(large))
    print(f"growth, {children // 10} to {children} children")
    report("  one", one)
    report("  ten", ten)
    print(f"  ratio {median(ten) / median(one):.1f}  (at most 11)\n")


def site_against_plain_markdown(place: Path) -> None:
    """The demo site against MkDocs with Material and as many plain pages of the same text."""
    records, plain = place / "demo", place / "plain"
    write_demo(records)
    build = [sys.executable, "-m", "builder", "build", "--records", str(records),
             "--as-of", "2026-11-20", "--site-dir", str(place / "site")]  # fmt: skip
    pages = place / "pages"
    measured([*build, "--pages", str(pages)])
    count = write_plain(pages, plain)
    peer = [sys.executable, "-m", "mkdocs", "build", "-q", "-f", str(plain / "mkdocs.yml")]
    ours, theirs = pairs(build, peer)
    print(f"site of the demo, {count} pages")
    report("  shouwang build", ours)
    report("  mkdocs, plain Markdown", theirs)
    print(f"  ratio {median(ours) / median(theirs):.2f}  (at most 1.5)\n")


def write_plain(pages: Path, plain: Path) -> int:
    """The text of our pages as plain Markdown, one file a page, in MkDocs' default settings."""
    (plain / "docs").mkdir(parents=True)
    count = 0
    for page in sorted(pages.rglob("*.md")):
        html = re.sub(r"(?s)\A---.*?---|<(svg|script|style).*?</\1>", "", page.read_text("utf-8"))
        text = re.sub(r"</(p|li|tr|h\d|div|caption)>", "\n\n", html)
        text = re.sub(r"<[^>]+>", " ", text)
        rows = [re.sub(r"\s+", " ", row).strip() for row in text.split("\n")]
        target = plain / "docs" / page.relative_to(pages)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"# {page.stem}\n\n" + "\n\n".join(row for row in rows if row), "utf-8")
        count += 1
    settings = "site_name: Plain\ntheme: {name: material, font: false}\n"
    settings += f"site_dir: {plain / 'site'}\nplugins: [search]\nnav: [{{Home: index.md}}]\n"
    settings += "not_in_nav: '*'\n"
    (plain / "mkdocs.yml").write_text(settings, encoding="utf-8")
    return count


def pairs(first: list[str], second: list[str]) -> tuple[list[Run], list[Run]]:
    """Several runs of two commands, taking turns, after one of each to warm the disk."""
    measured(first)
    measured(second)
    found: tuple[list[Run], list[Run]] = ([], [])
    for _ in range(ROUNDS):
        found[0].append(measured(first))
        found[1].append(measured(second))
    return found


def median(runs: list[Run]) -> float:
    """The median time in seconds."""
    return statistics.median(run.seconds for run in runs)


def report(name: str, runs: list[Run]) -> None:
    """One line: the median time and the peak memory."""
    peak = max(run.peak_mib for run in runs)
    print(f"{name:28} {median(runs):7.2f} s   peak {peak:6.0f} MiB")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
