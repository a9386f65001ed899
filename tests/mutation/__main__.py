"""`make mutants`: try them, and say what came of it. The status is 0 when all were tried."""

from __future__ import annotations

import sys

from tests.mutation import GROUPS, run, survivors, tally

ended = run()
for group in GROUPS:
    print(f"{group}: killed {tally(group)}")
    for name, n in sorted(survivors(group).items()):
        print(f"  {n:3} {name}")
sys.exit(not ended or any(tally(group).untried for group in GROUPS))
