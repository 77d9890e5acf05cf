"""The public layouts in plain PyTorch, written apart from prime/plain: what its graphs are held to.

Each takes the names of its public checkpoint. Where prime/plain folds and rearranges, these do as
the published networks do: modulated norms, packed projections, complex rotation, PyTorch's own
attention.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def rotated(x: Tensor, theta: float = 10_000.0, rounded: bool = False) -> Tensor:
    """[R, T, heads, d]: number j and number j + d/2 are one complex number"""
    half = x.shape[-1] // 2
    rate = theta ** -(torch.arange(half, dtype=torch.float32) / half)
    at = torch.arange(x.shape[1], dtype=torch.float32)[:, None] * rate  # [T, d/2]
    real, imaginary = at.cos(), at.sin()
    if rounded:
        real, imaginary = real.bfloat16().float(), imaginary.bfloat16().float()
    turn = torch.complex(real, imaginary)[None, :, None]
    y = torch.complex(x[..., :half].contiguous(), x[..., half:].contiguous()) * turn
    return torch.cat([y.real, y.imag], -1)


def attention(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
    """[R, T, heads, d], [R, T, kv, d] twice -> [R, T, heads · d]; all see all"""
    repeats = q.shape[2] // k.shape[2]
    k, v = (x.repeat_interleave(repeats, 2) for x in (k, v))
    y = F.scaled_dot_product_attention(*(x.transpose(1, 2) for x in (q, k, v)))
    return y.transpose(1, 2).flatten(2)


class Gain(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))


class LayerNormGain(Gain):
    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, x.shape[-1:]) * self.weight


class RmsNormGain(Gain):
    def __init__(self, width: int, epsilon: float) -> None:
        super().__init__(width)
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.epsilon) * self.weight


def modulated(x: Tensor, shift: Tensor, scale: Tensor) -> Tensor:
    return x * (1 + scale[:, None]) + shift[:, None]


class V1Block(nn.Module):
    def __init__(self, width: int, heads: int, condition: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = LayerNormGain(width), LayerNormGain(width)
        self.attn_qkv = nn.Linear(width, 3 * width, bias=False)
        self.attn_out = nn.Linear(width, width, bias=False)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(approximate="tanh"), nn.Linear(4 * width, width)
        )
        self.adaLN_modulation = nn.Linear(condition, 6 * width)

    def forward(self, x: Tensor, c: Tensor) -> Tensor:
        shift, scale, gate, shift2, scale2, gate2 = self.adaLN_modulation(c).chunk(6, 1)
        h = self.attn_qkv(modulated(self.norm1(x), shift, scale))
        q, k, v = h.unflatten(2, (3, self.heads, -1)).unbind(2)
        x = x + gate[:, None] * self.attn_out(attention(rotated(q), rotated(k), v))
        return x + gate2[:, None] * self.mlp(modulated(self.norm2(x), shift2, scale2))


class V1Final(nn.Module):
    def __init__(self, width: int, vocabulary: int, condition: int) -> None:
        super().__init__()
        self.norm_final = LayerNormGain(width)
        self.linear = nn.Linear(width, vocabulary)
        self.adaLN_modulation = nn.Linear(condition, 2 * width)

    def forward(self, x: Tensor, c: Tensor) -> Tensor:
        return self.linear(modulated(self.norm_final(x), *self.adaLN_modulation(c).chunk(2, 1)))


class V1Table(nn.Module):
    def __init__(self, rows: int, width: int) -> None:
        super().__init__()
        self.embedding = nn.Parameter(torch.empty(rows, width))


class V1Time(nn.Module):
    def __init__(self, condition: int) -> None:
        super().__init__()
        parts = nn.Linear(256, condition), nn.SiLU(), nn.Linear(condition, condition)
        self.mlp = nn.Sequential(*parts)

    def forward(self, time: Tensor) -> Tensor:
        rates = torch.exp(-math.log(10_000) * torch.arange(128) / 128)
        at = time[:, None] * rates[None]
        return self.mlp(torch.cat([at.cos(), at.sin()], 1))


class V1(nn.Module):
    """MDM-Prime v1"""

    def __init__(
        self, vocabulary: int, digits: int, base: int, width: int, heads: int, layers: int,
        condition: int = 128,
    ) -> None:  # fmt: skip
        super().__init__()
        self.vocab_embed = V1Table(base + 1, width // digits)
        self.sigma_map = V1Time(condition)
        self.blocks = nn.ModuleList(V1Block(width, heads, condition) for _ in range(layers))
        self.output_layer = V1Final(width, vocabulary, condition)

    def forward(self, digits: Tensor) -> Tensor:
        """[R, T, ℓ] -> [R, T, V]"""
        x = self.vocab_embed.embedding[digits].flatten(2)
        c = F.silu(self.sigma_map(torch.zeros(len(digits))))
        for block in self.blocks:
            x = block(x, c)
        return self.output_layer(x, c)


class V2Attention(nn.Module):
    def __init__(self, width: int, heads: int, groups: int) -> None:
        super().__init__()
        self.heads, self.groups = heads, groups
        size = width // heads
        self.attn = nn.Linear(width, (heads + 2 * groups) * size, bias=False)
        self.proj = nn.Linear(width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        each = self.heads // self.groups
        parts = self.attn(x).unflatten(2, (self.groups, each + 2, -1))  # [R, T, groups, ·, d]
        q, k, v = parts[..., :each, :].flatten(2, 3), parts[..., each, :], parts[..., each + 1, :]
        return self.proj(attention(rotated(q, rounded=True), rotated(k, rounded=True), v))


class V2Product(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.w1, self.w2 = (nn.Linear(width, inner, bias=False) for _ in range(2))
        self.w3 = nn.Linear(inner, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.w3(F.silu(self.w1(x)) * self.w2(x))


class V2Block(nn.Module):
    def __init__(self, width: int, heads: int, groups: int, inner: int) -> None:
        super().__init__()
        self.norm_1, self.norm_2 = RmsNormGain(width, 1e-5), RmsNormGain(width, 1e-5)
        self.attn = V2Attention(width, heads, groups)
        self.mlp = nn.ModuleDict({"swiglu": V2Product(width, inner)})

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm_1(x))
        return x + self.mlp["swiglu"](self.norm_2(x))


class V2(nn.Module):
    """MDM-Prime v2"""

    def __init__(
        self, vocabulary: int, digits: int, width: int, heads: int, groups: int, inner: int,
        layers: int, base: int = 2,
    ) -> None:  # fmt: skip
        super().__init__()
        self.digits, self.base = digits, base
        self.lm_head = nn.Linear(width, vocabulary, bias=False)
        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding((base + 1) * digits, width),
                "h": nn.ModuleList(V2Block(width, heads, groups, inner) for _ in range(layers)),
                "ln_f": RmsNormGain(width, 1e-5),
            }
        )

    def forward(self, digits: Tensor) -> Tensor:
        tables = self.transformer["wte"].weight.unflatten(0, (self.digits, self.base + 1))
        x = sum(table[digits[..., j]] for j, table in enumerate(tables))
        for block in self.transformer["h"]:
            x = block(x)
        return self.lm_head(self.transformer["ln_f"](x))


class QwenAttention(nn.Module):
    def __init__(self, width: int, heads: int, groups: int, theta: float) -> None:
        super().__init__()
        size = width // heads
        self.size, self.theta = size, theta
        self.q_proj = nn.Linear(width, heads * size)
        self.k_proj, self.v_proj = (nn.Linear(width, groups * size) for _ in range(2))
        self.o_proj = nn.Linear(heads * size, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        parts = self.q_proj, self.k_proj, self.v_proj
        q, k, v = (part(x).unflatten(2, (-1, self.size)) for part in parts)
        return self.o_proj(attention(rotated(q, self.theta), rotated(k, self.theta), v))


class QwenProduct(nn.Module):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.gate_proj, self.up_proj = (nn.Linear(width, inner, bias=False) for _ in range(2))
        self.down_proj = nn.Linear(inner, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class QwenLayer(nn.Module):
    def __init__(self, c: dict) -> None:
        super().__init__()
        width, epsilon = c["hidden_size"], c["rms_norm_eps"]
        self.input_layernorm = RmsNormGain(width, epsilon)
        self.post_attention_layernorm = RmsNormGain(width, epsilon)
        self.self_attn = QwenAttention(
            width, c["num_attention_heads"], c["num_key_value_heads"], c["rope_theta"]
        )
        self.mlp = QwenProduct(width, c["intermediate_size"])

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x))
        return x + self.mlp(self.post_attention_layernorm(x))


class Qwen(nn.Module):
    """Qwen2, all positions seeing all"""

    def __init__(self, c: dict) -> None:
        super().__init__()
        width, rows = c["hidden_size"], c["vocab_size"]
        self.model = nn.ModuleDict(
            {
                "embed_tokens": nn.Embedding(rows, width),
                "layers": nn.ModuleList(QwenLayer(c) for _ in range(c["num_hidden_layers"])),
                "norm": RmsNormGain(width, c["rms_norm_eps"]),
            }
        )
        self.lm_head = nn.Linear(width, rows, bias=False)
        if c["tie_word_embeddings"]:
            self.lm_head.weight = self.model["embed_tokens"].weight

    def forward(self, ids: Tensor) -> Tensor:
        """[R, T] ids, mask among them -> [R, T, rows]"""
        x = self.model["embed_tokens"](ids)
        for layer in self.model["layers"]:
            x = layer(x)
        return self.lm_head(self.model["norm"](x))


def with_random_weights(model: nn.Module, seed: int = 0) -> nn.Module:
    """Every tensor drawn, biases, gains and modulation included: nothing is left at 0 or 1."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            size = 0.3 if p.ndim == 1 else p.shape[-1] ** -0.5
            is_gain = p.ndim == 1 and name.endswith("weight")
            p.normal_(1.0 if is_gain else 0.0, size, generator=draw)
    return model.eval()
