"""Public answers to filters of light: OpenCV's functions, formulas of tone in double precision, scikit-image."""

from collections.abc import Callable

import cv2
import numpy as np
from scipy import interpolate, ndimage
from skimage import restoration

from answers_neighbours import DEPTHS, TWICE, gaussian
from check import Answer, Check, codes
from pictures import Format, Planes


def levels(layout: Format, full: bool) -> tuple[int, int]:
    """Nominal black and white."""
    scale = 1 << (layout.depth - 8)
    return (0, layout.maximum) if full else (16 * scale, 235 * scale)


def luma(function: Callable[[np.ndarray], np.ndarray]) -> Answer:
    return lambda planes, layout: [function(planes[0])]


def tone(function: Callable[[np.ndarray, float, float], np.ndarray], full: bool = True) -> Answer:
    """`function` of values, black and white; rounded half up, cut to the codes. Luma alone, or R, G and B."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray | None]:
        black, white = levels(layout, full)
        one = lambda plane: np.clip(np.floor(function(plane.astype(np.float64), black, white) + 0.5), 0, layout.maximum)
        return [one(plane) if index == 0 or not layout.is_yuv else plane for index, plane in enumerate(planes)]

    return answer


def share_different(a: np.ndarray, b: np.ndarray) -> float:
    return float((a != b).mean())


def share_opposite(a: np.ndarray, b: np.ndarray) -> float:
    return float((np.abs(a - b) > 0.75 * b.max()).mean())


def otsu(planes: Planes, layout: Format) -> list[np.ndarray]:
    return [cv2.threshold(planes[0], 0, layout.maximum, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1]]


def fixed(level: float) -> Answer:
    return lambda planes, layout: [cv2.threshold(planes[0].astype(np.float32), np.ceil(level * layout.maximum) - 0.5, layout.maximum, cv2.THRESH_BINARY)[1]]


def adaptive(method: int, radius: int, offset: int) -> Answer:
    return luma(lambda plane: cv2.adaptiveThreshold(plane, 255, method, cv2.THRESH_BINARY, 2 * radius + 1, offset))


def adaptive_gaussian(radius: int, offset: float) -> Answer:
    """White, black, or in between where a Gaussian within its bound could decide either way."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        margin = planes[0] + np.floor(offset * layout.maximum + 0.5) - gaussian(0.3 * (radius - 1) + 0.8)(planes, layout)[0]
        bound = 1.5 if layout.depth == 8 else 2.5
        return [np.where(margin > bound, layout.maximum, np.where(margin < -bound, 0, layout.maximum / 2))]

    return answer


def canny(low: int, high: int) -> Answer:
    """cv2.Canny; above 8 bits with cv2's own derivatives and thresholds to scale, which it takes in 16 bits."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        if layout.depth == 8:
            return [cv2.Canny(planes[0], low, high)]
        plane, border, scale = planes[0].astype(np.float32), cv2.BORDER_REPLICATE, 1 << (layout.depth - 8)
        x = cv2.Sobel(plane, cv2.CV_32F, 1, 0, borderType=border).astype(np.int16)
        y = cv2.Sobel(plane, cv2.CV_32F, 0, 1, borderType=border).astype(np.int16)
        return [np.where(cv2.Canny(x, y, low * scale, high * scale) > 0, layout.maximum, 0)]

    return answer


def clahe(clip: float, tiles: int) -> Answer:
    return luma(lambda plane: cv2.createCLAHE(clip, (tiles, tiles)).apply(plane))


def crosses(plane: np.ndarray, points: list[tuple[int, int]]) -> np.ndarray:
    """`plane` with a cross of reach 3 on each point, the best on top: bright on dark, dark on bright."""
    result = plane.copy()
    for y, x in reversed(points):
        value = 255 if plane[y, x] < 128 else 0
        result[y, max(0, x - 3) : x + 4] = value
        result[max(0, y - 3) : y + 4, x] = value
    return result


def best(scores: np.ndarray, is_corner: np.ndarray, most: int, quality: float) -> list[tuple[int, int]]:
    rows, columns = np.nonzero(is_corner & (scores >= quality * scores[is_corner].max()))
    order = np.argsort(-scores[rows, columns], kind="stable")[:most]
    return list(zip(rows[order], columns[order], strict=True))


def harris(most: int, quality: float) -> Answer:
    def mark(plane: np.ndarray) -> np.ndarray:
        response = cv2.cornerHarris(plane, 3, 3, 0.04, borderType=cv2.BORDER_REFLECT_101).astype(np.float64)
        peaks = (response == ndimage.maximum_filter(response, 3)) & (response > 0)
        return crosses(plane, best(response, peaks, most, quality))

    return luma(mark)


def fast(most: int, quality: float) -> Answer:
    """cv2's suppression drops both of two equal neighbours, vidproc keeps the first in reading order."""

    def mark(plane: np.ndarray) -> np.ndarray:
        keypoints = cv2.FastFeatureDetector_create(10, True, cv2.FastFeatureDetector_TYPE_9_16).detect(plane)
        scores, peaks = np.zeros(plane.shape), np.zeros(plane.shape, bool)
        for point in keypoints:
            x, y = map(round, point.pt)
            scores[y, x], peaks[y, x] = point.response, True
        return crosses(plane, best(scores, peaks, most, quality))

    return luma(mark)


def means(strength: float, patch: int, search: int) -> Answer:
    """scikit-image's fast mode: the same distances over evenly weighted patches, and the weight exp(-t) that vidproc's (1 - t/8)^8 stands for."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        plane = planes[0].astype(np.float64) / layout.maximum
        return [restoration.denoise_nl_means(plane, patch, search // 2, h=strength / 255, fast_mode=True) * layout.maximum]

    return answer


def direct_means(strength: float, patch: int, search: int) -> Answer:
    """The sums in double precision with the weight that vidproc's words give."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        plane, p, s = planes[0].astype(np.float64), patch // 2, search // 2
        padded = np.pad(plane, p + s, mode="reflect")
        scale = (strength * (1 << (layout.depth - 8))) ** 2 * patch * patch
        above, below = np.zeros_like(plane), np.zeros_like(plane)
        rows, columns = plane.shape
        here = padded[s : s + rows + 2 * p, s : s + columns + 2 * p]
        for dy in range(-s, s + 1):
            for dx in range(-s, s + 1):
                there = padded[s + dy : s + dy + rows + 2 * p, s + dx : s + dx + columns + 2 * p]
                sums = cv2.boxFilter((here - there) ** 2, -1, (patch, patch), normalize=False)[p : p + rows, p : p + columns]
                weight = np.maximum(0, 1 - sums / scale / 8) ** 8
                above += weight * there[p : p + rows, p : p + columns]
                below += weight
        return [above / below]

    return answer


def root_mean_square(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(((a - b) ** 2).mean()))


def vignette(strength: float) -> Answer:
    def one(plane: np.ndarray, black: float, white: float) -> np.ndarray:
        height, width = plane.shape
        x, y = (width - 1) / 2, (height - 1) / 2
        distance = ((np.arange(width) - x) ** 2 + ((np.arange(height) - y) ** 2)[:, None]) / (x * x + y * y)
        return black + (plane - black) * (1 - (1 - np.sqrt(1 - strength)) * distance) ** 2

    return lambda planes, layout: [one(planes[0].astype(np.float64), *levels(layout, True))]


def posterized(steps: int) -> Answer:
    def one(v: np.ndarray, black: float, white: float) -> np.ndarray:
        return black + np.clip(np.floor(steps * (v - black) / (white - black + 1)), 0, steps - 1) * (white - black) / (steps - 1)

    return tone(one)


def gamma(value: float, full: bool) -> Answer:
    def one(v: np.ndarray, black: float, white: float) -> np.ndarray:
        t = (v - black) / (white - black)
        return np.where((t >= 0) & (t <= 1), black + (white - black) * np.clip(t, 0, 1) ** (1 / value), v)

    return tone(one, full)


def stretched(low: float, high: float, out_low: float, out_high: float, value: float) -> Answer:
    def one(v: np.ndarray, black: float, white: float) -> np.ndarray:
        u = np.clip(((v - black) / (white - black) - low) / (high - low), 0, 1)
        return black + (white - black) * (out_low + (out_high - out_low) * u ** (1 / value))

    return tone(one)


def curve(points: list[tuple[float, float]]) -> Answer:
    """SciPy's monotone cubic, not rounded. It takes other slopes than vidproc in general, and the same where the points lie on a line."""
    through = interpolate.PchipInterpolator(*zip(*points, strict=True))
    return lambda planes, layout: [layout.maximum * through(plane / layout.maximum) for plane in planes]


LAYOUTS = ("gray", "gray10", "gray16", "gbrp")
CHECKS = [
    Check("threshold", "threshold=0.5", "cv2.threshold", DEPTHS, fixed(0.5)),
    Check("threshold", "threshold=0.3", "cv2.threshold", DEPTHS, fixed(0.3)),
    Check("threshold", "threshold=method=otsu", "cv2.threshold, THRESH_OTSU", ("gray",), otsu),
    *(Check("threshold", f"threshold=method=mean,radius={radius},offset={offset}/255", "cv2.adaptiveThreshold", ("gray",),
            adaptive(cv2.ADAPTIVE_THRESH_MEAN_C, radius, offset), margin=radius, note="inside; cv2 repeats the edge")
      for radius, offset in ((5, 2), (1, 0), (20, 7))),
    *(Check("threshold", f"threshold=method=gaussian,radius={radius},offset={offset}/255", "scipy gaussian_filter, float64", TWICE,
            adaptive_gaussian(radius, offset / 255), measure=share_opposite, note="share of samples, of those that blur's bound leaves no choice")
      for radius, offset in ((5, 2), (15, 5))),
    *(Check("canny", f"canny={low},high={high}", "cv2.Canny", TWICE, canny(low, high)) for low, high in ((50, 150), (100, 200), (0, 0), (300, 900))),
    Check("equalize", "equalize", "cv2.equalizeHist", ("gray",), luma(cv2.equalizeHist)),
    *(Check("clahe", f"clahe={clip},tiles={tiles}", "cv2.createCLAHE", ("gray",), clahe(clip, tiles), codes(1)) for clip, tiles in ((2, 8), (4, 3), (40, 16))),
    Check("corners", "corners=harris,max=100", "cv2.cornerHarris, maxima", ("gray",), harris(100, 0.01), lambda layout: 0.0005, measure=share_different,
          note="share of samples; cv2's score is single precision"),
    Check("corners", "corners=fast,max=100", "cv2.FastFeatureDetector, FAST-9", ("gray",), fast(100, 0.01), lambda layout: 0.001, measure=share_different,
          note="share of samples; cv2 drops both of two equal neighbours"),
    *(Check("nlm", f"nlm={strength},patch={patch},search={search}", "skimage denoise_nl_means", TWICE, means(strength, patch, search), codes(1.5, 6),
            measure=root_mean_square, note="root mean square") for strength, patch, search in ((4, 5, 7), (10, 7, 15))),
    *(Check("nlm", f"nlm={strength},patch={patch},search={search}", "direct sum, float64", TWICE, direct_means(strength, patch, search), codes(4, 16),
            note="weights to 2^-16, squared in 16 bits")
      for strength, patch, search in ((4, 5, 7), (10, 7, 15))),
    *(Check("brightness", f"brightness={amount}", "float64 formula", LAYOUTS, tone(lambda v, black, white, a=amount: v + a * (white - black)))
      for amount in (0.1, -0.37)),
    *(Check("contrast", f"contrast={factor}", "float64 formula", LAYOUTS,
            tone(lambda v, black, white, f=factor: (black + white) / 2 + f * (v - (black + white) / 2))) for factor in (1.5, 0.3)),
    *(Check("gamma", f"gamma={value}", "float64 formula", LAYOUTS, gamma(value, True)) for value in (2.2, 0.4)),
    Check("gamma", "gamma=2.2", "float64 formula, limited range", ("yuv420p", "yuv444p10"), gamma(2.2, False), full=False),
    Check("levels", "levels=0.1,in-white=0.8,out-black=0.05,out-white=0.9,gamma=1.4", "float64 formula", LAYOUTS, stretched(0.1, 0.8, 0.05, 0.9, 1.4)),
    Check("curves", "curves=0:0.1/0.5:0.5/1:0.9", "scipy PchipInterpolator", LAYOUTS, curve([(0, 0.1), (0.5, 0.5), (1, 0.9)]), codes(0.5)),
    Check("posterize", "posterize=5", "float64 formula", LAYOUTS, posterized(5)),
    Check("invert", "invert", "numpy", LAYOUTS, tone(lambda v, black, white: black + white - v)),
    Check("vignette", "vignette=0.6", "float64 formula", ("gray", "gray10", "gray16"), vignette(0.6), lambda layout: 1 + layout.maximum * 2**-13,
          note="weights in 1/32768"),
]
