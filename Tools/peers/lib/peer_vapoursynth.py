"""VapourSynth's core with vszip and zsmooth, through shims/vapoursynth.c. On several threads it keeps several frames in work."""

import ctypes

import numpy as np

from peer import BRIGHTER, CONTRAST, GAMMA, STEEPER, Operation, Peer, Sources, gaussian_weights, number
from places import ENVIRONMENT, shim
from rows import UNSHARP_SIGMA, chain_steps

Filters = list[tuple[str, str]]


def listed(values) -> str:
    return ",".join(str(value) for value in values)


def table(values: np.ndarray) -> Filters:
    return [("std.Lut", "lut=i:" + listed(values.tolist()))]


def gaussian(sigma: float, count: int) -> Filters:
    """25 taps are its limit."""
    return [("std.Convolution", f"matrix=f:{listed(np.round(gaussian_weights(sigma, count) * 1023).astype(int))} mode=d:hv")]


def boxes(radius: int) -> Filters:
    """Three box means in place of a Gaussian."""
    return [("vszip.BoxBlur", f"hradius=i:{radius} vradius=i:{radius} hpasses=i:3 vpasses=i:3")]


STEPS = {"brighter": table(BRIGHTER), "gamma": table(GAMMA), "invert": [("std.Invert", "")], "contrast": table(STEEPER), "gauss": gaussian(1, 7),
         "median": [("std.Median", "")], "sobel": [("std.Sobel", "")], "erode": [("std.Minimum", "")]}


def scripts(row: str, sources: Sources) -> dict[str, Filters]:
    if chain_steps(row):
        return {"": [filter_ for step in chain_steps(row) for filter_ in STEPS[step]]}
    if row in ("box_r2", "box_r10"):
        radii = f"hradius=i:{number(row)} vradius=i:{number(row)}"
        return {"": [("std.BoxBlur", radii)], "vszip": [("vszip.BoxBlur", radii)]}
    if row in ("resize_bilinear", "resize_bicubic", "resize_lanczos"):
        # zimg's default bicubic is Mitchell's; b 0 and c 1/2 make it Catmull and Rom's.
        more = " filter_param_a=f:0 filter_param_b=f:0.5" if row == "resize_bicubic" else ""
        return {"": [("resize." + row.split("_")[1].capitalize(), f"width=i:{sources.scaled_width} height=i:{sources.scaled_height}{more}")]}
    return {
        "gauss_s1": {"": gaussian(1, 7)}, "gauss_s2": {"": gaussian(2, 13)}, "gauss_s5": {"conv25": gaussian(5, 25), "box3": boxes(5)},
        "gauss_s10": {"box3": boxes(10)}, "sobel": {"": [("std.Sobel", "")]},
        "laplacian": {"": [("std.Convolution", "matrix=f:0,1,0,1,-4,1,0,1,0 divisor=f:1 saturate=i:0")]},
        "median_3": {"": [("std.Median", "")], "zsmooth": [("zsmooth.Median", "radius=i:1")]},
        "median_5": {"zsmooth": [("zsmooth.Median", "radius=i:2")]}, "median_7": {"zsmooth": [("zsmooth.Median", "radius=i:3")]},
        "bilateral_d5": {"vszip": [("vszip.Bilateral", "sigmaS=f:1.2 sigmaR=f:0.12 algorithm=i:2")]},
        "bilateral_d9": {"vszip": [("vszip.Bilateral", "sigmaS=f:2.2 sigmaR=f:0.12 algorithm=i:2")],
                         "vszip_pbfic": [("vszip.Bilateral", "sigmaS=f:2.2 sigmaR=f:0.12 algorithm=i:1")]},
        "unsharp": {"": gaussian(UNSHARP_SIGMA, 5) + [("std.Expr", "clips=n:0,-1 expr=e:x_2_*_y_-")]},
        "erode_3": {"": [("std.Minimum", "")]}, "erode_7": {"": [("std.Minimum", "")] * 3},
        "dilate_3": {"": [("std.Maximum", "")]}, "dilate_7": {"": [("std.Maximum", "")] * 3},
        "rot90": {"": [("std.Turn90", "")]}, "hflip": {"": [("std.FlipHorizontal", "")]}, "invert": {"": [("std.Invert", "")]},
        "bc_lut": {"": table(CONTRAST), "expr": [("std.Expr", "clips=n:0 expr=e:x_1.2_*_20_-")]}, "gamma_lut": {"": table(GAMMA)},
        "thresh": {"": [("std.Binarize", "threshold=f:128")]},
        "adthresh": {"vszip": [("std.BoxBlur", "hradius=i:5 vradius=i:5"), ("vszip.AdaptiveBinarize", "clip=n:0 clip2=n:-1 c=i:3"), ("std.Invert", "")]},
        "clahe": {"vszip": [("vszip.CLAHE", "limit=i:2 tiles=i:8,8")]},
    }.get(row, {})


class VapourSynth(Peer):
    native = True
    parallel = False
    AHEAD = 4

    def __init__(self, threads: int):
        super().__init__(threads)
        library = self.library = ctypes.CDLL(str(shim("vapoursynth")))
        pointer, number_, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
        library.vs_open.restype, library.vs_open.argtypes = pointer, [text, number_, number_, number_, number_]
        library.vs_add.argtypes = [pointer, pointer]
        library.vs_source.argtypes = library.vs_close.argtypes = [pointer]
        library.vs_add_filter.argtypes = [pointer, text, text]
        library.vs_error.restype, library.vs_error.argtypes = text, [pointer]
        library.vs_run.argtypes = [pointer, number_, number_]
        library.vs_get.argtypes = [pointer, pointer, ctypes.POINTER(number_), ctypes.POINTER(number_)]
        self._open: list[int] = []

    def version(self) -> str:
        return "VapourSynth " + (ENVIRONMENT / "vapoursynth/pinned").read_text().strip()

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        for script in self._open:
            self.library.vs_close(script)
        self._open, made, base = [], {}, row.removesuffix("_rgb")
        # Three planes where the row has colours, as vidproc's; VapourSynth's order is R, G, B.
        frames = sources.gray if base == row else [np.ascontiguousarray(frame[[2, 0, 1]]) for frame in sources.gbr]
        planes, library = frames[0].size // (sources.width * sources.height), ENVIRONMENT / "vapoursynth/vapoursynth/libvapoursynth.so.4"
        for label, filters in scripts(base, sources).items():
            script = self.library.vs_open(str(library).encode(), sources.width, sources.height, planes, self.threads)
            if not script:
                return {}
            self._open.append(script)
            for frame in frames:
                self.library.vs_add(script, frame.ctypes.data)
            self.library.vs_source(script)
            if all(self.library.vs_add_filter(script, name.encode(), arguments.encode()) == 0 for name, arguments in filters):
                made[label] = self._operation(script, "; ".join(f"{name}({arguments[:60]})" for name, arguments in filters), planes, sources)
            else:
                print(f"vapoursynth: {row} {label}: {self.library.vs_error(script).decode()}", flush=True)
        return made

    def _operation(self, script: int, note: str, planes: int, sources: Sources) -> Operation:
        def run(count: int, ahead: int) -> None:
            if self.library.vs_run(script, count, ahead):
                raise RuntimeError(self.library.vs_error(script).decode())

        def get() -> np.ndarray:
            samples, width, height = np.zeros(planes * sources.width * sources.height, np.uint8), ctypes.c_int(), ctypes.c_int()
            if self.library.vs_get(script, samples.ctypes.data, width, height) < 0:
                raise RuntimeError(self.library.vs_error(script).decode())
            made = samples[: planes * width.value * height.value].reshape(planes, height.value, width.value)
            return np.dstack(list(made)) if planes == 3 else made[0]

        return Operation(lambda i, slot: run(1, 1), get, (lambda count: run(count, self.AHEAD)) if self.threads > 1 else None, note)
