#!/usr/bin/env python3
"""Writes tests/parity/attention.txt: what PyTorch makes of the mechanisms of fovea_attention.h.

    /usr/bin/python3 scripts/make_parity_attention.py      (needs python3-torch)

Inputs are floats, everything is computed in double precision, gradients by autograd. A case is a
line "case NAME" and lines "KEY VALUE ...". The same seed gives the same file.
"""

import math
import pathlib

import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).resolve().parent.parent / "tests" / "parity" / "attention.txt"
TRUNCATION = 3.5**2 / 2  # the truncated form keeps logits that are within this of the largest
STRIDED_S = 0.75  # the least s on a strided view

lines = []


def values(*shape):
    """Random multiples of 1/64 in -1 .. 1: short as text, exact as floats."""
    return (torch.randint(-64, 65, shape) / 64).double().requires_grad_()


def floats(*numbers):
    return torch.tensor(numbers, dtype=torch.float32).double().requires_grad_()


def write(name, ints, **tensors):
    lines.append(f"case {name}")
    for key, value in ints.items():
        lines.append(f"{key} {value}")
    for key, tensor in tensors.items():
        numbers = tensor.detach().flatten().tolist()
        lines.append(" ".join([key] + [f"{v:.9g}" for v in numbers]))


def gradients(out, *inputs):
    """A gradient that is given for the output, and what becomes of it."""
    grad_out = values(*out.shape).detach()
    grads = torch.autograd.grad(out, inputs, grad_out, allow_unused=True)
    return grad_out, [g if g is not None else torch.zeros_like(i) for g, i in zip(grads, inputs)]


# ---- hard attention --------------------------------------------------------------------


def crop(channels, height, width, y, x, h, w):
    image = values(channels, height, width)
    rows = (torch.arange(h) + y).clamp(0, height - 1)
    columns = (torch.arange(w) + x).clamp(0, width - 1)
    out = image[:, rows][:, :, columns]
    grad_out, (grad_image,) = gradients(out, image)
    ints = dict(channels=channels, height=height, width=width, y=y, x=x, h=h, w=w)
    write("crop", ints, image=image, out=out, grad_out=grad_out, grad_image=grad_image)


# ---- soft attention --------------------------------------------------------------------


def mask(kind, channels, height, width, window=None, scale=4):
    image = values(channels, height, width)
    if kind == "gaussian":
        source = floats(*window)
        a_y = rows(source[0:3], 1, height)
        a_x = rows(source[3:6], 1, width)
        a = a_y.t() @ a_x
    else:
        source = (values(height, width) * scale).detach().requires_grad_()
        a = torch.sigmoid(source)
        if kind == "softmax":
            a = torch.softmax(source.flatten(), 0).reshape(height, width)
    out = a * image
    grad_out, (grad_source, grad_image, grad_mask) = gradients(out, source, image, a)
    write(
        f"mask_{kind}",
        dict(channels=channels, height=height, width=width),
        image=image,
        source=source,
        mask=a,
        out=out,
        grad_out=grad_out,
        grad_image=grad_image,
        grad_mask=grad_mask,
        grad_source=grad_source,
    )


# ---- Gaussian attention ----------------------------------------------------------------


def rows(axis, n, size, truncated=False):
    """Masks [n, size] of an axis (u, s, d): a softmax of logits over the pixels that count."""
    u, s, d = axis
    strided = truncated and s.item() >= 2 * STRIDED_S
    stride = min(int(s.item() / STRIDED_S), size) if strided else 1
    first = (stride - 1) // 2
    pixels = torch.arange(size).double()
    logits = -((pixels - u - torch.arange(n).double()[:, None] * d) ** 2) / (2 * s**2)
    if truncated:
        seen = (torch.arange(size) >= first) & ((torch.arange(size) - first) % stride == 0)
        logits = logits.masked_fill(~seen, -math.inf)
        limit = logits.max(1, keepdim=True).values - TRUNCATION
        assert (logits - limit).abs().min() > 1e-6, "a pixel is just at the limit"
        logits = logits.masked_fill(logits < limit, -math.inf)
    return torch.softmax(logits, 1)


def gaussian_mask(u, s, d, n, size):
    axis = floats(u, s, d)
    a = rows(axis, n, size)
    grad_mask, (grad_axis,) = gradients(a, axis)
    write(
        "gaussian_mask", dict(n=n, size=size), axis=axis, mask=a, grad_mask=grad_mask,
        grad_axis=grad_axis,
    )


def gaussian_glimpse(truncated, channels, height, width, window, h, w):
    image = values(channels, height, width)
    six = floats(*window)
    a_y = rows(six[0:3], h, height, truncated)
    a_x = rows(six[3:6], w, width, truncated)
    out = a_y @ image @ a_x.t()
    grad_out, (grad_image, grad_window) = gradients(out, image, six)
    write(
        "gaussian_glimpse",
        dict(truncated=int(truncated), channels=channels, height=height, width=width, h=h, w=w),
        image=image,
        window=six,
        out=out,
        grad_out=grad_out,
        grad_image=grad_image,
        grad_window=grad_window,
    )


# ---- spatial transformer ---------------------------------------------------------------


def clear_of_kinks(grid, height, width, align, padding):
    """Whether no sample is where bilinear interpolation or padding has a kink."""
    for coordinate, size in ((grid[..., 0], width), (grid[..., 1], height)):
        pixel = (coordinate + 1) / 2 * (size - 1) if align else ((coordinate + 1) * size - 1) / 2
        edges = pixel - torch.round(pixel)
        halves = pixel - 0.5 - torch.round(pixel - 0.5)
        if edges.abs().min() < 1e-3 or (padding == "reflection" and halves.abs().min() < 1e-3):
            return False
    return True


def spatial_transformer(padding, align, channels, height, width, theta, h, w):
    image = values(channels, height, width)
    while True:  # a little to one side, then, of the kinks
        theta6 = (floats(*theta) + 0.01 * (torch.rand(6) - 0.5)).float().double()
        theta6 = theta6.detach().requires_grad_()
        size = (1, channels, h, w)
        grid = F.affine_grid(theta6.reshape(1, 2, 3), size, align_corners=align)
        if clear_of_kinks(grid[0], height, width, align, padding):
            break
    out = F.grid_sample(image[None], grid, "bilinear", padding, align)[0]
    grad_out, (grad_image, grad_grid, grad_theta) = gradients(out, image, grid, theta6)
    write(
        "spatial_transformer",
        dict(
            padding=("zeros", "border", "reflection").index(padding),
            align_corners=int(align),
            channels=channels,
            height=height,
            width=width,
            h=h,
            w=w,
        ),
        image=image,
        theta=theta6,
        grid=grid,
        out=out,
        grad_out=grad_out,
        grad_image=grad_image,
        grad_grid=grad_grid,
        grad_theta=grad_theta,
    )


def main():
    torch.manual_seed(2017)
    for y, x, h, w in (2, 1, 3, 4), (-2, 5, 6, 7), (50, -90, 2, 2), (-1, -1, 8, 10), (0, 0, 1, 1):
        crop(2, 6, 8, y, x, h, w)
    for scale in 1, 4, 30:
        mask("sigmoid", 2, 5, 7, scale=scale)
        mask("softmax", 2, 5, 7, scale=scale)
    for window in (2.3, 1.2, 0, 3.1, 2.5, 0), (-4, 2, 0, 11.5, 3, 0), (2, 0.3, 0, 3.4, 0.4, 0):
        mask("gaussian", 2, 5, 7, window)
    for axis in (
        (1.3, 0.8, 2.1),
        (-3.7, 1.5, 1.3),
        (4.2, 6, 0.5),
        (12.4, 2.2, 3),
        (2.4, 0.3, 1.2),
        (-60, 5, 1),
    ):
        gaussian_mask(*axis, 4, 11)
    for truncated in False, True:
        for window in (
            (1.3, 0.8, 1.7, 2.2, 0.6, 1.4),  # inside
            (-3.1, 1.3, 2.2, 6.7, 1.1, 1.9),  # across a corner
            (0.4, 1.9, 3.8, 0.6, 2.3, 4.6),  # strided
            (-7.3, 2.4, 1.1, 15.2, 2.9, 0.6),  # outside
            (3.2, 0.45, 0.1, 4.4, 0.4, 0.2),  # thinner than a pixel
        ):
            gaussian_glimpse(truncated, 2, 9, 10, window, 3, 4)
        gaussian_glimpse(truncated, 1, 1, 1, (0.2, 0.7, 1.1, 0.1, 0.9, 0.8), 2, 2)
        gaussian_glimpse(truncated, 1, 30, 26, (3.3, 2.1, 4.2, 2.6, 3.2, 6.3), 6, 4)
    for padding in "zeros", "border", "reflection":
        for align in False, True:
            for theta in (
                (0.8, 0, 0.1, 0, 0.7, -0.1),  # inside
                (1.1, -0.6, 0.3, 0.7, 0.9, -0.4),  # turned, across the border
                (0.3, 0, 2.6, 0, 0.4, -3.3),  # outside
                (5.3, 1.2, -0.7, -0.9, 4.1, 0.6),  # larger than the image
            ):
                spatial_transformer(padding, align, 2, 6, 7, theta, 3, 4)
            spatial_transformer(padding, align, 1, 3, 5, (0.6, 0.2, 0.3, -0.1, 0.5, 0.2), 1, 1)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{OUT.name}: {sum(line.startswith('case') for line in lines)} cases")


if __name__ == "__main__":
    main()
