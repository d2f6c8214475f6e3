"""The Gaussian glimpse g = A_y I A_x^T, as src/attention/gaussian.h defines it, in batches."""

import torch

TAPS = 24  # of a Gaussian, at most: s <= 3.3 pixels


def mask(start, extent, n, size, low, high, blur=None):
    """Masks [B, n, size] that see the windows [start, start + extent) by n Gaussians, of pixels
    low <= i < high (both [B]), mirrored beyond.

    d = extent / n, u = start + d/2 - 1/2, s = max(d/2, 1/2), times blur; logits beyond
    3.5^2/2 count as 0."""
    d = (extent / n)[:, None, None]
    s = (d / 2).clamp(min=0.5)
    if blur is not None:
        s = (s * blur[:, None, None]).clamp(max=3.3)
    at = (
        start[:, None, None] + (torch.arange(n, device=start.device)[None, :, None] + 0.5) * d - 0.5
    )
    pixel = (at - TAPS // 2).round() + torch.arange(TAPS, device=start.device)[None, None, :]
    logit = -((pixel - at) ** 2) / (2 * s * s)
    logit = logit - logit.amax(2, keepdim=True)
    weight = torch.exp(logit) * (logit >= -(3.5**2) / 2)
    weight = weight / weight.sum(2, keepdim=True)
    low, high = low[:, None, None], high[:, None, None]
    inside = (pixel.long() - low) % (2 * (high - low))
    inside = low + torch.minimum(inside, 2 * (high - low) - 1 - inside)
    dense = torch.zeros(len(start), n, size, device=start.device)
    return dense.scatter_add_(2, inside, weight)


def glimpse(images, inside, window, n, blur=None):
    """images [B, 3, S, S] of bytes, of which inside [B, 4] (x0, y0, x1, y1) is picture, window
    [B, 4] (x, y, w, h in pixels), blur [B, 2] (x, y) -> [B, 3, n, n] in 0..1.

    The images are crops of larger ones. What lies beyond is unknown; if it were the border's
    smear, that would tell where the object is not, so it is the mirror image."""
    x, y, w, h = window.unbind(1)
    x0, y0, x1, y1 = inside.unbind(1)
    blur_x, blur_y = (None, None) if blur is None else blur.unbind(1)
    a_x = mask(x, w, n, images.shape[3], x0, x1, blur_x)
    a_y = mask(y, h, n, images.shape[2], y0, y1, blur_y)
    with torch.autocast(images.device.type, dtype=torch.bfloat16):
        rows = torch.matmul(a_y[:, None], images.to(torch.bfloat16))
        return torch.matmul(rows, a_x[:, None].transpose(2, 3)).float() / 255
