"""The layer of pretrained causal models: Llama's, which SmolLM2 and many others have."""

from torch import Tensor, nn

from prime.network.block import Block
from prime.network.feed_forward import swiglu
from prime.network.heads import apart, rotate
from prime.network.norm import Norm
from prime.network.shape import ModelConfig


class LlamaBlock(Block):
    """Norms with gains, heads that are only turned, SwiGLU.

    In public checkpoints `swish` is called gate_proj, the norms input_layernorm and
    post_attention_layernorm; the other matrices q_proj, … , up_proj and down_proj.
    """

    norms_input = False

    def __init__(self, c: ModelConfig) -> None:
        super().__init__(c)
        if c.gate:
            raise ValueError("blocks of the llama family have no gates")
        self.swish = nn.Linear(c.width, c.hidden, bias=False)
        self.up = nn.Linear(c.width, c.hidden, bias=False)
        self.down = nn.Linear(c.hidden, c.width, bias=False)

    @staticmethod
    def norm(c: ModelConfig) -> Norm:
        return Norm(c.width, epsilon=1e-5, gains=True)

    def vectors(
        self, h: Tensor, rope: tuple[Tensor, Tensor], first: Tensor | None
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        c = self.c
        q, k = rotate(apart(self.q(h), c.heads), *rope), rotate(apart(self.k(h), c.kv_heads), *rope)
        v = apart(self.v(h), c.kv_heads)
        return q, k, v, v

    def feed_forward(self, h: Tensor) -> Tensor:
        return swiglu(h, self.swish, self.up, self.down)

    def entering(self) -> list[nn.Linear]:
        return [self.q, self.k, self.v, self.swish, self.up]
