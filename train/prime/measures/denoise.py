"""Many holes filled at once in a given number of steps, and left to right, by the same weights.

The rules are the engine's (src/engine/diffusion/reveal) at temperature 0, one candidate, the true
length given: `confidence` reveals the most certain digits, `ancestral` those that chance picks
(Prime's own reverse process), which leaves steps idle.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from prime.network.attention import dense_attention
from prime.network.model import Denoiser
from prime.tokens.digits import filtered
from prime.windows.stream import Window

RULES = ("confidence", "ancestral")
CHUNK = 512  # positions whose laws over the vocabulary are held at a time


@dataclass
class Fill:
    tokens: list[int]
    evaluations: int
    idle: int  # steps of the grid that revealed nothing


class Contexts:
    """Keys and values of windows with one hole each, padded to one length."""

    @torch.no_grad()
    def __init__(self, model: Denoiser, windows: list[Window], never: list[int]) -> None:
        self.model, self.windows, self.never = model, windows, never
        self.codec = model.c.codec
        self.device = model.head.weight.device
        self.table = torch.from_numpy(self.codec.digits(range(model.c.vocabulary))).to(self.device)
        sizes = np.array([len(w.tokens) for w in windows])
        tokens, positions = np.zeros((2, len(windows), sizes.max()), np.int64)
        for i, w in enumerate(windows):
            tokens[i, : sizes[i]] = self.codec.state_of_id(w.tokens)
            positions[i, : sizes[i]] = w.positions
        at = np.arange(sizes.max())
        self.valid = self.tensor(at[None] < sizes[:, None])  # [B, P]
        causal = self.tensor(at[None] <= at[:, None])[None, None] & self.valid[:, None, None]
        x, keys, values = self.run(tokens, positions, np.zeros_like(tokens), causal, None)
        self.past = list(zip(keys, values, strict=True))
        self.last = x[torch.arange(len(windows)), self.tensor(sizes - 1)]  # [B, C]

    def tensor(self, x: np.ndarray) -> Tensor:
        return torch.from_numpy(x).to(self.device)

    def run(self, states, positions, remaining, mask, past):  # noqa: ANN201
        attend = lambda q, k, v: dense_attention(q, k, v, mask)
        where = (self.tensor(x) for x in (states, positions, remaining))
        return self.model.run(*where, attend, past)

    def hidden(
        self,
        rows: np.ndarray,  # [n] which windows
        states: np.ndarray,  # [n, T]
        remaining: np.ndarray,  # [n, T]
        among: np.ndarray,  # bool [n, 1 | T, T] who of the new positions may see whom
    ) -> Tensor:
        """[n, T, C] of positions that follow one another from where each hole begins."""
        begins = np.array([self.windows[i].begins[0] for i in rows])
        positions = begins[:, None] + np.arange(states.shape[1])
        at = self.tensor(rows)
        new = self.tensor(among)[:, None]  # [n, 1, 1 | T, T]
        old = self.valid[at][:, None, None].expand(-1, -1, new.shape[2], -1)
        past = [(k[at], v[at]) for k, v in self.past]
        return self.run(states, positions, remaining, torch.cat([old, new], -1), past)[0]

    def logits(self, hidden: Tensor) -> Tensor:
        logits = self.model.head(hidden).float()
        logits[:, self.never] = float("-inf")
        return logits

    def likeliest(self, hidden: Tensor, digits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """hidden [N, C], digits [N, ℓ] -> tokens [N], certainty [N, ℓ].

        Certainty j is the probability that the token's masked digits up to and with j are right.
        """
        tokens, certainty = [], []
        for i in range(0, len(hidden), CHUNK):
            shown = self.tensor(digits[i : i + CHUNK])
            logits = filtered(
                self.logits(hidden[i : i + CHUNK]), shown, self.table, self.codec.base
            )
            p = logits.softmax(-1)  # [n, V]
            best = p.argmax(-1)
            upto = []
            for j in range(self.codec.length):
                wrong = self.table[None, :, j] != self.table[best, None, j]
                p = p.masked_fill(wrong, 0)  # hidden digits are equal for all that is left
                upto.append(p.sum(-1))
            tokens.append(best.cpu().numpy())
            certainty.append(torch.stack(upto, -1).cpu().numpy())
        return np.concatenate(tokens), np.concatenate(certainty)


@torch.no_grad()
def denoise(contexts: Contexts, rule: str, steps: int, seed: int) -> list[Fill]:
    """One fill a window, in `steps` steps of the linear schedule."""
    codec, holes = contexts.codec, [len(w.holes[0]) for w in contexts.windows]
    n, longest = len(holes), max(holes)
    live = np.arange(longest)[None] < np.array(holes)[:, None]  # [n, T]
    digits = np.full((n, longest, codec.length), codec.mask)
    best = np.zeros((n, longest), np.int64)
    certainty = np.zeros((n, longest, codec.length))
    remaining = np.where(live, np.array(holes)[:, None] - np.arange(longest), 0)
    chances = [np.random.default_rng([seed, i]) for i in range(n)]
    done = [Fill([], 0, 0) for _ in holes]
    stale = np.ones(n, bool)
    for step in range(steps):
        masked = (digits == codec.mask) & live[:, :, None]
        rows = np.flatnonzero(stale & masked.any((1, 2)))
        if len(rows):
            x = contexts.hidden(
                rows, codec.state(digits[rows]), remaining[rows], live[rows][:, None]
            )
            which = masked[rows].any(2)
            found = contexts.likeliest(x[contexts.tensor(which)], digits[rows][which])
            where = np.argwhere(which)
            at = (rows[where[:, 0]], where[:, 1])
            best[at], certainty[at] = found
        for i in rows:
            done[i].evaluations += 1
        values = codec.digits(best)
        for i in range(n):
            if rule == "ancestral":
                shown = by_chance(masked[i], steps - step, contexts.model.c.order, chances[i])
            else:
                left = int(holes[i] * codec.length * (steps - step - 1) / steps)
                shown = by_certainty(masked[i], certainty[i], left)
            digits[i][shown] = values[i][shown]
            stale[i] = shown.any()
            done[i].idle += not stale[i]
    for fill, row, size in zip(done, digits, holes, strict=True):
        fill.tokens = codec.ids(row[:size]).tolist()
    return done


def by_certainty(masked: np.ndarray, certainty: np.ndarray, left: int) -> np.ndarray:
    """The most certain of the masked digits, [T, ℓ], until `left` remain; at least one.

    Certainty falls from digit to digit of a token, so coarser digits come first.
    """
    shown = np.zeros_like(masked)
    flat = np.flatnonzero(masked)
    if len(flat):
        take = max(1, len(flat) - left)
        order = np.argsort(-certainty.ravel()[flat], kind="stable")
        shown.ravel()[flat[order[:take]]] = True
    return shown


def by_chance(
    masked: np.ndarray, steps_left: int, order: str, rng: np.random.Generator
) -> np.ndarray:
    """Each masked digit, [T, ℓ], by the linear schedule; nested: as many, coarsest first."""
    draws = rng.random(masked.shape)  # as many at every step, so that rules share them
    shown = masked & (draws < 1 / steps_left)
    if order == "nested":
        count = shown.sum(1, keepdims=True)
        shown = masked & (np.cumsum(masked, 1) <= count)
    return shown


@torch.no_grad()
def left_to_right(contexts: Contexts) -> list[Fill]:
    """Greedy, as many tokens as the hole has: what diffusion is told, this is told too."""
    codec, holes = contexts.codec, np.array([len(w.holes[0]) for w in contexts.windows])
    tokens = np.zeros((len(holes), holes.max()), np.int64)
    tokens[:, 0] = contexts.logits(contexts.last).argmax(-1).cpu().numpy()
    for done in range(1, holes.max()):
        rows = np.flatnonzero(holes > done)
        causal = np.tril(np.ones((done, done), bool))[None].repeat(len(rows), 0)
        states = codec.state_of_id(tokens[rows, :done])
        x = contexts.hidden(rows, states, np.zeros_like(states), causal)
        tokens[rows, done] = contexts.logits(x[:, -1]).argmax(-1).cpu().numpy()
    return [Fill(row[:n].tolist(), int(n), 0) for row, n in zip(tokens, holes, strict=True)]
