"""Objects cut out of clips, and scenes to put them into.

An object is cut along its outline (GrabCut: Rother, Kolmogorov, Blake, SIGGRAPH 2004), or, before
the sky and where there is none, by its difference from what is behind it, so that none of its own
background comes along. A scene is a clip without its object or a photograph,
continued by mirroring beyond its borders, under a camera that drifts.
"""

import subprocess

import cv2
import numpy as np

CONTEXT = 0.6  # of a box on each side: what is looked at of its background
NOISE = 2.5  # deviations of the background: smaller differences are none
SMOOTH = 4  # deviation in grey levels of sky, water or the like


def around(box, share, shape):
    """The box widened by a share of its size and cut at the picture's border: y and x as slices."""
    x, y, w, h = box
    low = np.maximum([x - share * w - 1, y - share * h - 1], 0).astype(int)
    high = np.minimum([x + (1 + share) * w + 2, y + (1 + share) * h + 2], shape[1::-1]).astype(int)
    return slice(low[1], high[1]), slice(low[0], high[0])


def without_object(rgb, box):
    """The picture with its object painted over."""
    mask = np.zeros(rgb.shape[:2], np.uint8)
    mask[around(box, 0.15, rgb.shape)] = 1
    return cv2.inpaint(np.ascontiguousarray(rgb), mask, 3, cv2.INPAINT_TELEA)


def continued(rgb, box):
    """What is behind the object, continued from around it as a parabola; and how far from that the
    surroundings are, in grey levels."""
    h, w = rgb.shape[:2]
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    form = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 2)
    ring = np.ones((h, w), bool)
    ring[around(box, 0.15, rgb.shape)] = False
    factor = np.linalg.lstsq(form[ring], rgb[ring].astype(np.float64), rcond=None)[0]
    behind = np.clip(form @ factor, 0, 255).astype(np.float32)
    return behind, np.abs(rgb[ring] - behind[ring]).max(1).std() if ring.any() else np.inf


def by_difference(rgb, behind, noise, box):
    """Shares of pixels by how far they are from what is behind the object: one connected piece."""
    away = np.abs(rgb - behind).max(2)
    low = NOISE * max(noise, 1)
    full = max(0.5 * np.percentile(away[around(box, 0, rgb.shape)], 97), low + 2)
    share = np.clip((away - low) / (full - low), 0, 1)
    _, part = cv2.connectedComponents((share > 0).astype(np.uint8))
    weight = np.zeros(part.max() + 1)
    inside = around(box, 0, rgb.shape)
    np.add.at(weight, part[inside], share[inside])
    largest = cv2.dilate((part == weight.argmax()).astype(np.uint8), np.ones((3, 3)))
    near = np.zeros_like(share)
    near[around(box, 0.2, rgb.shape)] = 1
    return share * largest * near


def by_outline(rgb, box):
    """Shares of pixels by GrabCut; None: there is no outline in the box."""
    mask = np.full(rgb.shape[:2], cv2.GC_BGD, np.uint8)
    mask[around(box, 0, rgb.shape)] = cv2.GC_PR_FGD
    if (mask == cv2.GC_BGD).sum() < 10 or (mask == cv2.GC_PR_FGD).sum() < 10:
        return None
    bgr = np.ascontiguousarray(rgb[:, :, ::-1])
    cv2.grabCut(bgr, mask, None, np.zeros((1, 65)), np.zeros((1, 65)), 3, cv2.GC_INIT_WITH_MASK)
    found = (mask & 1).astype(np.float32)
    if not 0.1 < found.sum() / (box[2] * box[3]) < 0.97:
        return None
    return cv2.GaussianBlur(cv2.dilate(found, np.ones((2, 2))), (0, 0), 0.6)


def cut(rgb, box):
    """Premultiplied colour and share [h, w, 4] float, the background taken off at soft edges."""
    behind, noise = continued(rgb, box)
    share = None if noise < SMOOTH else by_outline(rgb, box)
    if share is None:
        share = by_difference(rgb, behind, noise, box)
    else:
        behind = without_object(rgb, box)
    share = share[:, :, None]
    color = np.clip(rgb - (1 - share) * behind, 0, 255 * share)
    return np.concatenate([color, share], 2).astype(np.float32)


class Cutouts:
    """The objects of a pack's tracks, each cut when it is asked for."""

    def __init__(self, pack):
        self.pack, self.kept = pack, {}

    def seen(self, track):
        """The longest run of frames with the object: first, behind the last."""
        frames = np.arange(self.pack.first[track], self.pack.last[track])
        there = np.isfinite(self.pack.box[frames, 0])
        edges = np.flatnonzero(np.diff(np.r_[0, there, 0]))
        runs = edges.reshape(-1, 2)
        if len(runs) == 0:
            return frames[0], frames[0]
        begin, end = runs[np.argmax(runs[:, 1] - runs[:, 0])]
        return frames[0] + begin, frames[0] + end

    def path(self, frames):
        """Centres and sizes in pixels of the video: [n, 2], [n, 2]."""
        box, crop = self.pack.box[frames], self.pack.crop[frames]
        scale = (crop[:, 2] / self.pack.side[frames])[:, None]
        return crop[:, :2] + (box[:, :2] + box[:, 2:] / 2) * scale, box[:, 2:] * scale

    def get(self, frame):
        """(premultiplied colour and share [h, w, 4] float, the box in them)."""
        if frame not in self.kept:
            rgb, box = self.pack.frame(frame), self.pack.box[frame]
            y, x = around(box, CONTEXT, rgb.shape)
            box = np.r_[box[:2] - (x.start, y.start), box[2:]]
            cv2.setRNGSeed(int(frame))
            self.kept[frame] = cut(rgb[y, x], box), box
        return self.kept[frame]

    def clear(self, track, looks=5):
        """Whether the object can be told from its background, in nearly all of some frames."""
        begin, end = self.seen(track)
        found = 0
        for frame in np.linspace(begin, end - 1, looks).astype(int):
            piece, box = self.get(frame)
            share = piece[:, :, 3]
            found += share.max() > 0.9 and 0.08 < share.sum() / (box[2] * box[3]) < 1.1
        return found >= 0.8 * looks


def paste(canvas, piece, origin, zoom):
    """Puts a premultiplied piece on the canvas (uint8), its corner at `origin` (x, y), zoomed."""
    height, width = canvas.shape[:2]
    n = np.maximum(np.round(np.array(piece.shape[1::-1]) * zoom).astype(int), 1)
    kind = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
    piece = cv2.resize(piece, (int(n[0]), int(n[1])), interpolation=kind)
    at = np.floor(origin).astype(int)
    shift = np.array([[1, 0, origin[0] - at[0]], [0, 1, origin[1] - at[1]]])
    piece = cv2.warpAffine(piece, shift, (int(n[0]) + 1, int(n[1]) + 1))
    low = np.maximum(at, 0)
    high = np.minimum(at + n + 1, (width, height))
    if (low >= high).any():
        return
    piece = piece[low[1] - at[1] : high[1] - at[1], low[0] - at[0] : high[0] - at[0]]
    under = canvas[low[1] : high[1], low[0] : high[0]]
    over = under * (1 - piece[:, :, 3:]) + piece[:, :, :3]
    under[:] = np.clip(over + 0.5, 0, 255)


def ping_pong(i, n):
    """Frame i of n that play forwards and backwards for ever."""
    at = i % max(2 * n - 2, 1)
    return at if at < n else 2 * n - 2 - at


def stripes(rgb, axis):
    """How many lines from the end along `axis` only repeat the one before, as beyond a border."""
    lines = np.moveaxis(rgb.astype(np.float32), axis, 0)
    along = np.abs(np.diff(lines, axis=1)).mean((1, 2))
    across = np.abs(np.diff(lines, axis=0)).mean((1, 2))
    count = 0
    while count < len(lines) // 3 and across[-1 - count] < 0.25 * along[-1 - count] - 0.2:
        count += 1
    return count


def inner(rgb):
    """The part that no border was repeated in: y and x as slices."""
    out = []
    for axis in (0, 1):
        n = rgb.shape[axis]
        out.append(slice(stripes(np.flip(rgb, axis), axis), n - stripes(rgb, axis)))
    return tuple(out)


class Scene:
    """A background of any size: get(i) is frame i, [height, width, 3] uint8."""

    def __init__(self, rng, pictures, size, zoom):
        """pictures: [n, h, w, 3] uint8, played forwards and backwards."""
        self.size, self.zoom = size, zoom
        # mirrored at once, so that the camera only ever looks up
        self.tile = [np.concatenate([p, p[:, ::-1]], 1) for p in pictures]
        self.tile = [np.concatenate([p, p[::-1]], 0) for p in self.tile]
        self.start = rng.uniform(0, 400, 2)
        self.drift = rng.normal(0, 0.4, 2)
        self.swing, self.phase = rng.uniform(0, 8, 2), rng.uniform(0, 6.28, 2)
        self.period = rng.uniform(25, 80, 2)

    def get(self, i):
        picture = self.tile[ping_pong(i, len(self.tile))]
        at = self.start + self.drift * i + self.swing * np.sin(self.phase + i / self.period * 6.28)
        look = np.array([[1 / self.zoom, 0, at[0]], [0, 1 / self.zoom, at[1]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(picture, look, self.size, flags=flags, borderMode=cv2.BORDER_WRAP)


def draw(canvas, cutouts, actor, i):
    frame = actor.track_frame[i]
    if frame >= 0:
        piece, box = cutouts.get(frame)
        zoom = np.sqrt((actor.size[i] / box[2:]).prod())
        paste(canvas, piece, actor.centre[i] - (box[:2] + box[2:] / 2) * zoom, zoom)


def cover(canvas, texture, box):
    """A texture with round corners."""
    w, h = np.maximum(np.round(box[2:]).astype(int), 8)
    y, x = np.mgrid[-1 : 1 : h * 1j, -1 : 1 : w * 1j]
    share = np.clip((1 - x**8 - y**8) * 3, 0, 1)[:, :, None].astype(np.float32)
    piece = np.concatenate([cv2.resize(texture, (int(w), int(h))) * share, share], 2)
    paste(canvas, piece.astype(np.float32), box[:2], 1)


class Film:
    """Frames to an H.264 file."""

    def __init__(self, path, size):
        form = f"-f rawvideo -pix_fmt rgb24 -s {size[0]}x{size[1]} -r 25 -i -".split()
        code = "-c:v libx264 -preset veryfast -crf 18 -threads 1 -pix_fmt yuv420p".split()
        head = "ffmpeg -v error -y -nostdin -fflags +bitexact".split()
        self.program = subprocess.Popen(head + form + code + [str(path)], stdin=subprocess.PIPE)

    def add(self, rgb):
        self.program.stdin.write(rgb.tobytes())

    def close(self):
        self.program.stdin.close()
        if self.program.wait() != 0:
            raise SystemExit("splice: ffmpeg failed; its message is above")
