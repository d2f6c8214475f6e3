"""Public data sets as they are handed out, cropped as the packs have it: folders of pictures.

A crop is square, five times the object's geometric mean size a side, at most 160 pixels after
reduction; beyond the picture it repeats the border. In a sequence it keeps its size (five times
the median) and follows the object's smoothed path."""

import json

import cv2
import numpy as np

MOST = 160  # pixels of a crop's side
TIMES = 5  # the object's size
SMOOTH = 5  # frames: deviation of the Gaussian that smoothes a path
FRAMES = 100  # of a clip, at most
LEAST = 10  # pixels of an object's size
PICTURES = {".jpg", ".jpeg", ".png"}


class Wrong(Exception):
    """A file that is not as its layout has it: what and where, in one line."""


def read_picture(path):
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if bgr is None:
        raise Wrong(f"{path}: no picture that can be read")
    return bgr[:, :, ::-1]


def crop(rgb, corner, side):
    """The square at corner (x, y): pixels [n, n, 3], x0, y0, x1, y1 of what is picture in it, and
    how many of its pixels one of the picture's is."""
    height, width = rgb.shape[:2]
    x, y = corner
    rows = np.clip(np.arange(y, y + side), 0, height - 1)
    columns = np.clip(np.arange(x, x + side), 0, width - 1)
    out, zoom = rgb[rows[:, None], columns], min(1, MOST / side)
    if zoom < 1:
        out = cv2.resize(out, (MOST, MOST), interpolation=cv2.INTER_AREA)
    first = np.ceil(np.clip([-x, -y], 0, side - 1) * zoom)
    last = np.floor(np.clip([width - x, height - y], 1, side) * zoom)
    inside = np.clip(np.concatenate([first, np.maximum(last, first + 1)]), 0, len(out))
    return out, tuple(int(v) for v in inside), zoom


def in_crop(box, corner, zoom):
    return [(box[0] - corner[0]) * zoom, (box[1] - corner[1]) * zoom, box[2] * zoom, box[3] * zoom]


# ---- stills: COCO ------------------------------------------------------------------------------


def coco_stills(notes, pictures, limit, rng):
    """(picture, category, rgb, box, inside) of objects of instances_*.json and its folder of
    pictures, of `limit` pictures at most."""
    try:
        told = json.loads(notes.read_text())
        names = {image["id"]: image["file_name"] for image in told["images"]}
        objects = {}
        for one in told["annotations"]:
            if not one.get("iscrowd") and np.prod(one["bbox"][2:]) >= LEAST**2:
                own = objects.setdefault(one["image_id"], [])
                own.append((one["bbox"], one.get("category_id", 0)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Wrong(f"{notes}: no instances as COCO has them ({error})") from None
    for image in some(sorted(objects), limit, rng):
        rgb = read_picture(pictures / names[image])
        for box, category in objects[image]:
            side = max(round(TIMES * np.sqrt(box[2] * box[3])), 2)
            corner = [round(box[i] + box[2 + i] / 2 - side / 2) for i in (0, 1)]
            out, inside, zoom = crop(rgb, corner, side)
            yield names[image], category, out, in_crop(box, corner, zoom), inside


def some(items, limit, rng):
    """All, or as many as `limit` at random, in order."""
    if not limit or len(items) <= limit:
        return items
    return [items[i] for i in sorted(rng.choice(len(items), limit, replace=False))]


# ---- clips: GOT-10k, LaSOT ---------------------------------------------------------------------


def sequences(folder):
    """Folders with a groundtruth.txt, in order, of the folder, its folders and theirs."""
    found = [folder / "groundtruth.txt", *folder.glob("*/groundtruth.txt")]
    found += folder.glob("*/*/groundtruth.txt")
    return sorted(path.parent for path in found if path.is_file())


def read_numbers(path, columns):
    try:
        text = path.read_text().replace(",", " ").split()
        numbers = np.array(text, np.float64).reshape(-1, columns)
    except (OSError, ValueError):
        raise Wrong(f"{path}: expected {columns} numbers a frame") from None
    return numbers


def read_sequence(folder):
    """(data set, pictures, boxes [n, 4] with the first pixel at 0, nan where absent)."""
    lasot = (folder / "img").is_dir()
    pictures = sorted(
        p for p in (folder / "img" if lasot else folder).iterdir() if p.suffix.lower() in PICTURES
    )
    box = read_numbers(folder / "groundtruth.txt", 4)
    if len(box) != len(pictures):
        raise Wrong(f"{folder}: {len(pictures)} pictures, but {len(box)} boxes in groundtruth.txt")
    box[:, :2] -= lasot  # it counts pixels from 1
    away = ~(np.isfinite(box).all(1) & (box[:, 2:] > 0).all(1))
    for name in ("absence.label", "full_occlusion.txt", "out_of_view.txt"):
        if (folder / name).is_file():
            flags = read_numbers(folder / name, 1)[:, 0]
            if len(flags) != len(box):
                raise Wrong(f"{folder / name}: {len(flags)} flags for {len(box)} frames")
            away |= flags > 0
    box[away] = np.nan
    return "lasot" if lasot else "got10k", pictures, box


def smoothed(path):
    """A path [n, 2], nan in places, without gaps and smooth."""
    at = np.arange(len(path))
    seen = np.isfinite(path[:, 0])
    full = np.stack([np.interp(at, at[seen], path[seen, i]) for i in (0, 1)], 1)
    wide = np.pad(full, ((3 * SMOOTH, 3 * SMOOTH), (0, 0)), "edge")
    weight = np.exp(-0.5 * (np.arange(-3 * SMOOTH, 3 * SMOOTH + 1) / SMOOTH) ** 2)
    weight /= weight.sum()
    return np.stack([np.convolve(wide[:, i], weight, "valid") for i in (0, 1)], 1)


def pieces(box, count):
    """Ranges of at most FRAMES frames, `count` at most, spread over a sequence, that begin with the
    object in view."""
    starts = np.linspace(0, max(len(box) - FRAMES, 0), max(min(count, len(box) // FRAMES), 1))
    for start in starts.astype(int):
        end = min(start + FRAMES, len(box))
        seen = np.flatnonzero(np.isfinite(box[start:end, 0]))
        if len(seen) >= 2:
            yield start + seen[0], end


def clip(pictures, box):
    """(rgb, box, crop (x, y, side), inside) of every frame."""
    size = np.sqrt(np.nanmedian(box[:, 2] * box[:, 3]))
    side = max(round(TIMES * size), 2)
    corners = np.round(smoothed(box[:, :2] + box[:, 2:] / 2) - side / 2).astype(int)
    for picture, b, corner in zip(pictures, box, corners.tolist()):
        out, inside, zoom = crop(read_picture(picture), corner, side)
        yield out, in_crop(b, corner, zoom), (*corner, side), inside
