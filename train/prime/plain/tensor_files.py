"""Named tensors in a file or a folder of files, read when they are asked for."""

import json
import math
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import torch
from torch import Tensor

# of the safetensors format: https://github.com/huggingface/safetensors (Apache-2.0)
KINDS = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "F64": torch.float64}


class Tensors(Protocol):
    def names(self) -> list[str]: ...

    def __contains__(self, name: str) -> bool: ...

    def __getitem__(self, name: str) -> Tensor:
        """As float32. Raises KeyError with what is there instead."""

    def size_of(self, name: str) -> int:
        """How many numbers it has."""


class Held:
    """Tensors in memory, such as of a checkpoint that torch has read."""

    def __init__(self, tensors: Mapping[str, Tensor], prefix: str = "") -> None:
        self.tensors = {
            name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)
        }

    def names(self) -> list[str]:
        return list(self.tensors)

    def __contains__(self, name: str) -> bool:
        return name in self.tensors

    def __getitem__(self, name: str) -> Tensor:
        if name not in self.tensors:
            raise KeyError(missing(name, self.names()))
        return self.tensors[name].detach().float()

    def size_of(self, name: str) -> int:
        return self.tensors[name].numel()


class SafeTensors:
    """A `model.safetensors`, or the parts that `model.safetensors.index.json` lists."""

    def __init__(self, folder: Path) -> None:
        index = folder / "model.safetensors.index.json"
        one = folder / "model.safetensors"
        if index.exists():
            files = sorted({*json.loads(index.read_text())["weight_map"].values()})
        elif one.exists():
            files = [one.name]
        else:
            raise FileNotFoundError(f"{folder} has no model.safetensors, nor an index of parts")
        self.places: dict[str, tuple[Path, dict, int]] = {}
        for file in files:
            if Path(file).name != file:
                raise ValueError(f"{index} names “{file}”, which is not a plain file name")
            self.read_header(folder / file)

    def read_header(self, path: Path) -> None:
        with path.open("rb") as f:
            (length,) = struct.unpack("<Q", f.read(8))
            header = json.loads(f.read(length))
        for name, facts in header.items():
            if name != "__metadata__":
                self.places[name] = path, facts, 8 + length

    def names(self) -> list[str]:
        return list(self.places)

    def __contains__(self, name: str) -> bool:
        return name in self.places

    def __getitem__(self, name: str) -> Tensor:
        if name not in self.places:
            raise KeyError(missing(name, self.names()))
        path, facts, begin = self.places[name]
        kind = KINDS.get(facts["dtype"])
        if kind is None:
            raise ValueError(f"{name} in {path} has numbers of type {facts['dtype']}")
        start, end = facts["data_offsets"]
        with path.open("rb") as f:
            f.seek(begin + start)
            raw = bytearray(f.read(end - start))
        return torch.frombuffer(raw, dtype=kind).reshape(facts["shape"]).float()

    def size_of(self, name: str) -> int:
        return math.prod(self.places[name][1]["shape"])


def save_safetensors(tensors: Mapping[str, Tensor], path: Path) -> None:
    """Float32, in the order in which they come."""
    header, at = {}, 0
    for name, tensor in tensors.items():
        size = 4 * tensor.numel()
        facts = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [at, at + size]}
        header[name] = facts
        at += size
    text = json.dumps(header).encode()
    with path.open("wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for tensor in tensors.values():
            f.write(memoryview(tensor.detach().float().contiguous().numpy()).cast("B"))


def missing(name: str, names: list[str]) -> str:
    few = ", ".join(sorted(names)[:4])
    return f"there is no tensor “{name}”: this is another layout. It has {len(names)}: {few} …"
