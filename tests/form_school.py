"""A school whose form page is open: its records in a repository on a stand-in host, its site served.

Nothing is installed and nobody is asked: the host and the site are two servers on this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from builder.assets import TEMPLATES
from builder.edit_links import EditLinks
from builder.forms.links import PAGE, Forms
from builder.forms.page import write as write_form
from builder.i18n import language
from builder.inspection import inspect
from builder.model import Repository
from builder.publish import publish
from builder.read.scan import DiskFolder
from builder.site_plugin import site_of

from .chromium import served
from .git_api import CLIENT_ID, TOKEN, GitHost, git, git_host, repository

SAVE = "保存"


@dataclass(frozen=True)
class FormSchool:
    """`address` is the site's, `host` the Git host, `day` the day on which everything happens."""

    address: str
    host: GitHost
    day: date

    def open(self, page: Any, form: str) -> None:
        """Open a form by its address below the site, on the day."""
        page.clock.set_fixed_time(f"{self.day}T16:20:00")
        # Only what stands after the # changes: without this nothing would be loaded anew.
        page.goto("about:blank")
        page.goto(self.address + form)

    def sign_in(self, page: Any) -> None:
        """Sign in with an access token, on the form page that is open."""
        page.get_by_role("button", name="使用访问令牌登录").click()
        page.locator("dialog input").fill(TOKEN)
        page.get_by_role("button", name="登录", exact=True).click()
        page.locator("dialog input").wait_for(state="detached")

    def signed_in(self, page: Any) -> None:
        """Sign in and leave the form page again: as on a phone that was used before."""
        self.open(page, f"{PAGE}#/collections")
        self.sign_in(page)
        page.get_by_text("帮扶记录", exact=True).first.wait_for()

    def save(self, page: Any) -> None:
        """Save what is in the form, and wait for the commit."""
        before = self.host.head
        page.get_by_role("button", name=SAVE, exact=True).click()
        page.get_by_text("条目已保存").wait_for()
        assert self.host.head != before

    def clone(self, folder: Path) -> Path:
        """What somebody else gets who clones the repository now."""
        git(folder, "clone", "--quiet", str(self.host.folder), "clone")
        return folder / "clone"


@contextmanager
def form_school(
    folder: Path, fill: Callable[[Path], object], day: date, *, pages: bool = False
) -> Iterator[FormSchool]:
    """A school with a form, until the block ends; `fill` writes its records into a folder.

    With `pages` its whole site is there, not the form page alone.
    """
    fill(folder / "repository" / "records")
    repository(folder / "repository")
    with git_host(folder / "repository") as host:
        records = folder / "repository" / "records"
        now = datetime(2030, 1, 1, tzinfo=UTC)
        inspection = inspect([DiskFolder(records)], now=now, as_of=day)
        forms = Forms(CLIENT_ID)
        site = site_of(inspection, [records], language("zh_CN"), forms=forms)
        at_host = EditLinks(Repository(provider="gitea", url=host.url), site.links.places)
        site = replace(site, links=at_host)
        if pages:
            publish(site, folder / "site")
        else:
            write_form(site, forms, folder / "site")
            (folder / "site" / "lamp.svg").write_bytes((TEMPLATES / "assets/lamp.svg").read_bytes())
        with served(folder / "site") as address:
            yield FormSchool(address, host, day)
