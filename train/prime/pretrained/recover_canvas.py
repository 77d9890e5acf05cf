"""The canvas of a model folder, for training to go on from where `canvas.pt` is gone.

    python -m prime.pretrained.recover_canvas --model ../models/prime-base --out DIR/canvas.pt

Weights are those of the graph: whole numbers times their scale where it is int8. The result is for
`prime.pretrained.train_canvas --init-from`.
"""

import argparse
import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from prime.network.llama_block import LlamaBlock
from prime.pretrained.canvas import LightCanvas
from prime.pretrained.causal import SHAPE
from prime.pretrained.graphs import DOWN_PARTS
from prime.pretrained.steps import write
from prime.release.recover import StoredGraph

log = logging.getLogger("prime.pretrained.recover_canvas")


@torch.no_grad()
def recover_canvas(folder: Path) -> tuple[LightCanvas, dict]:
    """-> the canvas, the folder's manifest"""
    manifest = json.loads((folder / "manifest.json").read_text())
    facts, limits = manifest["graph"], manifest["limits"]
    if "canvas" not in facts:
        raise SystemExit(f"{folder}: this model has no canvas of its own")
    graph = StoredGraph(folder / facts["canvas"]["file"])
    table, matrices = graph.state_table(), graph.matrices()
    _, output, swish_and_up, *_ = matrices
    shape = replace(
        SHAPE, vocabulary=manifest["tokenizer"]["vocabulary"], width=table.shape[1],
        layers=facts["layers"], heads=output.shape[1] // facts["headDim"],
        kv_heads=facts["kvHeads"], head_dim=facts["headDim"], hidden=len(swish_and_up) // 2,
    )  # fmt: skip
    canvas = LightCanvas(shape, facts["canvas"]["layers"], limits["maxHole"])
    left = iter(matrices)
    gains = (torch.from_numpy(g) for _, g in graph.of("SimplifiedLayerNormalization"))
    for block in canvas.blocks:
        take_matrices(block, left)
        block.attention_norm.gain.copy_(next(gains))
        block.feed_forward_norm.gain.copy_(next(gains))
    canvas.norm.gain.copy_(next(gains))
    next(left)  # the head: the causal path's embedding
    canvas.length_head.weight.copy_(next(left))
    (bias,) = (added for _, added in graph.of("Add") if added is not None)
    canvas.length_head.bias.copy_(torch.from_numpy(bias))
    canvas.remaining.weight.copy_(torch.from_numpy(graph.rows_by("remaining")[0]))
    base = canvas.codec.base
    canvas.partial[:base] = table[torch.arange(base) * (base + 1) + base]
    canvas.partial[base] = table[base * (base + 1) + base]
    canvas.partial[base + 1] = table[canvas.codec.query]
    return canvas, manifest


def take_matrices(block: LlamaBlock, left: Iterator[Tensor]) -> None:
    """A layer's, in the order in which prime/graph/llama_graph.py writes them."""
    together = [block.q, block.k, block.v]
    parts = next(left).split([len(linear.weight) for linear in together])
    for linear, part in zip(together, parts, strict=True):
        linear.weight.copy_(part)
    block.q.weight.mul_(block.c.head_dim**0.5)
    block.o.weight.copy_(next(left))
    swish, up = next(left).chunk(2)
    block.swish.weight.copy_(swish)
    block.up.weight.copy_(up)
    block.down.weight.copy_(torch.cat([next(left) for _ in range(DOWN_PARTS)], 1))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="a folder under models/")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    canvas, manifest = recover_canvas(args.model)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    positions = manifest["training"]["canvasPositions"]
    # the hours of a folder are those of both stages
    facts = {"layers": list(canvas.layers), "positions": positions, "hours": 0.0}
    write({"weights": canvas.state_dict(), **facts}, args.out)
    log.info("%d positions seen", positions)


if __name__ == "__main__":
    main()
