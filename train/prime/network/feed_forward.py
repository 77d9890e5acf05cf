"""What a layer does to each position by itself."""

import torch.nn.functional as F
from torch import Tensor, nn


def squared_relu(x: Tensor, up: nn.Linear, down: nn.Linear) -> Tensor:
    return down(F.relu(up(x)).square())


def swiglu(x: Tensor, swish: nn.Linear, up: nn.Linear, down: nn.Linear) -> Tensor:
    """Shazeer 2020 (arXiv 2002.05202)"""
    return down(F.silu(swish(x)) * up(x))
