"""The hot-air balloons of the demo clip: surfaces of revolution, shaded and sampled finely.

A balloon is 110 units high (crown at -55, floor of the basket at 55) and 80 wide; a unit is a
frame pixel at scale 1. The hero has an eye painted on it, its look-alike has none.
"""

import numpy as np

from demo_noise import F, mix, rgb, smoothstep

SAMPLES = 4  # a side of a pixel

CORAL, CREAM, TEAL, NAVY = (rgb(0.86, 0.30, 0.20), rgb(0.97, 0.90, 0.74), rgb(0.10, 0.47, 0.50),
                            rgb(0.13, 0.19, 0.38))


def radius(v):
    """Half-width of the envelope at height v: a ball above, a tapering cone below."""
    ball = np.sqrt(np.clip(1600 - (v + 15) ** 2, 0, None))
    cone = 40 * np.cos(np.clip((v + 15) / 47, 0, 1) * F(1.345))
    return np.where(v < -15, ball, cone) * (v > -55) * (v < 32)


def eye(color, lon, lat):
    """Paints an eye around longitude 0; lon and lat in units along the surface."""
    lid = 15.5 * (1 - (lon / 29) ** 2)
    upper, lower = lid, -lid * 0.86
    height = -(lat + 15)
    line = np.minimum(upper - height, height - lower)
    ball = smoothstep(-0.6, 0.6, line) * (np.abs(lon) < 29)
    rim = smoothstep(-3.4, -2.4, line) * (np.abs(lon) < 32)
    color = mix(color, NAVY, rim[..., None])
    color = mix(color, rgb(0.98, 0.97, 0.94) * (1 - 0.25 * smoothstep(6, 0, upper - height)
                                                )[..., None], ball[..., None])
    r = np.hypot(lon, height)
    rays = 0.5 + 0.5 * np.sin(np.arctan2(height, lon) * 22 + 0.5 * r)
    rays = (rays * smoothstep(12, 5, r))[..., None]
    iris = mix(rgb(0.06, 0.42, 0.46), rgb(0.36, 0.78, 0.66), rays)
    iris = iris * (1 - 0.65 * smoothstep(10, 12.3, r))[..., None]
    color = mix(color, iris, (ball * smoothstep(12.6, 11.6, r))[..., None])
    color = mix(color, rgb(0.03, 0.04, 0.07), (ball * smoothstep(6.0, 5.2, r))[..., None])
    glint = smoothstep(2.9, 2.1, np.hypot(lon + 4.2, height - 4.6))
    color = mix(color, rgb(1, 1, 1), (ball * glint)[..., None])
    lash = np.abs(((lon + 30) / 7.5) % 1 - 0.5) * 7.5 + 0.05 * (height - upper)
    lashes = (height > upper) & (height < upper + 6.5) & (np.abs(lon) < 27) & (lash < 1.1)
    return np.where(lashes[..., None], NAVY, color)


def envelope(u, v, spin, hero):
    """Colour [.., 3], outward normal (x, y, z) and mask of the cloth."""
    r = radius(v)
    side = u / np.maximum(r, 1e-3)
    mask = (np.abs(side) < 1) & (r > 0)
    lon = np.arcsin(np.clip(side, -1, 1)) + spin
    z = np.sqrt(np.clip(1 - side**2, 0, 1))
    lat = v + 0.10 * r * z  # seen a little from below
    gore = lon * 16 / (2 * np.pi)
    stripe = (np.floor(gore) % 2 == 0)[..., None]
    color = np.where(stripe, CORAL, CREAM) if hero else np.where(stripe, rgb(0.80, 0.36, 0.22),
                                                                 rgb(0.90, 0.80, 0.58))
    zigzag = 3.2 * np.abs((gore % 1) - 0.5) * 2
    band = smoothstep(0.5, -0.5, np.abs(lat - 7.5 + zigzag) - 3.4) if hero \
        else smoothstep(0.5, -0.5, np.abs(lat - 2) - 3)
    color = mix(color, TEAL if hero else NAVY, band[..., None])
    color = np.where((lat - zigzag * 0.8 < -43)[..., None], NAVY, color)
    color = np.where(((lat - zigzag * 0.8 > -43) & (lat - zigzag * 0.8 < -41))[..., None],
                     rgb(0.95, 0.76, 0.30), color)
    color = np.where((lat > 27)[..., None], NAVY, color)
    seam = np.abs(gore - np.round(gore)) * r
    color = color * (1 - 0.28 * smoothstep(2.2, 0.4, seam * 0.39))[..., None]
    color = color * (1 - 0.07 * (np.abs((lat / 5.2) % 1 - 0.5) > 0.43))[..., None]
    if hero:
        look = (lon + np.pi) % (2 * np.pi) - np.pi
        front = np.abs(look) < 1.0
        color = np.where(front[..., None], eye(color, look * 40, lat), color)
    puff = 0.22 * np.sin((gore % 1) * 2 * np.pi)  # gores bulge between their seams
    slope = (radius(v + F(0.5)) - radius(v - F(0.5)))
    length = np.sqrt(1 + slope**2)
    return color, ((side + puff * z) / length, slope * -1 / length, z / length), mask


def gondola(u, v):
    """Ropes, burner, basket and two passengers: colour and mask."""
    color = np.zeros(u.shape + (3,), F) + rgb(0.25, 0.19, 0.14)
    mask = np.zeros(u.shape, bool)
    for k in (-1.0, -0.38, 0.38, 1.0):
        x = k * (8.4 + (v - 31) * 0.05)
        mask |= (np.abs(u - x) < 0.42) & (v > 31) & (v < 45)
    for x, tint in ((-3.4, rgb(0.16, 0.28, 0.52)), (3.2, rgb(0.62, 0.16, 0.20))):
        head = np.hypot(u - x, v - 39.2) < 1.7
        torso = (np.abs(u - x) < 2.3) & (v > 40.6) & (v < 45)
        color[head] = (0.86, 0.66, 0.52)
        color[torso] = tint
        mask |= head | torso
    basket = (v > 44) & (v < 55) & (np.abs(u) < 9.4 - 0.09 * (v - 44))
    weave = 0.78 + 0.22 * np.sign(np.sin(u * 2.4) * np.sin(v * 2.4))
    rim = (v < 46.2) | (v > 53.6)
    cane = rgb(0.64, 0.44, 0.24) * (weave * (1.05 - 0.030 * (u + 9)))[..., None]
    cane = np.where(rim[..., None], rgb(0.36, 0.22, 0.12), cane)
    color = np.where(basket[..., None], cane, color)
    return color, mask | basket


def sample(u, v, spin, hero, light, glow):
    """Colour and mask at balloon coordinates u, v. light: [3] of the air; glow: the burner's."""
    color, (nx, ny, nz), cloth = envelope(u, v, spin, hero)
    sun = np.clip(-0.62 * nx - 0.50 * ny + 0.60 * nz, 0, None)
    shade = 0.36 + 0.20 * (0.5 - 0.5 * ny) + 0.66 * sun
    lit = color * shade[..., None] * light
    sheen = 0.16 * np.clip(sun, 0, 1) ** 14
    flame = glow * (0.30 + 0.70 * np.clip(nz, 0, 1)) * smoothstep(-60, 34, v)
    lit = lit + sheen[..., None] * light + color * rgb(1.25, 0.86, 0.48) * flame[..., None]
    below, hung = gondola(u, v)
    below = below * light * 0.95 + below * rgb(1.2, 0.7, 0.3) * F(0.6 * glow)
    fire = (np.hypot(u / 1.5, (v - 33) / 5.0) < 1) & (glow > 0.05)
    below = np.where(fire[..., None], rgb(1.0, 0.86, 0.45), below)
    lit = np.where(cloth[..., None], lit, below)
    return lit.astype(F), cloth | hung | fire


def draw(pose, hero, light, glow):
    """Renders one pose (x, y of the middle in frame pixels, scale, tilt, spin).

    Returns column and row of the patch, its premultiplied [h, w, 4] at frame resolution, and
    the mask [h * SAMPLES, w * SAMPLES] of its silhouette.
    """
    x, y, scale, tilt, spin = pose
    reach = 64 * scale + 2
    x0, y0 = int(np.floor(x - reach)), int(np.floor(y - reach))
    n = int(np.ceil(2 * reach)) + 1
    at = ((np.arange(n * SAMPLES) + 0.5) / SAMPLES).astype(F)
    dx = (at + F(x0 - x))[None, :] / F(scale)
    dy = (at + F(y0 - y))[:, None] / F(scale)
    c, s = F(np.cos(tilt)), F(np.sin(tilt))
    color, mask = sample(c * dx + s * dy, c * dy - s * dx, F(spin), hero, light, F(glow))
    rgba = np.concatenate([color, np.ones(mask.shape + (1,), F)], 2) * mask[..., None]
    patch = rgba.reshape(n, SAMPLES, n, SAMPLES, 4).mean((1, 3))
    return x0, y0, patch, mask
