"""A checkpoint from a model folder, where the one that it was exported from is gone.

    python -m prime.release.recover --model ../models/prime-tiny --out RUN/recovered.pt

Weights are those of the graph: whole numbers times their scale where it is int8. What the export
has folded stays folded: the state table is all residual, a layer's share of its values is in its
matrix. There is no optimiser state: the result is for `prime.training.train --init-from`, not for
resuming.
"""

import argparse
import json
import logging
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from prime.network.model import Denoiser
from prime.network.shape import ModelConfig

log = logging.getLogger("prime.release.recover")


class StoredGraph:
    """Weights of an exported graph, in the order in which prime/graph/denoiser.py writes them."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path)).graph
        self.constants = {c.name: numpy_helper.to_array(c).copy() for c in graph.initializer}
        self.nodes = list(graph.node)
        self.made_by = {name: node for node in self.nodes for name in node.output}

    def of(self, kind: str) -> list[list[np.ndarray | None]]:
        """The inputs of every node of a kind, None for those that are not constants."""
        nodes = [node for node in self.nodes if node.op_type == kind]
        return [[self.constants.get(name) for name in node.input] for node in nodes]

    def matrices(self) -> list[torch.Tensor]:
        """[N, K] each"""
        whole = [
            columns.astype(np.float32) * scale
            for _, columns, _, scale, *_ in self.of("MatMulIntegerToFloat")
        ]
        plain = [b for _, b in self.of("MatMul") if b is not None]
        return [torch.from_numpy(np.ascontiguousarray(m.T)) for m in whole or plain]

    def rows_by(self, index: str) -> list[np.ndarray]:
        """The tables that an input of the graph takes rows of."""
        return [
            self.constants[node.input[0]]
            for node in self.nodes
            if node.op_type == "Gather" and list(node.input)[1:] == [index]
        ]

    def state_table(self) -> torch.Tensor:
        table, *scale = self.rows_by("states")
        return torch.from_numpy(table.astype(np.float32) * (scale[0] if scale else 1))

    def value_mixes(self) -> list[float]:
        """Of each layer but the first: the share of the first layer's values, 0 if it has none."""
        splits = [node.output[2] for node in self.nodes if node.op_type == "Split"]
        mixes = []
        for own in splits[1:]:
            added = [n for n in self.nodes if n.op_type == "Add" and n.input[0] == own]
            product = self.made_by[added[0].input[1]] if added else None
            mixes.append(float(self.constants[product.input[1]]) if product else 0.0)
        return mixes


def shape_of(manifest: dict, graph: StoredGraph) -> ModelConfig:
    digits, network = manifest["subTokens"], manifest["graph"]
    matrices = graph.matrices()
    together, output, up = matrices[:3]
    heads = output.shape[1] // network["headDim"]
    vectors = (heads + 2 * network["kvHeads"]) * network["headDim"]
    return ModelConfig(
        vocabulary=manifest["tokenizer"]["vocabulary"],
        length=digits["length"],
        order=digits["order"],
        codebook=digits["codebook"],
        width=together.shape[1],
        layers=network["layers"],
        heads=heads,
        kv_heads=network["kvHeads"],
        head_dim=network["headDim"],
        hidden=up.shape[0],
        max_hole=manifest["limits"]["maxHole"],
        gate=len(together) > vectors,
    )


@torch.no_grad()
def recover(folder: Path) -> tuple[Denoiser, dict]:
    """-> the network, its manifest"""
    manifest = json.loads((folder / "manifest.json").read_text())
    graph = StoredGraph(folder / manifest["graph"]["file"])
    size = manifest["graph"]["headDim"]
    gains = [torch.from_numpy(g) for _, g in graph.of("SimplifiedLayerNormalization")]
    gains = [g for g in gains if len(g) == size]  # of queries and keys, layer by layer
    if not gains:
        raise SystemExit(f"{folder}: only blocks of the prime family are recovered")
    c = shape_of(manifest, graph)
    model = Denoiser(c)
    matrices = iter(graph.matrices())
    mixes = [0.0, *graph.value_mixes()]
    for i, block in enumerate(model.blocks):
        together = [block.q.weight, block.k.weight, block.v.weight] + [block.gate] * c.gate
        parts = next(matrices).split([len(w) for w in together])
        for weight, part in zip(together, parts, strict=True):
            weight.copy_(part)
        for linear in (block.o, block.up, block.down):
            linear.weight.copy_(next(matrices))
        block.q_gain.copy_(gains[2 * i] * c.head_dim**0.5)
        block.k_gain.copy_(gains[2 * i + 1])
        block.value_mix.copy_(torch.tensor([1.0, mixes[i]]))
    model.head.weight.copy_(next(matrices))
    model.length_head.weight.copy_(next(matrices))
    (bias,) = (added for _, added in graph.of("Add") if added is not None)
    model.length_head.bias.copy_(torch.from_numpy(bias))
    model.digit.zero_()
    model.residual.copy_(graph.state_table())
    model.remaining.weight.copy_(torch.from_numpy(graph.rows_by("remaining")[0]))
    return model, manifest


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a folder under models/")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    model, manifest = recover(args.model)
    training = manifest["training"]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(
        {
            "config": model.c.as_dict(), "limits": manifest["limits"],
            "average": model.state_dict(), "tokens": training["tokens"],
            "hours": training["hours"],
        },
        args.out,
    )  # fmt: skip
    log.info("%d parameters, %d tokens seen", model.parameter_count(), training["tokens"])


if __name__ == "__main__":
    main()
