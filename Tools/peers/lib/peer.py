"""What the peers have in common: the pictures, memory as fast libraries want it, and the form in which each says what it can do."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pictures import FRAMES, SIZES, film
from rows import SCALED

SIGMA = {"gauss_s1": 1, "gauss_s2": 2, "gauss_s5": 5, "gauss_s10": 10, "gauss_s2_rgb": 2}
CODES = np.arange(256)
GAMMA = np.clip(np.round(255 * (CODES / 255.0) ** (1 / 2.2)), 0, 255).astype(np.uint8)
CONTRAST = np.clip(np.round(1.2 * CODES - 20), 0, 255).astype(np.uint8)
BRIGHTER = np.clip(CODES + 13, 0, 255).astype(np.uint8)
STEEPER = np.clip(np.round((CODES - 127.5) * 1.15 + 127.5), 0, 255).astype(np.uint8)


def taps(sigma: float) -> int:
    """OpenCV's own choice for 8 bits: three sigmas to each side."""
    return int(round(sigma * 6)) | 1


def gaussian_weights(sigma: float, count: int) -> np.ndarray:
    x = np.arange(count) - count // 2
    weights = np.exp(-x * x / (2.0 * sigma * sigma))
    return weights / weights.sum()


def number(row: str) -> int:
    """The number in a row's name: 21 of median_21, 2 of box_r2_rgb."""
    return int(row.removesuffix("_rgb").rsplit("_", 1)[1].lstrip("rds"))


def empty(shape: tuple[int, ...], dtype: type = np.uint8) -> np.ndarray:
    """Memory at a multiple of 64 bytes, touched once, so that no page is made while the clock runs."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    memory = np.zeros(count + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + count].view(dtype).reshape(shape)


def aligned(array: np.ndarray) -> np.ndarray:
    result = empty(array.shape, array.dtype)
    result[...] = array
    return result


def picture(planes: list[np.ndarray]) -> np.ndarray:
    """For the comparison: one plane, or R, G and B packed of G, B and R."""
    return np.dstack([planes[2], planes[0], planes[1]]) if len(planes) == 3 else planes[0].copy()


class Sources:
    """The clip's frames at one size, in every layout that a peer wants."""

    def __init__(self, size: str):
        self.size = size
        self.width, self.height = SIZES[size]
        self.scaled_width, self.scaled_height = SCALED[size]
        self._film = film(size)

    @cached_property
    def yuv(self) -> list[np.ndarray]:
        return [aligned(frame) for frame in self._film]

    @cached_property
    def gray(self) -> list[np.ndarray]:
        return [aligned(frame[: self.height]) for frame in self._film]

    @cached_property
    def rgb(self) -> list[np.ndarray]:
        """Packed. Three neighbouring frames' luma stand in for R, G and B: noise and detail of a film, with no conversion to argue about."""
        return [aligned(np.dstack([self.gray[(index + plane) % FRAMES] for plane in range(3)])) for index in range(FRAMES)]

    @cached_property
    def gbr(self) -> list[np.ndarray]:
        """The same in planes, in libav's order."""
        return [aligned(np.stack([frame[..., 1], frame[..., 2], frame[..., 0]])) for frame in self.rgb]

    def of(self, row: str) -> list[np.ndarray]:
        return self.rgb if row.endswith("_rgb") else self.gray

    def planes(self, row: str) -> list[list[np.ndarray]]:
        """Frames as planes: one, or G, B and R."""
        return [list(frame) for frame in self.gbr] if row.endswith("_rgb") else [[frame] for frame in self.gray]


@dataclass
class Operation:
    """A row's work by one peer. `call(i, slot)` filters frame i (any number); `slot` tells threads that call at the same time apart."""

    call: Callable[[int, int], object]
    # The first frame's result, for the comparison.
    get: Callable[[], np.ndarray] | None = None
    # For engines that keep several frames in work by themselves: so many frames.
    batch: Callable[[int], None] | None = None
    note: str = ""
    # What must live as long as the operation, such as arrays whose addresses a library was given.
    kept: object = None


class Peer:
    """One library with a number of threads. `operations` gives the row's ways by label; the best of them counts."""

    # Whether it spreads one frame (or its own queue of frames) over threads, and whether several of our threads may use it at once.
    native = False
    parallel = True

    def __init__(self, threads: int):
        self.threads = threads

    def version(self) -> str:
        return ""

    def use(self, threads: int) -> None:
        """How many threads calls from now on may take."""

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        return {}
