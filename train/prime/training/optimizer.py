"""Muon for the matrices of the blocks, Adam for tables, heads and gains."""

import torch
from torch import Tensor

from prime.training.ranks import Ranks

# processors that multiply bfloat16 at more than float32's rate; the iteration needs no more digits
BF16_CPU = torch.cpu._is_avx512_bf16_supported()


def orthogonalise(g: Tensor, steps: int = 5) -> Tensor:
    """Newton-Schulz iteration towards the nearest orthogonal matrix; g [..., rows, columns]."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.bfloat16() if g.is_cuda or BF16_CPU else g
    tall = x.shape[-2] > x.shape[-1]
    x = x.mT if tall else x
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.mT
        x = a * x + (b * s + c * s @ s) @ x
    return (x.mT if tall else x).to(g.dtype)


class Muon(torch.optim.Optimizer):
    """Momentum orthogonalised, one matrix at a time; the matrices are shared out over processes.

    Every process keeps every momentum, so a checkpoint says nothing of how many there were.
    """

    def __init__(
        self,
        params: list[Tensor],
        lr: float,
        ranks: Ranks,
        momentum: float = 0.95,
        decay: float = 0.01,
    ) -> None:
        super().__init__(params, {"lr": lr, "momentum": momentum, "decay": decay})
        self.ranks = ranks

    def updates(self, params: list[Tensor], momentum: float) -> list[Tensor]:
        """Nesterov's, orthogonal."""
        whole = torch.zeros(sum(p.numel() for p in params), device=params[0].device)
        parts = [
            x.view_as(p)
            for p, x in zip(params, whole.split([p.numel() for p in params]), strict=True)
        ]
        mine = set(self.ranks.share(len(params)))
        by_shape: dict[torch.Size, list[int]] = {}
        for i, p in enumerate(params):
            if not self.state[p]:
                self.state[p]["buffer"] = torch.zeros_like(p)
            self.state[p]["buffer"].lerp_(p.grad, 1 - momentum)
            if i in mine:
                by_shape.setdefault(p.shape, []).append(i)
        for found in by_shape.values():
            ahead = [params[i].grad.lerp(self.state[params[i]]["buffer"], momentum) for i in found]
            for i, u in zip(found, orthogonalise(torch.stack(ahead)), strict=True):
                parts[i].copy_(u)
        self.ranks.sum_(whole)
        return parts

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            found = self.updates(group["params"], group["momentum"])
            for p, u in zip(group["params"], found, strict=True):
                scale = max(1.0, p.shape[0] / p.shape[1]) ** 0.5
                p.mul_(1 - group["lr"] * group["decay"]).add_(u, alpha=-group["lr"] * scale)


def optimizers(
    model: torch.nn.Module, rates: dict[str, float], ranks: Ranks
) -> list[torch.optim.Optimizer]:
    matrices = [p for p in model.blocks.parameters() if p.ndim == 2]
    gains = [p for p in model.blocks.parameters() if p.ndim < 2]
    gains += model.last_norm.parameters()
    groups = [
        {
            "params": [model.residual, model.digit, *model.remaining.parameters()],
            "lr": rates["table"],
        },
        {
            "params": [*model.head.parameters(), *model.length_head.parameters()],
            "lr": rates["head"],
        },
        {"params": gains, "lr": rates["gain"]},
    ]
    adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-10, weight_decay=0.0, fused=True)
    found = [Muon(matrices, rates["matrix"], ranks), adam]
    for optimizer in found:
        for group in optimizer.param_groups:
            group["peak"] = group["lr"]
    return found
