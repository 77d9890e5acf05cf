"""Masked diffusion models in the layout of Qwen2, all positions seeing all: Open-dCoder, DreamOn.

From a folder as Hugging Face's transformers save it. The layout is that of Qwen2 in
https://github.com/huggingface/transformers (Apache-2.0); that it is bidirectional, and tells at a
position what stands at the next, is as in https://github.com/pengzhangzhi/Open-dLLM and
https://github.com/DreamLM/DreamOn (both Apache-2.0). Described here and not copied.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from torch import Tensor

from prime.plain.sequence import Linear, Norm, SequenceLayer, SequenceShape, angles
from prime.plain.tensor_files import SafeTensors, Tensors


class Qwen2Mask:
    def __init__(self, config: dict, tensors: Tensors, mask: int, vocabulary: int) -> None:
        """vocabulary: of the tokenizer; rows of the head beyond it belong to no token"""
        for name, known in (("use_sliding_window", False), ("rope_scaling", None)):
            if config.get(name) not in (known, None):
                raise ValueError(f"config.json has {name} = {config[name]}, which is not known")
        self.config, self.tensors = config, tensors
        heads, width = config["num_attention_heads"], config["hidden_size"]
        self.shape = SequenceShape(
            width=width, layers=config["num_hidden_layers"], heads=heads,
            kv_heads=config.get("num_key_value_heads", heads),
            head_dim=config.get("head_dim") or width // heads, vocabulary=vocabulary, digits=1,
            base=vocabulary, longest=config["max_position_embeddings"],
            epsilon=config["rms_norm_eps"], norm="rms", embedding="token", mask=mask,
        )  # fmt: skip

    def rotary(self) -> tuple[Tensor, Tensor]:
        c = self.shape
        at = angles(c.longest, c.head_dim, self.config.get("rope_theta", 10_000.0))
        return at.cos(), at.sin()

    def embedding(self) -> Tensor:
        # where it is the head as well, the rows of the head are all that is read
        return self.tensors["model.embed_tokens.weight"][: self.shape.vocabulary]

    def layers(self) -> Iterator[SequenceLayer]:
        t = self.tensors
        for i in range(self.shape.layers):
            at = f"model.layers.{i}"
            projections = (f"{at}.self_attn.{name}_proj" for name in "qkv")
            q, k, v = (Linear(t[f"{name}.weight"], t[f"{name}.bias"]) for name in projections)
            yield SequenceLayer(
                attention_norm=Norm(t[f"{at}.input_layernorm.weight"]),
                q=q, k=k, v=v, out=Linear(t[f"{at}.self_attn.o_proj.weight"]),
                feed_forward_norm=Norm(t[f"{at}.post_attention_layernorm.weight"]),
                up=Linear(t[f"{at}.mlp.up_proj.weight"]),
                gate=Linear(t[f"{at}.mlp.gate_proj.weight"]),
                down=Linear(t[f"{at}.mlp.down_proj.weight"]),
            )  # fmt: skip

    def norm(self) -> Norm:
        return Norm(self.tensors["model.norm.weight"])

    def head(self) -> Linear:
        if self.config.get("tie_word_embeddings"):
            return Linear(self.embedding())
        return Linear(self.tensors["lm_head.weight"][: self.shape.vocabulary])


def read_qwen2(folder: Path) -> tuple[dict, SafeTensors]:
    return json.loads((folder / "config.json").read_text()), SafeTensors(folder)
