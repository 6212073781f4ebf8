"""Halide with schedules made by hand: strips of 32 rows, whole vectors, the stages of a strip computed where they are used."""

import os

import halide as hl
import numpy as np

import halide_stages as stages
from peer import GAMMA, SIGMA, Operation, Peer, Sources, empty, number, picture
from rows import chain_steps

STRIP, LANES = 32, 64


class Halide(Peer):
    native = True
    parallel = False

    def __init__(self, threads: int):
        os.environ["HL_NUM_THREADS"] = str(threads)
        super().__init__(threads)

    def version(self) -> str:
        return f"Halide 21.0.0, {hl.get_host_target()}"

    def operations(self, row: str, sources: Sources) -> dict[str, Operation]:
        plan, base = Plan(sources, self.threads), row.removesuffix("_rgb")
        if chain_steps(row):
            plan.chain(chain_steps(row))
        elif not plan.row(base):
            return {}
        return {"": plan.operation(sources.planes(row))}


class Plan:
    """One pipeline from the input to `out`, with the funcs that are computed for each strip or row of it."""

    def __init__(self, sources: Sources, threads: int):
        self.sources, self.threads = sources, threads
        self.x, self.y, self.strip, self.row_in_strip = hl.Var("x"), hl.Var("y"), hl.Var("strip"), hl.Var("row")
        self.width, self.height = sources.width, sources.height
        self.input = hl.ImageParam(hl.UInt(8), 2, "input")
        self.input.dim(0).set_bounds(0, self.width).set_stride(1)
        self.input.dim(1).set_bounds(0, self.height).set_stride(self.width)
        # Edge samples repeated, as far as a stage looks beyond.
        self.padded = hl.Func("padded")
        self.padded[self.x, self.y] = hl.BoundaryConditions.repeat_edge(self.input, [(0, self.width), (0, self.height)])[self.x, self.y]
        self.out = hl.Func("out")
        self.lanes = LANES
        self.per_strip: list[hl.Func] = []
        self.per_row: list[hl.Func] = []

    def row(self, name: str) -> bool:
        """Makes `out` for a row; False: there is none here."""
        x, y, padded, out = self.x, self.y, self.padded, self.out
        kind = name.split("_")[0]
        if kind == "gauss":
            out[x, y] = stages.gaussian(self, padded, SIGMA[name])
        elif kind == "box":
            out[x, y] = stages.box(self, padded, number(name))
        elif name in ("sobel", "scharr"):
            out[x, y] = stages.gradient(padded, x, y, *((1, 2) if name == "sobel" else (3, 10)))
        elif name == "laplacian":
            out[x, y] = stages.laplacian(padded, x, y)
        elif name == "median_3":
            out[x, y] = stages.median(self, padded)
        elif kind in ("erode", "dilate"):
            out[x, y] = stages.extreme(self, padded, number(name) // 2, hl.min if kind == "erode" else hl.max)
        elif name == "unsharp":
            out[x, y] = stages.unsharp(self, padded)
        elif kind == "bilateral":
            self.lanes = 16
            out[x, y] = stages.bilateral(padded, x, y, number(name))
        elif name == "affine15":
            self.lanes = 16
            out[x, y] = stages.turned(padded, x, y, self.width, self.height, 15)
        elif name == "resize_bilinear":
            self.lanes = 16
            out[x, y] = stages.bilinear(self, padded, self.width / self.sources.scaled_width, self.height / self.sources.scaled_height)
            self.width, self.height = self.sources.scaled_width, self.sources.scaled_height
        elif name in ("invert", "bc_lut", "gamma_lut", "thresh", "hflip"):
            out[x, y] = {
                "invert": lambda: hl.u8(255) - self.input[x, y],
                "bc_lut": lambda: hl.u8(hl.clamp((hl.i32(self.input[x, y]) * 307 - 20 * 256 + 128) >> 8, 0, 255)),
                "gamma_lut": lambda: hl.Buffer(GAMMA)[hl.i32(self.input[x, y])],
                "thresh": lambda: hl.select(self.input[x, y] > hl.u8(127), hl.u8(255), hl.u8(0)),
                "hflip": lambda: self.input[self.sources.width - 1 - x, y],
            }[name]()
            return True
        elif name == "rot90":
            return self._turned_by_quarter()
        else:
            return False
        self.per_strip.insert(0, padded)
        return True

    def _turned_by_quarter(self) -> bool:
        self.width, self.height = self.height, self.width
        self.out[self.x, self.y] = self.input[self.y, self.sources.height - 1 - self.x]
        self.lanes = 0
        inner_x, inner_y = hl.Var("inner_x"), hl.Var("inner_y")
        across = hl.Var("across")
        self.out.tile(self.x, self.y, across, self.strip, inner_x, inner_y, 32, 32).vectorize(inner_x, 16)
        return True

    def chain(self, steps: list[str]) -> None:
        if steps[0] in ("brighter", "gamma", "invert", "contrast"):
            value = self.input[self.x, self.y]
            for step in steps:
                value = stages.POINTWISE[step](value)
            self.out[self.x, self.y] = value
            return
        self.per_strip.append(self.padded)
        current = self.padded
        for index, step in enumerate(steps):
            following = self.out if index == len(steps) - 1 else hl.Func(f"step{index}")
            following[self.x, self.y] = {
                "gauss": lambda: stages.gaussian(self, current, 1, per_strip=True), "median": lambda: stages.median(self, current, per_strip=True),
                "sobel": lambda: stages.gradient(current, self.x, self.y, 1, 2),
                "erode": lambda: stages.extreme(self, current, 1, hl.min, per_strip=True),
            }[step]()
            if following is not self.out:
                self.per_strip.append(following)
            current = following

    def operation(self, frames: list[list[np.ndarray]]) -> Operation:
        """The pipeline compiled and run on each plane of a frame."""
        out = self.out
        if self.lanes:
            out.split(self.y, self.strip, self.row_in_strip, STRIP).vectorize(self.x, self.lanes)
        if self.threads > 1:
            out.parallel(self.strip)
        for func in self.per_strip:
            func.compute_at(out, self.strip).vectorize(self.x, LANES)
        for func in self.per_row:
            func.compute_at(out, self.row_in_strip).vectorize(self.x, self.lanes)
        out.bound(self.x, 0, self.width).bound(self.y, 0, self.height)
        out.output_buffer().dim(0).set_bounds(0, self.width).set_stride(1)
        out.output_buffer().dim(1).set_bounds(0, self.height).set_stride(self.width)
        sources = [[hl.Buffer(plane) for plane in frame] for frame in frames]
        arrays = [[empty((self.height, self.width)) for _ in frames[0]] for _ in range(2)]
        results = [[hl.Buffer(plane) for plane in array] for array in arrays]
        target = hl.get_jit_target_from_environment().with_feature(hl.TargetFeature.NoAsserts).with_feature(hl.TargetFeature.NoBoundsQuery)
        self.input.set(sources[0][0])
        out.compile_jit(target)

        def call(i: int, slot: int) -> None:
            for source, result in zip(sources[i & 3], results[i & 1]):
                self.input.set(source)
                out.realize(result, target)

        def get() -> np.ndarray:
            call(0, 0)
            return picture(arrays[0])

        return Operation(call, get, kept=(frames, arrays))
