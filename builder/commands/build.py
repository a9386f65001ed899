"""`build` and `serve`: the private site."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.finding import Severity
from builder.i18n import N_
from builder.publish import NotPublished, Occupied, publish, serve, write_pages
from builder.read.loading import Progress, Unusable
from builder.report.plain import counts
from builder.site_plugin import site_of

OCCUPIED: Final = N_(
    "Something else stands in that place; name a new or empty folder for the site."
)


def _overlap(one: Path, other: Path) -> bool:
    """Whether one folder is, or lies in, the other."""
    one, other = one.absolute(), other.absolute()
    return one in (other, *other.parents) or other in one.parents


def run(
    around: Surroundings,
    *,
    site_dir: Path,
    pages: Path | None,
    progress: Progress | None,
    site_url: str = "",
) -> Status:
    """Check, then build. Record errors don't stop it: the data-quality page shows them.

    `site_url` is where the site will be served: what the codes on contact cards lead to.
    """
    if any(_overlap(site_dir, folder) for folder in around.records):
        raise Unusable(OCCUPIED)
    inspection = around.inspect()
    report = around.report(inspection, names=None)
    site = site_of(inspection, around.records, report.language, site_url)
    say = report.language.text
    try:
        if pages is not None:
            n = write_pages(site, pages)
            around.out(say("{n} pages written to {folder}.", n=n, folder=pages) + "\n")
        else:
            publish(site, site_dir, progress)
            index = site_dir / "index.html"
            around.out(say("The site is ready: {index}", index=index) + "\n")
    except Occupied as error:
        raise Unusable(OCCUPIED) from error
    except NotPublished as error:
        raise Unusable(N_("The site could not be written; the old one is untouched.")) from error
    errors = report.count(Severity.ERROR)
    around.out(f"{counts(report)}\n")
    if errors:
        around.out(say("Some records were left out; `shouwang check` says which and why.") + "\n")
    return Status.FOUND if errors else Status.CLEAN


def preview(around: Surroundings, address: str) -> Status:
    """Live preview, rebuilt when a record changes."""
    language = around.language(around.inspect())
    place = language.text("The preview is at http://{address} (Ctrl+C ends it).", address=address)
    around.out(f"{place}\n")
    try:
        serve(around.records, around.as_of, around.locale, address)
    except OSError as error:
        raise Unusable(N_("That port is taken; name another with --port.")) from error
    return Status.CLEAN
