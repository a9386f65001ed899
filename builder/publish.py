"""A site on disk: built beside the old one and put in its place in one step.

The old site stays as it is until the new one is whole, whatever happens in between: a failed
build, a full disk, a killed process. The target is a symbolic link to a folder named after its
contents, and the link is replaced in one step; where the target is a real folder already, the two
trade places. What killed runs left behind is removed by the next one.
"""

from __future__ import annotations

import contextlib
import ctypes
import glob
import hashlib
import json
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig

from builder.assets import TEMPLATES
from builder.forms.page import write as write_forms
from builder.render import Page, render
from builder.site_plugin import Progress, connect
from builder.views.site import Site

_YOUNG_SECONDS: Final = 60
"""A folder that is complete but not linked yet belongs to a running build for so long."""


class NotPublished(Exception):
    """The site could not be written; the old one is untouched. Says why, without record text."""


class Occupied(NotPublished):
    """Something that is no site of ours stands where the site is to go; it is left alone."""


def publish(site: Site, target: Path, progress: Progress | None = None) -> None:
    """Build the site and put it at `target` in one step. Raises `NotPublished`."""
    put_folder(target, lambda fresh: _build(site, fresh, progress))


def put_folder(target: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` fill a new folder, and put that at `target` in one step. Raises `NotPublished`."""
    target = target.absolute()
    if not _ours(target):
        raise Occupied(target.name)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(
            tempfile.mkdtemp(prefix=f".{target.name}-new-{os.getpid()}-", dir=target.parent)
        )
    except OSError as error:
        raise NotPublished(_reason(error)) from error
    try:
        _tidy(target, fresh.stat().st_mtime)
        fill(fresh)
        fresh.chmod(0o755)
        _swap(fresh, target)
    except OSError as error:
        raise NotPublished(_reason(error)) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def retire(folder: Path, kept: Set[str]) -> None:
    """Remove the sites in a folder of audiences: those of people and classes that are no more.

    Whoever left must not go on reading the site of the last day. Nothing but sites of ours is
    touched. Raises `NotPublished`.
    """
    try:
        for found in sorted(folder.iterdir()) if folder.is_dir() else ():
            if _AUDIENCE.fullmatch(found.name) and found.name not in kept and _ours(found):
                place = found.resolve()
                if found.is_symlink():
                    found.unlink()
                if place.is_dir():
                    _discard(place)
    except OSError as error:
        raise NotPublished(_reason(error)) from error


_AUDIENCE: Final = re.compile(r"(?:staff|class)-[a-z0-9][a-z0-9-]*")
"""The folder of an audience that may cease to be (`builder.audience`)."""


def write_pages(site: Site, folder: Path) -> int:
    """The pages alone, for another site generator: HTML under a title; says how many.

    Raises `NotPublished`.
    """
    pages = render(site)
    try:
        for path, page in pages.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_with_front_matter(page), encoding="utf-8", newline="\n")
        _add_forms(site, folder)
    except OSError as error:
        raise NotPublished(_reason(error)) from error
    return len(pages)


def serve(
    records: Sequence[Path], as_of: date | None, locale: str | None, address: str = "127.0.0.1:8000"
) -> None:
    """MkDocs' own live preview: the records are read again whenever one of them has changed."""
    from mkdocs.commands.serve import serve as mkdocs_serve

    told = {
        "SHOUWANG_RECORDS": os.pathsep.join(str(folder.absolute()) for folder in records),
        "SHOUWANG_AS_OF": as_of.isoformat() if as_of else "",
        "SHOUWANG_LOCALE": locale or "",
        "NO_MKDOCS_2_WARNING": "1",
    }
    with _environment(told), tempfile.TemporaryDirectory() as place:
        settings = _settings(Path(place), hooks=[str(Path(__file__).with_name("mkdocs_hook.py"))])
        mkdocs_serve(
            str(settings), dev_addr=address, watch=[str(folder.absolute()) for folder in records]
        )


def _build(site: Site, folder: Path, progress: Progress | None) -> None:
    run_mkdocs(folder, site.as_of, lambda config: connect(config, site, progress))
    _add_forms(site, folder)


def run_mkdocs(
    folder: Path, day: date, prepare: Callable[[MkDocsConfig], None], **settings: object
) -> None:
    """MkDocs, quietly, into `folder`; its clock is `day`. `settings` are laid over the site's own."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    told = {"SOURCE_DATE_EPOCH": str(int(noon.timestamp())), "NO_MKDOCS_2_WARNING": "1"}
    with _environment(told), _quiet(), tempfile.TemporaryDirectory() as place:
        # Imported here: the theme prints its notice on import, unless told not to.
        from mkdocs.commands.build import build
        from mkdocs.config import load_config

        config = load_config(str(_settings(Path(place), **settings)), site_dir=str(folder))
        prepare(config)
        build(config)


def _add_forms(site: Site, folder: Path) -> None:
    """The form page, for a site that has one."""
    if site.forms is not None:
        write_forms(site, site.forms, folder)


def _settings(place: Path, **more: object) -> Path:
    """The site's settings for a build that has no checkout round it."""
    settings = {
        "INHERIT": str(TEMPLATES / "mkdocs-defaults.yml"),
        "docs_dir": str(TEMPLATES / "assets"),
        "theme": {"custom_dir": str(TEMPLATES / "theme")},
        **more,
    }
    file = place / "mkdocs.yml"
    file.write_text(json.dumps(settings), encoding="utf-8")
    return file


@contextlib.contextmanager
def _environment(told: Mapping[str, str]) -> Iterator[None]:
    """Environment variables for as long as MkDocs runs: it takes some things in no other way."""
    before = {name: os.environ.get(name) for name in told}
    os.environ.update(told)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """No chatter from MkDocs."""
    log = logging.getLogger("mkdocs")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def _ours(target: Path) -> bool:
    """Whether a site may go there: nothing, an empty folder, or a site of ours (or MkDocs' of it)."""
    if target.is_symlink():
        return target.readlink().name.startswith(f".{target.name}-")
    if not target.exists():
        return True
    if not target.is_dir():
        return False
    return (target / "shouwang.css").is_file() or not any(target.iterdir())


def _swap(fresh: Path, target: Path) -> None:
    """Put `fresh` where `target` is."""
    if target.exists() and not target.is_symlink():
        _rename_over(fresh, target)
        return
    digest = _digest(fresh)
    final = target.with_name(f".{target.name}-{digest}")
    if final.exists() and _digest(final) != digest:
        _discard(final)
    if not final.exists():
        fresh.rename(final)
    os.utime(final)
    link = target.with_name(f".{target.name}-link-{os.getpid()}")
    link.unlink(missing_ok=True)
    try:
        link.symlink_to(final.name, target_is_directory=True)
    except OSError:  # A system without symbolic links for everybody.
        final.rename(target)
        return
    old = target.readlink() if target.is_symlink() else None
    link.replace(target)
    if old is not None and old.name != final.name and old.name.startswith(f".{target.name}-"):
        with contextlib.suppress(OSError):
            _discard(target.with_name(old.name))


def _discard(folder: Path) -> None:
    """Remove a folder. It loses its name first: one half removed must not be taken for whole."""
    gone = folder.with_name(f"{folder.name}-gone-{os.getpid()}")
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _rename_over(fresh: Path, target: Path) -> None:
    """Swap two real folders: in one step where the system can, else by two renames."""
    if _exchange(fresh, target):
        return  # What is in `fresh` now is the old site; the caller removes it.
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    aside = old / target.name
    target.rename(aside)
    try:
        fresh.rename(target)
    except OSError:
        aside.rename(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders trade places in one step (Linux); False where that can't be done."""
    try:
        trade = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(trade(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _tidy(target: Path, now: float) -> None:
    """Remove what killed runs left behind; a build that is going on is younger than that."""
    if not target.exists() and not target.is_symlink():
        for aside in target.parent.glob(
            f".{glob.escape(target.name)}-old-*/{glob.escape(target.name)}"
        ):
            aside.rename(target)  # Killed between two renames: the old site goes back.
    current = target.readlink().name if target.is_symlink() else ""
    # Only names of our own making: `.site-en-…` belongs to another site, `.site-notes` to somebody.
    made = re.compile(
        rf"\.{re.escape(target.name)}-"
        r"(?:[0-9a-f]{12}(?:-gone-\d+)?|new-\d+-\w+(?:-gone-\d+)?|old-\w+(?:-gone-\d+)?|link-\d+)"
    )
    for found in target.parent.iterdir():
        if found.name == current or not made.fullmatch(found.name):
            continue
        with contextlib.suppress(OSError):
            if found.is_symlink():
                found.unlink()
            elif not _in_use(found, now):
                _discard(found)


def _in_use(folder: Path, now: float) -> bool:
    """Whether a running build may still be working on a folder."""
    process = re.search(r"-(?:new|gone)-(\d+)", folder.name)
    if process and os.name == "posix":
        try:
            os.kill(int(process[1]), 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True
    return now - folder.stat().st_mtime < _YOUNG_SECONDS


def _digest(folder: Path) -> str:
    """What a folder holds, in a few letters."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _with_front_matter(page: Page) -> str:
    """A page as a Markdown file: HTML without blank lines is passed through as it is.

    Every line of it begins with a tag. A line that a record's text began might be a fence or ask for
    a file: extensions look for those before they look for HTML.
    """
    # MkDocs puts titles and descriptions into its pages as they are.
    front = {"title": str(escape(page.title)), "description": str(escape(page.description))}
    if page.search is None:
        front["search"] = {"exclude": True}  # type: ignore[assignment]
    return (
        f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n\n{_IN_A_TEXT.sub(' ', page.html)}\n"
    )


_IN_A_TEXT: Final = re.compile(r"\n(?!<)")
