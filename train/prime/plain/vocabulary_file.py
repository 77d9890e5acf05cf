"""A public tokenizer.json as a folder has it: every id has a piece, no text makes a special one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# what Qwen2's tokenizer splits at, for folders that come without a tokenizer.json
QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTE_LEVEL = {
    "type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False,
}  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    tokenizer: dict  # as it is written
    size: int  # V
    special: list[int]  # ids that stand for no text, ascending
    names: dict[str, int]  # of the tokens that were added to the vocabulary

    def id_of(self, token: str | int | None) -> int | None:
        """By name or by number; None where there is none."""
        if token is None or isinstance(token, int):
            return token
        return int(token) if token.isdigit() else self.names.get(token)


def read_vocabulary(
    source: dict, size: int | None = None, extra: Mapping[int, str] | None = None
) -> Vocabulary:
    """source: a parsed tokenizer.json. size: V, by default up to the last id there is.

    extra: names of ids that mean something to the model, should the tokenizer not know them.
    Raises ValueError with what is wrong.
    """
    extra = extra or {}
    model, decoder = source["model"], (source.get("decoder") or {})
    if model.get("type") != "BPE":
        raise ValueError(f"the tokenizer is {model.get('type')}, and only BPE is known")
    falls_back = model.get("byte_fallback") is True
    if not falls_back and decoder.get("type") != "ByteLevel":
        raise ValueError("the tokenizer writes neither bytes nor pieces that fall back on bytes")
    added = {t["content"]: t["id"] for t in source.get("added_tokens") or []}
    pieces = {**model["vocab"], **added}
    size = size or max(*pieces.values(), *extra, 0) + 1
    name_of = {**extra, **{i: name for name, i in pieces.items()}}
    beyond = [name for i, name in name_of.items() if i >= size]
    if beyond:
        raise ValueError(f"the model has {size} tokens, and the tokenizer has more: {beyond[:3]}")
    special = sorted({*added.values(), *extra, *(i for i in range(size) if i not in name_of)})
    vocab = {name_of.get(i, f"<|unused_{i}|>"): i for i in range(size)}
    if len(vocab) != size:
        raise ValueError("two tokens of the tokenizer have one name")
    tokenizer = {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": normalizer_of(source.get("normalizer"), falls_back),
        "pre_tokenizer": source.get("pre_tokenizer"), "post_processor": None,
        "decoder": {"type": "ByteFallback"} if falls_back else decoder,
        "model": {**model, "vocab": vocab},
    }  # fmt: skip
    return Vocabulary(tokenizer, size, special, added)


def normalizer_of(normalizer: dict | None, falls_back: bool) -> None:
    """None: a text comes back as it was. What composes characters or marks spaces is left out."""
    parts = (normalizer or {}).get("normalizers", [normalizer] if normalizer else [])
    kinds = {part["type"] for part in parts}
    if kinds <= ({"Prepend", "Replace"} if falls_back else {"NFC"}):
        return
    raise ValueError(f"the tokenizer changes the text it reads: {sorted(kinds)}")


def read_folder(folder: Path) -> dict:
    """The tokenizer.json of a folder, or one of its vocab.json, merges.txt and added tokens."""
    whole = folder / "tokenizer.json"
    if whole.exists():
        return json.loads(whole.read_text())
    lines = (folder / "merges.txt").read_text().splitlines()
    merges = [line for line in lines if line and not line.startswith("#version")]
    split = {"type": "Split", "pattern": {"Regex": QWEN2_SPLIT}, "behavior": "Isolated",
             "invert": False}  # fmt: skip
    return {
        "added_tokens": added_tokens(folder),
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, BYTE_LEVEL]},
        "decoder": BYTE_LEVEL,
        "model": {
            "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "",
            "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False,
            "vocab": json.loads((folder / "vocab.json").read_text()), "merges": merges,
        },
    }  # fmt: skip


def added_tokens(folder: Path) -> list[dict]:
    told = settings_of(folder).get("added_tokens_decoder", {})
    by_id = {int(i): facts["content"] for i, facts in told.items()}
    if (more := folder / "added_tokens.json").exists():
        by_id |= {i: name for name, i in json.loads(more.read_text()).items()}
    return [{"id": i, "content": name} for i, name in sorted(by_id.items())]


def settings_of(folder: Path) -> dict:
    """tokenizer_config.json, where there is one"""
    path = folder / "tokenizer_config.json"
    return json.loads(path.read_text()) if path.exists() else {}


def token_named(settings: dict, role: str) -> str | None:
    """Such as `mask_token`, which may be a name or an object that has it."""
    token = settings.get(role)
    return token["content"] if isinstance(token, dict) else token
