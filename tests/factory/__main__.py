"""`python -m tests.factory demo DIR`, `… school --children N DIR`, `… letterhead FILE.docx`."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import write_demo, write_school
from .letterhead import write_letterhead


def main() -> int:
    """Write what the command line asks for and say how many files it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.factory", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="the invented school of records/")
    demo.add_argument("target", type=Path)
    school = commands.add_parser("school", help="a school of any size")
    school.add_argument("--children", type=int, default=3000)
    school.add_argument("--weeks", type=int, default=12)
    school.add_argument("--seed", type=int, default=1)
    school.add_argument("target", type=Path)
    letterhead = commands.add_parser("letterhead", help="the summary's Word template")
    letterhead.add_argument("target", type=Path)
    chosen = parser.parse_args()
    if chosen.command == "letterhead":
        write_letterhead(chosen.target)
        return 0
    if chosen.command == "demo":
        count = write_demo(chosen.target)
    else:
        count = write_school(
            chosen.target, children=chosen.children, weeks=chosen.weeks, seed=chosen.seed
        )
    print(f"{count} files in {chosen.target}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
