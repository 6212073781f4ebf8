"""The arithmetic of Halide's rows. `plan` gets the intermediate funcs that a stage wants computed row by row, or strip by strip in a chain."""

import math
from functools import reduce

import halide as hl
import numpy as np

from peer import gaussian_weights, taps
from rows import BILATERAL_SIGMA, UNSHARP_SIGMA


def keep(plan, func: hl.Func, per_strip: bool) -> None:
    (plan.per_strip if per_strip else plan.per_row).append(func)


def weighted(terms: list, weights: list[int]):
    """The sum in 16 bits of samples times weights that sum to 256, back in 8 bits."""
    products = [hl.u16(term) * hl.u16(weight) for term, weight in zip(terms, weights) if weight]
    return hl.u8((reduce(lambda a, b: a + b, products) + hl.u16(127)) >> hl.u16(8))


def separable(plan, source, weights: list[int], per_strip: bool):
    x, y, reach = plan.x, plan.y, len(weights) // 2
    columns = hl.Func("columns")
    columns[x, y] = weighted([source[x, y + k - reach] for k in range(len(weights))], weights)
    keep(plan, columns, per_strip)
    return weighted([columns[x + k - reach, y] for k in range(len(weights))], weights)


def gaussian(plan, source, sigma: float, per_strip: bool = False):
    """Weights of 8 bits and 8 bits between the directions: 1 to 3 of 255 off, and quick."""
    count = taps(sigma)
    weights = np.round(gaussian_weights(sigma, count) * 256).astype(int)
    weights[count // 2] += 256 - weights.sum()
    return separable(plan, source, [int(weight) for weight in weights], per_strip)


def box(plan, source, radius: int):
    x, y, side = plan.x, plan.y, 2 * radius + 1
    columns = hl.Func("columns")
    columns[x, y] = reduce(lambda a, b: a + b, [hl.u16(source[x, y + k]) for k in range(-radius, radius + 1)])
    keep(plan, columns, False)
    if radius == 2:
        total = reduce(lambda a, b: a + b, [columns[x + k, y] for k in range(-radius, radius + 1)])
        return hl.u8((hl.u32(total) * hl.u32(round(65536 / (side * side))) + hl.u32(32768)) >> hl.u32(16))
    total = reduce(lambda a, b: a + b, [hl.u32(columns[x + k, y]) for k in range(-radius, radius + 1)])
    return hl.u8((total + hl.u32(side * side // 2)) // hl.u32(side * side))


def gradient(source, x, y, outer: int, middle: int):
    p = lambda dx, dy: hl.i16(source[x + dx, y + dy])
    a, b, zero = hl.i16(outer), hl.i16(middle), hl.i16(0)
    across = a * (p(1, -1) - p(-1, -1)) + b * (p(1, 0) - p(-1, 0)) + a * (p(1, 1) - p(-1, 1))
    down = a * (p(-1, 1) - p(-1, -1)) + b * (p(0, 1) - p(0, -1)) + a * (p(1, 1) - p(1, -1))
    return hl.u8(hl.min(hl.absd(across, zero) + hl.absd(down, zero), hl.u16(255)))


def laplacian(source, x, y):
    p = lambda dx, dy: hl.i16(source[x + dx, y + dy])
    return hl.u8(hl.min(hl.absd(p(1, 0) + p(-1, 0) + p(0, 1) + p(0, -1), hl.i16(4) * p(0, 0)), hl.u16(255)))


def median(plan, source, per_strip: bool = False):
    x, y = plan.x, plan.y
    most = lambda a, b, c: hl.max(hl.max(a, b), c)
    least = lambda a, b, c: hl.min(hl.min(a, b), c)
    middle = lambda a, b, c: hl.max(hl.min(hl.max(a, b), c), hl.min(a, b))
    column = (source[x, y - 1], source[x, y], source[x, y + 1])
    low, mid, high = hl.Func("low"), hl.Func("mid"), hl.Func("high")
    low[x, y], mid[x, y], high[x, y] = least(*column), middle(*column), most(*column)
    for func in (low, mid, high):
        keep(plan, func, per_strip)
    around = lambda func: (func[x - 1, y], func[x, y], func[x + 1, y])
    return middle(most(*around(low)), middle(*around(mid)), least(*around(high)))


def extreme(plan, source, radius: int, operation, per_strip: bool = False):
    x, y = plan.x, plan.y
    columns = hl.Func("columns")
    columns[x, y] = reduce(operation, [source[x, y + k] for k in range(-radius, radius + 1)])
    keep(plan, columns, per_strip)
    return reduce(operation, [columns[x + k, y] for k in range(-radius, radius + 1)])


def unsharp(plan, source):
    blurred = gaussian(plan, source, UNSHARP_SIGMA)
    return hl.u8(hl.clamp(hl.i16(source[plan.x, plan.y]) * hl.i16(2) - hl.i16(blurred), hl.i16(0), hl.i16(255)))


def bilateral(source, x, y, side: int):
    """The direct sum over a disc with Halide's quick exponential."""
    radius, space, colour = side // 2, BILATERAL_SIGMA[side], 30.0
    centre = hl.f32(source[x, y])
    above, below = [], []
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if dx * dx + dy * dy > radius * radius:
                continue
            there = hl.f32(source[x + dx, y + dy])
            difference = there - centre
            weight = hl.fast_exp(difference * difference * (-1 / (2 * colour * colour)) - (dx * dx + dy * dy) / (2 * space * space))
            above.append(weight * there)
            below.append(weight)
    add = lambda a, b: a + b
    return hl.u8(reduce(add, above) / reduce(add, below) + 0.5)


def turned(source, x, y, width: int, height: int, degrees: float):
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    cx, cy = (width - 1) / 2, (height - 1) / 2
    across, down = hl.f32(x) - cx, hl.f32(y) - cy
    u, v = cosine * across + sine * down + cx, cosine * down - sine * across + cy
    left, top = hl.i32(hl.floor(u)), hl.i32(hl.floor(v))
    a, b = u - hl.f32(left), v - hl.f32(top)
    p = lambda dx, dy: hl.f32(source[left + dx, top + dy])
    value = (p(0, 0) * (1 - a) + p(1, 0) * a) * (1 - b) + (p(0, 1) * (1 - a) + p(1, 1) * a) * b
    inside = (left >= 0) & (top >= 0) & (left < width - 1) & (top < height - 1)
    return hl.select(inside, hl.u8(value + 0.5), hl.u8(0))


def bilinear(plan, source, across: float, down: float):
    """Without smoothing on shrinking, as OpenCV."""
    x, y = plan.x, plan.y
    v = (hl.f32(y) + 0.5) * down - 0.5
    top = hl.i32(hl.floor(v))
    b = v - hl.f32(top)
    columns = hl.Func("columns")
    columns[x, y] = hl.f32(source[x, top]) * (1 - b) + hl.f32(source[x, top + 1]) * b
    keep(plan, columns, False)
    u = (hl.f32(x) + 0.5) * across - 0.5
    left = hl.i32(hl.floor(u))
    a = u - hl.f32(left)
    return hl.u8(columns[left, y] * (1 - a) + columns[left + 1, y] * a + 0.5)


def _contrast(value):
    return hl.u8(hl.clamp((((hl.i16(value) - hl.i16(128)) * hl.i16(147)) >> hl.i16(7)) + hl.i16(128), hl.i16(0), hl.i16(255)))


def _gamma(value):
    """A parabola in place of the power: it needs no table, so that all of a chain stays in vectors."""
    wide = hl.u16(value)
    return hl.u8(hl.min(wide + ((wide * (hl.u16(255) - wide)) >> hl.u16(8)), hl.u16(255)))


POINTWISE = {
    "brighter": lambda value: hl.u8(hl.min(hl.u16(value) + hl.u16(13), hl.u16(255))), "gamma": _gamma, "invert": lambda value: hl.u8(255) - value,
    "contrast": _contrast,
}
