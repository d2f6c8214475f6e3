"""Muon (Jordan et al., 2024): momentum whose matrices are made orthogonal before the step."""

import torch


def orthogonal(g, steps=5):
    """The nearest matrix with singular values of about 1, by a quintic Newton-Schulz iteration."""
    x = g / (g.norm() + 1e-7)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x.T if tall else x


class Muon(torch.optim.Optimizer):
    """For the weights of convolutions and matrices, [out, ...]; steps as long as Adam's."""

    def __init__(self, parameters, lr, weight_decay, momentum=0.95):
        super().__init__(parameters, dict(lr=lr, weight_decay=weight_decay, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["momentum"] = torch.zeros_like(p)
                m = state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                g = p.grad.lerp(m, group["momentum"]).flatten(1)
                step = orthogonal(g) * (0.2 * max(g.shape) ** 0.5)
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.sub_(step.reshape(p.shape), alpha=group["lr"])
