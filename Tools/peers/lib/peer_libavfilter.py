"""libavfilter: the system's through shims/libavfilter.c, a newer one through PyAV (which comes without the filters under the GPL)."""

import ctypes
import re
from fractions import Fraction

import av
import av.filter
import numpy as np

from peer import Operation, Peer, Sources, number
from places import shim
from rows import chain_steps

STEPS = {"brighter": "lut=y='clip(val+13,0,255)'", "gamma": "lut=y='gammaval(1/2.2)'", "invert": "negate", "contrast": "lut=y='clip((val-127.5)*1.15+127.5,0,255)'",
         "gauss": "gblur=sigma=1", "median": "median=radius=1", "sobel": "sobel", "erode": "erosion"}
RADIUS = {"bilateral_d5": 2, "bilateral_d9": 4}


def graphs(row: str, sources: Sources) -> dict[str, str]:
    """The filters of a row by label."""
    base = row.removesuffix("_rgb")
    if chain_steps(row):
        return {"": ",".join(STEPS[step] for step in chain_steps(row))}
    if base.startswith("gauss"):
        return {"": f"gblur=sigma={number(base)}"}
    if base.startswith("box"):
        radius = number(base)
        return {"": f"avgblur=sizeX={radius}:sizeY={radius}", "boxblur": f"boxblur={radius}:1"}
    if base.startswith("median"):
        return {"": f"median=radius={number(base) // 2}"}
    if base in RADIUS:
        return {"": f"bilateral=sigmaS={RADIUS[base]}:sigmaR=0.12"}
    if base.startswith(("erode", "dilate")):
        return {"": ",".join(["erosion" if base[0] == "e" else "dilation"] * (number(base) // 2))}
    if base.startswith("resize"):
        method, size = base.split("_")[1], f"{sources.scaled_width}:{sources.scaled_height}"
        made = {"": f"scale={size}:flags={method}"}
        if method != "area":
            made["zscale"] = f"zscale={size}:filter={method}"
        return made
    return {
        "sobel": {"": "sobel"}, "scharr": {"": "scharr"}, "laplacian": {"": "convolution=0m=0 1 0 1 -4 1 0 1 0"},
        "canny": {"": "edgedetect=low=0.4:high=0.8"}, "unsharp": {"": "unsharp=3:3:1:3:3:0"}, "rot90": {"": "transpose=clock"}, "hflip": {"": "hflip"},
        "affine15": {"": "rotate=15*PI/180:bilinear=1"}, "invert": {"": "negate"},
        "bc_lut": {"": "lut=y='clip(1.2*val-20,0,255)'", "eq": "eq=brightness=0.0216:contrast=1.2"},
        "gamma_lut": {"": "lutrgb=r='gammaval(1/2.2)':g='gammaval(1/2.2)':b='gammaval(1/2.2)'" if row.endswith("_rgb") else "lut=y='gammaval(1/2.2)'"},
        "thresh": {"": "lut=y='if(gt(val,127),255,0)'"}, "nlm": {"": "nlmeans=s=4:p=7:r=21"}, "nlm_s": {"": "nlmeans=s=4:p=5:r=11"},
        "hqdn3d": {"": "hqdn3d"},
    }.get(base, {})


def stored(row: str, sources: Sources) -> tuple[str, list[np.ndarray]]:
    """The layout that a row's filters take as it is, and frames of it. What does not take gray gets 4:2:0 rather than a conversion."""
    if row in ("hqdn3d", "unsharp"):
        return "yuv420p", sources.yuv
    if row.endswith("_rgb"):
        # Tables and turns are quicker on packed colours.
        return ("rgb24", sources.rgb) if row in ("gamma_lut_rgb", "affine15_rgb") else ("gbrp", sources.gbr)
    return "gray", sources.gray


def picture(samples: np.ndarray, layout: str, width: int, height: int) -> np.ndarray:
    """The luma, or R, G and B packed, of a frame without padding."""
    if layout == "rgb24":
        return samples[: width * height * 3].reshape(height, width, 3)
    if layout == "gbrp":
        return np.dstack(samples[: width * height * 3].reshape(3, height, width)[[2, 0, 1]])
    return samples[: width * height].reshape(height, width)


class LibAVFilter(Peer):
    native = True

    def __init__(self, threads: int):
        super().__init__(threads)
        library = self.library = ctypes.CDLL(str(shim("libavfilter")))
        pointer, number_, text = ctypes.c_void_p, ctypes.c_int, ctypes.c_char_p
        library.avf_open.restype, library.avf_open.argtypes = pointer, [text, number_, number_, text, number_]
        library.avf_format.restype, library.avf_format.argtypes = text, [pointer]
        library.avf_add.argtypes = [pointer, pointer]
        library.avf_run.argtypes = library.avf_close.argtypes = [pointer]
        library.avf_get.argtypes = [pointer, pointer, number_, ctypes.POINTER(number_), ctypes.POINTER(number_)]
        library.avf_version.restype = text
        self._threads = threads
        self._open: list[int] = []
        self._row = ("", "")

    def version(self) -> str:
        return "libavfilter of FFmpeg " + self.library.avf_version().decode()

    def use(self, threads: int) -> None:
        """For graphs opened from now on."""
        self._threads = threads

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        if self._row != (row, sources.size):
            for graph in self._open:
                self.library.avf_close(graph)
            self._open, self._row = [], (row, sources.size)
        layout, frames = stored(row, sources)
        made = {}
        for label, filters in graphs(row, sources).items():
            # Each of our threads has a graph of its own.
            count = self.threads if self._threads == 1 else 1
            opened = [self.library.avf_open(filters.encode(), sources.width, sources.height, layout.encode(), self._threads) for _ in range(count)]
            if not all(opened):
                continue
            self._open += opened
            for graph in opened:
                for frame in frames:
                    self.library.avf_add(graph, frame.ctypes.data)
            made[label] = self._operation(opened, filters, layout, sources)
        return made

    def _operation(self, opened: list[int], filters: str, layout: str, sources: Sources) -> Operation:
        run, result_layout = self.library.avf_run, self.library.avf_format(opened[0]).decode()

        def get() -> np.ndarray:
            samples, width, height = np.zeros(sources.width * sources.height * 4, np.uint8), ctypes.c_int(), ctypes.c_int()
            if self.library.avf_get(opened[0], samples.ctypes.data, samples.nbytes, width, height) < 0:
                raise RuntimeError("no frame came out")
            return picture(samples, result_layout, width.value, height.value)

        # What remembers earlier frames has seen others than vidproc's by then.
        return Operation(lambda i, slot: run(opened[slot]), None if filters == "hqdn3d" else get, note=f"{filters} [{layout}, {result_layout}]")


class PyAV(Peer):
    """The same graphs in the libavfilter that PyAV's wheel brings."""

    native = True
    parallel = False
    MISSING = ("zscale", "boxblur", "eq", "hqdn3d")

    def version(self) -> str:
        return f"libavfilter {'.'.join(map(str, av.library_versions['libavfilter']))} (PyAV {av.__version__})"

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        av.logging.set_level(None)
        layout, frames = stored(row, sources)
        return {label: self._operation(filters, layout, frames, sources) for label, filters in graphs(row, sources).items()
                if label not in self.MISSING and row not in self.MISSING}

    def _operation(self, filters: str, layout: str, frames: list[np.ndarray], sources: Sources) -> Operation:
        graph = av.filter.Graph()
        graph.threads = self.threads
        last = graph.add_buffer(width=sources.width, height=sources.height, format=av.VideoFormat(layout, sources.width, sources.height), time_base=Fraction(1, 30))
        # At commas outside of quotes.
        for part in re.split(r",(?=(?:[^']*'[^']*')*[^']*$)", filters):
            name, _, arguments = part.partition("=")
            following = graph.add(name, arguments) if arguments else graph.add(name)
            last.link_to(following)
            last = following
        sink = graph.add("buffersink")
        last.link_to(sink)
        graph.configure()
        ready = [self._frame(frame, layout, sources) for frame in frames]
        fed = 0

        def call(i: int, slot: int):
            nonlocal fed
            frame = ready[i & 3]
            frame.pts = fed
            fed += 1
            graph.push(frame)
            return graph.pull()

        def get() -> np.ndarray:
            result = call(0, 0)
            rows = [np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width * (3 if result.format.name == "rgb24" else 1)]
                    for plane in result.planes]
            return picture(np.concatenate([row.reshape(-1) for row in rows]), result.format.name, result.width, result.height)

        return Operation(call, get, note=f"{filters} [{layout}]")

    @staticmethod
    def _frame(samples: np.ndarray, layout: str, sources: Sources):
        frame, flat = av.VideoFrame(sources.width, sources.height, layout), samples.reshape(-1)
        for plane in frame.planes:
            width = plane.width * (3 if layout == "rgb24" else 1)
            np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: plane.height, :width] = flat[: plane.height * width].reshape(plane.height, width)
            flat = flat[plane.height * width :]
        return frame
