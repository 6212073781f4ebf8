"""What is measured: each row's work in words, vidproc's chain for it, and the pictures it is done on."""

from dataclasses import dataclass

# By the width of the disc that vidproc and OpenCV choose for them: 1.5 sigma to each side, rounded.
BILATERAL_SIGMA = {5: 1.333, 9: 2.667}
UNSHARP_SIGMA = 0.65
BILATERAL = "OpenCV, Halide: the same disc; others: windows of their own"
# What 1080p and 4K pictures are scaled to.
SCALED = {"1080p": (1280, 720), "4k": (1920, 1080)}


@dataclass(frozen=True)
class Row:
    name: str
    words: str
    # With {w}:{h} for the size of SCALED.
    chain: str
    # Planes: gray, rgb (packed for peers that want it so, planar for the others), yuv (4:2:0).
    source: str = "gray"
    # What is not the same work.
    note: str = ""


def _gray() -> list[Row]:
    rows = [Row(f"gauss_s{sigma}", f"Gaussian, sigma {sigma}", f"blur={sigma}") for sigma in (1, 2, 5, 10)]
    rows += [Row(f"box_r{radius}", f"box mean, radius {radius}", f"boxblur={radius}") for radius in (2, 10)]
    rows += [
        Row("sobel", "Sobel magnitude", "edges=sobel", note="vidproc: true length; peers mostly |x| + |y|"),
        Row("scharr", "Scharr magnitude", "edges=scharr", note="vidproc: true length; peers mostly |x| + |y|"),
        Row("laplacian", "Laplacian, absolute", "edges=laplacian", note="IPP: eight neighbours, not absolute"),
        Row("canny", "Canny, 100 and 200", "canny=100,high=200", note="libavfilter: blurs first, no full hysteresis"),
    ]
    rows += [Row(f"median_{side}", f"median, {side}x{side}", f"median={side // 2}") for side in (3, 5, 7, 21)]
    rows += [
        Row("bilateral_d5", "bilateral over a disc of 5", f"bilateral=30,sigma-space={BILATERAL_SIGMA[5]}", note=BILATERAL),
        Row("bilateral_d9", "bilateral over a disc of 9", f"bilateral=30,sigma-space={BILATERAL_SIGMA[9]}", note=BILATERAL),
        Row("unsharp", f"unsharp mask, sigma {UNSHARP_SIGMA}", f"sharpen=1,sigma={UNSHARP_SIGMA}",
            note="libavfilter: 3 taps (1 2 1), with chroma copied; Pillow: boxes; all others: 5 taps"),
    ]
    rows += [Row(f"{name}_{side}", f"{name}, {side}x{side}", f"{name}={side // 2}") for name in ("erode", "dilate") for side in (3, 7)]
    rows += [Row(f"resize_{method}", f"two thirds or half the size, {method}", "scale={w}:{h},method=" + method, note="OpenCV and IPP do not smooth on shrinking")
             for method in ("bilinear", "bicubic", "lanczos", "area")]
    rows += [
        Row("rot90", "quarter turn", "rotate=90"),
        Row("hflip", "left to right", "flip=h"),
        Row("affine15", "turned by 15 degrees, bilinear", "rotate=15"),
        Row("invert", "negative", "invert"),
        Row("bc_lut", "brightness and contrast", "contrast=1.2 + brightness=0.0215686", note="vidproc: cut to the codes after contrast and again after brightness"),
        Row("gamma_lut", "gamma 2.2", "gamma=2.2"),
        Row("thresh", "fixed threshold", "threshold=0.5"),
        Row("adthresh", "threshold by the mean of 11x11", "threshold=method=mean,radius=5,offset=2/255"),
        Row("clahe", "CLAHE, clip 2, 8x8 tiles", "clahe=2,tiles=8"),
        Row("histeq", "histogram made flat", "equalize"),
        Row("harris", "Harris corners", "corners=harris", note="vidproc: scores, maxima, the best, marks; peers: scores alone"),
        Row("fast", "FAST-9 corners", "corners=fast", note="vidproc: threshold 10, the best, marks; peers: threshold 20, list of points"),
        Row("nlm", "non-local means, patch 7, search 21", "nlm=10,patch=7,search=21"),
        Row("nlm_s", "non-local means, patch 5, search 11", "nlm=10,patch=5,search=11"),
        Row("hqdn3d", "recursive denoiser in space and time", "denoise=4", "yuv"),
    ]
    return rows


def _rgb() -> list[Row]:
    return [
        Row("gauss_s2_rgb", "Gaussian, sigma 2, R G B", "blur=2", "rgb"),
        Row("box_r2_rgb", "box mean, radius 2, R G B", "boxblur=2", "rgb"),
        Row("median_3_rgb", "median, 3x3, R G B", "median=1", "rgb"),
        Row("resize_bilinear_rgb", "two thirds or half the size, bilinear, R G B", "scale={w}:{h},method=bilinear", "rgb"),
        Row("gamma_lut_rgb", "gamma 2.2, R G B", "gamma=2.2", "rgb"),
        Row("affine15_rgb", "turned by 15 degrees, R G B", "rotate=15", "rgb"),
    ]


# Filters of chains: vidproc's words for the names that peers know them by.
POINTWISE = ["brighter", "gamma", "invert", "contrast"] * 2
STENCILS = ["gauss", "median", "sobel", "erode"] * 2
STEPS = {"brighter": "brightness=0.05", "gamma": "gamma=2.2", "invert": "invert", "contrast": "contrast=1.15", "gauss": "blur=1", "median": "median=1",
         "sobel": "edges=sobel", "erode": "erode=1"}


def chain_steps(name: str) -> list[str]:
    """Of chain_points_4 and the like; nothing for other rows."""
    kind, _, count = name.rpartition("_")
    return {"chain_points": POINTWISE, "chain_stencils": STENCILS}.get(kind, [])[: int(count) if kind.startswith("chain") else 0]


def chain_row(kind: str, count: int) -> Row:
    name = f"chain_{kind}_{count}"
    return Row(name, f"{count} {kind} in one pass", " + ".join(STEPS[step] for step in chain_steps(name)))


SINGLES = {row.name: row for row in [*_gray(), *_rgb()]}
CHAINS = {row.name: row for row in (chain_row(kind, count) for kind in ("points", "stencils") for count in (1, 2, 4, 8))}
