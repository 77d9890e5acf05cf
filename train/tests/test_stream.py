"""The packed sequence against docs/model-format.md."""

import numpy as np
import torch
from tokenizers import Tokenizer

from prime.tokens.digits import Codec
from prime.tokens.tokenizer import special_ids
from prime.training.loader import batches
from prime.windows.batch import collate
from prime.windows.documents import Documents
from prime.windows.draw import Draw
from prime.windows.holes import draw_holes
from prime.windows.roles import CANVAS, CONTEXT, PAD, QUERY, TAIL, attention_mask
from prime.windows.stream import Limits, build_window

LIMITS = Limits()
SPECIAL = {"pad": 0, "end": 1, "file": 2, "prefix": 3, "holes": [4, 5, 6, 7, 8, 9, 10, 11]}


def window(holes: list[list[int]], segments: list[list[int]]):  # noqa: ANN201
    return build_window(SPECIAL, [2, 30, 31], segments, holes, LIMITS)


def test_the_stream_is_suffix_first_with_its_positions() -> None:
    w = window([[50, 51], [60]], [[40, 41, 42], [43, 44], [45]])
    assert w.tokens.tolist() == [2, 30, 31, 4, 43, 44, 5, 45, 3, 40, 41, 42]
    assert w.positions.tolist() == [0, 1, 2, 1024, 1025, 1026, 2048, 2049, 16, 17, 18, 19]
    assert w.begins == [20, 1027]  # after P, and after S_1 of hole 1


def test_the_tail_goes_on_where_each_hole_begins() -> None:
    w = window([[50, 51], [60]], [[40, 41, 42], [43, 44], [45]])
    assert w.tail.tolist() == [50, 51, 1, 5, 60, 1]
    assert w.tail_positions.tolist() == [20, 21, 22, 1026, 1027, 1028]
    assert w.tail_targets.tolist() == [51, 1, -1, 60, 1, -1]
    assert w.targets.tolist() == [30, 31, -1, 43, 44, -1, 45, -1, 40, 41, 42, 50]


def test_empty_holes_and_empty_prefixes() -> None:
    w = window([[]], [[], []])
    assert w.tokens.tolist() == [2, 30, 31, 4, 3]
    assert w.tail.tolist() == [1] and w.targets[-1] == 1 and w.begins == [17]


def test_remaining_counts_down_and_says_when_more_follows() -> None:
    w = window([list(range(20, 25))], [[], []])
    assert w.canvas(LIMITS)[2].tolist() == [5, 4, 3, 2, 1]
    long = window([list(range(20, 120))], [[], []])
    ids, positions, remaining = long.canvas(LIMITS)
    assert len(ids) == 64 and (remaining == 65).all() and long.more == [True]
    assert long.tail.tolist() == ids.tolist()  # cut: no end token
    assert positions.tolist() == list(range(17, 81))


def test_who_sees_whom() -> None:
    codec = Codec(3, 16)
    w = window([[50, 51], [60]], [[40], [43], [45]])
    shown = np.zeros((3, 3), bool)
    noise = [(np.ones(3), shown), (np.full(3, 0.5), ~shown)]
    batch = collate([w], noise, codec, LIMITS)
    role = batch.role[0]
    mask = attention_mask(batch.role)[0, 0]
    names = {"c": CONTEXT, "a": TAIL, "x": CANVAS, "y": CANVAS + 1, "q": QUERY, "p": PAD}
    at = {k: torch.where(role == r)[0] for k, r in names.items()}
    n = len(at["c"])
    assert mask[:n, :n].equal(torch.ones(n, n, dtype=torch.bool).tril())
    assert not mask[:n, n:].any()  # the context never sees anything else
    for k in "axyq":
        assert mask[at[k]][:, at["c"]].all()
    tail = mask[at["a"]][:, at["a"]]
    assert tail.equal(torch.ones_like(tail).tril())
    for k in "xy":
        assert mask[at[k]][:, at[k]].all()
        others = torch.cat([at[o] for o in "axyqp" if o != k])
        assert not mask[at[k]][:, others].any()
    assert mask[at["q"]][:, at["q"]].equal(torch.eye(2, dtype=torch.bool))
    assert not mask[at["q"]][:, torch.cat([at["a"], at["x"], at["y"]])].any()
    assert mask.any(1).all()  # no row is empty, padding included
    assert batch.query_targets.tolist() == [2, 1]
    assert batch.states[0][at["q"]].eq(codec.query).all()
    assert batch.states[0][at["x"]].eq(codec.query - 1).all()
    assert batch.remaining[0][at["x"]].tolist() == [2, 1, 1]
    assert batch.canvas_targets.tolist() == [50, 51, 60]  # the second copy shows everything


def test_holes_are_ordered_apart_and_of_every_size(files: list[dict]) -> None:
    rng = np.random.default_rng(0)
    text = max((f["text"] for f in files), key=len)
    sizes, counts = [], []
    for _ in range(2000):
        spans = draw_holes(rng, text, int(rng.integers(len(text))))
        counts.append(len(spans))
        assert all(0 <= a <= b <= len(text) for a, b in spans)
        assert all(p[1] < q[0] for p, q in zip(spans, spans[1:], strict=False))
        sizes += [b - a for a, b in spans]
    assert set(counts) == {1, 2, 3, 4}
    assert min(sizes) == 0 and np.median(sizes) > 8 and max(sizes) > 300


def test_a_run_draws_the_kinds_of_holes_that_its_config_names(
    files: list[dict], tokenizer: Tokenizer
) -> None:
    documents = Documents(files, tokenizer, LIMITS)
    written = {}
    for kind in ("rest", "empty"):
        draw = Draw(Codec.of(3, 512), "nested", 4096, 3, holes={kind: 1})
        _, batch = next(batches(lambda: documents, draw))
        written[kind] = tokenizer.decode(batch.canvas_targets.tolist())
    assert written["rest"] and "\n" not in written["rest"] and not written["empty"]


def test_windows_keep_to_the_budget_and_reach_it(files: list[dict], tokenizer: Tokenizer) -> None:
    documents = Documents(files, tokenizer, LIMITS)
    rng = np.random.default_rng(0)
    windows = [documents.draw(rng) for _ in range(300)]
    sizes = [len(w.tokens) for w in windows]
    assert max(sizes) <= LIMITS.context and max(sizes) > 500 and min(sizes) < 100
    special = special_ids(tokenizer)
    prefixes = [len(w.tokens) - w.tokens.tolist().index(special["prefix"]) - 1 for w in windows]
    assert min(prefixes) == 0 and max(prefixes) > 400
    assert any(sum(w.more) for w in windows)


def test_batches_resume_at_their_place(files: list[dict], tokenizer: Tokenizer) -> None:
    documents = Documents(files, tokenizer, LIMITS)
    codec = Codec.of(3, 512)
    draw = Draw(codec, "nested", 4096, 3)
    stream = batches(lambda: documents, draw)
    seen = [next(stream) for _ in range(60)]  # more than one pool
    again = batches(lambda: documents, draw, seen[40][0])
    for place, batch in seen[41:50]:
        other_place, other = next(again)
        assert place == other_place and batch.states.equal(other.states)
        assert batch.canvas_times.equal(other.canvas_times)
