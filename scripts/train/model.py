"""The network: one backbone, two memories of the object, one head. src/model/net.h is its twin.

Maps are [B, C, 16, 16] of a 128 x 128 glimpse; cell i of an axis stands for glimpse pixel 8 i + 1/2
(three 3 x 3 convolutions of stride 2 and padding 1)."""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.autograd.function import once_differentiable

STRIDE = 8
PLACES = 5  # a side: of the bumps that tell a place in a box


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


class Sum(torch.autograd.Function):
    """Of patches X, with what their products left behind: X's gradient, in one product.

    What forward gives is a token that every product takes, so that autograd comes here last."""

    @staticmethod
    def forward(ctx, x, left):
        ctx.left = left
        return x.new_zeros(())

    @staticmethod
    @once_differentiable
    def backward(ctx, _):
        rows, columns = zip(*ctx.left)
        ctx.left.clear()
        return torch.bmm(torch.stack(rows, 2), torch.stack(columns, 1)), None


class Product(torch.autograd.Function):
    """X w or, transposed, X^T w in float; the outer product that is X's gradient is left to Sum."""

    @staticmethod
    def forward(ctx, w, token, x, transposed, left):
        ctx.x, ctx.w, ctx.transposed, ctx.left = x, w.to(x.dtype), transposed, left
        return Product.of(x, ctx.w, transposed)

    @staticmethod
    def of(x, w, transposed):
        if transposed:
            return torch.bmm(w[:, None], x)[:, 0].float()
        return torch.bmm(x, w[:, :, None])[:, :, 0].float()

    @staticmethod
    @once_differentiable
    def backward(ctx, g):
        g = g.to(ctx.x.dtype)
        if ctx.needs_input_grad[1]:
            ctx.left.append((ctx.w, g) if ctx.transposed else (g, ctx.w))
        return Product.of(ctx.x, g, not ctx.transposed), g.new_zeros(()), None, None, None


class Patches:
    """Patches X [B, HW, D] that are multiplied many times over. Autograd by itself would write and
    add a gradient as large as X for every product. backward() has to reach X, once."""

    def __init__(self, x):
        self.x, self.left = x.detach(), []
        self.token = Sum.apply(x, self.left)

    def apply(self, w):
        """Responses [B, HW] to filters [B, D]."""
        return Product.apply(w, self.token, self.x, False, self.left)

    def collect(self, r):
        """The transpose of apply: [B, D] of responses [B, HW]."""
        return Product.apply(r, self.token, self.x, True, self.left)


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
        parts = [(Patches(x), y, weight) for x, y, weight in parts]
        said = [x.apply(w) for x, _, _ in parts]
        for _ in range(steps):
            g = decay * w
            for (x, y, weight), r in zip(parts, said):
                g = g + weight[:, None] * x.collect(r - y) / y.shape[1]
            along = [x.apply(g) for x, _, _ in parts]
            curve = decay * (g * g).sum(1)
            for (_, _, weight), a in zip(parts, along):
                curve = curve + weight * (a**2).mean(1)
            length = ((g * g).sum(1) / (curve + 1e-8))[:, None]
            w = w - length * g
            said = [r - length * a for r, a in zip(said, along)]
        return w


class Attention(nn.Module):
    """Each cell asks an earlier glimpse's cells, in which the object's box is known: am I
    in there, how alike, and in which part of the box or outside?

    Scaled dot-product attention (Vaswani et al., 2017) with keys of length 1; the values are
    nothing but the cells' places in the box, so what is learned does not depend on looks."""

    def __init__(self, c):
        super().__init__()
        self.key = nn.Conv2d(c["channels"][2], c["keys"], 1, bias=False)
        self.log_sharpness = nn.Parameter(torch.tensor(2.5))
        self.place = nn.Linear(PLACES * PLACES, c["values"], bias=False)

    def keys(self, f):
        """[B, d, H, W] -> [B, H W, keys] of length 1."""
        k = self.key(f).flatten(2).transpose(1, 2).float()
        return k * (k.pow(2).sum(2, keepdim=True) + 1e-6).rsqrt()

    def sample(self, f, box, side):
        """What is remembered of a glimpse: its cells' keys and places in the box."""
        at = anchors(side, f.device)
        away = (at[None] - box[:, None, :2] - box[:, None, 2:] / 2) / (box[:, None, 2:] / 2).clamp(
            min=STRIDE / 2
        )
        grid = torch.linspace(-1, 1, PLACES, device=f.device)
        bump = torch.exp(-(((away[..., None] - grid) / 0.5) ** 2))
        places = (bump[..., 1, :, None] * bump[..., 0, None, :]).flatten(2)
        return {"keys": self.keys(f), "places": places}

    def forward(self, query, sample):
        """[B, N, keys] -> [B, values + 1, N]: places asked for, and the highest likeness."""
        like = torch.bmm(query * torch.exp(self.log_sharpness), sample["keys"].transpose(1, 2))
        value = self.place(sample["places"])
        seen = torch.bmm(torch.softmax(like, 2).to(value.dtype), value)
        best = like.max(2, keepdim=True).values * torch.exp(-self.log_sharpness)
        return torch.cat([seen, best.to(seen.dtype)], 2).transpose(1, 2)


class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        a, b, d = c["channels"]
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
        self.attention = Attention(c)
        self.seen = nn.Conv2d(d, c["seen"], 1)
        h = c["head"]
        clues = c["seen"] + 2 * (c["values"] + 1) + 3
        self.head = nn.Sequential(layer(clues, h), nn.ReLU(), layer(h, h), nn.ReLU())
        self.out = nn.Conv2d(h, 5, 3, 1, 1)
        nn.init.constant_(self.out.bias, 0)
        nn.init.constant_(self.out.bias[:1], -4)

    def features(self, rgb):
        """[B, 3, 128, 128] in 0..1 -> [B, d, 16, 16]."""
        return self.stem((rgb - 0.45).mul_(4))

    def sample(self, f, box):
        """What is remembered of a glimpse in which the object is at `box` (glimpse pixels)."""
        x = self.to_filter(f)
        scale = (x.float().pow(2).mean((1, 2, 3), keepdim=True) + 1e-4).rsqrt()
        return {
            "patches": self.filter.patches(x * scale.to(x.dtype)),
            "label": self.filter.label(box, self.side),
            **self.attention.sample(f, box, self.side),
        }

    def start(self, f, box):
        """Memory from the first glimpse's features, the object at its centre."""
        first = self.sample(f, box)
        one = torch.ones(len(f), device=f.device)
        w = self.filter.fit(
            torch.zeros_like(first["patches"][:, 0], dtype=torch.float32),
            [(first["patches"], first["label"], one)],
            self.filter.steps,
        )
        age = torch.zeros(len(f), dtype=torch.long, device=f.device)
        return {"w": w, "first_w": w, "first": first, "held": first, "age": age}

    def fit(self, memory, sample, rate):
        """One step of descent for the first sample, the one held and this one, of weight `rate`."""
        parts = [
            (memory["first"]["patches"], memory["first"]["label"], 0.5 + 0 * rate),
            (memory["held"]["patches"], memory["held"]["label"], 0.5 - rate),
            (sample["patches"], sample["label"], rate),
        ]
        return self.filter.fit(memory["w"], parts, 1)

    def learn(self, memory, f, box, p):
        """Fits the filter further, to the glimpse last looked at, too (boxes in glimpse pixels,
        with probability p [B] of being right); sure glimpses come to be held in turns."""
        sample = self.sample(f, box)
        w = self.fit(memory, sample, (p > self.c["learn_above"]).float() * self.c["learn_rate"])
        turn = (memory["age"] % self.c["hold_frames"] == self.c["hold_frames"] - 1) & (
            p > self.c["hold_above"]
        )
        held = choose(turn, sample, memory["held"])
        return dict(memory, w=w, age=memory["age"] + 1, held=held)

    def hold(self, memory, f, box, which):
        """For training without a run: holds what some [B] later saw, and fits the filter to it."""
        held = choose(which, self.sample(f, box), memory["held"])
        half = torch.full((len(f),), 0.5, device=f.device)
        parts = [(m["patches"], m["label"], half) for m in (memory["first"], held)]
        return dict(memory, held=held, w=self.filter.fit(memory["w"], parts, 1))

    def look(self, f, memory, before):
        """Scores [B, 256] (logits of the box's IoU) and boxes [B, 256, 4] in glimpse pixels.

        before [B, 4]: the box where and as the tracker last saw it, in glimpse pixels."""
        x = self.to_filter(f)
        scale = (x.float().pow(2).mean((1, 2, 3), keepdim=True) + 1e-4).rsqrt()
        patches = Patches(self.filter.patches(x * scale.to(x.dtype)))
        query = self.attention.keys(f)
        square = lambda m: m.reshape(len(f), -1, self.side, self.side).to(f.dtype)
        clues = [
            F.relu(self.seen(f)),
            square(self.attention(query, memory["first"])),
            square(self.attention(query, memory["held"])),
            square(patches.apply(memory["w"])),
            square(patches.apply(memory["first_w"])),
            square(shape_map(before, self.side)),
        ]
        out = self.out(self.head(torch.cat(clues, 1))).float().flatten(2)
        at = anchors(self.side, f.device)
        reach = torch.exp(out[:, 1:].clamp(-4, 3)).transpose(1, 2) * 16
        return out[:, 0], torch.cat(
            [at[None] - reach[..., :2], reach[..., :2] + reach[..., 2:]], -1
        )


def choose(which, a, b):
    """Samples: of a where `which` [B] says so, else of b."""
    pick = lambda x, y: torch.where(which.reshape(-1, *[1] * (x.dim() - 1)), x, y.to(x.dtype))
    return {name: pick(a[name], b[name]) for name in a}


def load(net, state):
    """Loads what fits of a state, maybe of another design: the rest stays as it is."""
    own = net.state_dict()
    for name, value in state.items():
        if name in own and value.shape == own[name].shape:
            own[name] = value
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
