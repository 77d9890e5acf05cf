"""A corpus in compressed parts, so that training starts on the first.

    python -m prime.corpus.shards --corpus $DATA/corpus/train.jsonl --out $DATA/shards \
        [--bytes 48000000]

A shard holds whole files, as JSON lines under LZMA, in the corpus's random order: each shard is a
sample of the whole. It holds text, not ids, because holes begin and end inside tokens
(docs/decisions/shards-hold-text.md).
"""

import argparse
import json
import logging
import lzma
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger("prime.corpus.shards")

BYTES = 48_000_000  # below 50 MiB
BLOCK = 4_000_000  # characters compressed at a time


def write(lines: Iterator[str], out: Path, most: int, preset: int = 6) -> list[Path]:
    """-> the shards, each at most `most` bytes plus one block; whole once it has its name"""
    out.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    blocks: list[bytes] = []
    text: list[str] = []

    def block() -> None:
        # one stream a block: a stream's size is known when it ends, and streams may be joined
        blocks.append(lzma.compress("".join(text).encode(), preset=preset))
        text.clear()

    def shard() -> None:
        path = out / f"shard-{len(paths):04d}.jsonl.xz"
        part = path.with_suffix(".part")
        part.write_bytes(b"".join(blocks))
        part.rename(path)
        log.info("%s %d bytes", path.name, path.stat().st_size)
        paths.append(path)
        blocks.clear()

    size = 0
    for line in lines:
        text.append(line)
        size += len(line)
        if size >= min(BLOCK, most):
            block()
            size = 0
            if sum(map(len, blocks)) + len(blocks[-1]) > most:
                shard()
    if text:
        block()
    if blocks:
        shard()
    return paths


def read(path: Path) -> Iterator[dict]:
    """The files of a shard."""
    with lzma.open(path, "rt", encoding="utf8") as f:
        for line in f:
            yield json.loads(line)


def present(folder: Path) -> list[Path]:
    """The shards that are there by now. One that is being written or copied has another name."""
    return sorted(folder.glob("shard-*.jsonl.xz"))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bytes", type=int, default=BYTES)
    parser.add_argument("--preset", type=int, default=6)
    args = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with args.corpus.open() as f:
        write(f, args.out, args.bytes, args.preset)


if __name__ == "__main__":
    main()
