#!/usr/bin/python3
"""Renders the demo clip from nothing but code: assets/demo.mp4 and its annotation demo.txt.

    scripts/make_demo.py [--out assets] [--still N ... --png FOLDER]

A balloon with a painted eye drifts over a landscape while the camera pans: it comes nearer, a
cloud's shadow passes, it goes behind a tower (gone for a while), meets a look-alike, leaves the
picture at the top and comes back, and dusk falls.

The annotation has one `x,y,w,h` a frame: the tight bounds of what is visible of the balloon's
silhouette at mid-exposure, sampled 4 x 4 a pixel; `nan,nan,nan,nan` where less than 4 % of it
is. Seeded: the same numpy and x264 give the same bytes. Needs python3-numpy and ffmpeg.
"""

import argparse
import multiprocessing
import pathlib
import subprocess
import sys

import numpy as np

import demo_balloon
from demo_balloon import SAMPLES
from demo_landscape import Q, paint_landscape
from demo_noise import F, fbm, mix, over, rgb, smoothstep

SEED = 20
WIDTH, HEIGHT, FRAMES, RATE = 854, 480, 350, 25
SHUTTER = 0.5          # of a frame's time
VISIBLE_AT_LEAST = 0.04
HERO_DEPTH = 4         # the balloon flies before this many layers
TWIN_DEPTH = 3


def curve(soft, *keys):
    """A smooth function of time through (frame, value) keys; `soft` frames of rounding."""
    at = np.arange(-100, FRAMES + 100)
    values = np.interp(at, [k[0] for k in keys], [k[1] for k in keys])
    kernel = np.exp(-0.5 * (np.arange(-60, 61) / soft) ** 2)
    values = np.convolve(np.pad(values, 60, mode="edge"), kernel / kernel.sum(), "valid")
    return lambda t: float(np.interp(t, at, values))


camera_x = curve(12, (0, 0), (50, 40), (105, 210), (150, 330), (185, 470), (232, 590),
                 (262, 650), (300, 720), (349, 820))
camera_y = curve(12, (0, 0), (60, -14), (110, 6), (170, -6), (225, -22), (262, -8), (300, -20),
                 (349, 0))
camera_zoom = curve(14, (0, 1.0), (80, 1.0), (115, 1.1), (160, 1.0), (215, 0.94), (262, 1.0),
                    (310, 1.0), (349, 0.92))
shake_size = curve(5, (0, 0.7), (238, 0.7), (246, 2.4), (268, 2.4), (285, 0.8))
hero_x = curve(7, (0, -170), (55, 20), (105, 150), (140, 300), (165, 428), (190, 545), (225, 640),
               (245, 668), (258, 705), (272, 785), (284, 802), (308, 868), (330, 958),
               (349, 1010))
hero_y = curve(7, (0, 30), (55, -60), (105, -5), (140, -30), (165, -38), (190, -30), (225, -105),
               (243, -150), (258, -345), (268, -370), (287, -150), (314, -72), (330, -85),
               (349, -125))
hero_scale = curve(8, (0, 1.0), (60, 1.05), (106, 1.62), (138, 0.86), (165, 0.70), (195, 0.72),
                   (222, 0.60), (250, 0.85), (285, 1.0), (349, 1.12))
twin_x = curve(10, (0, 560), (180, 500), (215, 470), (250, 410), (349, 330))
twin_y = curve(10, (0, -130), (130, -150), (210, -60), (250, -70), (349, -150))
dusk = curve(14, (0, 0), (225, 0), (320, 1))


def shake(t, phase):
    """A hand's tremble: three incommensurate waves, -1..1."""
    return (0.5 * np.sin(t * 0.71 + phase) + 0.3 * np.sin(t * 1.37 + 2.1 * phase)
            + 0.2 * np.sin(t * 2.53 + 3.7 * phase))


def view(t):
    """The camera at time t: position and zoom; the shake is in the position."""
    s = shake_size(t)
    return camera_x(t) + s * shake(t, 1.0), camera_y(t) + s * shake(t, 4.0), camera_zoom(t)


def project(t, x, y, parallax=1.0):
    cx, cy, zoom = view(t)
    return ((x - parallax * cx) * zoom + WIDTH / 2, (y - parallax * cy) * zoom + HEIGHT / 2)


def shadow(screen_x, t):
    """The cloud's shadow: what part of the light is left at a column at time t."""
    edge = screen_x - (t - 108) * 19 - WIDTH / 2
    return 1 - 0.50 * smoothstep(-520, -330, edge) * smoothstep(430, 240, edge)


def hero_pose(t):
    x, y = project(t, hero_x(t), hero_y(t))
    tilt = 0.10 * np.sin(t * 0.083) + 0.07 * np.sin(t * 0.191 + 1) + 0.16 * np.exp(
        -((t - 250) / 14) ** 2) * np.sin(t * 0.5)
    spin = 0.42 * np.sin(t * 0.041 + 0.3) + 0.16 * np.sin(t * 0.113)
    return x, y, hero_scale(t) * view(t)[2], tilt, spin


def twin_pose(t):
    x, y = project(t, twin_x(t), twin_y(t), 0.66)
    return x, y, 0.50 * view(t)[2], 0.08 * np.sin(t * 0.07 + 2), 0.3 + t * 0.006


def burner(t, phase):
    """Bursts of flame, stronger to the eye at dusk."""
    burst = smoothstep(0.55, 0.95, np.sin(t * 0.105 + phase))
    return (0.05 + 1.0 * dusk(t)) * (0.35 * dusk(t) + 0.65 * burst)


def daylight(t):
    return mix(rgb(1.06, 1.01, 0.93), rgb(0.55, 0.46, 0.58), F(dusk(t)))


def axis_weights(first, step, blur, count, size):
    """Separable resampling: taps [count, k] and weights for samples at first + i * step.

    Each output is the mean over `blur` samples (at least a pixel's width): exact area
    sampling, and the blur of motion for free.
    """
    half = max(blur, step, 1.0) / 2
    centre = first + np.arange(count) * step
    left = np.floor(centre - half - 0.5).astype(int)
    taps = left[:, None] + np.arange(int(np.ceil(2 * half)) + 2)[None, :]
    low = np.maximum(taps - 0.5, (centre - half)[:, None])
    high = np.minimum(taps + 0.5, (centre + half)[:, None])
    weights = np.clip(high - low, 0, None) / (2 * half)
    return np.clip(taps, 0, size - 1), weights.astype(F)


def resample(plane, x, y):
    """plane [h, w, c] by taps and weights of both axes."""
    columns = np.unique(x[0])
    part = plane[:, columns[0]:columns[-1] + 1]
    taps, weights = y
    rows = sum(part[taps[:, k]] * weights[:, k, None, None] for k in range(taps.shape[1]))
    taps, weights = x[0] - columns[0], x[1]
    return sum(rows[:, taps[:, k]] * weights[None, :, k, None] for k in range(taps.shape[1]))


def look(layer, t):
    """The layer as the camera sees it at t: [HEIGHT, WIDTH] of its planes."""
    zoom = view(t)[2]
    before, after = (project(t + d, 0, 0, layer.parallax) for d in (-SHUTTER / 2, SHUTTER / 2))
    ox, oy = project(t, layer.x0, layer.y0, layer.parallax)
    scale = Q / zoom
    axes = [axis_weights((0.5 - o) * scale - 0.5, scale, scale * (1 + abs(a - b)), n, size)
            for o, a, b, n, size in ((ox, after[0], before[0], WIDTH, layer.planes.shape[1]),
                                     (oy, after[1], before[1], HEIGHT, layer.planes.shape[0]))]
    return resample(layer.planes, axes[0], axes[1])


def sky(t):
    y = ((np.arange(HEIGHT) + 0.5 - HEIGHT / 2) / view(t)[2] + 0.1 * camera_y(t)).astype(F)
    x = (np.arange(WIDTH) / WIDTH).astype(F)
    high = smoothstep(20, -260, y)[:, None, None]
    day = mix(rgb(0.86, 0.90, 0.90), rgb(0.30, 0.54, 0.84), high)
    evening = mix(rgb(0.98, 0.58, 0.36), mix(rgb(0.60, 0.38, 0.55), rgb(0.17, 0.18, 0.40), high),
                  smoothstep(0.0, 0.55, high))
    base = mix(day, evening, F(dusk(t)))
    sunward = (smoothstep(0.9, 0.0, x)[None, :] * smoothstep(-220, 40, y)[:, None])[..., None]
    return base + sunward * mix(rgb(0.10, 0.07, 0.02), rgb(0.16, 0.08, 0.0), F(dusk(t)))


def graded(layer, index, seen, t):
    """Daylight, air and the lights of dusk on a layer as seen."""
    color, alpha = seen[..., :3], seen[..., 3:4]
    light = daylight(t)
    if index == 0:
        light = mix(rgb(1, 1, 1), rgb(0.95, 0.62, 0.58), F(dusk(t)))
    else:
        light = light * shadow(np.arange(WIDTH, dtype=F), t)[None, :, None]
    air = mix(rgb(0.72, 0.79, 0.87), rgb(0.66, 0.43, 0.46), F(dusk(t)))
    color = mix(color * light, air * alpha, F(layer.haze * (0.5 + 0.9 * dusk(t))))
    if seen.shape[2] == 5:
        shine = seen[..., 4:] * F(smoothstep(0.25, 0.9, dusk(t)))
        color = mix(color, rgb(1.0, 0.78, 0.36), shine)
    return np.dstack([color, alpha])


def balloon(pose, hero, t):
    """The balloon over the time the shutter is open, and its mask at the middle of it."""
    # Sharp poses are summed on one patch that covers all of them.
    reach = int(64 * pose(t)[2]) + 24
    x, y = int(pose(t)[0]) - reach, int(pose(t)[1]) - reach
    patch = np.zeros((2 * reach, 2 * reach, 4), F)
    light = daylight(t) * F(shadow(F(pose(t)[0]), t))
    for d in (-SHUTTER / 3, 0, SHUTTER / 3):
        px, py, drawn, mask = demo_balloon.draw(pose(t + d), hero, light,
                                                burner(t, 0 if hero else 2))
        moment = np.zeros_like(patch)
        over(moment, drawn, py - y, px - x)
        patch += moment / 3
        if d == 0:
            middle = (px, py, mask)
    return x, y, patch, middle


def bounds(middle, front_alpha):
    """The visible box of a silhouette behind front_alpha [HEIGHT, WIDTH], or None."""
    x0, y0, mask = middle
    n = mask.shape[0] // SAMPLES
    clear = np.zeros((n, n), bool)
    top, left = max(y0, 0), max(x0, 0)
    bottom, right = min(y0 + n, HEIGHT), min(x0 + n, WIDTH)
    if top < bottom and left < right:
        seen = front_alpha[top:bottom, left:right] < 0.5
        clear[top - y0:bottom - y0, left - x0:right - x0] = seen
    visible = mask & np.kron(clear, np.ones((SAMPLES, SAMPLES), bool))
    if visible.sum() < VISIBLE_AT_LEAST * mask.sum():
        return None
    rows, columns = np.nonzero(visible.any(1))[0], np.nonzero(visible.any(0))[0]
    return (x0 + columns[0] / SAMPLES, y0 + rows[0] / SAMPLES,
            (columns[-1] + 1 - columns[0]) / SAMPLES, (rows[-1] + 1 - rows[0]) / SAMPLES)


def render(t):
    """One frame: [HEIGHT, WIDTH, 3] bytes and the visible box of the hero, or None."""
    picture = np.dstack([sky(t), np.ones((HEIGHT, WIDTH), F)])
    front = np.zeros((HEIGHT, WIDTH), F)
    box = None
    for i, layer in enumerate(LAYERS):
        if i == TWIN_DEPTH:
            x, y, patch, _ = balloon(twin_pose, False, t)
            over(picture, patch, y, x)
        if i == HERO_DEPTH:
            x, y, patch, middle = balloon(hero_pose, True, t)
            over(picture, patch, y, x)
        seen = graded(layer, i, look(layer, t), t)
        over(picture, seen, 0, 0)
        if i >= HERO_DEPTH:
            front = 1 - (1 - front) * (1 - seen[..., 3])
    box = bounds(middle, front)
    v, u = np.mgrid[-1:1:HEIGHT * 1j, -1:1:WIDTH * 1j].astype(F)
    picture = picture[..., :3] * (1 - 0.16 * (u**2 + v**2) ** 1.5 / 2)[..., None]
    rng = np.random.default_rng([SEED, 99, t])
    grain = fbm(rng, HEIGHT, WIDTH, 2.0, 1) - 0.5
    picture = picture + (0.020 * grain)[..., None]
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8), box


def encoder(path):
    return subprocess.Popen(
        ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y",
         "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE),
         "-i", "-",
         "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p",
         "-c:v", "libx264", "-preset", "veryslow", "-crf", "24", "-threads", "1",
         "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
         "-color_range", "tv", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags", "+bitexact",
         "-movflags", "+faststart", str(path)], stdin=subprocess.PIPE)


def text(box):
    return ",".join("nan" if box is None else f"{v:.2f}" for v in box or range(4))


def stills(pool, numbers, folder):
    """Chosen frames as PNG with the box drawn on them, for a look while working on the clip."""
    folder.mkdir(parents=True, exist_ok=True)
    for t, (picture, box) in zip(numbers, pool.imap(render, numbers)):
        if box:
            x0, y0 = int(box[0]), int(box[1])
            x1, y1 = int(np.ceil(box[0] + box[2])), int(np.ceil(box[1] + box[3]))
            for edge in (np.s_[y0:y1, x0:x0 + 1], np.s_[y0:y1, x1 - 1:x1],
                         np.s_[y0:y0 + 1, x0:x1], np.s_[y1 - 1:y1, x0:x1]):
                picture[edge] = (255, 255, 0)
        subprocess.run(["ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
                        "-s", f"{WIDTH}x{HEIGHT}", "-i", "-", str(folder / f"{t:04d}.png")],
                       input=picture.tobytes(), check=True)
        print(t, text(box))


def clip(pool, folder):
    boxes = []
    process = encoder(folder / "demo.mp4")
    for t, (picture, box) in enumerate(pool.imap(render, range(FRAMES), chunksize=4)):
        process.stdin.write(picture.tobytes())
        boxes.append(text(box))
        if sys.stdout.isatty():
            print(f"\rframe {t + 1} of {FRAMES}", end="\n" if t + 1 == FRAMES else "", flush=True)
    process.stdin.close()
    if process.wait() != 0:
        raise SystemExit("ffmpeg could not encode; is libx264 there?")
    (folder / "demo.txt").write_text("\n".join(boxes) + "\n")


def main():
    parser = argparse.ArgumentParser(description="Render the demo clip and its annotation.")
    default = pathlib.Path(__file__).resolve().parent.parent / "assets"
    parser.add_argument("--out", type=pathlib.Path, default=default, help="folder for demo.*")
    parser.add_argument("--still", type=int, nargs="+", help="only these frames, as PNG")
    parser.add_argument("--png", type=pathlib.Path, default=pathlib.Path("stills"))
    options = parser.parse_args()
    global LAYERS
    LAYERS = paint_landscape(SEED)
    with multiprocessing.get_context("fork").Pool() as pool:  # forked: the layers are shared
        if options.still:
            stills(pool, options.still, options.png)
        else:
            clip(pool, options.out)


if __name__ == "__main__":
    main()
