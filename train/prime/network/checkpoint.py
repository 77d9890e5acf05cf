"""Weights as training leaves them and the tools take them up."""

from pathlib import Path

import torch

from prime.network.model import Denoiser
from prime.network.shape import ModelConfig


def load_weights(path: Path, device: str = "cpu") -> tuple[Denoiser, dict]:
    """The averaged weights of a checkpoint, and the checkpoint."""
    saved = torch.load(path, map_location=device, weights_only=True)
    model = Denoiser(ModelConfig(**saved["config"])).to(device)
    model.load_state_dict(saved["average"])
    return model.eval(), saved
