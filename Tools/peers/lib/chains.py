"""What fusing is worth: chains in one pass against the sum of their filters one by one, all of vidproc, in turn."""

import statistics
from pathlib import Path

from contenders import ALONE, Job, Vidproc
from rows import CHAINS, STEPS, Row, chain_steps

# What four stencils may take at 1080p, in ms; what eight pointwise filters may take, in times of one; what a chain of stencils may take of its sum at 4K.
STENCILS_AT_MOST, POINTS_AT_MOST, FUSED_AT_MOST = 1.6, 1.1, 0.6


def fusion(size: str, scratch: Path, rounds: int, milliseconds: float) -> dict:
    """Medians of rounds: each chain's ms, its share of the sum of the single ones in the same round, and of its kind's chain of one."""
    rows = [*(Row(step, step, chain) for step, chain in STEPS.items()), *CHAINS.values()]
    contenders = {row.name: Vidproc(ALONE, 1, scratch) for row in rows}
    jobs: dict[str, Job] = {row.name: contenders[row.name].open(row, size)[0] for row in rows}
    for turn in range(rounds):
        for name in [*jobs][turn % len(jobs) :] + [*jobs][: turn % len(jobs)]:
            contenders[name].run(jobs[name], milliseconds)
    for contender in contenders.values():
        contender.close()
    ms = {name: [statistics.median(times) for times in job.rounds] for name, job in jobs.items()}
    chains = {}
    for name in CHAINS:
        one = ms[name.rpartition("_")[0] + "_1"]
        sums = [sum(ms[step][turn] for step in chain_steps(name)) for turn in range(rounds)]
        chains[name] = {"ms": statistics.median(ms[name]), "sum": statistics.median(sums),
                        "of_sum": statistics.median(a / b for a, b in zip(ms[name], sums)), "of_one": statistics.median(a / b for a, b in zip(ms[name], one))}
    return {"size": size, "rounds": ms, "chains": chains}


def show(fusion: dict) -> None:
    size = fusion["size"]
    print(f"\nchains of vidproc, {size}, one thread:\n  {'chain':<18} {'ms':>8} {'sum':>8} {'of sum':>7} {'of one':>7}")
    for name, figures in fusion["chains"].items():
        goal, holds = _goal(name, size, figures)
        print(f"  {name:<18} {figures['ms']:>8.3f} {figures['sum']:>8.3f} {figures['of_sum']:>7.2f} {figures['of_one']:>7.2f}"
              + (f"   goal {goal}  {'met' if holds else 'MISSED'}" if goal else ""))


def _goal(name: str, size: str, figures: dict) -> tuple[str, bool]:
    if name == "chain_points_8":
        return f"of one <= {POINTS_AT_MOST}", figures["of_one"] <= POINTS_AT_MOST
    if name == "chain_stencils_4" and size == "1080p":
        return f"<= {STENCILS_AT_MOST} ms", figures["ms"] <= STENCILS_AT_MOST
    if name.startswith("chain_stencils") and not name.endswith("_1") and size == "4k":
        return f"of sum <= {FUSED_AT_MOST}", figures["of_sum"] <= FUSED_AT_MOST
    return "", True
