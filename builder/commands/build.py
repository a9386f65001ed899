"""`build` and `serve`: the private site."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from builder.audience import EVERY, Audience, NoSuchAudience, audience_of, every_audience
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.finding import Severity
from builder.forms.assets import ready
from builder.forms.host import has_host
from builder.forms.links import Forms
from builder.i18n import N_
from builder.inspection import Inspection
from builder.publish import NotPublished, Occupied, publish, retire, serve, write_pages
from builder.read.loading import Progress, Unusable
from builder.report.plain import counts
from builder.site_plugin import site_for, site_of
from builder.views.site import Site

NO_HOST: Final = N_(
    "There is no form for this school: school.yml must name a repository on Gitea, Forgejo, GitLab "
    "or GitHub."
)
NO_FILES: Final = N_(
    "The files of the form page are not here: `make forms` in the source folder gets them, and a "
    "wheel from `make wheel` has them."
)
OCCUPIED: Final = N_(
    "Something else stands in that place; name a new or empty folder for the site."
)

NOBODY: Final = N_(
    "There is no such audience. It is all, public, every, staff:ID of somebody who is there at"
    " present, or class:ID of a class of this semester."
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
    audiences: Sequence[str],
    progress: Progress | None,
    site_url: str = "",
    forms: Forms | None = None,
) -> Status:
    """Check, then build. Record errors don't stop it: the data-quality page shows them.

    `audiences` are words such as `staff:t07`; one has its site at `site_dir`, several have theirs
    in folders of it, and with `every` the folders of audiences that are no more go. `site_url` is
    where the site will be served: what the codes on contact cards lead to. With `forms` the sites
    of the school's own people have a form page.
    """
    if any(_overlap(site_dir, folder) for folder in around.records):
        raise Unusable(OCCUPIED)
    inspection = around.inspect()
    report = around.report(inspection, names=None)
    site = site_of(inspection, around.records, report.language, site_url, forms)
    if forms is not None:
        _need_forms(site)
    chosen = _audiences(inspection, audiences)
    say = report.language.text
    try:
        if pages is not None:
            if len(chosen) > 1:
                raise Unusable(N_("--pages is for one audience at a time."))
            n = write_pages(site_for(site, chosen[0]), pages)
            around.out(say("{n} pages written to {folder}.", n=n, folder=pages) + "\n")
        elif len(chosen) == 1 and EVERY not in audiences:
            publish(site_for(site, chosen[0]), site_dir, progress)
            index = site_dir / "index.html"
            around.out(say("The site is ready: {index}", index=index) + "\n")
        else:
            # First of all, so that no failure further on leaves it to whoever is no more.
            if EVERY in audiences:
                retire(site_dir, {one.folder for one in chosen})
            for one in chosen:
                publish(site_for(site, one), site_dir / one.folder, progress)
            around.out(
                say("{n} sites are ready in {folder}.", n=len(chosen), folder=site_dir) + "\n"
            )
    except Occupied as error:
        raise Unusable(OCCUPIED) from error
    except NotPublished as error:
        raise Unusable(N_("The site could not be written; the old one is untouched.")) from error
    errors = report.count(Severity.ERROR)
    around.out(f"{counts(report)}\n")
    if errors:
        around.out(say("Some records were left out; `shouwang check` says which and why.") + "\n")
    return Status.FOUND if errors else Status.CLEAN


def _audiences(inspection: Inspection, words: Sequence[str]) -> tuple[Audience, ...]:
    """The audiences that were asked for, each once; the leaders where nobody was named."""
    found: dict[str, Audience] = {}
    for word in words or ("all",):
        try:
            named = (
                every_audience(inspection.store, inspection.as_of)
                if word == EVERY
                else [audience_of(word, inspection.store, inspection.as_of)]
            )
            found.update((one.folder, one) for one in named)
        except NoSuchAudience as error:
            raise Unusable(NOBODY) from error
    return tuple(found.values())


def _need_forms(site: Site) -> None:
    """Raises `Unusable` where there can be no form page."""
    if not has_host(site.links.repository, site.links.address):
        raise Unusable(NO_HOST)
    if not ready():
        raise Unusable(NO_FILES)


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
