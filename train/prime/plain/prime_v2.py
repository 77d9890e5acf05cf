"""MDM-Prime v2 (arXiv 2603.16077): a Llama-like network over binary digits of shuffled ids.

The layout is that of `TransEncoder` in https://github.com/chen-hao-chao/mdm-prime-v2
(lit_gpt/lit_gpt/diffmodel.py, Apache-2.0), described here and not copied. Each of a token's ℓ
digits has a table of its own, and a position's vector is the sum of its rows. The angles of the
rotary embedding are rounded to bfloat16, as they are in training. The paper's likelihoods are
withdrawn; the models are what they are.
"""

from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from prime.plain.sequence import Linear, Norm, SequenceLayer, SequenceShape, angles
from prime.plain.tensor_files import Held, Tensors


class PrimeV2:
    def __init__(
        self, tensors: Tensors, digits: int = 15, heads: int = 14, longest: int = 2048
    ) -> None:
        self.tensors = tensors
        rows, width = tensors["transformer.wte.weight"].shape
        vocabulary, _ = tensors["lm_head.weight"].shape
        base = rows // digits - 1
        if (base + 1) * digits != rows or base**digits < vocabulary:
            raise ValueError(
                f"its {rows} rows of digits are not {digits} tables for {vocabulary} tokens"
            )
        if width != len(tensors["transformer.ln_f.weight"]):
            raise ValueError("its digits lie beside each other; those of v2 are summed")
        layers = 1 + max(int(n.split(".")[2]) for n in tensors.names() if ".h." in n)
        # q of the query heads of a group, then one k and one v
        out, head_dim = len(tensors["transformer.h.0.attn.attn.weight"]), width // heads
        self.shape = SequenceShape(
            width=width, layers=layers, heads=heads, kv_heads=(out // head_dim - heads) // 2,
            head_dim=head_dim, vocabulary=vocabulary, digits=digits, base=base, longest=longest,
            epsilon=1e-5, norm="rms", embedding="summed",
        )  # fmt: skip

    def rotary(self) -> tuple[Tensor, Tensor]:
        at = angles(self.shape.longest, self.shape.head_dim, 10_000.0)
        return at.cos().bfloat16().float(), at.sin().bfloat16().float()

    def embedding(self) -> Tensor:
        return self.tensors["transformer.wte.weight"]

    def layers(self) -> Iterator[SequenceLayer]:
        t, c = self.tensors, self.shape
        for i in range(c.layers):
            at = f"transformer.h.{i}"
            group = c.heads // c.kv_heads
            qkv = t[f"{at}.attn.attn.weight"].view(c.kv_heads, group + 2, c.head_dim, c.width)
            q, k, v = (part.reshape(-1, c.width) for part in qkv.split((group, 1, 1), dim=1))
            yield SequenceLayer(
                attention_norm=Norm(t[f"{at}.norm_1.weight"]),
                q=Linear(q), k=Linear(k), v=Linear(v), out=Linear(t[f"{at}.attn.proj.weight"]),
                feed_forward_norm=Norm(t[f"{at}.norm_2.weight"]),
                up=Linear(t[f"{at}.mlp.swiglu.w2.weight"]),
                gate=Linear(t[f"{at}.mlp.swiglu.w1.weight"]),
                down=Linear(t[f"{at}.mlp.swiglu.w3.weight"]),
            )  # fmt: skip

    def norm(self) -> Norm:
        return Norm(self.tensors["transformer.ln_f.weight"])

    def head(self) -> Linear:
        return Linear(self.tensors["lm_head.weight"])


def read_v2(path: Path) -> Held:
    """`{"model": tensors}`, or the tensors themselves."""
    saved = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    return Held(saved.get("model", saved))


def read_permutation(path: Path, vocabulary: int) -> Tensor:
    """The code of each id. [V] int64"""
    codes = torch.load(path, map_location="cpu", weights_only=True).long()
    if codes.ndim != 1 or len(codes) < vocabulary:
        raise ValueError(f"{path} has codes for {codes.numel()} of {vocabulary} tokens")
    return codes[:vocabulary]
