"""Noise and small drawing helpers for the demo clip: arrays in, arrays out, all seeded."""

import numpy as np

F = np.float32


def smoothstep(edge0, edge1, x):
    """0 below edge0, 1 above edge1 (edge0 > edge1 falls instead of rising), smooth between."""
    t = np.clip((x - edge0) / (edge1 - edge0), 0, 1)
    return t * t * (3 - 2 * t)


def mix(a, b, t):
    return a + (b - a) * t


def rgb(*values):
    return np.array(values, F)


def _lattice_axis(n, cell, offset):
    """Indices and smooth weights of n samples on a lattice with one node a `cell` samples."""
    at = np.arange(n) / cell + offset
    left = np.floor(at).astype(int)
    t = at - left
    return left, (t * t * (3 - 2 * t)).astype(F)


def value_noise(rng, h, w, cell_y, cell_x):
    """[h, w] in 0..1 with features of about cell_y x cell_x samples."""
    offset = rng.random(2)
    iy, ty = _lattice_axis(h, cell_y, offset[0])
    ix, tx = _lattice_axis(w, cell_x, offset[1])
    lattice = rng.random((iy[-1] + 2, ix[-1] + 2)).astype(F)
    rows = mix(lattice[iy], lattice[iy + 1], ty[:, None])
    return mix(rows[:, ix], rows[:, ix + 1], tx)


def fbm(rng, h, w, cell, octaves=5, stretch=1.0, gain=0.5):
    """Fractal noise [h, w], about 0..1; features are `stretch` times wider than high."""
    total = np.zeros((h, w), F)
    weight = 1.0
    norm = 0.0
    for octave in range(octaves):
        size = max(cell / 2**octave, 1.0)
        total += F(weight) * value_noise(rng, h, w, size, max(size * stretch, 1.0))
        norm += weight
        weight *= gain
    return total / F(norm)


def ridge_line(rng, w, cell, octaves, gain=0.5):
    """[w], about -1..1: the skyline of hills."""
    return (fbm(rng, 1, w, cell, octaves, 1.0, gain)[0] - 0.5) * 2


def slope_light(height, strength):
    """Light from the left on a height map: 0 in shade .. 1 lit, 0.5 on the flat."""
    return np.clip(0.5 + strength * np.gradient(height, axis=1), 0, 1)


def cells(points, y, x):
    """Nearest of `points` [n, 2] (y, x) for every sample: index, distance to it, to the next."""
    best = np.full(y.shape, 1e9, F)
    second = np.full(y.shape, 1e9, F)
    index = np.zeros(y.shape, np.int32)
    for i, (py, px) in enumerate(points):
        d = np.hypot(y - F(py), x - F(px))
        nearer = d < best
        second = np.where(nearer, best, np.minimum(second, d))
        index[nearer] = i
        best = np.minimum(best, d)
    return index, best, second


def over(canvas, patch, y, x):
    """Lays a premultiplied patch [h, w, 4] over a premultiplied canvas at row y, column x."""
    h, w = patch.shape[:2]
    y0, x0 = max(y, 0), max(x, 0)
    y1, x1 = min(y + h, canvas.shape[0]), min(x + w, canvas.shape[1])
    if y0 >= y1 or x0 >= x1:
        return
    part = patch[y0 - y:y1 - y, x0 - x:x1 - x]
    under = canvas[y0:y1, x0:x1]
    under *= 1 - part[..., 3:]
    under += part


def paint(canvas, mask, color):
    """Lays `color` ([3] or [h, w, 3]) over a premultiplied canvas where mask (0..1) says."""
    m = mask[..., None].astype(F)
    canvas[..., :3] = canvas[..., :3] * (1 - m) + color * m
    canvas[..., 3:] = canvas[..., 3:] * (1 - m) + m
