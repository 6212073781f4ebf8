"""OpenCV, with destinations given and the border that its fast paths know (repeated edge samples)."""

import cv2
import numpy as np

from peer import BRIGHTER, CONTRAST, GAMMA, SIGMA, STEEPER, Operation, Peer, Sources, empty, number, taps
from rows import BILATERAL_SIGMA, UNSHARP_SIGMA, chain_steps

EDGE = cv2.BORDER_REPLICATE


class OpenCV(Peer):
    native = True

    def __init__(self, threads: int):
        super().__init__(threads)
        cv2.setNumThreads(threads)

    def version(self) -> str:
        return f"OpenCV {cv2.__version__}, {cv2.ipp.getIppVersion() if cv2.ipp.useIPP() else 'no IPP'}"

    def use(self, threads: int) -> None:
        cv2.setNumThreads(threads)

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        frames, work = sources.of(row), Work(sources, row, self.threads)
        base = row.removesuffix("_rgb")
        if chain_steps(row):
            return {"": work.chain(chain_steps(row))}
        kind = base.split("_")[0]
        make = getattr(work, kind, None)
        made = make(frames, base) if make else {}
        return made if isinstance(made, dict) else {"": made}


class Work:
    """The rows, a method each: named by what stands before the first underscore of the row."""

    def __init__(self, sources: Sources, row: str, threads: int):
        self.sources = sources
        self.row = row
        self.threads = threads
        self.channels = (3,) if row.endswith("_rgb") else ()
        self.shape = (sources.height, sources.width, *self.channels)
        # Destinations change as in a pool: two for each thread.
        self.results = self._destinations(self.shape)

    def _destinations(self, shape, dtype=np.uint8):
        return [empty(shape, dtype) for _ in range(2 * self.threads)]

    def _each(self, make):
        """What `make` gives, for each thread."""
        return [make() for _ in range(self.threads)]

    def _simple(self, function, frames, results=None, note: str = "") -> Operation:
        """`function(frame, destination, slot)` on frames in turn."""
        results = results or self.results
        call = lambda i, slot: function(frames[i & 3], results[(i & 1) + 2 * slot], slot)
        return Operation(call, lambda: np.array(call(0, 0)), note=note)

    def gauss(self, frames, base):
        sigma = SIGMA[self.row]
        side = (taps(sigma),) * 2
        made = {"": self._simple(lambda f, d, _: cv2.GaussianBlur(f, side, sigma, dst=d, borderType=EDGE), frames, note=f"{side[0]} taps")}
        if hasattr(cv2, "ALGO_HINT_APPROX"):
            approximate = lambda f, d, _: cv2.GaussianBlur(f, side, sigma, dst=d, borderType=EDGE, hint=cv2.ALGO_HINT_APPROX)
            made["approx"] = self._simple(approximate, frames, note=f"{side[0]} taps, ALGO_HINT_APPROX")
        return made

    def box(self, frames, base):
        side = (2 * number(base) + 1,) * 2
        return self._simple(lambda f, d, _: cv2.blur(f, side, dst=d, borderType=EDGE), frames)

    def median(self, frames, base):
        side = number(base)
        return self._simple(lambda f, d, _: cv2.medianBlur(f, side, dst=d), frames)

    def _derivatives(self, frames, function, note):
        planes = self._each(lambda: [empty(self.shape, np.int16), empty(self.shape, np.int16), empty(self.shape), empty(self.shape)])

        def magnitude(frame, result, slot):
            x, y, left, right = planes[slot]
            function(frame, x, y)
            cv2.convertScaleAbs(x, left)
            cv2.convertScaleAbs(y, right)
            return cv2.add(left, right, result)

        return self._simple(magnitude, frames, note=note)

    def sobel(self, frames, base):
        def both(frame, x, y):
            cv2.Sobel(frame, cv2.CV_16S, 1, 0, dst=x, ksize=3, borderType=EDGE)
            cv2.Sobel(frame, cv2.CV_16S, 0, 1, dst=y, ksize=3, borderType=EDGE)

        return {
            "": self._derivatives(frames, both, "two Sobels of 16 bits, |x| + |y|"),
            "spatialGradient": self._derivatives(frames, lambda f, x, y: cv2.spatialGradient(f, x, y, borderType=EDGE), "spatialGradient, |x| + |y|"),
        }

    def scharr(self, frames, base):
        def both(frame, x, y):
            cv2.Scharr(frame, cv2.CV_16S, 1, 0, dst=x, borderType=EDGE)
            cv2.Scharr(frame, cv2.CV_16S, 0, 1, dst=y, borderType=EDGE)

        return self._derivatives(frames, both, "two Scharrs of 16 bits, |x| + |y|")

    def laplacian(self, frames, base):
        signed = self._each(lambda: empty(self.shape, np.int16))
        absolute = lambda f, d, slot: cv2.convertScaleAbs(cv2.Laplacian(f, cv2.CV_16S, dst=signed[slot], ksize=1, borderType=EDGE), d)
        return self._simple(absolute, frames)

    def canny(self, frames, base):
        return self._simple(lambda f, d, _: cv2.Canny(f, 100, 200, d), frames)

    def bilateral(self, frames, base):
        side = number(base)
        return self._simple(lambda f, d, _: cv2.bilateralFilter(f, side, 30, BILATERAL_SIGMA[side], dst=d), frames)

    def unsharp(self, frames, base):
        blurred, side = self._each(lambda: empty(self.shape)), (taps(UNSHARP_SIGMA),) * 2

        def sharpen(frame, result, slot):
            cv2.GaussianBlur(frame, side, UNSHARP_SIGMA, dst=blurred[slot], borderType=EDGE)
            return cv2.addWeighted(frame, 2, blurred[slot], -1, 0, result)

        return self._simple(sharpen, frames)

    def erode(self, frames, base):
        element = np.ones((number(base),) * 2, np.uint8)
        return self._simple(lambda f, d, _: cv2.erode(f, element, dst=d, borderType=EDGE), frames)

    def dilate(self, frames, base):
        element = np.ones((number(base),) * 2, np.uint8)
        return self._simple(lambda f, d, _: cv2.dilate(f, element, dst=d, borderType=EDGE), frames)

    def resize(self, frames, base):
        size = (self.sources.scaled_width, self.sources.scaled_height)
        results = self._destinations((size[1], size[0], *self.channels))
        ways = {"bilinear": cv2.INTER_LINEAR, "bicubic": cv2.INTER_CUBIC, "lanczos": cv2.INTER_LANCZOS4, "area": cv2.INTER_AREA}
        way = ways[base.split("_")[1]]
        made = {"": self._simple(lambda f, d, _: cv2.resize(f, size, dst=d, interpolation=way), frames, results)}
        if way == cv2.INTER_LINEAR:
            made["exact"] = self._simple(lambda f, d, _: cv2.resize(f, size, dst=d, interpolation=cv2.INTER_LINEAR_EXACT), frames, results)
        return made

    def rot90(self, frames, base):
        results = self._destinations((self.sources.width, self.sources.height))
        return self._simple(lambda f, d, _: cv2.rotate(f, cv2.ROTATE_90_CLOCKWISE, d), frames, results)

    def hflip(self, frames, base):
        return self._simple(lambda f, d, _: cv2.flip(f, 1, d), frames)

    def affine15(self, frames, base):
        size = (self.sources.width, self.sources.height)
        map_ = cv2.getRotationMatrix2D(((size[0] - 1) / 2, (size[1] - 1) / 2), -15, 1.0)
        return self._simple(lambda f, d, _: cv2.warpAffine(f, map_, size, dst=d, flags=cv2.INTER_LINEAR), frames)

    def invert(self, frames, base):
        return self._simple(lambda f, d, _: cv2.bitwise_not(f, d), frames)

    def bc(self, frames, base):
        return {"": self._simple(lambda f, d, _: cv2.LUT(f, CONTRAST, d), frames),
                "arithmetic": self._simple(lambda f, d, _: cv2.addWeighted(f, 1.2, f, 0, -20, d), frames)}

    def gamma(self, frames, base):
        return self._simple(lambda f, d, _: cv2.LUT(f, GAMMA, d), frames)

    def thresh(self, frames, base):
        return self._simple(lambda f, d, _: cv2.threshold(f, 127, 255, cv2.THRESH_BINARY, d)[1], frames)

    def adthresh(self, frames, base):
        return self._simple(lambda f, d, _: cv2.adaptiveThreshold(f, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 11, 2, d), frames)

    def clahe(self, frames, base):
        makers = self._each(lambda: cv2.createCLAHE(2.0, (8, 8)))
        return self._simple(lambda f, d, slot: makers[slot].apply(f, d), frames)

    def histeq(self, frames, base):
        return self._simple(lambda f, d, _: cv2.equalizeHist(f, d), frames)

    def harris(self, frames, base):
        results = self._destinations(self.shape, np.float32)
        made = self._simple(lambda f, d, _: cv2.cornerHarris(f, 3, 3, 0.04, d, EDGE), frames, results)
        made.get = None
        return made

    def fast(self, frames, base):
        detectors = self._each(lambda: cv2.FastFeatureDetector_create(20, True))
        return Operation(lambda i, slot: detectors[slot].detect(frames[i & 3]), note="with Python's list of points")

    def nlm(self, frames, base):
        patch, search = (5, 11) if base == "nlm_s" else (7, 21)
        return self._simple(lambda f, d, _: cv2.fastNlMeansDenoising(f, d, h=10, templateWindowSize=patch, searchWindowSize=search), frames)

    def chain(self, steps: list[str]) -> Operation:
        between = self._each(lambda: [empty(self.shape) for _ in range(len(steps) + 1)])
        signed = self._each(lambda: [empty(self.shape, np.int16) for _ in range(2)])
        element = np.ones((3, 3), np.uint8)

        def sobel(source, result, slot):
            (x, y), other = signed[slot], between[slot][-1]
            cv2.spatialGradient(source, x, y, borderType=EDGE)
            cv2.convertScaleAbs(x, result)
            cv2.convertScaleAbs(y, other)
            cv2.add(result, other, result)

        functions = {
            "brighter": lambda a, b, _: cv2.LUT(a, BRIGHTER, b), "gamma": lambda a, b, _: cv2.LUT(a, GAMMA, b),
            "invert": lambda a, b, _: cv2.bitwise_not(a, b), "contrast": lambda a, b, _: cv2.LUT(a, STEEPER, b),
            "gauss": lambda a, b, _: cv2.GaussianBlur(a, (7, 7), 1, dst=b, borderType=EDGE), "median": lambda a, b, _: cv2.medianBlur(a, 3, dst=b),
            "erode": lambda a, b, _: cv2.erode(a, element, dst=b, borderType=EDGE), "sobel": sobel,
        }

        def call(i, slot):
            source = self.sources.gray[i & 3]
            for step, result in zip(steps, between[slot]):
                functions[step](source, result, slot)
                source = result
            return source

        return Operation(call, lambda: call(0, 0).copy(), note="one call a filter")
