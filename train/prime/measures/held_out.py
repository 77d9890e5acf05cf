"""Nats of the middles of held-out windows, one row a window: models can be compared in pairs."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from prime.measures.likelihood import bound_terms
from prime.network.attention import dense_attention
from prime.network.model import Denoiser
from prime.tokens.tokenizer import special_ids
from prime.windows.batch import Batch, collate
from prime.windows.documents import Documents
from prime.windows.noise import antithetic_times, visible
from prime.windows.roles import attention_mask
from prime.windows.stream import Limits, Window

Scorer = Callable[
    [Batch, Tensor], tuple[Tensor, Tensor]
]  # rows -> logits, length logits at queries


def torch_scorer(model: Denoiser) -> Scorer:
    device = model.head.weight.device

    def score(batch: Batch, rows: Tensor) -> tuple[Tensor, Tensor]:
        mask = attention_mask(batch.role).to(device)
        attend = lambda q, k, v: dense_attention(q, k, v, mask)
        where = (x.to(device) for x in (batch.states, batch.positions, batch.remaining))
        x = model.run(*where, attend)[0].flatten(0, 1)
        rows, queries = rows.to(device), batch.query_rows.to(device)
        return model.head(x[rows]).cpu(), model.length_head(x[queries]).cpu()

    return score


def graph_scorer(path: Path, model: Denoiser) -> Scorer:
    from prime.graph.session import session

    graph = session(path, torch.get_num_threads())
    c = model.c
    empty = np.zeros((c.layers, 1, c.kv_heads, 0, c.head_dim), np.float32)

    def score(batch: Batch, rows: Tensor) -> tuple[Tensor, Tensor]:
        assert len(batch.states) == 1, "the graph selects the same rows of every window"
        mask = torch.where(attention_mask(batch.role), 0.0, -1e9).numpy()
        both = torch.cat([rows, batch.query_rows]).numpy()
        out = graph.run(
            ["logits", "length_logits"],
            {
                "states": batch.states.numpy(), "positions": batch.positions.numpy(),
                "remaining": batch.remaining.numpy(), "mask": mask.astype(np.float32),
                "past_keys": empty, "past_values": empty, "select": both,
            },
        )  # fmt: skip
        n = len(rows)
        return torch.from_numpy(out[0][0, :n]), torch.from_numpy(out[1][0, n:])

    return score


def draw_windows(documents: Documents, n: int, seed: int) -> list[Window]:
    """Windows with something in their holes; the same ones for every codebook."""
    rng = np.random.default_rng(seed)
    found: list[Window] = []
    while len(found) < n:
        w = documents.draw(rng, documents.limits.context)
        if sum(map(len, w.holes)):
            found.append(w)
    return found


def noise_copies(
    rng: np.random.Generator, t: np.ndarray, counts: np.ndarray, length: int, order: str
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The complementary pair of given times: both copies are fair draws."""
    first = np.repeat(t, counts)
    second = np.repeat(np.maximum(1 - t, 1e-3), counts)
    clocks = rng.random((int(counts.sum()), length))
    return [(first, visible(clocks, first, order)), (second, visible(1 - clocks, second, order))]


SUMS = ("tokens", "characters", "holes", "next", "bound", "joint", "length", "top1", "top3")


@torch.no_grad()
def window_sums(
    score: Scorer,
    model: Denoiser,
    windows: list[Window],
    limits: Limits,
    tokenizer: Tokenizer,
    chunk: int,
    pairs: int = 1,
) -> dict[str, np.ndarray]:
    """SUMS of every window, [windows] each, in nats where they are likelihoods of the middles.

    `next`: left to right, ends not counted. `bound`: the marginalised bound. `joint`: the published
    objective. Both are means over `pairs` complementary pairs of noise copies.
    """
    c, codec = model.c, model.c.codec
    table = torch.from_numpy(codec.digits(range(c.vocabulary)))
    end = special_ids(tokenizer)["end"]
    rng = np.random.default_rng(7)
    times = [antithetic_times(rng, len(windows)) for _ in range(pairs)]
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].tokens))
    sums = {k: np.zeros(len(windows)) for k in SUMS}
    for i in range(0, len(order), chunk):
        part = order[i : i + chunk]
        group = [windows[j] for j in part]
        counts = np.array([sum(map(len, w.holes)) for w in group])
        noise = [
            copy for t in times for copy in noise_copies(rng, t[part], counts, c.length, c.order)
        ]
        batch = collate(group, noise, codec, limits)

        def add(key: str, rows: Tensor, values: Tensor, batch=batch, part=part) -> None:
            owner = (rows // batch.role.shape[1]).numpy()
            np.add.at(sums[key], np.array(part)[owner], values.double().numpy())

        of_middle = batch.next_in_tail & (batch.next_targets != end)
        nexts = batch.next_rows[of_middle]
        logits, lengths = score(batch, torch.cat([nexts, batch.canvas_rows]))
        n = len(nexts)
        targets = batch.next_targets[of_middle]
        add("next", nexts, F.cross_entropy(logits[:n], targets, reduction="none"))
        marginal, joint = bound_terms(
            logits[n:], batch.canvas_digits, batch.canvas_targets, batch.canvas_times,
            table, codec.base, c.order,
        )  # fmt: skip
        add("bound", batch.canvas_rows, marginal.double() / len(noise))
        add("joint", batch.canvas_rows, joint.double() / len(noise))
        queries, wanted = batch.query_rows, batch.query_targets
        add("length", queries, F.cross_entropy(lengths, wanted, reduction="none"))
        best = lengths.topk(3).indices
        add("top1", queries, best[:, 0] == wanted)
        add("top3", queries, (best == wanted[:, None]).any(1))
        sums["tokens"][part] = counts
        sums["holes"][part] = [len(w.holes) for w in group]
        sums["characters"][part] = [
            sum(len(tokenizer.decode(h.tolist(), False)) for h in w.holes) for w in group
        ]
    return sums


def ratio(x: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    """Σx / Σn and its standard error, by the residuals of the ratio; windows are independent."""
    mean = float(x.sum() / n.sum())
    return mean, float(((x - n * mean) ** 2).sum() ** 0.5 / n.sum())


def figures(sums: dict[str, np.ndarray]) -> dict:
    """Nats a token and bits a character of the middles, and what the length head knows."""
    total = {k: float(v.sum()) for k, v in sums.items()}
    tokens, holes = total["tokens"], total["holes"]
    bits = lambda nats: nats / math.log(2) / total["characters"]
    return {
        "windows": len(sums["tokens"]), "holes": int(holes), "tokens": int(tokens),
        "characters": int(total["characters"]),
        "leftToRightNats": total["next"] / tokens,
        "boundNats": total["bound"] / tokens,
        "jointFormNats": total["joint"] / tokens,
        "leftToRightBitsPerCharacter": bits(total["next"]),
        "boundBitsPerCharacter": bits(total["bound"]),
        "boundStandardError": ratio(sums["bound"], sums["tokens"])[1],
        "lengthNats": total["length"] / holes,
        "lengthAccuracy": total["top1"] / holes, "lengthTop3": total["top3"] / holes,
    }  # fmt: skip
