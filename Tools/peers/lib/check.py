"""What one comparison is: a chain, a public answer, and how far the two may lie apart."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from pictures import MIDDLE, SMALL, Format, Planes

# None in place of a plane: it is not compared.
Answer = Callable[[Planes, Format], list[np.ndarray | None]]
Allowed = Callable[[Format], float]


def equal(layout: Format) -> float:
    return 0.0


def codes(at_eight: float, above: float | None = None) -> Allowed:
    """A difference in code values: of 8 bits, and of more."""
    return lambda layout: at_eight if layout.depth == 8 or above is None else above


@dataclass
class Verdict:
    largest: float
    allowed: float


@dataclass
class Check:
    """`answer` may have fractions: then the difference is that from the exact value, rounding included."""

    filter: str
    chain: str
    peer: str
    layouts: tuple[str, ...]
    answer: Answer
    allowed: Allowed = equal
    # Samples at each border that are left out, where the peer does otherwise than vidproc says it does.
    margin: int = 0
    full: bool = True
    note: str = ""
    # Sizes of the part of a film and of the noise.
    real: tuple[int, int] = MIDDLE
    noise: tuple[int, int] = SMALL
    # Of what is judged: by default the largest difference. Others: a share of samples, a signal-to-noise ratio.
    measure: Callable[[np.ndarray, np.ndarray], float] | None = None

    def judge(self, made: Planes, expected: list[np.ndarray | None], layout: Format) -> Verdict:
        largest = 0.0
        for ours, theirs in zip(made, expected, strict=True):
            if theirs is None:
                continue
            if ours.shape != theirs.shape:
                return Verdict(float("inf"), self.allowed(layout))
            inside = slice(self.margin, -self.margin or None)
            a, b = ours[inside, inside].astype(np.float64), theirs[inside, inside].astype(np.float64)
            # A NaN would be no larger than anything.
            if not (np.isfinite(a).all() and np.isfinite(b).all()):
                return Verdict(float("inf"), self.allowed(layout))
            largest = max(largest, self.measure(a, b) if self.measure else float(np.abs(a - b).max()))
        return Verdict(largest, self.allowed(layout))


@dataclass
class Outcome:
    """The worst of several verdicts: that which lies nearest to what is allowed, or furthest beyond."""

    largest: float = 0.0
    allowed: float = 0.0
    where: str = ""
    holds: bool = True
    _rank: float = field(default=-1.0, repr=False)

    def take(self, verdict: Verdict, where: str) -> None:
        # A hair for the last bits of what peers compute in floating point.
        holds = verdict.largest <= verdict.allowed + 1e-6
        rank = verdict.largest / verdict.allowed if verdict.allowed else (1e9 if verdict.largest else 0.0)
        if rank > self._rank:
            self.largest, self.allowed, self.where, self._rank = verdict.largest, verdict.allowed, where, rank
        self.holds = self.holds and holds
