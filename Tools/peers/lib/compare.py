"""The suite of Tools/peers/compare: every filter that has a public answer against it, a table, and exit code 1 where one is too far off."""

import argparse
import tempfile
from pathlib import Path

import numpy as np

import answers_colour
import answers_geometry
import answers_light
import answers_neighbours
import pictures
from check import Check, Outcome
from pictures import Format
from timer import Refused, Timer

CHECKS: list[Check] = [*answers_neighbours.CHECKS, *answers_light.CHECKS, *answers_colour.CHECKS, *answers_geometry.CHECKS]


def run(check: Check, timer: Timer, scratch: Path) -> Outcome:
    """The worst of all layouts and pictures."""
    worst = Outcome()
    for name in check.layouts:
        layout = Format(name)
        for make, (width, height) in ((pictures.real, check.real), (pictures.noise, check.noise)):
            planes = make(layout, width, height)
            expected = check.answer(planes, layout)
            made = timer.result(check.chain, planes, layout, scratch, full=check.full)
            worst.take(check.judge(made, expected, layout), f"{name} {make.__name__}")
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(prog="compare", description="vidproc's filters beside public answers")
    parser.add_argument("filters", nargs="*", help="names of filters; all without")
    parser.add_argument("--level", choices=["baseline", "avx2", "avx512"], help="instruction set; the processor's own without")
    options = parser.parse_args()
    known = {check.filter for check in CHECKS}
    if unknown := [name for name in options.filters if name not in known]:
        parser.error(f"there is no comparison of {unknown[0]}; there are {', '.join(sorted(known))}")
    timer = Timer(options.level)
    checks = [check for check in CHECKS if not options.filters or check.filter in options.filters]
    failed = made = 0
    print(f"{'filter':<44} {'peer':<40} {'layouts':<34} {'largest':>8} {'allowed':>8}  verdict")
    with tempfile.TemporaryDirectory() as folder:
        for check in checks:
            made += 1
            if check.filter not in timer.filters:
                failed += 1
                print(f"{check.chain:<44} FAILED: vidproc has no {check.filter}")
                continue
            try:
                outcome = run(check, timer, Path(folder))
            except Refused as refusal:
                failed += 1
                print(f"{check.chain:<44} FAILED: {refusal}")
                continue
            failed += not outcome.holds
            text = "ok" if outcome.holds else f"BEYOND, {outcome.where}"
            print(f"{shortened(check.chain, 44):<44} {check.peer:<40} {shortened(','.join(check.layouts), 34):<34} "
                  f"{outcome.largest:>8.4g} {outcome.allowed:>8.4g}  {text}{'; ' + check.note if check.note else ''}", flush=True)
    if not options.filters:
        without = sorted(set(timer.filters) - known)
        print(f"\nwithout a public answer: {', '.join(without)}")
    print(f"{made} comparisons, {failed} beyond what is allowed")
    timer.close()
    return 1 if failed else 0


def shortened(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


if __name__ == "__main__":
    np.seterr(all="ignore")
    raise SystemExit(main())
