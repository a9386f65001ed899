"""Which aid was handed out at which activity (S5-05: the school things of 六一)."""

from __future__ import annotations

from collections.abc import Mapping

from builder.finding import Origin
from builder.model import Activity, Aid
from builder.views.site import Site


def event_of(site: Site) -> Mapping[Origin, Activity]:
    """The activity of an aid, by the aid's place in the records.

    An aid names its event in words; of several activities with that title the one nearest in time
    is meant. What no activity is called is in nobody's list.
    """
    titled: dict[str, list[Activity]] = {}
    for activity in site.store.activities:
        titled.setdefault(activity.title, []).append(activity)
    found = {}
    for aid in site.store.aid:
        same = titled.get(aid.activity or "", ())
        if same and aid.date <= site.as_of:
            found[aid.origin] = min(same, key=lambda one: abs((one.date - aid.date).days))
    return found


def aid_at(site: Site) -> Mapping[Origin, tuple[Aid, ...]]:
    """The aid handed out at an activity, by the activity's place in the records."""
    events = event_of(site)
    found: dict[Origin, list[Aid]] = {}
    for aid in site.store.aid:
        if activity := events.get(aid.origin):
            found.setdefault(activity.origin, []).append(aid)
    return {origin: tuple(given) for origin, given in found.items()}
