"""The shape of a denoiser: `model` in a config."""

from dataclasses import asdict, dataclass

from prime.tokens.digits import Codec


@dataclass(frozen=True)
class ModelConfig:
    vocabulary: int = 4096
    length: int = 3  # digits a token, ℓ
    order: str = "nested"
    codebook: str = "semantic"
    encoder: str = "table"  # or "concatenated"
    block: str = "prime"  # or "llama": of which family the layers are
    width: int = 192
    layers: int = 5
    heads: int = 6
    kv_heads: int = 2
    head_dim: int = 32
    hidden: int = 832
    max_hole: int = 64
    rope_base: float = 10_000.0
    # of prime blocks
    value_residual: bool = True  # layers mix their values with the first layer's
    gate: bool = False  # each head's output is weighed by what its position holds

    @property
    def codec(self) -> Codec:
        return Codec.of(self.length, self.vocabulary)

    def as_dict(self) -> dict:
        return asdict(self)
