"""The rounds of a row, and what they say: least and median milliseconds, ratios within each round."""

import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from contenders import ALONE, VIDPROC, Job, PeerProcess, Vidproc
from rows import Row
from timer import Refused

# Beyond this share of waiting a round is done once more; and so often.
MOST_WAITING, ATTEMPTS = 0.05, 2
# Milliseconds untimed before each turn of a quick job: the contender before has filled the caches with frames of its own.
WARMING = 12.0
# A peer so many times slower than the best one is no candidate: two rounds tell enough.
FAR, LONG = 20.0, 400.0
# Samples at the border that are left out of the comparison of results: peers have borders of their own.
BORDER = 64
OURS = (VIDPROC, ALONE)


@dataclass
class Result:
    """A row at one size with one number of threads."""

    row: str
    size: str
    threads: int
    jobs: list[Job]
    # Largest and mean difference of each job's picture from vidproc's, where both have one of the same shape.
    differences: dict[str, tuple[float, float]]

    def ours(self, name: str = VIDPROC) -> Job | None:
        return next((job for job in self.jobs if job.contender == name), None)

    def peers(self, *families: str) -> list[Job]:
        """The jobs of these peers, the quickest first; of all without names."""
        jobs = [job for job in self.jobs if job.contender not in OURS and job.rounds and (not families or job.contender in families)]
        return sorted(jobs, key=lambda job: middle(job))

    def ratio(self, *families: str) -> float | None:
        """How many times vidproc's time the best of these peers takes: the median of the rounds' ratios."""
        ours, theirs = self.ours(), self.peers(*families)
        return ratio_of(theirs[0], ours) if ours and theirs else None

    def least_ratio(self, *families: str) -> float | None:
        """The same of the quickest calls, which other work on the machine disturbs less than the median."""
        ours, theirs = self.ours(), self.peers(*families)
        return min(map(least, theirs)) / least(ours) if ours and theirs else None

    def gain(self) -> float | None:
        """How many times faster vidproc's threads are than one."""
        ours, alone = self.ours(), self.ours(ALONE)
        return ratio_of(alone, ours) if ours and alone else None

    def join(self, other: "Result") -> None:
        """Adds the rounds of another pass."""
        mine = {(job.contender, job.label): job for job in self.jobs}
        for job in other.jobs:
            if (job.contender, job.label) in mine:
                mine[job.contender, job.label].rounds += job.rounds
                mine[job.contender, job.label].waits += job.waits

    def saved(self) -> dict:
        return {**asdict(self), "differences": {name: list(values) for name, values in self.differences.items()}}


def middle(job: Job) -> float:
    """The median of the rounds' medians: what other work on the machine does to single calls or rounds does not count."""
    return statistics.median(statistics.median(times) for times in job.rounds)


def least(job: Job) -> float:
    return min(min(times) for times in job.rounds)


def ratio_of(above: Job, below: Job) -> float:
    return statistics.median(statistics.median(a) / statistics.median(b) for a, b in zip(above.rounds, below.rounds))


def differences(jobs: list[Job], pictures: Callable[[Job], np.ndarray | None]) -> dict[str, tuple[float, float]]:
    """How far each job's first picture lies from vidproc's, inside."""
    ours = next((pictures(job) for job in jobs if job.contender == VIDPROC), None)
    found = {}
    for job in jobs:
        if job.contender in OURS or ours is None:
            continue
        theirs = pictures(job)
        if theirs is None or theirs.shape != ours.shape:
            continue
        inside = slice(BORDER, -BORDER)
        apart = np.abs(theirs[inside, inside].astype(np.int32) - ours[inside, inside].astype(np.int32))
        found[job.name] = (float(apart.max()), float(apart.mean()))
    return found


def measure(row: Row, size: str, threads: int, contenders: list[Vidproc | PeerProcess], rounds: int, milliseconds: float, say: Callable[[str], None],
            compares: bool = False) -> Result | None:
    """Opens the row in all processes, then goes round them; each round begins with another one. None: vidproc has no such filter."""
    everybody = {contender.name: contender for contender in contenders}
    jobs: list[Job] = []
    for name, contender in everybody.items():
        try:
            jobs += contender.open(row, size)
        except Refused as refusal:
            say(f"{row.name}: {refusal}")
            if name in OURS:
                return None

    def picture(job: Job) -> np.ndarray | None:
        try:
            return everybody[job.contender].picture(job)
        except Refused as refusal:
            say(f"{row.name}: {refusal}")
            return None

    found = differences(jobs, picture) if compares else {}
    best = min((job.estimate for job in jobs), default=0.0)
    for turn in range(rounds):
        for job in jobs[turn % len(jobs) :] + jobs[: turn % len(jobs)]:
            enough = 2 if job.contender not in OURS and job.estimate > FAR * best else max(2, rounds // 2) if job.estimate > LONG else rounds
            if turn < enough:
                _measure(everybody[job.contender], job, milliseconds)
    for contender in everybody.values():
        contender.close_row()
    return Result(row.name, size, threads, jobs, found)


def _measure(contender: Vidproc | PeerProcess, job: Job, milliseconds: float) -> None:
    """A round; of several attempts that which waited least."""
    tries = []
    if job.estimate < WARMING / 4:
        contender.run(job, WARMING)
        job.waits.pop(), job.rounds.pop()
    for _ in range(ATTEMPTS):
        contender.run(job, milliseconds)
        tries.append((job.waits.pop(), job.rounds.pop()))
        if tries[-1][0] < MOST_WAITING or job.estimate > LONG:
            break
    waited, times = min(tries, key=lambda attempt: attempt[0])
    job.note_round(times, waited)
