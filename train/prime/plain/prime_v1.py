"""MDM-Prime v1 (arXiv 2505.18495): its text model, a diffusion transformer over base-b digits.

The layout is that of `PerceiverDIT` in https://github.com/chen-hao-chao/mdm-prime
(text/models/dit.py, Apache-2.0), described here and not copied. Digits lie beside each other in a
position's vector; blocks are modulated by a time embedding (adaLN). Its models are trained without
time conditioning, which is the time 0 for all: modulation is then the same for all positions and is
folded into what it scales.
"""

import math
from collections.abc import Iterator
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from prime.plain.sequence import Linear, Norm, SequenceLayer, SequenceShape, angles
from prime.plain.tensor_files import Held, Tensors

FREQUENCIES = 256  # numbers that stand for a time
MASKED_TOKEN = 1  # ℓ = 1 has a row of its own for mask in the head, which is never told


class PrimeV1:
    def __init__(
        self, tensors: Tensors, vocabulary: int, heads: int = 12, longest: int = 1024
    ) -> None:
        self.tensors = tensors
        rows, part = tensors["vocab_embed.embedding"].shape
        width = len(tensors["output_layer.norm_final.weight"])
        digits, base = width // part, rows - 1
        if digits * part != width or base**digits < vocabulary:
            raise ValueError(
                f"its vectors have {width} numbers, {part} a digit of {base} values: that does not "
                f"write {vocabulary} tokens"
            )
        layers = 1 + max(int(n.split(".")[1]) for n in tensors.names() if n.startswith("blocks."))
        self.shape = SequenceShape(
            width=width, layers=layers, heads=heads, kv_heads=heads, head_dim=width // heads,
            vocabulary=vocabulary, digits=digits, base=base, longest=longest, epsilon=1e-5,
            norm="layer", embedding="beside",
        )  # fmt: skip
        self.time = self.time_vector()

    def time_vector(self) -> Tensor:
        """What the blocks are told of the time 0."""
        t = self.tensors
        half = FREQUENCIES // 2
        wave = torch.cat([torch.ones(half), torch.zeros(half)])  # cosines and sines of 0
        h = F.silu(F.linear(wave, t["sigma_map.mlp.0.weight"], t["sigma_map.mlp.0.bias"]))
        return F.silu(F.linear(h, t["sigma_map.mlp.2.weight"], t["sigma_map.mlp.2.bias"]))

    def modulation(self, name: str, parts: int) -> tuple[Tensor, ...]:
        t = self.tensors
        weight, bias = t[f"{name}.adaLN_modulation.weight"], t[f"{name}.adaLN_modulation.bias"]
        return F.linear(self.time, weight, bias).chunk(parts)

    def rotary(self) -> tuple[Tensor, Tensor]:
        at = angles(self.shape.longest, self.shape.head_dim, 10_000.0)
        return at.cos(), at.sin()

    def embedding(self) -> Tensor:
        return self.tensors["vocab_embed.embedding"]

    def layers(self) -> Iterator[SequenceLayer]:
        t = self.tensors
        for i in range(self.shape.layers):
            at = f"blocks.{i}"
            shift, scale, gate, mlp_shift, mlp_scale, mlp_gate = self.modulation(at, 6)
            q, k, v = t[f"{at}.attn_qkv.weight"].chunk(3)
            yield SequenceLayer(
                attention_norm=Norm(t[f"{at}.norm1.weight"] * (1 + scale), shift),
                q=Linear(q), k=Linear(k), v=Linear(v),
                out=Linear(t[f"{at}.attn_out.weight"] * gate[:, None]),
                feed_forward_norm=Norm(t[f"{at}.norm2.weight"] * (1 + mlp_scale), mlp_shift),
                up=Linear(t[f"{at}.mlp.0.weight"], t[f"{at}.mlp.0.bias"]),
                gate=None,
                down=Linear(
                    t[f"{at}.mlp.2.weight"] * mlp_gate[:, None], t[f"{at}.mlp.2.bias"] * mlp_gate
                ),
            )  # fmt: skip

    def norm(self) -> Norm:
        shift, scale = self.modulation("output_layer", 2)
        return Norm(self.tensors["output_layer.norm_final.weight"] * (1 + scale), shift)

    def head(self) -> Linear:
        t, v = self.tensors, self.shape.vocabulary
        weight, bias = t["output_layer.linear.weight"], t["output_layer.linear.bias"]
        if len(weight) not in (v, v + MASKED_TOKEN):
            raise ValueError(f"its head tells {len(weight)} tokens, and the tokenizer has {v}")
        return Linear(weight[:v], bias[:v])


def base_of(vocabulary: int, digits: int) -> int:
    """⌈V^(1/ℓ)⌉"""
    base = max(2, math.ceil(vocabulary ** (1 / digits)) - 1)
    while base**digits < vocabulary:
        base += 1
    return base


def read_v1(path: Path) -> Held:
    """A checkpoint of its training, averaged weights if it has them, or the backbone's tensors."""
    saved = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    tensors = saved.get("state_dict", saved)
    prefix = "backbone." if any(name.startswith("backbone.") for name in tensors) else ""
    held = Held(tensors, prefix)
    average = (saved.get("ema") or {}).get("shadow_params")
    if average is None:
        return held
    # kept in the order of the parameters; a buffer is none
    names = [name for name in held.names() if not name.startswith("rotary_emb.")]
    if len(average) < len(names):
        raise ValueError(f"{path} averages {len(average)} tensors, and the model has {len(names)}")
    return Held(dict(zip(names, average, strict=False)))
