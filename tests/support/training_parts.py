"""Checks parts of scripts/train (its folder is the argument) against their definitions: the gradient
of a fit of the filter whose patches are used many times, and Muon's step."""

import sys

import torch

sys.path.insert(0, sys.argv[1])
import model
from muon import Muon, orthogonal

torch.manual_seed(1)


class Plain:
    """Patches by autograd itself."""

    def __init__(self, x):
        self.x = x

    def apply(self, w):
        return torch.bmm(self.x, w[:, :, None])[:, :, 0]

    def collect(self, r):
        return torch.bmm(r[:, None], self.x)[:, 0]


def fitted(patches):
    """Gradients of x, label and lambda by fits to parts of which one is used twice."""
    model.Patches = patches
    torch.manual_seed(2)
    x, label = torch.randn(2, 3, 16, 18).requires_grad_(), torch.rand(2, 3, 16).requires_grad_()
    fit = model.Filter({"filter_side": 3, "filter_steps": 4})
    weight = torch.tensor([0.4, 0.6, 0.5])
    first, other = ((x[i], label[i], weight) for i in (0, 1))
    w = fit.fit(torch.zeros(3, 18), [first], 4)
    fit.fit(w, [first, other], 2).pow(3).sum().backward()
    return x.grad, label.grad, fit.log_lambda.grad


own = model.Patches
for is_, expected in zip(fitted(own), fitted(Plain)):
    off = (is_ - expected).abs().max() / expected.abs().max()
    assert off < 1e-4, f"a gradient is off by {off:.2g} of the largest"
    assert expected.abs().max() > 0

for shape in ((64, 9), (9, 64), (16, 16)):
    length = torch.linalg.svdvals(orthogonal(torch.randn(shape)))
    assert 0.5 < length.min() and length.max() < 1.5, f"{shape}: singular values {length}"
assert (orthogonal(torch.zeros(3, 5)) == 0).all()

p = torch.nn.Parameter(torch.randn(8, 4, 3, 3))
before, g = p.detach().clone(), torch.randn(8, 4, 3, 3)
p.grad = g.clone()
Muon([p], lr=0.01, weight_decay=0.5).step()
step = (before * (1 - 0.01 * 0.5) - p.detach()).flatten(1) / 0.01
expected = orthogonal((g * 0.05 * 0.95 + g * 0.05).flatten(1)) * (0.2 * 36**0.5)
assert (step - expected).abs().max() < 1e-2, "not Muon's first step"
