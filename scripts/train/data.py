"""Random training samples: glimpses of one object at two or more times, and where it is in them.

Everything is drawn from one numpy generator, so a seed tells the whole course of a training."""

import pathlib
import zipfile

import numpy as np
import torch
import torch.nn.functional as F

from glimpse import glimpse


def open_pack(path):
    """(what is noted of the frames, their pixels)."""
    try:
        with np.load(path.with_suffix(".npz")) as file:
            note = {name: file[name] for name in file.files}
        rgb = np.memmap(path.with_suffix(".rgb"), np.uint8, "r")
        whole = len(rgb) >= int(note["offset"][-1]) + 3 * int(note["side"][-1]) ** 2
        if not whole or "kind" not in note:
            raise ValueError("not whole, or of another version")
    except FileNotFoundError as error:
        raise SystemExit(f"{error.filename}: no such pack; packs.py makes it") from None
    except (OSError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
        raise SystemExit(f"{path}: damaged pack ({error}); packs.py makes it anew") from None
    return note, rgb


class Pack:
    """Frames as packs.py wrote them, mapped, not read."""

    def __init__(self, path, held_out=0):
        """held_out n > 0: every n-th video is left out; 0: none; -n: only those stay."""
        note, self.rgb = open_pack(pathlib.Path(path))
        self.offset, self.side, self.box = note["offset"], note["side"], note["box"]
        self.crop, self.source, self.kind = note["crop"], note["source"], note["kind"]
        self.inside = note["inside"].astype(np.int64)
        self.first = np.flatnonzero(np.diff(note["track"], prepend=-1))
        self.last = np.append(self.first[1:], len(self.offset))
        if held_out:
            _, video = np.unique(self.source, return_inverse=True)
            out = video % abs(held_out) == abs(held_out) - 1
            keep = out if held_out < 0 else ~out
            self.first, self.last = self.first[keep], self.last[keep]
            self.source, self.kind = self.source[keep], self.kind[keep]

    def __len__(self):
        return len(self.first)

    def frame(self, i):
        side = self.side[i]
        return self.rgb[self.offset[i] : self.offset[i] + side * side * 3].reshape(side, side, 3)

    def kin(self, rng, track, otherwise):
        """Another track of the same kind, but of another picture or video; `otherwise` where there
        is none."""
        alike = (self.kind == self.kind[track]) & (self.source != self.source[track])
        return rng.choice(np.flatnonzero(alike)) if alike.any() else otherwise

    def draw(self, rng, weights, size, kin_share):
        """Tracks [size], by weight; a share of the odd ones is of the kind of the one before."""
        tracks = rng.choice(len(self), size, p=weights)
        for i in range(1, size, 2):
            if rng.random() < kin_share:
                tracks[i] = self.kin(rng, tracks[i - 1], tracks[i])
        return tracks

    def weights(self, of_source):
        """Tracks' chances: 1, or what of_source says for their data set (of look-alikes: less), and
        less where the first frame is little but border."""
        share = np.array([of_source.get(s.split("__")[0], 1.0) for s in self.source])
        x0, y0, x1, y1 = self.inside[self.first].T
        picture = (x1 - x0) * (y1 - y0) / self.side[self.first] ** 2.0
        share *= np.clip((picture - 0.25) / 0.45, 0.02, 1)
        return share / share.sum()


def stack(pack, frames, side):
    """[B, 3, side, side] uint8, of which pack.side[frames] pixels a side are filled."""
    out = np.zeros((len(frames), side, side, 3), np.uint8)
    for i, frame in enumerate(frames):
        rgb = pack.frame(frame)
        out[i, : len(rgb), : len(rgb)] = rgb
    return torch.from_numpy(out).permute(0, 3, 1, 2)


def shift_and_scale(rng, box, context, shift, scale, aspect, far=0, wide=1):
    """Windows [B, 4] of `context` times the object's size that miss it by random amounts; a share
    `far` of them by three times as much in scale and aspect. Where wide [B] is above 1, windows are
    as much larger and the object is anywhere in them."""
    n = len(box)
    size = np.sqrt(box[:, 2] * box[:, 3])
    away = np.clip(rng.laplace(0, 1, (n, 2)) * shift, -1.6, 1.6) * size[:, None]
    more = np.where(rng.random(n) < far, 3, 1)
    side = wide * context * size * np.exp(np.clip(rng.normal(0, scale, n) * more, -0.7, 0.7))
    anywhere = rng.uniform(-0.47, 0.47, (n, 2)) * side[:, None]
    away = np.where(np.broadcast_to(wide, n)[:, None] > 1, anywhere, away)
    ratio = np.exp(np.clip(rng.normal(0, aspect, n) * more, -0.9, 0.9) / 2)
    centre = box[:, :2] + box[:, 2:] / 2 + away
    w, h = side * ratio, side / ratio
    return np.stack([centre[:, 0] - w / 2, centre[:, 1] - h / 2, w, h], 1).astype(np.float32)


def in_window(box, window, n):
    """Boxes in pixels of the n x n glimpse of their windows."""
    scale = n / window[:, 2:]
    return torch.cat([(box[:, :2] - window[:, :2]) * scale, box[:, 2:] * scale], 1)


def mirror(rgb, box, flip):
    """Mirrors those of [B, 3, n, n] that flip says, with their boxes."""
    rgb = torch.where(flip[:, None, None, None].to(rgb.device), rgb.flip(3), rgb)
    x = torch.where(flip, rgb.shape[3] - box[:, 0] - box[:, 2], box[:, 0])
    return rgb, torch.cat([x[:, None], box[:, 1:]], 1)


def exposure(rng, n, strength):
    """Random brightness, contrast and gain per channel: factor and offset [n, 3]."""
    gain = np.exp(rng.normal(0, strength, (n, 1)) + rng.normal(0, 0.4 * strength, (n, 3)))
    offset = 0.5 - 0.5 * gain + 0.5 * rng.normal(0, strength, (n, 1))
    return gain, offset


def combine(a, b):
    return a[0] * b[0], a[1] * b[0] + b[1]


def light(rng, rgb, exposed, grey):
    """Applies exposures, greyness [n] and, to some, noise."""
    gain, offset = (
        torch.from_numpy(e.astype(np.float32)).to(rgb.device)[:, :, None, None] for e in exposed
    )
    rgb = rgb.mul_(gain).add_(offset)
    for i in np.flatnonzero(grey):
        rgb[i] = rgb[i].mean(0, keepdim=True)
    for i in np.flatnonzero(rng.random(len(rgb)) < 0.25):
        rgb[i].add_(torch.randn(rgb.shape[1:], device=rgb.device), alpha=rng.uniform(0, 0.06))
    return rgb.clamp_(0, 1)


def pick(rng, share, box):
    """Indices of a share of the samples, of those that have a box."""
    return np.flatnonzero((rng.random(len(box)) < share) & np.isfinite(box[:, 0].numpy()))


def occlude(rng, rgb, box, share):
    """Covers a part of some objects with a patch of another sample."""
    n, side = len(rgb), rgb.shape[3]
    out = rgb.clone()
    for i in pick(rng, share, box):
        x, y, w, h = box[i].tolist()
        pw, ph = (int(np.clip(e * rng.uniform(0.3, 0.9), 3, side - 1)) for e in (w, h))
        px = int(np.clip(x + rng.uniform(-0.5, 1) * w, 0, side - pw))
        py = int(np.clip(y + rng.uniform(-0.5, 1) * h, 0, side - ph))
        sx, sy = rng.integers(0, side - pw), rng.integers(0, side - ph)
        out[i, :, py : py + ph, px : px + pw] = rgb[rng.integers(n), :, sy : sy + ph, sx : sx + pw]
    return out


def donors(rng, n, share):
    """Whose object [n] is put beside a sample's: half of the time its neighbour's, which may be of
    its kind; -1: nobody's."""
    near, any_other = np.arange(n) ^ 1, (np.arange(n) + rng.integers(1, max(n, 2), n)) % n
    donor = np.where((rng.random(n) < 0.5) & (near < n), near, any_other)
    return np.where(rng.random(n) < share, donor, -1)


def distract(rng, rgb, box, donor):
    """Puts the donors' objects beside some, about as large: not every object is the one."""
    side = rgb.shape[3]
    out = rgb.clone()
    inside = ((box[:, :2] >= 0) & (box[:, :2] + box[:, 2:] <= side)).all(1).numpy()
    for i in np.flatnonzero((donor >= 0) & inside[donor] & np.isfinite(box[:, 0].numpy())):
        x, y, w, h = (int(v) for v in box[donor[i]].tolist())
        if w < 4 or h < 4:
            continue
        extent = float(np.sqrt(max(box[i, 2] * box[i, 3], 16))) * np.exp(rng.normal(0, 0.2))
        zoom = min(extent / np.sqrt(w * h), side / max(w, h))
        piece = F.interpolate(
            rgb[donor[i] : donor[i] + 1, :, y : y + h, x : x + w],
            scale_factor=float(zoom),
            mode="bilinear",
            antialias=zoom < 1,
        )[0]
        ph, pw = piece.shape[1:]
        if not (0 < ph <= side and 0 < pw <= side):
            continue
        px, py = rng.integers(0, side - pw + 1), rng.integers(0, side - ph + 1)
        tx, ty, tw, th = box[i].tolist()
        if px < tx + tw and tx < px + pw and py < ty + th and ty < py + ph:
            continue  # that would be an occluder
        whole = torch.tensor([[0.0, 0.0, side, side]])
        mask = F.interpolate(
            cut_out(outlines(rng, 1), whole, side, rgb.device), (ph, pw), mode="area"
        )[0]
        out[i, :, py : py + ph, px : px + pw] += mask * (
            piece - out[i, :, py : py + ph, px : px + pw]
        )
    return out


def outlines(rng, count):
    """Random shapes [count, 3] to cut objects out by: from ellipse to rectangle, how much of what
    is around them, how soft."""
    return rng.uniform((2, 1.0, 0.05), (8, 1.2, 0.25), (count, 3)).astype(np.float32)


def cut_out(outline, box, n, device):
    """Masks [B, 1, n, n], 1 on the objects and 0 elsewhere; of a box that is nan, 0."""
    at = torch.arange(n, device=device) + 0.5
    power, reach, edge = torch.from_numpy(outline).to(device)[:, :, None, None].unbind(1)
    box = torch.nan_to_num(box, nan=-n).to(device)
    away = lambda axis: (
        (at[None] - (box[:, axis] + box[:, axis + 2] / 2)[:, None]).abs()
        / (box[:, axis + 2] / 2).clamp(min=1)[:, None]
    )
    far = (away(0)[:, None, :] ** power + away(1)[:, :, None] ** power) ** (1 / power)
    return torch.sigmoid((reach - far) / edge * 4)[:, None]


def bend(rgb, box, turn, shift):
    """Turns pictures [B, 3, n, n] about the middles of their boxes by `turn` [B] radians and moves
    their points by shift [B, 2, m, m] pixels, smoothly in between; boxes of what are ellipses."""
    n, middle, half = rgb.shape[3], box[:, :2] + box[:, 2:] / 2, box[:, 2:] / 2
    cos, sin = torch.cos(turn)[:, None], torch.sin(turn)[:, None]
    half = torch.sqrt((half * cos) ** 2 + (half.flip(1) * sin) ** 2)
    shift = F.interpolate(shift, (n, n), mode="bicubic", align_corners=True)
    at = torch.arange(n) + 0.5
    x, y = at[None, None, :] - middle[:, :1, None], at[None, :, None] - middle[:, 1:, None]
    c, s = cos[..., None], sin[..., None]
    from_x = middle[:, :1, None] + c * x + s * y + shift[:, 0]
    from_y = middle[:, 1:, None] - s * x + c * y + shift[:, 1]
    grid = (torch.stack([from_x, from_y], -1) * (2 / n) - 1).to(rgb.device)
    out = F.grid_sample(rgb, grid, padding_mode="reflection", align_corners=False)

    def moved(dx, dy, axis):
        """How far the edge of the box at its middle plus (dx, dy) halves moved along an axis."""
        place = (middle + half * torch.tensor([dx, dy])) * (2 / n) - 1
        field = F.grid_sample(shift, place[:, None, None], align_corners=False)[:, :, 0, 0]
        turned = torch.cat([cos, -sin] if axis == 0 else [sin, cos], 1)
        return -(turned * field).sum(1)

    low = middle - half + torch.stack([moved(-1, 0, 0), moved(0, -1, 1)], 1)
    high = middle + half + torch.stack([moved(1, 0, 0), moved(0, 1, 1)], 1)
    return out, torch.cat([low, high - low], 1)


def missed(rng, box, share, rough, usual):
    """Boxes that miss by `usual` of their size, and a share of them by `rough`."""
    spread = np.where(rng.random((len(box), 1)) < share, rough, usual)
    noise = torch.from_numpy((rng.normal(0, 1, box.shape) * spread).astype(np.float32))
    extent = box[:, 2:]
    grown = extent * (torch.exp(noise[:, 2:]) - 1)
    corner = box[:, :2] + noise[:, :2] * extent - grown / 2
    return torch.cat([corner, extent + grown], 1)


def middle_box(box, side, n):
    """Boxes [B, 4] of the shape of `box`, of mean side `side` [B, 1], in the middle of n x n
    pixels."""
    ratio = torch.sqrt(box[:, 2] / box[:, 3])
    extent = side * torch.stack([ratio, 1 / ratio], 1)
    return torch.cat([n / 2 - extent / 2, extent], 1)


def grounds(rng, pack, weights, count, context):
    """(frames, windows [count, 4]) of some objects' surroundings, twice their size away."""
    tracks = rng.choice(len(pack), count, p=weights)
    frames = rng.integers(pack.first[tracks], pack.last[tracks])
    box, side = pack.box[frames], pack.side[frames][:, None]
    box = np.where(np.isfinite(box), box, side * [0.4, 0.4, 0.2, 0.2])
    size, angle = np.sqrt(box[:, 2:].prod(1, keepdims=True)), rng.uniform(0, 2 * np.pi, (count, 1))
    away = 2.2 * size * np.concatenate([np.cos(angle), np.sin(angle)], 1)
    corner = box[:, :2] + box[:, 2:] / 2 + away - context * size / 2
    return frames, np.concatenate([corner, context * size, context * size], 1).astype(np.float32)


class Sampler:
    """Batches of a template and `looks` later glimpses."""

    def __init__(self, packs, config, seed, device="cpu"):
        self.rng, self.device = np.random.default_rng(seed), device
        self.c, self.n = config, config["glimpse"]
        folder = pathlib.Path(packs)
        self.packs = [Pack(folder / "stills"), Pack(folder / "clips", config["held_out"])]
        self.weights = [p.weights(config["source_weights"]) for p in self.packs]
        self.side = max(int(p.side.max()) for p in self.packs)

    def choose(self, size):
        """(pack, frames [size, 3] of the visible object): a first, a later and, in between and near
        the later, one to be held. Some neighbours are of one kind."""
        rng, rows = self.rng, []
        which = int(rng.random() < self.c["clips_share"])
        pack = self.packs[which]
        for track in pack.draw(rng, self.weights[which], size, self.c["kin_share"]):
            first, last = pack.first[track], pack.last[track]
            seen = first + np.flatnonzero(np.isfinite(pack.box[first:last, 0]))
            start = rng.integers(len(seen))
            gap = min(int(rng.exponential(self.c["gap"])), len(seen) - 1)
            later = np.clip(start + rng.choice([-gap, gap]), 0, len(seen) - 1)
            back = rng.integers(1, 12) * np.sign(start - later)
            held = later + back if abs(back) < abs(start - later) else start
            rows.append(seen[[start, later, held]])
        return pack, np.array(rows)

    def look(self, pack, frames, rough, blur=True, far=0, wide=1):
        """Glimpses [B, 3, n, n] and boxes in them [B, 4]."""
        rng, c = self.rng, self.c
        box = pack.box[frames]
        window = shift_and_scale(
            rng,
            box,
            c["context"],
            *(rough * np.array([c["shift"], c["scale"], c["aspect"]])),
            far,
            wide,
        )
        soft = self.softness(len(frames)) if blur else np.ones((len(frames), 2))
        window = torch.from_numpy(window)
        rgb = glimpse(
            stack(pack, frames, self.side).to(self.device),
            torch.from_numpy(pack.inside[frames]).to(self.device),
            window.to(self.device),
            self.n,
            torch.from_numpy(soft.astype(np.float32)).to(self.device),
        )
        return rgb, in_window(torch.from_numpy(box), window, self.n)

    def softness(self, n):
        """How much wider Gaussians are [n, 2]: defocus, or motion along an axis."""
        rng = self.rng
        soft = rng.uniform(1, 4, (n, 1)) ** rng.choice([[1, 1], [1, 1], [0, 1], [1, 0]], n)
        return np.where(rng.random((n, 1)) < self.c["blur_share"], soft, 1)

    def before(self, box, wide):
        noise = torch.from_numpy(
            np.exp(self.rng.normal(0, self.c["aspect"], len(box))).astype(np.float32)
        )
        shape = torch.stack([box[:, 0], box[:, 1], box[:, 2] * noise, box[:, 3]], 1)
        side = torch.from_numpy((self.n / self.c["context"] / wide).astype(np.float32))
        return middle_box(shape, side[:, None], self.n)

    def glimpses(self, size):
        """Pictures and boxes of a first glimpse, of one to be held and of a later one; how many
        times wider than usual the later one is, and whether the object has gone from it."""
        rng, c = self.rng, self.c
        pack, frames = self.choose(size)
        flip = torch.from_numpy(rng.random(size) < 0.5)
        coarse = rng.random(size) < c["coarse_share"]
        wide = np.where(coarse, np.exp(rng.uniform(*np.log(c["coarse"]), size)), 1)
        gone = rng.random(size) < np.where(coarse, c["coarse_absent_share"], c["absent_share"])
        template, template_box = mirror(
            *self.look(pack, frames[:, 0], c["template_rough"], blur=False), flip
        )
        held, held_box = mirror(*self.bent(*self.look(pack, frames[:, 2], c["held_rough"])), flip)
        rgb, box = self.look(pack, frames[:, 1], 1, far=c["far_share"], wide=wide)
        rgb, box = mirror(*self.bent(rgb, box), flip)
        rgb = self.move_elsewhere(rgb, box, c["elsewhere_share"] + coarse, coarse & gone)
        held = self.move_elsewhere(held, held_box, 0.5 * c["elsewhere_share"])
        donor = donors(rng, size, c["distract_share"])
        known = np.where(rng.random(size) < c["known_share"], donor, -1)
        template = distract(rng, template, template_box, known)
        held = distract(rng, held, held_box, known)
        rgb = occlude(rng, distract(rng, rgb, box, donor), box, c["occlude_share"])
        other_one = torch.from_numpy(gone & ~coarse)[:, None, None, None].to(rgb.device)
        rgb = torch.where(other_one, rgb.roll(1, 0), rgb)
        return (template, template_box), (held, held_box), (rgb, box), wide, gone

    def batch(self, size):
        """dict: template, held, rgb [B,3,n,n]; their boxes template_box, held_box (roughly) and box
        [B,4]; present [B]: whether rgb has the object; holds [B]: whether there is a held one;
        before [B,4]: the box that the tracker would remember in the middle of rgb. template_box is
        as somebody drew it, held_box as a tracker found it."""
        rng, c = self.rng, self.c
        (template, template_box), (held, held_box), (rgb, box), wide, gone = self.glimpses(size)
        given = self.given(template_box)
        common, grey = exposure(rng, size, c["light"]), rng.random(size) < c["grey_share"]
        other = lambda: combine(common, exposure(rng, size, c["light_between"]))
        out = {
            "template": light(rng, template, common, grey),
            "template_box": given,
            "held": light(rng, held, other(), grey),
            "held_box": self.rough(held_box),
            "holds": torch.from_numpy(rng.random(size) < c["holds_share"]),
            "before": self.before(given, wide),
            "rgb": light(rng, rgb, other(), grey),
            "box": box,
            "present": torch.from_numpy(~gone),
        }
        return {name: value.to(self.device) for name, value in out.items()}

    def bent(self, rgb, box):
        """Turns and bends some a little: objects are not rigid, and stills do not move."""
        rng, c = self.rng, self.c
        chosen = pick(rng, c["bend_share"], box)
        k = torch.from_numpy(chosen)
        turn = rng.normal(0, np.radians(c["turn"]), len(chosen)).astype(np.float32)
        shift = rng.normal(0, c["bend"], (len(chosen), 2, 5, 5)).astype(np.float32)
        rgb[k], box[k] = bend(rgb[k], box[k], torch.from_numpy(turn), torch.from_numpy(shift))
        return rgb, box

    def move_elsewhere(self, rgb, box, share, without=False):
        """Puts some objects before other grounds, or leaves them out. Else what is learned is to
        find the ground again, which in a still moves with the object and in a video does not."""
        chosen = pick(self.rng, share, box)
        which = int(self.rng.random() < 0.5)
        pack, n = self.packs[which], len(chosen)
        frames, window = grounds(self.rng, pack, self.weights[which], n, self.c["context"])
        ground = glimpse(
            stack(pack, frames, self.side).to(self.device),
            torch.from_numpy(pack.inside[frames]).to(self.device),
            torch.from_numpy(window).to(self.device),
            self.n,
        )
        shown = torch.from_numpy(~np.broadcast_to(without, len(rgb))[chosen])
        k = torch.from_numpy(chosen)
        mask = cut_out(outlines(self.rng, n), box[k], self.n, self.device)
        mask *= shown[:, None, None, None].to(mask.device)
        rgb[k] = ground + mask * (rgb[k] - ground)
        return rgb

    def rough(self, box):
        """Boxes as a tracker would have found them; some have drifted."""
        return missed(self.rng, box, self.c["drift_share"], 0.3, 0.05)

    def given(self, box):
        """Boxes as somebody drew them: some roughly."""
        return missed(self.rng, box, self.c["given_share"], self.c["given_rough"], 0)
