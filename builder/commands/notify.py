"""`notify`: each person's weekly digest, through Apprise; without `--send` it is only printed.

Where to send is a file of its own that is kept out of Git: an address of a chat robot is a key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from builder import digest
from builder.commands.status import Status
from builder.commands.surroundings import Surroundings
from builder.i18n import N_, Language
from builder.read.decode import decode
from builder.read.loading import Unusable
from builder.read.structure import parse
from builder.views.site import Site

Send = Callable[[Sequence[str], str, str], bool]
"""Sends a title and a text to some addresses; whether all of them took it."""

NO_APPRISE: Final = N_("Sending needs Apprise: pip install 'shouwang[notify]'.")
NO_CHANNELS: Final = N_(
    "The file of addresses cannot be read. A line a person: `t09: wecombot://…`, several as a list."
)
AMONG_RECORDS: Final = N_(
    "The file of addresses holds keys: keep it outside the records and out of Git."
)


def run(
    around: Surroundings, *, channels: Path | None, send: bool, site_url: str, sender: Send | None
) -> Status:
    """Print every digest, and send it where `send` says so. Status 1 where one did not arrive."""
    if send and channels is None:
        raise Unusable(N_("Name the file of addresses with --channels."))
    addresses = _channels(around, channels) if channels else {}
    deliver = (sender or apprise_sender()) if send else None
    inspection = around.inspect()
    site = Site(inspection, around.language(inspection), site_url=site_url)
    say = site.language.text
    unknown = sorted(set(addresses) - set(site.store.staff))
    for staff in unknown:
        around.out(say("{id}: nobody of this id is on record; not sent.", id=staff) + "\n")
    failed = bool(unknown)
    for one in digest.digests(site):
        if one.empty:
            continue
        text = digest.text(site, one)
        outcome = _deliver(deliver, addresses.get(one.staff, ()), digest.title(site), text)
        failed = failed or outcome is False
        around.out(_told(site.language, one.staff, text, outcome, sending=deliver is not None))
    if deliver is None:
        around.out(say("Nothing was sent; --send does it.") + "\n")
    return Status.FOUND if failed else Status.CLEAN


def _deliver(deliver: Send | None, to: Sequence[str], title: str, text: str) -> bool | None:
    """Whether a digest arrived; None where there was nowhere to send it."""
    return deliver(to, title, text) if deliver and to else None


def _told(language: Language, staff: str, text: str, outcome: bool | None, *, sending: bool) -> str:
    """What is printed of one digest; never an address."""
    words = {
        True: N_("sent"),
        False: N_("could not be sent"),
        None: N_("no address"),
    }[outcome]
    state = f"  {language.text(words)}" if sending else ""
    body = "".join(f"  {row}\n" for row in text.split("\n"))
    return f"{staff}{state}\n{body}"


def _channels(around: Surroundings, file: Path) -> Mapping[str, tuple[str, ...]]:
    """Addresses by staff id."""
    full = file.absolute()
    if any(folder.absolute() in full.parents for folder in around.records):
        raise Unusable(AMONG_RECORDS)
    try:
        decoded = decode(file.read_bytes())
    except OSError as error:
        raise Unusable(NO_CHANNELS) from error
    document = parse(decoded.text)
    tree: Any = document.tree
    if not document.complete or document.slips or not isinstance(tree, dict):
        raise Unusable(NO_CHANNELS)
    found: dict[str, tuple[str, ...]] = {}
    for staff, value in tree.items():
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) and "://" in one for one in several):
            raise Unusable(NO_CHANNELS)
        found[staff] = tuple(several)
    return found


def apprise_sender() -> Send:
    """Sends through Apprise. Raises `Unusable` where it is not installed."""
    try:
        import apprise
    except ImportError as error:
        raise Unusable(NO_APPRISE) from error

    def send(addresses: Sequence[str], title: str, text: str) -> bool:
        channel = apprise.Apprise()
        known = [channel.add(address) for address in addresses]
        return all(known) and bool(channel.notify(title=title, body=text))

    return send
