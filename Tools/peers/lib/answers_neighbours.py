"""Public answers to filters that look at neighbours: SciPy in double precision, OpenCV's own functions."""

import cv2
import numpy as np
from scipy import ndimage

from check import Answer, Check, codes
from pictures import Format, Planes

DEPTHS = ("gray", "gray10", "gray12", "gray16")
TWICE = ("gray", "gray10")


def each(function) -> Answer:
    """The same on every plane."""
    return lambda planes, layout: [function(plane) for plane in planes]


def gaussian(sigma: float) -> Answer:
    """SciPy's convolution in double precision. truncate 8 leaves nothing of weight out."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        result = []
        for index, plane in enumerate(planes):
            shifts = (layout.shift_y, layout.shift_x) if index and layout.is_yuv else (0, 0)
            sigmas = [sigma / (1 << shift) for shift in shifts]
            result.append(ndimage.gaussian_filter(plane.astype(np.float64), sigmas, mode="mirror", truncate=8))
        return result

    return answer


def box(radius: int, passes: int = 1) -> Answer:
    """Exact sums by OpenCV (of doubles, not normalised), divided half up."""

    def once(plane: np.ndarray) -> np.ndarray:
        side = 2 * radius + 1
        sums = cv2.boxFilter(plane.astype(np.float64), -1, (side, side), normalize=False, borderType=cv2.BORDER_REFLECT_101)
        return np.floor((np.rint(sums) + side * side // 2) / (side * side))

    def answer(plane: np.ndarray) -> np.ndarray:
        for _ in range(passes):
            plane = once(plane)
        return plane

    return each(answer)


def bilateral(colour: float, space: float) -> Answer:
    """The direct sum in double precision over the disc whose radius is 1.5 sigma, rounded, as OpenCV chooses it too."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        plane = planes[0].astype(np.float64)
        range_sigma, radius = colour * layout.maximum / 255, max(1, round(1.5 * space))
        padded = np.pad(plane, radius, mode="reflect")
        above, below = np.zeros_like(plane), np.zeros_like(plane)
        for dy in range(-radius, radius + 1):
            for dx in range(-radius, radius + 1):
                if dx * dx + dy * dy > radius * radius:
                    continue
                there = padded[radius + dy : radius + dy + plane.shape[0], radius + dx : radius + dx + plane.shape[1]]
                weight = np.exp(-((there - plane) ** 2) / (2 * range_sigma**2) - (dx * dx + dy * dy) / (2 * space * space))
                above += weight * there
                below += weight
        return [above / below]

    return answer


def sharpen(amount: float, sigma: float) -> Answer:
    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        plane = planes[0].astype(np.float64)
        return [np.clip(plane + amount * (plane - gaussian(sigma)(planes, layout)[0]), 0, layout.maximum)]

    return answer


def gradient(name: str, scale: float = 1) -> Answer:
    """Derivatives by OpenCV, their length in double precision."""

    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        plane, border = planes[0].astype(np.float64), cv2.BORDER_REFLECT_101
        if name == "laplacian":
            magnitude = np.abs(cv2.Laplacian(plane, cv2.CV_64F, ksize=1, borderType=border))
        else:
            smooth = np.array({"sobel": [1, 2, 1], "scharr": [3, 10, 3], "prewitt": [1, 1, 1]}[name], np.float64)
            slope = np.array([-1.0, 0, 1])
            x = cv2.sepFilter2D(plane, cv2.CV_64F, slope, smooth, borderType=border)
            y = cv2.sepFilter2D(plane, cv2.CV_64F, smooth, slope, borderType=border)
            magnitude = np.floor(np.sqrt(x * x + y * y) + 0.5)
        return [np.minimum(np.floor(magnitude * scale + 0.5), layout.maximum)]

    return answer


def convolve(matrix: list[list[int]], divisor: int, offset: int = 0) -> Answer:
    def answer(planes: Planes, layout: Format) -> list[np.ndarray]:
        sums = ndimage.correlate(planes[0].astype(np.int64), np.array(matrix, np.int64), mode="mirror")
        return [np.clip(np.floor((2 * sums + divisor) / (2 * divisor)) + np.floor(offset * layout.maximum / 255 + 0.5), 0, layout.maximum)]

    return answer


def morphology(operation: int, shape: int, radius: int) -> Answer:
    element = cv2.getStructuringElement(shape, (2 * radius + 1, 2 * radius + 1))
    return each(lambda plane: cv2.morphologyEx(plane, operation, element))


SHARPENING = [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]
BINOMIAL = [[a * b for a in (1, 4, 6, 4, 1)] for b in (1, 4, 6, 4, 1)]
RELIEF = [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]]


def text(matrix: list[list[int]]) -> str:
    return "/".join(" ".join(map(str, row)) for row in matrix)


CHECKS = [
    *(Check("blur", f"blur={sigma}", "scipy gaussian_filter, float64", (*DEPTHS, "yuv420p", "yuv420p10", "gbrp"), gaussian(sigma), codes(1, 2))
      for sigma in (0.5, 1, 2, 3.7, 5, 10, 40)),
    *(Check("boxblur", f"boxblur={radius},passes={passes}", "cv2.boxFilter of doubles", DEPTHS, box(radius, passes))
      for radius, passes in ((1, 1), (2, 1), (10, 1), (3, 3), (100, 1))),
    *(Check("median", f"median={radius}", "scipy median_filter, mirror", TWICE, each(lambda plane, r=radius: ndimage.median_filter(plane, 2 * r + 1, mode="mirror")))
      for radius in (1, 2, 3)),
    *(Check("median", f"median={radius}", "cv2.medianBlur", ("gray", "gray10", "gray16") if radius < 3 else ("gray",),
            each(lambda plane, r=radius: cv2.medianBlur(plane, 2 * r + 1)), margin=radius, note="inside; cv2 repeats the edge")
      for radius in (1, 2, 3, 7, 15)),
    *(Check("bilateral", f"bilateral={colour},sigma-space={space}", "direct sum, float64", ("gray", "gray10"), bilateral(colour, space), codes(1, 2))
      for colour, space in ((25, 3), (60, 1.5), (10, 5))),
    *(Check("bilateral", f"bilateral={colour},sigma-space={space}", "cv2.bilateralFilter", ("gray",),
            each(lambda plane, c=colour, s=space: cv2.bilateralFilter(plane, 0, c, s)), codes(1)) for colour, space in ((25, 3), (60, 1.5))),
    *(Check("sharpen", f"sharpen={amount},sigma={sigma}", "scipy gaussian_filter, float64", TWICE, sharpen(amount, sigma),
            codes(0.5 + abs(amount), 0.5 + 2 * abs(amount)), note="allowed: blur's bound times amount, and rounding")
      for amount, sigma in ((1, 1.5), (2.5, 3), (-0.5, 1))),
    *(Check("edges", f"edges={name}", "cv2 derivatives, float64 length", DEPTHS, gradient(name)) for name in ("sobel", "scharr", "prewitt", "laplacian")),
    *(Check(name, f"{name}={radius},element={word}", "cv2.morphologyEx", ("gray", "gray10", "gray16"), morphology(operation, shape, radius),
            note="cv2's default border")
      for name, operation in (("erode", cv2.MORPH_ERODE), ("dilate", cv2.MORPH_DILATE), ("open", cv2.MORPH_OPEN), ("close", cv2.MORPH_CLOSE))
      for word, shape in (("rect", cv2.MORPH_RECT), ("cross", cv2.MORPH_CROSS), ("ellipse", cv2.MORPH_ELLIPSE)) for radius in ((1, 4, 20) if name in ("erode", "dilate") else (4,))),
    *(Check("convolve", f"convolve={text(matrix)},divisor={divisor},offset={offset}", "scipy correlate, mirror", DEPTHS, convolve(matrix, divisor, offset))
      for matrix, divisor, offset in ((SHARPENING, 1, 0), (BINOMIAL, 256, 0), (RELIEF, 1, 128))),
]
