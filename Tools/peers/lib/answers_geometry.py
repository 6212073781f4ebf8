"""Public answers to filters that move samples: NumPy, Pillow and OpenCV, SciPy's interpolation, resampling in double precision."""

import math
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage

from answers_neighbours import DEPTHS, each
from check import Allowed, Answer, Check, codes
from pictures import LARGE, Format, Planes

EVERY = ("gray", "gray16", "yuv444p", "gbrp10")
KERNELS: dict[str, tuple[float, Callable[[np.ndarray], np.ndarray]]] = {
    "bilinear": (1, lambda t: np.maximum(0, 1 - t)),
    "bicubic": (2, lambda t: np.where(t < 1, 1.5 * t**3 - 2.5 * t**2 + 1, np.where(t < 2, -0.5 * t**3 + 2.5 * t**2 - 4 * t + 2, 0))),
    "lanczos": (3, lambda t: np.where(t < 3, np.sinc(t) * np.sinc(t / 3), 0)),
}


def weights(method: str, count: int, made: int, shift: int, site: float, ratio: float) -> np.ndarray:
    """Of each of `made` samples those of `count`; `site` is where a sample of a plane stands among the luma samples it covers, `ratio` luma in to luma out."""
    matrix, scale = np.zeros((made, count)), max(1.0, ratio)
    for i in range(made):
        covers = 1 << shift
        centre = ((covers * i + site + 0.5) * ratio - 0.5 - site) / covers
        if method == "area":
            reach = ratio / 2
            taps = np.arange(math.floor(centre - reach) - 1, math.ceil(centre + reach) + 2)
            row = np.clip(np.minimum(taps + 0.5, centre + reach) - np.maximum(taps - 0.5, centre - reach), 0, None)
        else:
            support, kernel = KERNELS[method]
            taps = np.arange(math.floor(centre - support * scale), math.ceil(centre + support * scale) + 1)
            row = kernel(np.abs(taps - centre) / scale)
        for tap, weight in zip(taps, row / row.sum(), strict=True):

            matrix[i, mirror(int(tap), count)] += weight
    return matrix


def mirror(index: int, count: int) -> int:
    if count == 1:
        return 0
    index %= 2 * count - 2
    return index if index < count else 2 * count - 2 - index


def resampled(method: str, width: int, height: int) -> Answer:
    """Rows and columns as matrix products in double precision, chroma where it stands: left, and in the middle downward."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        rows, columns = planes[0].shape
        result = []
        for index, plane in enumerate(planes):
            made = layout.shape(index, width, height)
            shift_x, shift_y = (layout.shift_x, layout.shift_y) if index and layout.is_yuv else (0, 0)
            across = weights(method, plane.shape[1], made[1], shift_x, 0, columns / width)
            down = weights(method, plane.shape[0], made[0], shift_y, ((1 << shift_y) - 1) / 2, rows / height)
            result.append(np.clip(down @ plane.astype(np.float64) @ across.T, 0, layout.maximum))
        return result

    return answer


def pillow(method: int, width: int, height: int) -> Answer:
    """Pillow in 32-bit floating point; at the border it leaves samples out where vidproc mirrors."""
    return each(lambda plane: np.asarray(Image.fromarray(plane.astype(np.float32)).resize((width, height), method)).clip(0, np.iinfo(plane.dtype).max))


def cropped(x: int, y: int, width: int, height: int) -> Answer:
    return each(lambda plane: plane[y : y + height, x : x + width])


def warped(places: Callable[[np.ndarray, np.ndarray, int, int], tuple[np.ndarray, np.ndarray]]) -> Answer:
    """SciPy's linear interpolation in double precision at `places(x, y, width, height)`; beyond the picture 0."""

    def one(plane: np.ndarray) -> np.ndarray:
        height, width = plane.shape
        y, x = np.mgrid[0:height, 0:width].astype(np.float64)
        u, v = places(x, y, width, height)
        return ndimage.map_coordinates(plane.astype(np.float64), [v, u], order=1, mode="grid-constant", cval=0)

    return each(one)


def rotation(degrees: float):
    def places(x, y, width, height):
        cx, cy, cosine, sine = (width - 1) / 2, (height - 1) / 2, math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return cx + (x - cx) * cosine + (y - cy) * sine, cy + (y - cy) * cosine - (x - cx) * sine

    return places


def quadrilateral(corners: list[tuple[float, float]]) -> Callable:
    """Corners in shares of the frame, clockwise from the top left; the projective map by OpenCV."""

    def places(x, y, width, height):
        to = np.float32([(0, 0), (width, 0), (width, height), (0, height)])
        source = np.float32([(a * width, b * height) for a, b in corners])
        map_ = cv2.getPerspectiveTransform(to, source)
        u, v, w = (row[0] * (x + 0.5) + row[1] * (y + 0.5) + row[2] for row in map_)
        return u / w - 0.5, v / w - 0.5

    return places


def lens(k1: float, k2: float):
    def places(x, y, width, height):
        cx, cy = (width - 1) / 2, (height - 1) / 2
        square = ((x - cx) ** 2 + (y - cy) ** 2) / ((width * width + height * height) / 4)
        factor = 1 + k1 * square + k2 * square * square
        return cx + (x - cx) * factor, cy + (y - cy) * factor

    return places


def opencv_perspective(corners: list[tuple[float, float]]) -> Answer:
    def one(plane: np.ndarray) -> np.ndarray:
        height, width = plane.shape
        to = np.float32([(-0.5, -0.5), (width - 0.5, -0.5), (width - 0.5, height - 0.5), (-0.5, height - 0.5)])
        source = np.float32([(a * width - 0.5, b * height - 0.5) for a, b in corners])
        map_ = cv2.getPerspectiveTransform(source, to)
        return cv2.warpPerspective(plane.astype(np.float32), map_, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)

    return each(one)


def places_within(samples: float) -> Allowed:
    """What a place that is off by so much in each direction may change at a step from black to white, and half a code value."""
    return lambda layout: 0.5 + 2 * samples * layout.maximum


def pixelated(size: int) -> Answer:
    def one(plane: np.ndarray) -> np.ndarray:
        result = np.empty_like(plane)
        for y in range(0, plane.shape[0], size):
            for x in range(0, plane.shape[1], size):
                block = plane[y : y + size, x : x + size].astype(np.int64)
                result[y : y + size, x : x + size] = (2 * block.sum() + block.size) // (2 * block.size)
        return result

    return each(one)


def padded(x: int, y: int, width: int, height: int) -> Answer:
    def one(plane: np.ndarray) -> np.ndarray:
        result = np.zeros((height, width), plane.dtype)
        result[y : y + plane.shape[0], x : x + plane.shape[1]] = plane
        return result

    return each(one)


CORNERS = [(0.1, 0.05), (0.9, 0.12), (0.95, 0.9), (0.03, 0.97)]
CORNER_TEXT = "perspective=" + ":".join(f"{100 * a:g}%:{100 * b:g}%" for a, b in CORNERS)
SIZES, EVEN = [(427, 243), (1001, 507), (97, 400)], [(426, 244), (1000, 508)]
CHECKS = [
    *(Check("scale", f"scale={width}:{height},method={method}", "matrices of weights, float64", layouts,
            resampled(method, width, height), codes(1))
      for method in ("bilinear", "bicubic", "lanczos", "area") for layouts, sizes in ((DEPTHS, SIZES), (("yuv420p", "yuv422p10"), EVEN))
      for width, height in sizes),
    *(Check("scale", f"scale={width}:{height},method={method}", "Pillow, 32-bit float", ("gray", "gray16"), pillow(filter_, width, height), codes(1), margin=10,
            note="inside; Pillow does not mirror")
      for method, filter_ in (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC), ("lanczos", Image.LANCZOS)) for width, height in SIZES[:1]),
    Check("scale", "scale=159:105,method=area", "cv2.INTER_AREA, float", ("gray", "gray10"),
          each(lambda plane: cv2.resize(plane.astype(np.float32), (159, 105), interpolation=cv2.INTER_AREA)), codes(1)),
    Check("crop", "crop=101:77:31:53", "numpy", EVERY, cropped(31, 53, 101, 77)),
    Check("pad", "pad=700:400:21:13", "numpy", ("gray", "gray16"), padded(21, 13, 700, 400)),
    *(Check("flip", f"flip={word}", "cv2.flip", EVERY, each(lambda plane, c=code: cv2.flip(plane, c))) for word, code in (("h", 1), ("v", 0), ("both", -1))),
    *(Check("rotate", f"rotate={degrees}", "cv2.rotate", EVERY, each(lambda plane, c=code: cv2.rotate(plane, c)))
      for degrees, code in ((90, cv2.ROTATE_90_CLOCKWISE), (180, cv2.ROTATE_180), (270, cv2.ROTATE_90_COUNTERCLOCKWISE))),
    *(Check("rotate", f"rotate={degrees}", "scipy map_coordinates, float64", ("gray", "gray10"), warped(rotation(degrees)), places_within(2**-8),
            note="places to 1/256 of a sample") for degrees in (15, -77.5)),
    Check("perspective", CORNER_TEXT, "scipy map_coordinates, float64", ("gray", "gray10"), warped(quadrilateral(CORNERS)), places_within(2**-7), noise=LARGE,
          note="places straight between 16 columns"),
    Check("perspective", CORNER_TEXT, "cv2.warpPerspective, float", ("gray",), opencv_perspective(CORNERS), places_within(2**-5), margin=2, noise=LARGE,
          note="cv2 holds places to 1/32 of a sample"),
    *(Check("undistort", f"undistort={k1},k2={k2}", "scipy map_coordinates, float64", ("gray", "gray10"), warped(lens(k1, k2)), places_within(0.06),
            real=LARGE, noise=LARGE, note="places straight between 16 columns") for k1, k2 in ((-0.2, 0), (0.15, 0.05))),
    *(Check("pixelate", f"pixelate={size}", "numpy", ("gray", "gray10", "gray16"), pixelated(size)) for size in (7, 16)),
]
