"""`make mutants`: try them, and say what came of it."""

from __future__ import annotations

from tests.mutation import GROUPS, killed, run, survivors

run()
for group in GROUPS:
    dead, tried = killed(group)
    print(f"{group}: killed {dead} of {tried} ({dead / max(tried, 1):.1%})")
    for name, n in sorted(survivors(group).items()):
        print(f"  {n:3} {name}")
