"""The network: one backbone, two memories of the object, one head. src/model/net.h is its twin.

Maps are [B, C, 16, 16] of a 128 x 128 glimpse; cell i of an axis stands for glimpse pixel 8 i + 1/2
(three 3 x 3 convolutions of stride 2 and padding 1)."""

import torch
import torch.nn as nn
import torch.nn.functional as F

STRIDE = 8


def anchors(side, device):
    """Positions [side * side, 2] (x, y) of the cells in pixels of the glimpse."""
    at = torch.arange(side, device=device) * STRIDE + 0.5
    y, x = torch.meshgrid(at, at, indexing="ij")
    return torch.stack([x, y], -1).reshape(-1, 2)


def shape_map(box, side):
    """[B, 1, side, side]: a bump of each box's place and shape, 1 at its centre, exp(-1) at the
    middles of its sides."""
    at = anchors(side, box.device)
    away = (at[None] - box[:, None, :2] - box[:, None, 2:] / 2) / (box[:, None, 2:] / 2).clamp(
        min=STRIDE / 2
    )
    return torch.exp(-(away**2).sum(-1)).reshape(-1, 1, side, side)


def layer(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
    )


class Block(nn.Module):
    """x + conv(relu(conv(x))), then relu."""

    def __init__(self, channels):
        super().__init__()
        self.a, self.b = layer(channels, channels), layer(channels, channels)

    def forward(self, x):
        return F.relu(x + self.b(F.relu(self.a(x))))


def apply(x, w):
    """Responses [B, HW] of patches [B, HW, D] to filters [B, D]."""
    return torch.bmm(x, w[:, :, None].to(x.dtype))[:, :, 0].float()


def collect(x, r):
    """The transpose of apply: [B, D] of responses [B, HW]."""
    return torch.bmm(r[:, None].to(x.dtype), x)[:, 0].float()


class Filter(nn.Module):
    """A linear filter [C, k, k] fitted to the object's place by steepest descent.

    L(w) = sum_c v_c ((w * x)_c - y_c)^2 / sum v + lambda |w|^2, steps of the length that is best
    along the gradient (Bhat et al., "DiMP", 2019, eq. 6-8, with a linear residual)."""

    def __init__(self, c):
        super().__init__()
        self.side = c["filter_side"]
        self.log_lambda = nn.Parameter(torch.tensor(-3.0))
        self.spread = c.get("filter_spread", 0.25)
        self.steps = c["filter_steps"]

    def patches(self, x):
        """[B, C, H, W] -> [B, H W, C k k]."""
        return F.unfold(x, self.side, padding=self.side // 2).transpose(1, 2)

    def label(self, box, side):
        """[B, H W]: a Gaussian of the object's size at its centre."""
        at = anchors(side, box.device)
        centre, spread = box[:, None, :2] + box[:, None, 2:] / 2, self.spread * box[:, None, 2:]
        away = (at[None] - centre) / spread.clamp(min=STRIDE / 2)
        return torch.exp(-0.5 * (away**2).sum(-1))

    def fit(self, w, parts, steps):
        """Descends from w [B, D]; parts: (patches, label, weight [B])."""
        decay = torch.exp(self.log_lambda)
        said = [apply(x, w) for x, _, _ in parts]
        for _ in range(steps):
            g = decay * w
            for (x, y, weight), r in zip(parts, said):
                g = g + weight[:, None] * collect(x, r - y) / x.shape[1]
            along = [apply(x, g) for x, _, _ in parts]
            curve = decay * (g * g).sum(1)
            for (_, _, weight), a in zip(parts, along):
                curve = curve + weight * (a**2).mean(1)
            length = ((g * g).sum(1) / (curve + 1e-8))[:, None]
            w = w - length * g
            said = [r - length * a for r, a in zip(said, along)]
        return w


class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        a, b, d, e = c["channels"]
        self.c, self.side = c, c["glimpse"] // STRIDE
        self.stem = nn.Sequential(
            layer(3, a, 2),
            nn.ReLU(),
            layer(a, b, 2),
            nn.ReLU(),
            *([layer(b, b), nn.ReLU()] if c.get("middle", 1) else []),
            layer(b, d, 2),
            nn.ReLU(),
            *[Block(d) for _ in range(c["blocks"])]
        )
        self.to_filter = nn.Conv2d(d, c["filter_channels"], 1, bias=False)
        self.filter = Filter(c)
        self.to_match = nn.Conv2d(d, e, 1)
        self.inside = nn.Parameter(
            torch.zeros(1, e, 1, 1)
        )  # what the template gains inside the given box
        self.matched = nn.Conv2d(e, 32, 1)
        self.seen = nn.Conv2d(d, 32, 1)
        h = c["head"]
        self.head = nn.Sequential(layer(64 + 3, h), nn.ReLU(), layer(h, h), nn.ReLU())
        self.out = nn.Conv2d(h, 5, 3, 1, 1)
        nn.init.constant_(self.out.bias, 0)
        nn.init.constant_(self.out.bias[:1], -4)

    def features(self, rgb):
        """[B, 3, 128, 128] in 0..1 -> [B, d, 16, 16]."""
        return self.stem((rgb - 0.45) * 4)

    def filter_input(self, f):
        x = self.to_filter(f)
        scale = (x.float().pow(2).mean((1, 2, 3), keepdim=True) + 1e-4).rsqrt()
        return self.filter.patches(x * scale.to(x.dtype))

    def start(self, f, box):
        """Memory from the first glimpse's features, the object at its centre."""
        x, y = self.filter_input(f), self.filter.label(box, self.side)
        one = torch.ones(len(f), device=f.device)
        w = self.filter.fit(
            torch.zeros_like(x[:, 0], dtype=torch.float32), [(x, y, one)], self.filter.steps
        )
        m = self.side // 2
        template = self.to_match(f) + self.inside * shape_map(box, self.side)
        kernel = template[:, :, m - 2 : m + 3, m - 2 : m + 3]
        return {
            "w": w,
            "first_w": w,
            "first_x": x,
            "first_y": y,
            "held_x": x,
            "held_y": y,
            "kernel": kernel,
            "age": torch.zeros(len(f), dtype=torch.long, device=f.device),
        }

    def learn(self, memory, x, box, p):
        """Fits the filter further: to the first sample, to the one held and to this one (patches
        x, boxes in glimpse pixels, with probability p [B] of being right); sure samples come to be
        held in turns.
        """
        y, rate = (
            self.filter.label(box, self.side),
            (p > self.c["learn_above"]).float() * self.c["learn_rate"],
        )
        parts = [
            (memory["first_x"], memory["first_y"], 0.5 + 0 * rate),
            (memory["held_x"], memory["held_y"], 0.5 - rate),
            (x, y, rate),
        ]
        w = self.filter.fit(memory["w"], parts, 1)
        turn = (memory["age"] % self.c["hold_frames"] == self.c["hold_frames"] - 1) & (
            p > self.c["hold_above"]
        )
        return dict(
            memory,
            w=w,
            age=memory["age"] + 1,
            held_x=torch.where(turn[:, None, None], x, memory["held_x"]),
            held_y=torch.where(turn[:, None], y, memory["held_y"]),
        )

    def match(self, f, kernel):
        """Depth-wise correlation of the map with the first frame's centre."""
        x = self.to_match(f)
        b, c, h, w = x.shape
        out = F.conv2d(
            x.reshape(1, b * c, h, w),
            kernel.reshape(b * c, 1, 5, 5).to(x.dtype),
            padding=2,
            groups=b * c,
        )
        return out.reshape(b, c, h, w) / 25

    def respond(self, x, w):
        return apply(x, w).reshape(-1, 1, self.side, self.side)

    def look(self, f, memory, before):
        """Scores [B, 256] (logits of the box's IoU) and boxes [B, 256, 4] in glimpse pixels.

        before [B, 4]: the box where and as the tracker last saw it, in glimpse pixels."""
        x = self.filter_input(f)
        maps = [
            F.relu(self.seen(f)),
            F.relu(self.matched(self.match(f, memory["kernel"]))),
            self.respond(x, memory["w"]).to(f.dtype),
            self.respond(x, memory["first_w"]).to(f.dtype),
            shape_map(before, self.side).to(f.dtype),
        ]
        out = self.out(self.head(torch.cat(maps, 1))).float().flatten(2)
        at = anchors(self.side, f.device)
        reach = torch.exp(out[:, 1:].clamp(-4, 3)).transpose(1, 2) * 16
        return (
            out[:, 0],
            torch.cat([at[None] - reach[..., :2], reach[..., :2] + reach[..., 2:]], -1),
            x,
        )


def load(net, state):
    """Loads a state from before a layer had as many inputs: the new ones start at 0."""
    own = net.state_dict()
    for name, value in state.items():
        if value.shape == own[name].shape:
            own[name] = value
        else:
            own[name] = torch.zeros_like(own[name])
            own[name][:, : value.shape[1]] = value
    net.load_state_dict(own)


def overlap(a, b, generalised=False):
    """IoU (or GIoU) of boxes [..., 4] (x, y, w, h)."""
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(
        a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:]
    )
    both = (high - low).clamp(min=0).prod(-1)
    union = a[..., 2:].prod(-1) + b[..., 2:].prod(-1) - both
    iou = both / union.clamp(min=1e-6)
    if not generalised:
        return iou
    low, high = torch.minimum(a[..., :2], b[..., :2]), torch.maximum(
        a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:]
    )
    hull = (high - low).prod(-1).clamp(min=1e-6)
    return iou - (hull - union) / hull


def loss(scores, boxes, box, present, side):
    """Varifocal loss of the scores (Zhang et al., 2021) and GIoU of the boxes near the centre."""
    at = anchors(side, box.device)
    box = torch.where(
        present[:, None], box, box.new_tensor([0.0, 0.0, STRIDE, STRIDE])
    )  # it may be nan
    away = (at[None] - box[:, None, :2] - box[:, None, 2:] / 2).abs() / box[:, None, 2:]
    rank = (away**2).sum(-1)
    inside = (rank < 0.25**2) | (rank == rank.amin(1, keepdim=True))
    inside = inside & present[:, None]
    truth = box[:, None].expand_as(boxes)
    iou = overlap(boxes, truth).detach()
    p = torch.sigmoid(scores)
    target = torch.where(inside, iou, torch.zeros_like(iou))
    # A box on the object from outside the centre is neither right nor wrong.
    unsure = ~inside & present[:, None] & (rank < 0.5**2)
    weight = torch.where(inside, iou.clamp(min=0.1), 0.75 * p.detach() ** 2) * ~unsure
    count = inside.sum().clamp(min=1)
    score_loss = (
        weight * F.binary_cross_entropy_with_logits(scores, target, reduction="none")
    ).sum() / count
    box_loss = (1 - overlap(boxes, truth, generalised=True))[inside].sum() / count
    best = scores.argmax(1)
    reached = iou[torch.arange(len(iou), device=iou.device), best][present].mean()
    return score_loss, box_loss, reached
