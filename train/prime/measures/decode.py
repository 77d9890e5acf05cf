"""Fills in torch, for evaluation: diffusion by bounded entropy, and left to right."""

import numpy as np
import torch
from torch import Tensor

from prime.network.attention import dense_attention
from prime.network.model import Denoiser
from prime.tokens.digits import filtered
from prime.windows.stream import Limits, Window


class Filler:
    """One window: its context is encoded once."""

    def __init__(self, model: Denoiser, window: Window, limits: Limits, never: list[int]) -> None:
        self.model, self.w, self.limits, self.never = model, window, limits, never
        self.codec = model.c.codec
        self.table = torch.from_numpy(self.codec.digits(range(model.c.vocabulary)))
        self.past = None
        tokens = torch.from_numpy(self.codec.state_of_id(window.tokens))
        n = len(tokens)
        causal = torch.ones(n, n, dtype=torch.bool).tril()[None, None]
        _, self.past = self.forward(tokens, torch.from_numpy(window.positions), None, causal, None)

    def forward(self, states, positions, remaining, mask, past):  # noqa: ANN201
        """-> hidden [T, C], keys and values including the past's"""
        remaining = torch.zeros_like(states) if remaining is None else remaining
        attend = lambda q, k, v: dense_attention(q, k, v, mask)
        x, k, v = self.model.run(states[None], positions[None], remaining[None], attend, past)
        if past is not None:
            k = [torch.cat([a[0], b], 2) for a, b in zip(past, k, strict=True)]
            v = [torch.cat([a[1], b], 2) for a, b in zip(past, v, strict=True)]
        return x[0], list(zip(k, v, strict=True))

    def over_context(self, states: Tensor, positions: Tensor, remaining: Tensor) -> Tensor:
        n, p = len(states), len(self.w.tokens)
        mask = torch.ones(1, 1, n, p + n, dtype=torch.bool)
        return self.forward(states, positions, remaining, mask, self.past)[0]

    def length_logits(self, hole: int = 0) -> Tensor:
        zero = torch.zeros(1, dtype=torch.long)
        x = self.over_context(zero + self.codec.query, zero + self.w.begins[hole], zero)
        return self.model.length_head(x)[0]  # [maxHole + 2]

    def diffuse(self, n: int, gamma: float = 0.1) -> tuple[list[int], int]:
        """(n tokens for a lone hole, evaluations): each reveals a set of bounded entropy."""
        digits = np.full((n, self.codec.length), self.codec.mask)
        positions = torch.arange(n) + self.w.begins[0]
        remaining = n - torch.arange(n)
        open_, evaluations = np.ones(n, bool), 0
        while open_.any():
            x = self.over_context(torch.from_numpy(self.codec.state(digits)), positions, remaining)
            evaluations += 1
            at = np.flatnonzero(open_)
            logits = self.model.head(x[at])
            logits[:, self.never] = float("-inf")
            shown = filtered(logits, torch.from_numpy(digits[at]), self.table, self.codec.base)
            log_p = shown.log_softmax(-1)
            entropy = -(log_p.exp() * log_p.clamp(min=-1e4)).sum(-1)
            order = entropy.argsort()
            sorted_ = entropy[order]
            keep = int((sorted_.cumsum(0) - sorted_ <= gamma).sum())
            best = shown.argmax(-1)
            for i in order[: max(1, keep)].tolist():
                digits[at[i]] = self.codec.digits(int(best[i]))
                open_[at[i]] = False
        return self.codec.ids(digits).tolist(), evaluations

    def left_to_right(self, n_max: int, end: int) -> list[int]:
        """Greedy until <|end|>. The last context token is run again, for its own prediction."""
        out: list[int] = []
        past = self._before_last()
        token, at = int(self.w.tokens[-1]), int(self.w.positions[-1])
        while len(out) < n_max:
            state = torch.tensor([int(self.codec.state_of_id(token))])
            mask = torch.ones(1, 1, 1, past[0][0].shape[2] + 1, dtype=torch.bool)
            x, past = self.forward(state, torch.tensor([at]), None, mask, past)
            token = int(self._next(x, end)[0].argmax())
            if token == end:
                break
            out.append(token)
            at += 1
        return out

    def next_logits(self, tokens: list[int], end: int) -> Tensor:
        """What may follow the stream and each of the tokens written after it: [n + 1, V]."""
        past = self._before_last()
        n, p = len(tokens) + 1, past[0][0].shape[2]
        states = self.codec.state_of_id(np.array([self.w.tokens[-1], *tokens]))
        mask = torch.ones(n, p + n, dtype=torch.bool).tril(p)[None, None]
        at = torch.arange(n) + int(self.w.positions[-1])
        return self._next(self.forward(torch.from_numpy(states), at, None, mask, past)[0], end)

    def _before_last(self):  # noqa: ANN202
        return [(k[:, :, :-1], v[:, :, :-1]) for k, v in self.past]

    def _next(self, x: Tensor, end: int) -> Tensor:
        logits = self.model.head(x)
        logits[:, [i for i in self.never if i != end]] = float("-inf")
        return logits
