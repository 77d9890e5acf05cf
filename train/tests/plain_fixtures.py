"""Checkpoints of each public layout in miniature: random weights, tokenizers of a few words.

They show that a converted folder opens and fills; nothing that they write means anything. As a
command it makes those that the engine's tests open (each below 40 kB):

    python tests/plain_fixtures.py ../test/fixtures/plain
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from plain_oracles import V1, V2, Qwen, with_random_weights  # noqa: E402

from prime.plain.convert import main as convert  # noqa: E402
from prime.plain.prime_v1 import base_of  # noqa: E402
from prime.plain.tensor_files import save_safetensors  # noqa: E402

WORDS = ["return value + 1\n", "const name = value;\n", "def name(value):\n    return name\n"] * 4
WIDTH, HEADS = 16, 2


def byte_level(path: Path, special: list[str]) -> int:
    """As GPT-2 and Qwen2 have it. -> V"""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=270, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(WORDS, trainer)
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(path))
    return tokenizer.get_vocab_size()


def falling_back(path: Path) -> int:
    """As Llama has it: spaces are marked, and what is no piece is written in bytes. -> V"""
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]
    )
    special = ["<unk>", "<s>", "</s>", *(f"<0x{i:02X}>" for i in range(256))]
    texts = [line for text in WORDS for line in text.replace("\n", " ").split()]
    trainer = trainers.BpeTrainer(vocab_size=300, special_tokens=special, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    data = json.loads(tokenizer.to_str())
    data["added_tokens"] = data["added_tokens"][:3]  # the bytes are pieces like others
    data["decoder"] = {"type": "Sequence", "decoders": [{"type": "ByteFallback"}]}
    path.write_text(json.dumps(data))
    return len(data["model"]["vocab"])


def v1_checkpoint(folder: Path) -> nn.Module:
    size = byte_level(folder / "tokenizer.json", ["<|endoftext|>"])
    oracle = V1(size, 2, base_of(size, 2), WIDTH, HEADS, layers=2, condition=8)
    oracle = with_random_weights(oracle)
    tensors = {f"backbone.{name}": t for name, t in oracle.state_dict().items()}
    torch.save({"state_dict": tensors}, folder / "last.ckpt")
    return oracle


def v2_checkpoint(folder: Path) -> nn.Module:
    size = falling_back(folder / "tokenizer.json")
    digits = (size - 1).bit_length()
    oracle = with_random_weights(V2(size, digits, WIDTH, HEADS, groups=1, inner=24, layers=2))
    torch.save({"model": oracle.state_dict()}, folder / "prime.pth")
    draw = torch.Generator().manual_seed(2)
    torch.save(torch.randperm(2**digits, generator=draw), folder / "perm.pt")
    return oracle


def qwen2_folder(folder: Path, resizes: bool) -> nn.Module:
    begin, expand = (["<|beginoftext|>"], ["<|expand|>"]) if resizes else ([], [])
    special = ["<|endoftext|>", *begin, "<|mask|>", *expand]
    size = byte_level(folder / "tokenizer.json", special)
    config = {
        "model_type": "Dream" if resizes else "qwen2", "hidden_size": WIDTH,
        "num_attention_heads": HEADS, "num_key_value_heads": 1, "intermediate_size": 24,
        "num_hidden_layers": 2, "rms_norm_eps": 1e-6, "rope_theta": 1_000_000.0,
        "max_position_embeddings": 256, "vocab_size": size + 2, "tie_word_embeddings": not resizes,
    }  # fmt: skip
    oracle = with_random_weights(Qwen(config))
    (folder / "config.json").write_text(json.dumps(config))
    settings = {"mask_token": "<|mask|>", "eos_token": "<|endoftext|>"}
    settings |= {"bos_token": begin[0]} if resizes else {}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    tensors = oracle.state_dict()
    if not resizes:
        tensors.pop("lm_head.weight")
    save_safetensors(tensors, folder / "model.safetensors")
    return oracle


SHARED = ["--licence", "Apache-2.0", "--context", "256", "--hole", "16", "--holes", "2"]


def make(kind: str, work: Path, out: Path) -> nn.Module:
    """A checkpoint of a kind in `work`, converted to `out` by the command. -> the oracle"""
    work.mkdir(parents=True, exist_ok=True)
    if kind in ("dreamon", "open-dcoder"):
        oracle = qwen2_folder(work, kind == "dreamon")
        convert(["qwen2-mask", "--folder", str(work), "--out", str(out), *SHARED])
        return oracle
    tokenizer = ["--tokenizer", str(work / "tokenizer.json"), "--heads", str(HEADS)]
    if kind == "mdm-prime-v1":
        oracle = v1_checkpoint(work)
        source = ["--checkpoint", str(work / "last.ckpt"), *tokenizer]
    else:
        oracle = v2_checkpoint(work)
        source = ["--checkpoint", str(work / "prime.pth"), *tokenizer]
        source += ["--permutation", str(work / "perm.pt"), "--digits", str(oracle.digits)]
    convert([kind, *source, "--out", str(out), *SHARED])
    return oracle


KINDS = ["mdm-prime-v1", "mdm-prime-v2", "open-dcoder", "dreamon"]


@torch.no_grad()
def golden(oracle: nn.Module, manifest: dict) -> dict:
    """Digits of one sequence, and what the oracle tells of them at each place."""
    sub = manifest["subTokens"]
    draw = torch.Generator().manual_seed(3)
    size = (1, 12, sub["length"])
    given = torch.randint(sub["base"], size, generator=draw)
    given = given.masked_fill(torch.rand(size, generator=draw) < 0.5, sub["base"])
    logits = oracle(given if isinstance(oracle, V1 | V2) else ids_of(given, manifest))
    vocabulary = manifest["tokenizer"]["vocabulary"]
    told = logits[0, :, :vocabulary]
    few = [[round(x, 5) for x in row[:8]] for row in told.tolist()]
    return {"digits": given[0].tolist(), "logits": few}


def ids_of(given: Tensor, manifest: dict) -> Tensor:
    mask = manifest["origin"]["mask"]
    ids = given.squeeze(2)
    return ids.masked_fill(ids == manifest["subTokens"]["base"], mask)


if __name__ == "__main__":
    for kind in KINDS:
        folder = Path(sys.argv[1]) / kind
        shutil.rmtree(folder, ignore_errors=True)
        with tempfile.TemporaryDirectory() as work:
            oracle = make(kind, Path(work), folder)
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "golden.json").write_text(json.dumps(golden(oracle, manifest)))
