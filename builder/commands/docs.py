"""`docs`: the documentation as a site of its own."""

from __future__ import annotations

from pathlib import Path

import click

from builder.commands.build import OCCUPIED
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.docs.site import publish_docs
from builder.i18n import N_
from builder.publish import NotPublished, Occupied
from builder.read.loading import Unusable


def run(around: Surroundings, *, group: click.Group, site_dir: Path) -> Status:
    """Build the documentation of `group`'s commands and of everything else, in both languages."""
    say = around.language().text
    try:
        pages = publish_docs(group, site_dir)
    except Occupied as error:
        raise Unusable(OCCUPIED) from error
    except NotPublished as error:
        raise Unusable(
            N_("The documentation could not be written; the old one is untouched.")
        ) from error
    index = site_dir / "index.html"
    around.out(say("The documentation is ready, {n} pages: {index}", n=pages, index=index) + "\n")
    return Status.CLEAN
