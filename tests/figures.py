"""`make figures`: how far the promises of safety.md have been tried, in numbers, in one run.

Every number comes from running the thing itself, here and now, but for the mutants: theirs are of
the last `make mutants`. The table is Markdown, for the documentation, which
gives the day on which it was measured.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from builder.audience import every_audience
from builder.cli import surroundings
from builder.i18n import language
from builder.publish import publish
from builder.site_plugin import site_of
from builder.views.site import Site
from tests import corpus, coverage, fuzz, injection
from tests.chromium import CHROMIUM, served
from tests.full_school import DAY, Place, full_school
from tests.mutation import GROUPS, tally
from tests.site.test_atomic import KILLS
from tests.support import folder, look

ROOT = Path(__file__).resolve().parents[1]
FUZZ_RUNS = 100_000


def main() -> int:
    """Measure everything and print it a row at a time. The status is 0 if every promise held."""
    print("| | |\n|---|---|", flush=True)
    sound = True
    for label, value in measured():
        print(f"| {label} | {value} |", flush=True)
        sound &= "FAILED" not in value
    return 0 if sound else 1


def measured() -> Iterator[tuple[str, str]]:
    """One figure after the other, the quick ones first."""
    cases = corpus.count()
    yield (
        "写错的情形 cases of bad input",
        f"{sum(cases.values())}（{len(cases)} 类，其中 {sum(corpus.harmless().values())} 种看着像错、其实没错 "
        "only look wrong)",
    )
    pushed = injection.figures()
    yield (
        "注入：字段 × 写法 × 出口 fields × payloads × sinks",
        f"{pushed['fields']} × {pushed['payloads']} × {pushed['sinks']}，共 {pushed['pushed']}，"
        f"{passed('tests/test_injection.py')}",
    )
    planted, readers = canaries()
    yield (
        "暗记：字段 × 读者 canaries × audiences",
        f"{planted} × {readers}，{passed('tests/site/test_audiences.py', 'tests/test_withhold.py')}",
    )
    yield (
        "强行中断 kill -9 at random moments, and before every step of the swap",
        f"{KILLS}，{passed('tests/site/test_atomic.py', '-k', 'killed')}",
    )
    yield (
        "磁盘写满、只读、读时被改 full disk, read-only disk, records that change",
        passed("tests/site/test_atomic.py", "-k", "not killed"),
    )
    with tempfile.TemporaryDirectory() as place:
        site = demo()
        publish(site, Path(place) / "site")
        pages, requests, elsewhere = opened(Path(place) / "site")
        yield (
            "在浏览器里打开的页面、请求、发往别处的请求 pages opened, requests, requests elsewhere",
            f"{pages}，{requests}，{elsewhere}" + (" FAILED" if elsewhere else ""),
        )
        yield (
            "示范学校网站的摘要 digest of the demo site (SHA-256)",
            f"`{digest(Path(place) / 'site')}`",
        )
    ended, slowest = fuzz.run_on_all_cores(FUZZ_RUNS, seed=1)
    yield (
        "随机改坏的文件 fuzzed files, the slowest in seconds",
        f"{sum(ended.values())}，{slowest:.2f}",
    )
    yield "分支覆盖：读取、引擎、读者 branch coverage of reader, engine and audiences", covered()
    for group in GROUPS:
        found = tally(group)
        yield f"变异：杀死的 mutants killed: {group}", str(found) if found.of else "make mutants"


def passed(*tests: str) -> str:
    """How many of some tests passed, in pytest's own words; FAILED where not all did."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout.strip().splitlines() or [""])[-1].split(" in ")[0]
    return said if done.returncode == 0 else f"FAILED: {said}"


def covered() -> str:
    """Branches of the reader, the engine and the audience filter that tests go through, of all."""
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "coverage.json"
        status = coverage.run(f"--cov-report=json:{report}", quiet=True).returncode
        totals = json.loads(report.read_text("utf-8"))["totals"]
    branches, of = totals["covered_branches"], totals["num_branches"]
    failed = " FAILED" if status else ""
    return f"{branches}/{of}（{branches / of:.1%}）{failed}"


def canaries() -> tuple[int, int]:
    """How many fields hold a canary, and for how many audiences each is searched."""
    places: list[Place] = []

    def say(place: Place) -> str:
        places.append(place)
        return f"甲{len(places)}"

    school = look(folder(full_school(say)), DAY)
    return len(places), len(list(every_audience(school.store, school.as_of)))


def demo() -> Site:
    """The demo school on its day."""
    around = surroundings([ROOT / "records"], date(2026, 11, 20), "zh_CN")
    return site_of(around.inspect(), around.records, language("zh_CN"))


def digest(site: Path) -> str:
    """What a site holds: the names and the bytes of all its files."""
    root, found = site.resolve(), hashlib.sha256()
    for file in sorted(path for path in root.rglob("*") if path.is_file()):
        found.update(file.relative_to(root).as_posix().encode() + b"\0")
        found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()[:32]


def opened(site: Path) -> tuple[int, int, int]:
    """Every page of a site in Chromium: pages, requests, and requests to anybody else."""
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    pages = sorted(path.relative_to(site.resolve()) for path in site.resolve().rglob("*.html"))
    with served(site) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        for path in pages:
            page.goto(f"{origin}{path.as_posix()}", wait_until="networkidle")
        browser.close()
    elsewhere = [url for url in asked if not url.startswith((origin, "data:", "blob:"))]
    return len(pages), len(asked), len(elsewhere)


if __name__ == "__main__":
    sys.exit(main())
