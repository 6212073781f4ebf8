"""The figures of Tools/peers/bench: rows and chains, in turn with the peers, a table, means and targets."""

import argparse
import json
import math
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import chains
import machine
from contenders import ALONE, VIDPROC, PeerProcess, Vidproc
from measure import Result, least, measure, middle
from pictures import SIZES
from rows import CHAINS, SINGLES, Row
from worker import PEERS

OPENCV, LIBAVFILTER = ("CV", "CV4"), ("AVF", "AV8")
# Peers that have something to say on chains.
IN_CHAINS = ("CV", "CV4", "AVF", "AV8", "VS", "HAL")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.2f}"


def line(result: Result) -> str:
    ours, peers = result.ours(), result.peers()
    best = peers[0] if peers else None
    apart = result.differences.get(best.name) if best else None
    waited = max(max(job.waits) for job in (ours, best) if job) / result.threads
    return (f"{result.row:<22} {result.size:<6} {result.threads:>2} {middle(ours):>9.3f} {least(ours):>9.3f}  {best.name if best else '-':<22} "
            f"{middle(best) if best else 0:>9.3f} {times(result.ratio()):>7} {times(result.least_ratio()):>7} {times(result.ratio(*OPENCV)):>7} {times(result.ratio(*LIBAVFILTER)):>8} "
            f"{times(result.gain()):>6}  {f'{apart[0]:.0f} / {apart[1]:.2f}' if apart else '-':<12} {f'waited {waited:.0%}' if waited > 0.05 else ''}")


HEADER = (f"{'row':<22} {'size':<6} {'t':>2} {'vidproc':>9} {'least':>9}  {'best peer':<22} {'ms':>9} {'ratio':>7} {'(least)':>7} {'OpenCV':>7} {'libavf.':>8} "
          f"{'gain':>6}  {'apart':<12}\n(ms a frame, medians; ratio: peer's time / vidproc's, (least): of the quickest calls; gain: one thread / several; apart: largest / mean difference of the pictures)")


def mean(values: list[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values))


def summary(results: list[Result], rows: list[Row], size: str, threads: int) -> None:
    chosen = [result for result in results if result.size == size and result.threads == threads and result.row in SINGLES]
    if not chosen:
        return
    measured = [result.row for result in chosen]
    missing = [row.name for row in rows if row.name in SINGLES and row.name not in measured]
    print(f"\n{size}, {threads} thread{'s' if threads > 1 else ''}, {len(chosen)} rows, left out: {', '.join(missing) or 'none'}:")
    for text, families, goal in (("best peer of each row", (), 1.3), ("OpenCV", OPENCV, 3.0), ("libavfilter", LIBAVFILTER, 8.0)):
        ratios = {result.row: ratio for result in chosen if (ratio := result.ratio(*families)) is not None}
        quickest = [ratio for result in chosen if (ratio := result.least_ratio(*families)) is not None]
        without = ", ".join(name for name in measured if name not in ratios)
        if ratios:
            value = mean([*ratios.values()])
            print(f"  against {text:<24} geometric mean {value:5.2f} (least: {mean(quickest):5.2f}) over {len(ratios)} rows   goal >= {goal:g}  "
                  f"{verdict(value >= goal)}{f'; nothing by it: {without}' if without else ''}")
    under = sorted((ratio, result.row) for result in chosen if (ratio := result.ratio()) is not None and ratio < 0.8)
    print(f"  rows under 0.8 of the best peer: {', '.join(f'{row} {ratio:.2f}' for ratio, row in under) or 'none'}   {verdict(not under)}")
    gains = [gain for result in chosen if (gain := result.gain()) is not None]
    if gains:
        print(f"  {threads} threads against one: geometric mean {mean(gains):.2f}   goal >= 1.8  {verdict(mean(gains) >= 1.8)}")


def verdict(holds: bool) -> str:
    return "met" if holds else "MISSED"


def of(known: list[str], numbers: bool = False) -> Callable[[str], list[str]]:
    """Words separated by commas, each of them known, or where so said a number from 1 on."""

    def words(text: str) -> list[str]:
        for word in text.split(","):
            if word not in known and not (numbers and word.isdecimal() and int(word) > 0):
                raise argparse.ArgumentTypeError(f"there is no '{word}'; there are {', '.join(known)}{' and numbers from 1 on' if numbers else ''}")
        return text.split(",")

    return words


def options() -> argparse.Namespace:
    width = max(len(name) for name in [*SINGLES, *CHAINS])
    parser = argparse.ArgumentParser(prog="bench", description="vidproc's kernels beside the peers', in turn on this machine",
                                     formatter_class=argparse.RawDescriptionHelpFormatter,
                                     epilog="rows:\n" + "\n".join(f"  {row.name:<{width}}  {row.words}" for row in [*SINGLES.values(), *CHAINS.values()]))
    parser.add_argument("--rows", help="names, separated by commas; chains for the chains alone, rows for all but them; everything without")
    parser.add_argument("--sizes", type=of([*SIZES]), default="1080p,4k", help=f"of {','.join(SIZES)}; both without")
    parser.add_argument("--threads", type=of(["all"], numbers=True), default="1,all", help="numbers; all for as many as there are processors")
    parser.add_argument("--peers", type=of([*PEERS]), default=",".join(name for name in PEERS if name not in ("SCIPY", "SKI", "VIPS", "PIL")),
                        help=f"of {','.join(PEERS)}; without: those that are the best at something")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--passes", type=int, default=1, help="how often all rows are gone through: rounds of a row then lie minutes apart, and what befalls the "
                        "machine for seconds spoils one of them")
    parser.add_argument("--ms", type=float, default=40, help="how long a contender runs in a round")
    parser.add_argument("--json", type=Path, help="writes every measured call")
    return parser.parse_args()


def chosen_rows(text: str | None) -> list[Row]:
    every = {**SINGLES, **CHAINS}
    if text in (None, "rows", "chains"):
        return list({None: every, "rows": SINGLES, "chains": CHAINS}[text].values())
    unknown = [name for name in text.split(",") if name not in every]
    if unknown:
        raise SystemExit(f"bench: error: there is no row {unknown[0]}\nhint: rows are {', '.join(every)}")
    return [every[name] for name in text.split(",")]


def start(names: list[str], threads: int) -> list[PeerProcess]:
    found = []
    for name in names:
        try:
            found.append(PeerProcess(name, threads))
        except (OSError, ValueError):
            say(f"bench: without {name}: it does not start (see worker-{name}-{threads}.log beside the peers)")
    return found


def main() -> None:
    chosen = options()
    rows, sizes, results, fusions = chosen_rows(chosen.rows), chosen.sizes, [], []
    facts, versions = machine.description(), {}
    print(f"{facts['processor']}, {facts['count']} processors, {facts['system']}\n{HEADER}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for word in chosen.threads:
            threads = os.cpu_count() if word == "all" else int(word)
            ours = [Vidproc(VIDPROC, threads, scratch), *([Vidproc(ALONE, 1, scratch)] if threads > 1 else [])]
            peers = start(chosen.peers, threads)
            versions |= {contender.name: contender.version for contender in [*ours, *peers]}
            for size in sizes:
                found: dict[str, Result] = {}
                for turn, row in ((turn, row) for turn in range(chosen.passes) for row in rows):
                    # At 4K what takes seconds a frame is left to those with time: --rows nlm.
                    if row.name == "nlm" and size == "4k" and chosen.rows in (None, "rows"):
                        continue
                    able = [peer for peer in peers if row.name in SINGLES or peer.name in IN_CHAINS]
                    result = measure(row, size, threads, [*ours, *able], chosen.rounds, chosen.ms, say, compares=turn == 0)
                    if not result:
                        continue
                    if row.name in found:
                        found[row.name].join(result)
                    else:
                        found[row.name] = result
                    if turn == chosen.passes - 1:
                        print(line(found[row.name]), flush=True)
                results += found.values()
            for contender in [*ours, *peers]:
                contender.close()
        if any(row.name in CHAINS for row in rows):
            fusions = [chains.fusion(size, scratch, chosen.rounds, chosen.ms) for size in sizes]
    for size in sizes:
        for threads in sorted({result.threads for result in results}):
            summary(results, rows, size, threads)
    for fusion in fusions:
        chains.show(fusion)
    print("\n" + "\n".join(f"{name}: {version}" for name, version in versions.items()))
    notes = {row.name: row.note for row in rows if row.note}
    print("not the same work:\n" + "\n".join(f"  {name}: {note}" for name, note in notes.items()) if notes else "")
    if chosen.json:
        chosen.json.write_text(json.dumps({"machine": facts, "versions": versions, "notes": notes, "results": [result.saved() for result in results],
                                           "chains": fusions}))


if __name__ == "__main__":
    main()
