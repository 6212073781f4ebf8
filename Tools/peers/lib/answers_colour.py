"""Public answers to filters of colour: formulas and interpolation in double precision, on R, G and B and on chroma."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from check import Answer, Check, codes
from pictures import Format, Planes

# Luma weights by the number of rows: untagged pictures below 720 lines count as BT.601.
KR, KG, KB = 0.299, 0.587, 0.114


def on_rgb(function: Callable[[np.ndarray], np.ndarray]) -> Answer:
    """`function` of an array (3, rows, columns) of R, G, B between 0 and 1; planes lie in the order G, B, R."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        rgb = np.stack([planes[2], planes[0], planes[1]]).astype(np.float64) / layout.maximum
        made = np.clip(function(rgb), 0, 1) * layout.maximum
        return [made[1], made[2], made[0]]

    return answer


def luma(rgb: np.ndarray) -> np.ndarray:
    return KR * rgb[0] + KG * rgb[1] + KB * rgb[2]


def saturated(factor: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda rgb: luma(rgb) + factor * (rgb - luma(rgb))


def turned(degrees: float) -> Callable[[np.ndarray], np.ndarray]:
    def turn(rgb: np.ndarray) -> np.ndarray:
        y, cosine, sine = luma(rgb), np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        b, r = (rgb[2] - y) / (2 - 2 * KB), (rgb[0] - y) / (2 - 2 * KR)
        b, r = cosine * b - sine * r, sine * b + cosine * r
        red, blue = y + (2 - 2 * KR) * r, y + (2 - 2 * KB) * b
        return np.stack([red, (y - KR * red - KB * blue) / KG, blue])

    return turn


def on_chroma(matrix: tuple[tuple[float, float], tuple[float, float]]) -> Answer:
    """Cb and Cr, counted from neutral, times a matrix; luma as it was."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        neutral = 1 << (layout.depth - 1)
        b, r = (plane.astype(np.float64) - neutral for plane in planes[1:])
        return [planes[0], *(np.clip(neutral + row[0] * b + row[1] * r, 0, layout.maximum) for row in matrix)]

    return answer


def sepia(rgb: np.ndarray) -> np.ndarray:
    """The widely used matrix, as Microsoft published it."""
    return np.einsum("ij,jyx->iyx", np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]]), rgb)


def warmed(kelvin: float) -> Callable[[np.ndarray], np.ndarray]:
    """Planckian whites by Kim et al. in linear light, their ratio to the power 1/2.2; grey keeps its luma. For whites above 4000 K."""

    def white(temperature: float) -> np.ndarray:
        t = 1000 / temperature
        x = -3.0258469 * t**3 + 2.1070379 * t**2 + 0.2226347 * t + 0.240390
        y = 3.0817580 * x**3 - 5.87338670 * x**2 + 3.75112997 * x - 0.37001483
        to_rgb = np.array([[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]])
        return to_rgb @ np.array([x / y, 1, (1 - x - y) / y])

    gains = (white(6500 + kelvin) / white(6500)) ** (1 / 2.2)
    gains /= KR * gains[0] + KG * gains[1] + KB * gains[2]
    return lambda rgb: rgb * gains[:, None, None]


class Cube:
    """A table of random colours near the identity, as a .cube file and as an array [b, g, r, channel]."""

    def __init__(self, edge: int):
        self.edge = edge
        steps = np.linspace(0, 1, edge)
        b, g, r = np.meshgrid(steps, steps, steps, indexing="ij")
        shaken = np.stack([r, g, b], axis=-1) + np.random.default_rng(5).uniform(-0.15, 0.15, (edge, edge, edge, 3))
        self.table = np.round(np.clip(shaken, 0, 1), 6)
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name) / "table.cube"
        lines = [f"LUT_3D_SIZE {edge}", *(" ".join(f"{value:.6f}" for value in entry) for entry in self.table.reshape(-1, 3))]
        self.path.write_text("\n".join(lines) + "\n")

    def __call__(self, rgb: np.ndarray) -> np.ndarray:
        """Tetrahedral interpolation: from the cell's first corner along the axes in the order of their fractions."""
        place = rgb * (self.edge - 1)
        cell = np.minimum(place.astype(np.int64), self.edge - 2)
        fraction = place - cell
        order = np.argsort(-fraction, axis=0, kind="stable")
        corner, before = cell.copy(), np.ones(rgb.shape[1:])
        result = np.zeros((*rgb.shape[1:], 3))
        for step in range(4):
            weight = before - (np.take_along_axis(fraction, order[step : step + 1], 0)[0] if step < 3 else 0)
            result += weight[..., None] * self.table[corner[2], corner[1], corner[0]]
            if step < 3:
                before = before - weight
                np.put_along_axis(corner, order[step : step + 1], np.take_along_axis(corner, order[step : step + 1], 0) + 1, 0)
        return np.moveaxis(result, -1, 0)


def grey(rgb: np.ndarray) -> np.ndarray:
    return np.stack([luma(rgb)] * 3)


def rotation(degrees: float) -> tuple[tuple[float, float], tuple[float, float]]:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return ((cosine, -sine), (sine, cosine))


CUBE = Cube(17)
RGB = ("gbrp", "gbrp10", "gbrp12")
YUV = ("yuv420p", "yuv422p10", "yuv444p")
CHECKS = [
    *(Check("saturation", f"saturation={factor}", "float64 formula", RGB, on_rgb(saturated(factor)), codes(1)) for factor in (1.7, 0.4)),
    Check("saturation", "saturation=1.7", "float64 formula", YUV, on_chroma(((1.7, 0), (0, 1.7))), codes(1)),
    *(Check("hue", f"hue={degrees}", "float64 formula", RGB, on_rgb(turned(degrees)), codes(1)) for degrees in (30, -100)),
    Check("hue", "hue=30", "float64 formula", YUV, on_chroma(rotation(30)), codes(1)),
    Check("sepia", "sepia", "float64 formula", RGB, on_rgb(sepia), lambda layout: 1 + 0.003 * layout.maximum, note="its rows are multiples to 0.002"),
    *(Check("temperature", f"temperature={shift}", "float64 formula", RGB, on_rgb(warmed(shift)), codes(1)) for shift in (-1500, 3000)),
    Check("gray", "gray", "float64 formula", RGB, on_rgb(grey), codes(1)),
    Check("lut", f"lut={CUBE.path}", "tetrahedral, float64", RGB, on_rgb(CUBE), codes(1)),
]
