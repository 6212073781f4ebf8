"""Intel IPP through shims/ipp.c. It has no threads of its own: with several of ours it works on several frames. Colours are three planes, as vidproc's."""

import ctypes

import numpy as np

from peer import CONTRAST, GAMMA, SIGMA, Operation, Peer, Sources, empty, number, picture, taps
from places import shim

NORM_L1, NORM_L2 = 2, 4


class IPP(Peer):
    def __init__(self, threads: int):
        super().__init__(threads)
        library = self.library = ctypes.CDLL(str(shim("ipp")))
        pointer = ctypes.c_void_p
        library.ipp_open.restype = pointer
        library.ipp_open.argtypes = [ctypes.c_char_p, *[ctypes.c_int] * 4, *[ctypes.c_double] * 2, ctypes.c_char_p]
        library.ipp_run.argtypes = [pointer] * 3
        library.ipp_status.argtypes = [pointer]
        library.ipp_version.restype = ctypes.c_char_p

    def version(self) -> str:
        return self.library.ipp_version().decode()

    @staticmethod
    def _ways(row: str) -> dict[str, tuple]:
        """By label: the shim's operation and its two numbers, and a table."""
        simple = {"invert": "invert", "hflip": "hflip", "thresh": "thresh", "rot90": "rot90", "laplacian": "laplacian", "scharr": "scharr"}
        resize = {"bilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos"}
        if row in simple:
            return {"": (simple[row],)}
        if row in SIGMA:
            return {"": ("gauss", SIGMA[row], taps(SIGMA[row]))}
        if row in ("box_r2", "box_r10"):
            return {"": ("box", number(row))}
        if row == "sobel":
            return {"": ("sobel", NORM_L2), "L1": ("sobel", NORM_L1)}
        if row == "canny":
            return {"": ("canny", 100, 200)}
        if row.startswith("median_"):
            return {"": ("median", number(row) // 2)}
        if row.startswith("bilateral"):
            return {"": ("bilateral", number(row), 30)}
        if row.startswith(("erode", "dilate")):
            return {"": (row.split("_")[0], number(row) // 2)}
        if row == "resize_area":
            return {"": ("resize_super",)}
        if row.startswith("resize_"):
            way = resize[row.split("_")[1]]
            return {"": (f"resize_{way}",), "smooth": (f"smooth_{way}",)}
        if row == "affine15":
            return {"": ("affine", 15)}
        if row == "bc_lut":
            return {"": ("lut", 0, 0, CONTRAST)}
        if row == "gamma_lut":
            return {"": ("lut", 0, 0, GAMMA)}
        if row == "adthresh":
            # IPP does not round the mean, the others do: 1.5 below it decides as 2 below the rounded one.
            return {"": ("adthresh", 5, 1.5)}
        if row == "harris":
            return {"": ("harris", 3)}
        if row == "fast":
            return {"": ("fast", 20)}
        return {}

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        made, base = {}, row.removesuffix("_rgb")
        shape = (sources.height, sources.width)
        if base.startswith("resize"):
            shape = (sources.scaled_height, sources.scaled_width)
        if base == "rot90":
            shape = (sources.width, sources.height)
        frames = sources.planes(row)
        for label, (name, *rest) in self._ways(base).items():
            first, second, table = (*rest, *(0, 0, None)[len(rest) :])
            jobs = [self.library.ipp_open(name.encode(), sources.width, sources.height, sources.scaled_width, sources.scaled_height, first, second,
                                          table.tobytes() if table is not None else None) for _ in range(self.threads)]
            if not all(jobs) or self.library.ipp_status(jobs[0]) < 0:
                continue
            results = [[empty(shape) for _ in frames[0]] for _ in range(2 * self.threads)]
            made[label] = self._operation(jobs, frames, results, base not in ("harris", "fast"))
        return made

    def _operation(self, jobs: list[int], frames: list[list[np.ndarray]], results: list[list[np.ndarray]], has_picture: bool) -> Operation:
        """`frames` and `results` are lists of planes."""
        addresses = lambda pictures: [[plane.ctypes.data for plane in picture] for picture in pictures]
        run, sources, targets = self.library.ipp_run, addresses(frames), addresses(results)

        def call(i: int, slot: int) -> None:
            job = jobs[slot]
            for source, target in zip(sources[i & 3], targets[(i & 1) + 2 * slot]):
                if (status := run(job, source, target)) < 0:
                    raise RuntimeError(f"IPP's status {status}")

        def get() -> np.ndarray:
            call(0, 0)
            return picture(results[0])

        # The addresses are good as long as the arrays are.
        return Operation(call, get if has_picture else None, kept=(frames, results))
