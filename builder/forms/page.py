"""The form page on disk: its HTML, what it is told, and the files of the package beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

from builder.forms.assets import FOLDER as ASSETS
from builder.forms.assets import PLACE, SCRIPT, pinned
from builder.forms.config import config
from builder.forms.host import hosts
from builder.forms.links import FOLDER, Forms
from builder.templating import for_pages
from builder.views.site import Site

POLICY: Final = (
    "default-src 'self'; "
    "connect-src 'self' data: {hosts}; "
    "img-src 'self' data: blob: {hosts}; "
    "style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline'; "
    "worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
"""What the page may do. It talks to the site and to the Git host; a server that sends such a policy
of its own must let it talk to the host, too."""


def write(site: Site, forms: Forms, folder: Path) -> None:
    """Write the form page below a site's folder. The package's files must be `ready`."""
    place = folder / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    told = json.dumps(config(site, forms), ensure_ascii=False, indent=1)
    (place / "config.json").write_text(told + "\n", encoding="utf-8", newline="\n")
    (place / "index.html").write_text(html(site, forms), encoding="utf-8", newline="\n")
    for name in pinned().files:
        target = place / PLACE / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ASSETS / name, target)


def html(site: Site, forms: Forms) -> str:
    """The page itself."""
    environment = for_pages()
    language = site.language
    return environment.get_template("forms/index.html.j2").render(
        _=language.text,
        title=site.store.school.name,
        lang="zh-CN" if language.chinese else "en",
        locale="zh-CN" if language.chinese else "en-US",
        policy=POLICY.format(hosts=" ".join(hosts(site, forms))),
        place=PLACE,
        script=SCRIPT,
    )
