"""What the causal path writes into holes whose text is known: exact match, bits a character.

    python -m prime.pretrained.compare --base DIR/base [--adapters DIR/runs/causal/adapters.pt] \\
        --cases cases.jsonl … [--out DIR/causal.json]

In float32, greedy, at most 64 tokens. *known*: right as far as the text goes, its length given.
*end*: cut at `<|end|>`. *join*: cut where the text begins to repeat what follows the hole, or else
at `<|end|>`. The engine fills the same cases with `npm run eval`.
"""

import argparse
import json
import logging
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from prime.pretrained.causal import Causal
from prime.pretrained.greedy import greedy
from prime.pretrained.weights import merged_causal
from prime.pretrained.windows import Hole, WindowMaker
from prime.tokens.tokenizer import SPECIAL

log = logging.getLogger("prime.pretrained.compare")

BUDGET, AFTER = 512, 128  # tokens of context, of the text after the hole in it
NEW = 64
REPEATED = 8  # characters of what follows that tell a join
LEAST = 3


class Spelling:
    """The bytes of each token."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        names = {i: t for t, i in tokenizer.get_vocab().items()}
        visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
        others = [b for b in range(256) if b not in visible]
        byte = {chr(b): b for b in visible} | {chr(256 + i): b for i, b in enumerate(others)}
        self.special = [tokenizer.token_to_id(name) for name in SPECIAL]
        self.pieces = [
            b"" if i in self.special else bytes(byte[c] for c in names[i])
            for i in range(len(names))
        ]

    def text(self, ids: list[int], fragment: bytes) -> str:
        """Without the fragment, which stands in the document already."""
        return b"".join(self.pieces[i] for i in ids)[len(fragment) :].decode("utf8", "replace")

    def spelling(self, fragment: bytes) -> Tensor:
        """bool [V]: tokens that begin with it, or that it begins with; all if there is none."""
        fits = lambda p: p.startswith(fragment) or fragment.startswith(p)
        return torch.tensor([bool(p) and fits(p) for p in self.pieces])


@dataclass(frozen=True)
class Written:
    case: dict
    known: bool
    end: str
    join: str


def write(
    causal: Causal, maker: WindowMaker, cases: list[dict], spelling: Spelling
) -> list[Written]:
    tokenizer, end = maker.tokenizer, maker.special["end"]
    streams, fragments = [], []
    for c in cases:
        hole = Hole(c["fileName"], c["prefix"], c["middle"], c["suffix"])
        streams.append(maker.lay(hole, BUDGET, AFTER)[0])
        before = tokenizer.encode(c["prefix"][-8 * BUDGET :], add_special_tokens=False).ids
        fragments.append(spelling.pieces[before[-1]] if before else b"")
    never = torch.tensor([i for i in spelling.special if i != end])
    first = [spelling.spelling(f) for f in fragments]
    found = []
    for c, ids, f in zip(cases, greedy(causal, streams, NEW, first, never), fragments, strict=True):
        stop = ids.index(end) if end in ids else len(ids)
        whole, ended = spelling.text(ids, f), spelling.text(ids[:stop], f)
        key = c["suffix"][:REPEATED]
        at = whole.find(key) if len(key) >= LEAST else -1
        join = whole[:at] if 0 <= at < len(ended) else ended
        found.append(Written(c, whole.startswith(c["middle"]), ended, join))
    return found


@torch.no_grad()
def bits(causal: Causal, maker: WindowMaker, cases: list[dict]) -> tuple[float, float]:
    """Bits a character of the middles, nats of `<|end|>` after them."""
    total = ended = 0.0
    for c in cases:
        stream, middle = maker.lay(
            Hole(c["fileName"], c["prefix"], c["middle"], c["suffix"]), BUDGET, AFTER
        )
        tokens = torch.tensor([[*stream, *middle, maker.special["end"]]])
        hidden, _ = causal(tokens, torch.arange(tokens.shape[1])[None])
        law = causal.logits(hidden[0, len(stream) - 1 : -1]).log_softmax(-1)
        each = -law.gather(1, tokens[0, len(stream) :, None])[:, 0]
        total += float(each[:-1].sum())
        ended += float(each[-1])
    characters = sum(len(c["middle"]) for c in cases)
    return total / characters / math.log(2), ended / len(cases)


def percent(right: list[bool]) -> float:
    return round(100 * sum(right) / len(right), 1)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--adapters", type=Path)
    parser.add_argument("--cases", type=Path, nargs="+", required=True)
    parser.add_argument("--count", type=int, help="of each file, at most")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    causal, _ = merged_causal(args.base, args.adapters)
    tokenizer = Tokenizer.from_file(str(args.base / "tokenizer.json"))
    maker, spelling = WindowMaker(tokenizer), Spelling(tokenizer)
    told = {}
    for path in args.cases:
        cases = [json.loads(line) for line in path.read_text().splitlines()][: args.count]
        found = write(causal, maker, cases, spelling)
        a_character, an_end = bits(causal, maker, cases)
        told[path.name] = {
            "cases": len(cases), "bitsACharacter": round(a_character, 4),
            "endNats": round(an_end, 3), "known": percent([w.known for w in found]),
            "end": percent([w.end == w.case["middle"] for w in found]),
            "join": percent([w.join == w.case["middle"] for w in found]),
        }  # fmt: skip
        log.info("%s %s", path.name, told[path.name])
    if args.out:
        args.out.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
