"""The landscape of the demo clip: layers painted once, at Q samples a scene pixel.

Scene pixels are frame pixels at zoom 1; X to the right, Y down, 0, 0 the middle of the first
frame. Each layer is premultiplied RGB + alpha, a map of lights that shine at dusk, and a depth
that says how fast it passes by.
"""

from dataclasses import dataclass

import numpy as np

from demo_noise import (F, cells, fbm, mix, over, paint, rgb, ridge_line, slope_light, smoothstep,
                        value_noise)

Q = 1.5
PAN = 860  # how far the camera travels, scene pixels
TOWER_X, TOWER_W = 430, 98
POPLARS = ((868, 0.94), (904, 1.1), (942, 0.86), (1130, 1.0), (1172, 0.8))


@dataclass
class Layer:
    planes: np.ndarray  # [h, w, 4] premultiplied RGB and alpha; a fifth for lights, if any
    x0: float           # scene pixel of the first sample
    y0: float
    parallax: float     # scene pixels that pass by a scene pixel of camera motion
    haze: float         # how much of the air's colour lies over it


def grid(parallax, y0, y1):
    """Coordinates X [1, w], Y [h, 1] that cover the camera's travel at that depth."""
    x0 = -580
    w = int((1160 + parallax * PAN + 120) * Q)
    h = int((y1 - y0) * Q)
    x = (x0 + (np.arange(w) + 0.5) / Q).astype(F)[None, :]
    y = (y0 + (np.arange(h) + 0.5) / Q).astype(F)[:, None]
    return x, y


def blank(x, y):
    return np.zeros((y.shape[0], x.shape[1], 4), F)


def clouds(rng):
    """Layered fair-weather clouds, lit from above."""
    x, y = grid(0.10, -420, 120)
    h, w = y.shape[0], x.shape[1]
    shape = fbm(rng, h, w, 150, 6, 2.6, 0.52)
    cover = smoothstep(0.47, 0.66, shape - 0.06 * smoothstep(-120, 90, y)
                       + 0.05 * np.sin(y / 38 + 4 * shape))
    light = np.clip(0.62 - 3.0 * np.gradient(fbm(rng, h, w, 60, 4, 2.0) + 2 * shape, axis=0), 0, 1)
    rgba = blank(x, y)
    color = mix(rgb(0.72, 0.75, 0.82), rgb(1.0, 0.98, 0.94), light[..., None])
    paint(rgba, cover * 0.92 * smoothstep(118, 30, y), color)
    return Layer(rgba, x[0, 0], y[0, 0], 0.10, 0.0)


def mountains(rng):
    x, y = grid(0.22, -260, 120)
    h, w = y.shape[0], x.shape[1]
    line = ridge_line(rng, w, 240, 7, 0.48)
    top = -62 - 95 * line - 22 * np.abs(ridge_line(rng, w, 60, 4))
    inside = smoothstep(-0.4, 0.4, (y - top) * Q)
    folds = 1 - np.abs(2 * fbm(rng, h, w, 70, 7, 0.7, 0.55) - 1) * 3
    lit = slope_light(folds + 1.2 * line[None, :], 4.5)
    snow = smoothstep(-6, 6, 36 + 22 * line + 26 * (folds - 0.6) - (y - top))
    color = mix(rgb(0.27, 0.34, 0.48), rgb(0.58, 0.56, 0.58), lit[..., None])
    color = mix(color, mix(rgb(0.60, 0.69, 0.86), rgb(1.0, 0.98, 0.95), lit[..., None]),
                snow[..., None])
    color = mix(color, rgb(0.66, 0.72, 0.80), (0.75 * smoothstep(-110, 60, y))[..., None])
    rgba = blank(x, y)
    paint(rgba, inside, color)
    return Layer(rgba, x[0, 0], y[0, 0], 0.22, 0.34)


def conifer(rng, height):
    """A fir, premultiplied, `height` samples high."""
    h, w = int(height), int(height * 0.46) | 1
    y = ((np.arange(h) + 0.5) / h)[:, None]
    x = ((np.arange(w) + 0.5) / w * 2 - 1)[None, :]
    tiers = 0.72 + 0.28 * ((y * 5.5 + rng.random()) % 1.0)
    edge = y * tiers * (0.92 + 0.25 * (rng.random((h, 1)) - 0.5))
    mask = smoothstep(1.2 / w, -1.2 / w, np.abs(x) - edge).astype(F)
    lit = np.clip(0.5 - 0.55 * x / np.maximum(edge, 0.1) + 0.5 * (rng.random((h, w)) - 0.5), 0, 1)
    base = rgb(0.10, 0.20, 0.15) * F(0.8 + 0.4 * rng.random())
    patch = np.zeros((h, w, 4), F)
    paint(patch, mask, mix(base, base * 2.0 + rgb(0.05, 0.06, 0.0), lit[..., None].astype(F)))
    return patch


def crown(rng, height, width, green):
    """A leafy crown of many lit tufts, premultiplied, height x width samples."""
    h, w = int(height), int(width)
    patch = np.zeros((h, w, 4), F)
    tuft = np.sqrt(h * w) * 0.055 + 1.5
    for _ in range(420):
        angle, radius = rng.random() * 2 * np.pi, np.sqrt(rng.random())
        cy = h * (0.5 + 0.46 * radius * np.sin(angle))
        squeeze = 1 - 0.55 * (cy / h - 0.62) ** 2 * 2
        cx = w * (0.5 + 0.42 * radius * np.cos(angle) * squeeze)
        r = tuft * (0.6 + 0.7 * rng.random())
        lit = np.clip(0.5 - 0.55 * (cx / w - 0.5) * 2 - 0.35 * (cy / h - 0.5) * 2
                      + 0.45 * (rng.random() - 0.5), 0, 1)
        n = int(r) + 2
        yy, xx = np.mgrid[-n:n + 1, -n:n + 1]
        dab = np.zeros((2 * n + 1, 2 * n + 1, 4), F)
        paint(dab, smoothstep(0.7, -0.7, np.hypot(yy * 1.25, xx) - r),
              mix(green * 0.55, green * 1.75 + rgb(0.08, 0.06, 0.0), F(lit)))
        over(patch, dab, int(cy) - n, int(cx) - n)
    return patch


def hills(rng):
    """Wooded hills in three rows."""
    x, y = grid(0.42, -140, 160)
    h, w = y.shape[0], x.shape[1]
    rgba = blank(x, y)
    for row, (base, swing) in enumerate(((-8, 42), (18, 30), (44, 20))):
        top = base - swing * ridge_line(rng, w, 300, 4, 0.4)
        grass = fbm(rng, h, w, 26, 5, 2.5)
        tone = mix(rgb(0.30, 0.42, 0.26), rgb(0.55, 0.60, 0.32), grass[..., None])
        tone = mix(tone, rgb(0.62, 0.70, 0.74), F(0.34 - 0.13 * row))
        paint(rgba, smoothstep(-0.5, 0.5, (y - top) * Q), tone)
        wood = value_noise(rng, 1, w, 1, 130)[0]
        variants = [conifer(rng, (13 + 4 * row + 6 * rng.random()) * Q) for _ in range(10)]
        fade = rgb(0.62, 0.70, 0.74) * F(0.30 - 0.11 * row)
        for _ in range(900):
            i = rng.integers(w)
            if wood[i] < 0.45:
                continue
            tree = variants[rng.integers(10)].copy()
            tree[..., :3] = tree[..., :3] * F(0.70 + 0.11 * row) + fade * tree[..., 3:]
            foot = (top[i] - y[0, 0] + 2 + 24 * rng.random() ** 2) * Q
            over(rgba, tree, int(foot) - tree.shape[0], int(i) - tree.shape[1] // 2)
    return Layer(rgba, x[0, 0], y[0, 0], 0.42, 0.16)


FIELDS = np.array([(0.52, 0.60, 0.24), (0.80, 0.70, 0.34), (0.38, 0.50, 0.22), (0.86, 0.79, 0.47),
                   (0.60, 0.64, 0.30), (0.52, 0.42, 0.58), (0.66, 0.50, 0.32), (0.45, 0.57, 0.28)],
                  F)


def house(rng, rgba, lights, cy, cx, size):
    """A gabled house with its foot at row cy, column cx; `size` samples wide."""
    wall = rgb(0.92, 0.86, 0.76) * F(0.85 + 0.15 * rng.random())
    roof = rgb(0.68, 0.30, 0.22) * F(0.8 + 0.35 * rng.random())
    h = size * (0.55 + 0.15 * rng.random())
    n = int(size) + 4
    yy, xx = np.mgrid[-2 * n:4, -n:n].astype(F)
    half = size / 2
    patch = np.zeros(yy.shape + (4,), F)
    body = smoothstep(0.6, -0.6, np.abs(xx) - half) * smoothstep(0.6, -0.6, np.maximum(yy, -h - yy))
    paint(patch, body, wall * np.where(xx < half * 0.2, F(1.0), F(0.74))[..., None])
    eaves = half * 1.15 * np.clip(1 - (-h - yy) / (size * 0.45), 0, 1)
    gable = smoothstep(0.6, -0.6, np.abs(xx) - eaves) * (yy <= -h + 1) * (yy > -h - size * 0.45)
    paint(patch, gable, roof * (1.05 - 0.18 * (xx > 0))[..., None])
    glow = np.zeros(yy.shape, F)
    for k in (-0.28, 0.12):
        pane = (np.abs(xx - k * size) < size * 0.09) & (np.abs(yy + h * 0.5) < size * 0.12)
        patch[pane] = (0.25, 0.25, 0.30, 1)
        glow[pane] = 1
    over(rgba, patch, int(cy) - 2 * n, int(cx) - n)
    y0, x0 = int(cy) - 2 * n, int(cx) - n
    if y0 >= 0 and x0 >= 0 and y0 + glow.shape[0] <= lights.shape[0] \
            and x0 + glow.shape[1] <= lights.shape[1]:
        part = lights[y0:y0 + glow.shape[0], x0:x0 + glow.shape[1]]
        part *= 1 - patch[..., 3]
        part += glow


def valley(rng):
    """Fields in perspective, hedges, a river, a village."""
    x, y = grid(0.66, 30, 330)
    h, w = y.shape[0], x.shape[1]
    top = 62 - 7 * ridge_line(rng, w, 400, 3)
    depth = 1 / (np.maximum(y - 46, 4) + 10)
    gz = depth * 2600 + 0 * x
    gx = (x - 260) * depth * 14
    at_y = 62 + 270 * rng.random(420) ** 1.7
    at_x = rng.uniform(x[0, 0], x[0, -1], 420)
    at = 1 / (np.maximum(at_y - 46, 4) + 10)
    points = np.stack([at * 2600, (at_x - 260) * at * 14], 1)
    index, near, second = cells(points, gz, gx)
    angle = rng.uniform(0, np.pi, len(points))[index].astype(F)
    tone = FIELDS[rng.integers(len(FIELDS), size=len(points))][index]
    furrow = np.sin((gx * np.cos(angle) + gz * np.sin(angle)) * 9)
    furrow *= smoothstep(90, 170, y)
    tone = tone * (0.92 + 0.09 * furrow + 0.32 * (fbm(rng, h, w, 22, 5, 3.0) - 0.5))[..., None]
    hedge = smoothstep(0.34, 0.16, second - near + 0.3 * (fbm(rng, h, w, 7, 3, 1.5) - 0.5))
    tone = mix(tone, rgb(0.16, 0.27, 0.13), 0.85 * hedge[..., None])
    bend = 3.2 * np.sin(gz * 0.16) + 1.2 * np.sin(gz * 0.41 + 1) + 2
    water = smoothstep(0.62, 0.46, np.abs(gx - bend))
    tone = mix(tone, rgb(0.62, 0.75, 0.86) * (0.9 + 0.2 * fbm(rng, h, w, 8, 3, 8.0))[..., None],
               water[..., None])
    tone = mix(tone, rgb(0.70, 0.74, 0.72), (0.45 * smoothstep(130, 50, y))[..., None])
    rgba = blank(x, y)
    lights = np.zeros((h, w), F)
    paint(rgba, smoothstep(-0.5, 0.5, (y - top) * Q), tone.astype(F))
    bushes = [crown(rng, s * Q, s * Q * 1.15, rgb(0.17, 0.28, 0.13)) for s in (7, 9, 12)]
    for _ in range(420):
        r, c = rng.integers(int(46 * Q), h - 8), rng.integers(8, w - 20)
        if hedge[r, c] > 0.5:
            bush = bushes[min(2, int((r / Q - 46) / 40))]
            over(rgba, bush, r - bush.shape[0], c - bush.shape[1] // 2)
    for k in range(34):
        r = 74 + 3.0 * k ** 0.75 + 5 * rng.random()
        c = 190 + 120 * (rng.random() - 0.5) * 2
        house(rng, rgba, lights, (r - 30) * Q, (c - x[0, 0]) * Q, (10 + 0.32 * (r - 74)) * Q)
    return Layer(np.dstack([rgba, lights]), x[0, 0], y[0, 0], 0.66, 0.05)


def tower(rng, rgba, lights, x, y, foot):
    """A round stone tower with a crown of battlements, seen from outside."""
    top, half = -168, TOWER_W / 2
    wide = half + 5 * smoothstep(top + 40, top + 30, y) + 10 * smoothstep(40, foot, y) ** 2
    u = (x - TOWER_X) / wide
    merlon = ((np.arcsin(np.clip(u, -1, 1)) * 9 / np.pi) % 1.0) < 0.56
    roofline = np.where(merlon, top, top + 15)
    body = smoothstep(1, -1, (np.abs(u) - 1) * wide * Q) * (y > roofline) * (y < foot + 30)
    around = np.arcsin(np.clip(u, -1, 1)) * half
    course = np.floor(y / 9)
    along = around / 15 + 0.5 * (course % 2)
    brick = np.floor(along)
    jitter = np.sin(brick * 12.9898 + course * 78.233) * 43758.5453
    jitter = jitter - np.floor(jitter)
    stone = mix(rgb(0.56, 0.51, 0.45), rgb(0.80, 0.74, 0.64), jitter[..., None].astype(F))
    mortar = np.maximum(smoothstep(0.40, 0.46, np.abs((y / 9) % 1 - 0.5)) + 0 * u,
                        smoothstep(0.44, 0.48, np.abs(along % 1 - 0.5)))
    stone = stone * (1 - 0.28 * mortar)[..., None]
    h, w = u.shape
    stone = stone * (0.75 + 0.5 * fbm(rng, h, w, 30, 5))[..., None]
    shade = np.clip(0.30 + 0.80 * np.sqrt(np.clip(1 - (u + 0.45) ** 2 / 1.9, 0, 1)), 0, 1.1)
    ledge = 1 - 0.35 * smoothstep(5, 0, np.abs(y - (top + 38)))
    ivy = smoothstep(0.50, 0.58, fbm(rng, h, w, 34, 5) + 0.28 * smoothstep(-40, 190, y) - 0.10)
    stone = mix(stone, rgb(0.22, 0.34, 0.14) * (0.6 + 0.8 * fbm(rng, h, w, 6, 3))[..., None],
                0.9 * ivy[..., None])
    paint(rgba, body, stone * (shade * ledge)[..., None])
    for wx, wy in ((-14, -92), (16, -22), (-10, 62)):
        dx, dy = x - TOWER_X - wx, y - wy
        arch = (np.abs(dx) < 6) & (dy < 13) & ((dy > 0) | (np.hypot(dx, dy) < 6))
        rgba[arch & (body > 0.5)] = (0.13, 0.11, 0.12, 1)
        lights[arch & (body > 0.5)] = 1


def near_hill(rng):
    """The hill that the camera passes: grass, bushes, the tower, poplars."""
    x, y = grid(1.0, -250, 330)
    h, w = y.shape[0], x.shape[1]
    rgba = blank(x, y)
    lights = np.zeros((h, w), F)
    line = 196 - 26 * ridge_line(rng, w, 520, 3, 0.4)
    line -= 34 * np.exp(-((x[0] - TOWER_X) / 190) ** 2)
    tower_foot = float(line[np.argmin(np.abs(x[0] - TOWER_X))])
    for px, size in POPLARS:
        foot = line[np.argmin(np.abs(x[0] - px))] + 4
        tree = crown(rng, 265 * size * Q, 62 * size * Q, rgb(0.20, 0.31, 0.12))
        trunk = smoothstep(3, 2, np.abs(x - px)) * (y > foot - 60) * (y < foot + 6)
        paint(rgba, trunk, rgb(0.28, 0.21, 0.15))
        over(rgba, tree, int((foot - 14 - y[0, 0]) * Q) - tree.shape[0],
             int((px - x[0, 0]) * Q) - tree.shape[1] // 2)
    tower(rng, rgba, lights, x, y, tower_foot)
    grass = fbm(rng, h, w, 30, 6, 1.6, 0.6)
    blades = fbm(rng, h, w, 7, 3, 0.35)
    tone = mix(rgb(0.20, 0.32, 0.12), rgb(0.58, 0.60, 0.24),
               np.clip(grass * 0.9 + 0.6 * (blades - 0.5), 0, 1)[..., None])
    tone = tone * (1.08 - 0.45 * smoothstep(line, line + 130, y))[..., None]
    fringe = 7 * (value_noise(rng, 1, w, 1, 2.5) - 0.3) * value_noise(rng, 1, w, 1, 30)
    on_hill = smoothstep(-0.6, 0.6, (y - line + fringe) * Q)
    paint(rgba, on_hill, tone)
    lights *= 1 - on_hill
    flowers = (rng.random((h, w)) > 0.9988) & (y > line + 12)
    for r, c in zip(*np.nonzero(flowers)):
        rgba[r:r + 2, c:c + 2, :3] = ((0.93, 0.80, 0.30), (0.92, 0.88, 0.86),
                                      (0.80, 0.32, 0.30))[(r + c) % 3]
    for _ in range(46):
        i = rng.integers(w)
        if abs(x[0, i] - TOWER_X) < 20:
            continue
        size = 16 + 26 * rng.random() ** 2
        bush = crown(rng, size * Q, size * 1.5 * Q, rgb(0.18, 0.29, 0.11))
        over(rgba, bush, int((line[i] + 5 + 14 * rng.random() - y[0, 0]) * Q) - bush.shape[0],
             i - bush.shape[1] // 2)
    return Layer(np.dstack([rgba, lights]), x[0, 0], y[0, 0], 1.0, 0.0)


def paint_landscape(seed):
    """All layers, far to near."""
    painters = (clouds, mountains, hills, valley, near_hill)
    return [p(np.random.default_rng([seed, i])) for i, p in enumerate(painters)]
