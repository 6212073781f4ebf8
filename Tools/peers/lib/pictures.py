"""Planar pictures in memory, and the two kinds that everything is compared on: frames of a film and noise."""

import re
from pathlib import Path

import numpy as np

from places import ENVIRONMENT

Planes = list[np.ndarray]
SIZES = {"1080p": (1920, 1080), "4k": (3840, 2160)}
FRAMES = 4
# What filters are compared on. Odd, so that no chroma plane fits evenly and no row is a whole number of vectors; large where places are rounded by the width.
MIDDLE, SMALL, LARGE = (641, 363), (317, 211), (1281, 723)


class Format:
    """A planar layout by libav's name, e.g. gray, yuv420p10, gbrp."""

    def __init__(self, name: str):
        self.name = name
        family, _, depth = re.fullmatch(r"(gray|yuv(\d{3})p|gbrp)(\d*)", name).groups()
        self.depth = int(depth or 8)
        self.colors = 1 if name.startswith("gray") else 3
        ratio = name[3:6] if family.startswith("yuv") else "444"
        self.shift_x, self.shift_y = {"444": (0, 0), "422": (1, 0), "420": (1, 1), "440": (0, 1)}[ratio]
        self.is_yuv = family.startswith("yuv")
        self.maximum = (1 << self.depth) - 1
        self.dtype = np.dtype(np.uint8 if self.depth == 8 else np.uint16)

    def shape(self, plane: int, width: int, height: int) -> tuple[int, int]:
        """Rows and columns; a chroma sample that is covered in part counts."""
        if not self.is_yuv or plane == 0:
            return height, width
        return -(-height >> self.shift_y), -(-width >> self.shift_x)

    def read(self, path: Path, width: int, height: int) -> Planes:
        samples, planes = np.fromfile(path, self.dtype), []
        for plane in range(self.colors):
            rows, columns = self.shape(plane, width, height)
            planes.append(samples[: rows * columns].reshape(rows, columns))
            samples = samples[rows * columns :]
        return planes

    def write(self, path: Path, planes: Planes) -> None:
        with open(path, "wb") as file:
            for plane in planes:
                file.write(np.ascontiguousarray(plane, self.dtype).tobytes())


def film(size: str) -> np.ndarray:
    """The frames of the clip that setup made, as rows of i420: FRAMES x (height * 3/2) x width."""
    width, height = SIZES[size]
    return np.fromfile(ENVIRONMENT / f"frames/{size}.i420", np.uint8).reshape(FRAMES, height * 3 // 2, width)


def real(layout: Format, width: int, height: int) -> Planes:
    """A part of a frame. Deeper samples get random low bits, so that every one of them is used; each colour plane lies elsewhere, so that they differ."""
    generator = np.random.default_rng(3)
    frame, planes = film("1080p")[1], []
    for plane in range(layout.colors):
        rows, columns = layout.shape(plane, width, height)
        part = frame[200 + 40 * plane : 200 + 40 * plane + rows, 500 + 60 * plane : 500 + 60 * plane + columns].astype(np.uint16)
        low = generator.integers(0, 1 << (layout.depth - 8), part.shape, dtype=np.uint16)
        planes.append(((part << (layout.depth - 8)) | low).astype(layout.dtype))
    return planes


def noise(layout: Format, width: int, height: int) -> Planes:
    """Every code with the same chance, a tenth of the samples at the very ends."""
    generator, planes = np.random.default_rng(7), []
    for plane in range(layout.colors):
        shape = layout.shape(plane, width, height)
        samples = generator.integers(0, layout.maximum + 1, shape)
        ends = generator.integers(0, 20, shape)
        planes.append(np.where(ends == 0, 0, np.where(ends == 1, layout.maximum, samples)).astype(layout.dtype))
    return planes
