"""numba: plain loops compiled for this machine, as a Python programmer would write them for speed."""

import os

import numpy as np

from peer import CONTRAST, GAMMA, SIGMA, Operation, Peer, Sources, empty, gaussian_weights, picture, taps


class Numba(Peer):
    native = True
    parallel = False

    def __init__(self, threads: int):
        super().__init__(threads)
        # One more than one is needed for the pool to exist at all.
        os.environ["NUMBA_NUM_THREADS"] = str(max(threads, 2))
        import numba
        numba.set_num_threads(threads)
        self.numba = numba

    def version(self) -> str:
        return f"numba {self.numba.__version__}"

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        several = self.threads > 1
        compiled = self.numba.njit(parallel=several, fastmath=True, boundscheck=False)
        every = self.numba.prange if several else range
        base = row.removesuffix("_rgb")
        if base in ("gauss_s1", "gauss_s2"):
            loop = self._gaussian(compiled, every, SIGMA[base])
        elif base in ("bc_lut", "gamma_lut"):
            loop = self._table(compiled, every, CONTRAST if base == "bc_lut" else GAMMA)
        else:
            make = {"sobel": self._sobel, "erode_3": self._erode, "invert": self._invert, "thresh": self._threshold}.get(row)
            if not make:
                return {}
            loop = make(compiled, every)
        frames = sources.planes(row)
        results = [[empty((sources.height, sources.width)) for _ in frames[0]] for _ in range(2)]

        def call(i: int, slot: int) -> None:
            for source, result in zip(frames[i & 3], results[i & 1]):
                loop(source, result)

        call(0, 0)
        return {"": Operation(call, lambda: (call(0, 0), picture(results[0]))[1])}

    @staticmethod
    def _gaussian(compiled, every, sigma: float):
        count = taps(sigma)
        reach = count // 2
        weights = np.round(gaussian_weights(sigma, count) * 256).astype(int)
        weights[reach] += 256 - weights.sum()
        weights = weights.astype(np.uint16)

        @compiled
        def loop(source, result):
            height, width = source.shape
            for y in every(height):
                column, row = np.zeros(width + 2 * reach, np.uint16), np.zeros(width, np.uint16)
                for k in range(count):
                    there, weight = min(max(y + k - reach, 0), height - 1), weights[k]
                    for x in range(width):
                        column[x + reach] += np.uint16(source[there, x] * weight)
                for x in range(width):
                    column[x + reach] = (column[x + reach] + np.uint16(128)) >> 8
                for x in range(reach):
                    column[x] = column[reach]
                    column[width + reach + x] = column[width + reach - 1]
                for k in range(count):
                    weight = weights[k]
                    for x in range(width):
                        row[x] += np.uint16(column[x + k] * weight)
                for x in range(width):
                    result[y, x] = np.uint8((row[x] + np.uint16(128)) >> 8)

        return loop

    @staticmethod
    def _sobel(compiled, every):
        @compiled
        def loop(source, result):
            height, width = source.shape
            for y in every(1, height - 1):
                for x in range(1, width - 1):
                    a, b, c = np.int16(source[y - 1, x - 1]), np.int16(source[y - 1, x]), np.int16(source[y - 1, x + 1])
                    d, f = np.int16(source[y, x - 1]), np.int16(source[y, x + 1])
                    g, h, i = np.int16(source[y + 1, x - 1]), np.int16(source[y + 1, x]), np.int16(source[y + 1, x + 1])
                    result[y, x] = np.uint8(min(abs(c + f + f + i - a - d - d - g) + abs(g + h + h + i - a - b - b - c), 255))

        return loop

    @staticmethod
    def _erode(compiled, every):
        @compiled
        def loop(source, result):
            height, width = source.shape
            for y in every(1, height - 1):
                least = np.empty(width, np.uint8)
                for x in range(width):
                    least[x] = min(min(source[y - 1, x], source[y, x]), source[y + 1, x])
                for x in range(1, width - 1):
                    result[y, x] = min(min(least[x - 1], least[x]), least[x + 1])

        return loop

    @staticmethod
    def _invert(compiled, every):
        @compiled
        def loop(source, result):
            for y in every(source.shape[0]):
                for x in range(source.shape[1]):
                    result[y, x] = np.uint8(255 - source[y, x])

        return loop

    @staticmethod
    def _threshold(compiled, every):
        @compiled
        def loop(source, result):
            for y in every(source.shape[0]):
                for x in range(source.shape[1]):
                    result[y, x] = np.uint8(255) if source[y, x] > 127 else np.uint8(0)

        return loop

    @staticmethod
    def _table(compiled, every, table: np.ndarray):
        @compiled
        def loop(source, result):
            for y in every(source.shape[0]):
                for x in range(source.shape[1]):
                    result[y, x] = table[source[y, x]]

        return loop
