"""What Python programs use: Pillow (and its SIMD twin), SciPy, scikit-image, libvips. Their calls make a new picture each."""

import os

import numpy as np

from peer import CONTRAST, GAMMA, SIGMA, Operation, Peer, Sources, empty, number
from rows import UNSHARP_SIGMA


def fresh(function, frames, note: str = "", has_picture: bool = True) -> dict[str, Operation]:
    """`function(frame)` gives a picture of its own."""
    return {"": Operation(lambda i, slot: function(frames[i & 3]), (lambda: np.asarray(function(frames[0]))) if has_picture else None, note=note)}


class Pillow(Peer):
    def __init__(self, threads: int):
        super().__init__(threads)
        import PIL
        from PIL import Image, ImageFilter, ImageOps
        self.image, self.filter, self.ops, self._version = Image, ImageFilter, ImageOps, PIL.__version__

    def version(self) -> str:
        return f"Pillow {self._version}"

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        image, filters, resampling = self.image, self.filter, self.image.Resampling
        frames, base = [image.fromarray(frame) for frame in sources.of(row)], row.removesuffix("_rgb")
        size = (sources.scaled_width, sources.scaled_height)
        methods = {"bilinear": resampling.BILINEAR, "bicubic": resampling.BICUBIC, "lanczos": resampling.LANCZOS, "area": resampling.BOX}
        if base.startswith("gauss"):
            kernel = filters.GaussianBlur(SIGMA[row])
            return fresh(lambda f: f.filter(kernel), frames, "three box means")
        if base.startswith("resize"):
            return fresh(lambda f: f.resize(size, methods[base.split("_")[1]]), frames)
        kernel = {
            "box_r2": lambda: filters.BoxBlur(2), "box_r10": lambda: filters.BoxBlur(10), "median_3": lambda: filters.MedianFilter(3),
            "median_5": lambda: filters.MedianFilter(5), "median_7": lambda: filters.MedianFilter(7), "unsharp": lambda: filters.UnsharpMask(UNSHARP_SIGMA, 100, 0),
            "erode_3": lambda: filters.MinFilter(3), "erode_7": lambda: filters.MinFilter(7), "dilate_3": lambda: filters.MaxFilter(3),
            "dilate_7": lambda: filters.MaxFilter(7),
        }.get(base)
        if kernel:
            made = kernel()
            return fresh(lambda f: f.filter(made), frames)
        # Lists are made here, so that no call pays for them.
        gamma, contrast, threshold = GAMMA.tolist() * (3 if base != row else 1), CONTRAST.tolist(), [0] * 128 + [255] * 128
        function = {
            "rot90": lambda f: f.transpose(image.Transpose.ROTATE_270), "hflip": lambda f: f.transpose(image.Transpose.FLIP_LEFT_RIGHT),
            "affine15": lambda f: f.rotate(-15, resampling.BILINEAR), "invert": self.ops.invert, "bc_lut": lambda f: f.point(contrast),
            "gamma_lut": lambda f: f.point(gamma), "thresh": lambda f: f.point(threshold), "histeq": self.ops.equalize,
        }.get(base)
        return fresh(function, frames) if function else {}


class SciPy(Peer):
    def version(self) -> str:
        import scipy
        return f"SciPy {scipy.__version__}, NumPy {np.__version__}"

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        from scipy import ndimage
        frames, results = sources.gray, [empty((sources.height, sources.width)) for _ in range(2 * self.threads)]
        side = number(row) if row.startswith(("median", "erode")) else 0
        function = {
            "gauss_s1": lambda f, d: ndimage.gaussian_filter(f, 1, output=d, mode="nearest", truncate=3.0),
            "gauss_s2": lambda f, d: ndimage.gaussian_filter(f, 2, output=d, mode="nearest", truncate=3.0),
            "box_r2": lambda f, d: ndimage.uniform_filter(f, 5, output=d, mode="nearest"),
            "box_r10": lambda f, d: ndimage.uniform_filter(f, 21, output=d, mode="nearest"),
            "median_3": lambda f, d: ndimage.median_filter(f, side, output=d, mode="nearest"),
            "erode_3": lambda f, d: ndimage.grey_erosion(f, (side, side), output=d, mode="nearest"),
            "erode_7": lambda f, d: ndimage.grey_erosion(f, (side, side), output=d, mode="nearest"),
            "invert": lambda f, d: np.invert(f, out=d),
            "gamma_lut": lambda f, d: np.take(GAMMA, f, out=d, mode="clip"),
            "bc_lut": lambda f, d: np.take(CONTRAST, f, out=d, mode="clip"),
            "hflip": lambda f, d: np.copyto(d, f[:, ::-1]),
            "thresh": lambda f, d: np.multiply(f > 127, np.uint8(255), out=d),
        }.get(row)
        if not function:
            return {}
        call = lambda i, slot: function(frames[i & 3], results[(i & 1) + 2 * slot])
        return {"": Operation(call, lambda: (call(0, 0), results[0].copy())[1])}


class SkImage(Peer):
    parallel = False

    def version(self) -> str:
        import skimage
        return f"scikit-image {skimage.__version__}"

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        from skimage import feature, filters, restoration
        function = {
            "sobel": filters.sobel, "scharr": filters.scharr, "canny": lambda f: feature.canny(f, 1.0), "harris": feature.corner_harris,
            "nlm_s": lambda f: restoration.denoise_nl_means(f, 5, 5, h=0.04, fast_mode=True),
            "adthresh": lambda f: f > filters.threshold_local(f, 11, "mean", offset=2),
        }.get(row)
        return fresh(function, sources.gray, "float64", has_picture=False) if function else {}


class Vips(Peer):
    native = True
    parallel = False

    def __init__(self, threads: int):
        super().__init__(threads)
        os.environ["VIPS_CONCURRENCY"] = str(threads)
        import pyvips
        pyvips.cache_set_max(0)
        self.vips = pyvips

    def version(self) -> str:
        return "libvips " + ".".join(str(self.vips.version(part)) for part in range(3))

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        bands = 3 if row.endswith("_rgb") else 1
        frames = [self.vips.Image.new_from_memory(frame.data, sources.width, sources.height, bands, "uchar") for frame in sources.of(row)]
        base = row.removesuffix("_rgb")
        across, down = sources.width / sources.scaled_width, sources.height / sources.scaled_height
        kernels = {"bilinear": "linear", "bicubic": "cubic", "lanczos": "lanczos3"}
        note = ""
        if base.startswith("gauss"):
            function, note = lambda f: f.gaussblur(SIGMA[row], precision="integer"), "weights down to 0.2 of the middle one"
        elif base.startswith("median") and number(base) < 8:
            function = lambda f: f.median(number(base))
        elif base.startswith("erode"):
            function = lambda f: f.rank(number(base), number(base), 0)
        elif base.startswith("resize") and base != "resize_area":
            function = lambda f: f.reduce(across, down, kernel=kernels[base.split("_")[1]])
        else:
            table = self.vips.Image.new_from_memory(GAMMA.data, 256, 1, 1, "uchar")
            function = {
                "sobel": lambda f: f.sobel(), "rot90": lambda f: f.rot90(), "hflip": lambda f: f.fliphor(), "invert": lambda f: f.invert(),
                "bc_lut": lambda f: f.linear(1.2, -20, uchar=True), "gamma_lut": lambda f: f.maplut(table), "thresh": lambda f: f > 127,
                "histeq": lambda f: f.hist_equal(),
            }.get(base)
        if not function:
            return {}

        def get() -> np.ndarray:
            result = function(frames[0])
            return np.frombuffer(result.write_to_memory(), np.uint8).reshape(result.height, result.width, -1).squeeze()

        operation = Operation(lambda i, slot: function(frames[i & 3]).write_to_memory(), get, note=note)
        operation.kept = sources
        return {"": operation}
