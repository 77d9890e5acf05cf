"""A public checkpoint as a model folder of kind `plain`.

    python -m prime.plain.convert mdm-prime-v1 --checkpoint last.ckpt \\
        --tokenizer gpt2/tokenizer.json --licence Apache-2.0 --out DIR
    python -m prime.plain.convert mdm-prime-v2 --checkpoint v2.pth --permutation perm_32768.pt \\
        --tokenizer llama/tokenizer.json --licence Apache-2.0 --out DIR
    python -m prime.plain.convert qwen2-mask --folder DreamOn-v0-7B --expand 151667 \\
        --licence Apache-2.0 --out DIR --weights int8

`--weights float` runs on every device; `half` does too and takes half the room, and is meant for
GPUs; `int8` is a quarter and the fastest on a processor (`prime.release.add_gpu` adds a graph for
GPUs). Nothing is downloaded: the files are yours to bring.
"""

import argparse
import json
import logging
import pickle
import re
import shutil
import tempfile
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from prime.graph.session import session
from prime.plain.prime_v1 import PrimeV1, read_v1
from prime.plain.prime_v2 import PrimeV2, read_permutation, read_v2
from prime.plain.qwen2_mask import Qwen2Mask, read_qwen2
from prime.plain.sequence import SequenceModel
from prime.plain.sequence_graph import save_sequence_graph
from prime.plain.tensor_files import Tensors
from prime.plain.vocabulary_file import (
    Vocabulary,
    read_folder,
    read_vocabulary,
    settings_of,
    token_named,
)
from prime.release.export import facts_of

log = logging.getLogger("prime.plain.convert")


@dataclass(frozen=True)
class Converted:
    """What a folder is made of."""

    model: SequenceModel
    tensors: Tensors
    vocabulary: Vocabulary
    tells: str  # "own" or "next": where the graph tells what stands at a position
    marks: dict[str, int]  # begin, close, expand, delete, as far as the model has them
    codes: torch.Tensor | None = None  # [V], where ids are shuffled


def convert_v1(args: Namespace) -> Converted:
    vocabulary = read_vocabulary(json.loads(args.tokenizer.read_text()))
    tensors = read_v1(args.checkpoint)
    model = PrimeV1(tensors, vocabulary.size, args.heads or 12, args.context or 1024)
    # texts of training stand between two of GPT-2's one special token
    edge = vocabulary.id_of("<|endoftext|>")
    marks = {} if edge is None else {"begin": edge, "close": edge}
    return Converted(model, tensors, vocabulary, "own", marks)


def convert_v2(args: Namespace) -> Converted:
    tensors = read_v2(args.checkpoint)
    model = PrimeV2(tensors, args.digits, args.heads or 14, args.context or 2048)
    size = model.shape.vocabulary
    vocabulary = read_vocabulary(json.loads(args.tokenizer.read_text()), size)
    return Converted(
        model, tensors, vocabulary, "own", {}, read_permutation(args.permutation, size)
    )


def convert_qwen2(args: Namespace) -> Converted:
    config, tensors = read_qwen2(args.folder)
    config = {**config, "max_position_embeddings": args.context or 2048}
    source, settings = read_folder(args.folder), settings_of(args.folder)
    known = read_vocabulary(source)
    asked = {
        "mask": [args.mask, config.get("mask_token_id"), token_named(settings, "mask_token"),
                 "<|mask|>", "<M>", "[MASK]"],
        "expand": [args.expand, config.get("expand_token_id"), "<|expand|>"],
    }  # fmt: skip
    found = {role: first_known(known, tokens) for role, tokens in asked.items()}
    if found["mask"] is None:
        raise ValueError("the folder does not say which token is mask. Give its id with --mask")
    if found["expand"] is not None:
        ends = [args.delete, token_named(settings, "eos_token"), config.get("eos_token_id")]
        found["delete"] = first_known(known, ends)
    if config.get("model_type") == "Dream":
        for role, token in (("begin", "bos_token"), ("close", "eos_token")):
            tokens = [token_named(settings, token), config.get(f"{token}_id")]
            found[role] = first_known(known, tokens)
    marks = {role: i for role, i in found.items() if i is not None}
    mask = marks.pop("mask")
    names = {i: f"<|{role}|>" for role, i in {**marks, "mask": mask}.items()}
    vocabulary = read_vocabulary(source, extra=names)
    if vocabulary.size > config["vocab_size"]:
        raise ValueError(
            f"token {vocabulary.size - 1} has no vector: config.json says {config['vocab_size']}"
        )
    model = Qwen2Mask(config, tensors, mask, vocabulary.size)
    return Converted(model, tensors, vocabulary, "next", marks)


def first_known(vocabulary: Vocabulary, tokens: list[str | int | None]) -> int | None:
    ids = (vocabulary.id_of(token) for token in tokens)
    return next((i for i in ids if i is not None), None)


UNCHECKED = "do not open the graph: that takes the memory of its weights"
LAYOUTS = {"mdm-prime-v1": convert_v1, "mdm-prime-v2": convert_v2, "qwen2-mask": convert_qwen2}


def save_converted(found: Converted, args: Namespace) -> None:
    """Writes the folder, which is there whole or not at all."""
    data = manifest_of(found, args)  # before the weights, which take long
    args.out.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f"{args.out.name}.", dir=args.out.parent))
    try:
        data["files"] = {f.name: facts_of(f) for f in write_files(found, part, args)}
        text = json.dumps(data, indent=2, ensure_ascii=False)
        (part / "manifest.json").write_text(f"{text}\n")
        part.chmod(0o755)
        part.replace(args.out)
    except BaseException:
        shutil.rmtree(part)
        raise
    log.info("%s: %s", args.out, {name: f["bytes"] for name, f in data["files"].items()})


def write_files(found: Converted, folder: Path, args: Namespace) -> list[Path]:
    """All but the manifest; has ONNX Runtime open the graph."""
    graph, tokenizer = folder / "denoiser.onnx", folder / "tokenizer.json"
    files = [*save_sequence_graph(found.model, graph, args.weights), tokenizer]
    tokenizer.write_text(json.dumps(found.vocabulary.tokenizer, ensure_ascii=False))
    if found.codes is not None:
        files.append(folder / "codebook.bin")
        found.codes.numpy().astype(np.dtype("<u4")).tofile(files[-1])
    if args.check:
        session(graph)
    return files


def manifest_of(found: Converted, args: Namespace) -> dict:
    """All of it but what the files are."""
    c = found.model.shape
    others = sorted({*found.vocabulary.special} - {*found.marks.values()})
    # all of a sequence is seen at once: text, its two ends and the longest holes
    context = c.longest - args.holes * args.hole - 2
    if context < args.hole:
        raise ValueError(f"{args.holes} holes of {args.hole} leave {context} of {c.longest} tokens")
    graph = {"kind": "plain", "file": "denoiser.onnx", "heads": c.heads, "tells": found.tells}
    if args.weights in ("float", "half"):
        graph["gpu"] = "denoiser.onnx"
    known_as = args.id or args.out.name.lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]", known_as):
        raise ValueError(f"“{known_as}” cannot be a model's id. Give one with --id")
    name = args.name or args.out.name
    return {
        "schema": 1,
        "id": known_as,
        "name": name,
        "description": args.description or f"{name}, converted from the layout {args.layout}.",
        "licence": args.licence,
        "languages": args.languages,
        "origin": origin_of(found, args),
        "graph": graph,
        "tokenizer": {
            "file": "tokenizer.json", "vocabulary": c.vocabulary,
            "special": {**found.marks, "others": others}, "heal": "words",
        },
        "subTokens": {
            "length": c.digits, "base": c.base, "order": "independent",
            "codebook": "identity" if found.codes is None else "shuffled",
        },
        "limits": {"context": context, "maxHole": args.hole, "maxHoles": args.holes},
        "sampler": "entropy",
        "training": {"parameters": parameters_of(found.tensors)},
        "metrics": {},
    }  # fmt: skip


def origin_of(found: Converted, args: Namespace) -> dict:
    mask = found.model.shape.mask
    told = {"layout": args.layout, "weights": args.weights}
    return told if mask is None else {**told, "mask": mask}


def parameters_of(tensors: Tensors) -> int:
    return sum(tensors.size_of(name) for name in tensors.names())


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    layouts = whole.add_subparsers(dest="layout", required=True)
    for layout in LAYOUTS:
        p = layouts.add_parser(layout)
        p.add_argument("--out", type=Path, required=True, help="the folder that is made")
        p.add_argument("--licence", required=True, help="under which the weights are given")
        p.add_argument("--id", help="by default the name of the folder")
        p.add_argument("--name", help="by default the id")
        p.add_argument("--description")
        p.add_argument("--languages", nargs="*", default=[])
        p.add_argument("--weights", choices=["float", "half", "int8"], default="float")
        p.add_argument("--context", type=int, help="tokens of a whole sequence, at most")
        p.add_argument("--hole", type=int, default=64, help="tokens of a hole, at most")
        p.add_argument("--holes", type=int, default=4, help="holes of a sequence, at most")
        p.add_argument("--no-check", dest="check", action="store_false", help=UNCHECKED)
        if layout == "qwen2-mask":
            p.add_argument("--folder", type=Path, required=True, help="config.json and the rest")
            for role in ("mask", "expand", "delete"):
                p.add_argument(f"--{role}", help="a token, by its id or name")
        else:
            p.add_argument("--checkpoint", type=Path, required=True)
            p.add_argument("--tokenizer", type=Path, required=True, help="a tokenizer.json")
            p.add_argument("--heads", type=int)
        if layout == "mdm-prime-v2":
            p.add_argument("--permutation", type=Path, required=True, help="the codes of ids")
            p.add_argument("--digits", type=int, default=15)
    return whole


def main(arguments: list[str] | None = None) -> None:
    args = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if args.out.exists() and (not args.out.is_dir() or any(args.out.iterdir())):
        raise SystemExit(f"{args.out} is there already. Give another --out, or remove it")
    try:
        save_converted(LAYOUTS[args.layout](args), args)
    except pickle.UnpicklingError as error:
        raise SystemExit(
            f"{args.checkpoint} holds more than tensors, and reading that would run code of its "
            "author. Save its tensors alone where you trust it: torch.save({k: c[k] for k in "
            f"('state_dict', 'ema') if k in c}}, 'tensors.pt') of the loaded c. ({error})"
        ) from error
    except (KeyError, OSError, ValueError) as error:
        raise SystemExit(f"{args.layout}: {error.args[0] if error.args else error}") from error


if __name__ == "__main__":
    main()
