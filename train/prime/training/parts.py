"""A large file in parts small enough to be carried, and whole again.

    python -m prime.training.parts split checkpoint.pt --out $OUT --bytes 16000000
    python -m prime.training.parts join $OUT/checkpoint.pt.parts.json --out checkpoint.pt

The list beside the parts holds the SHA-256 of the whole and of each part, so a part that is
missing, damaged or of another save is named, and nothing is written.
"""

import argparse
import hashlib
import json
from pathlib import Path

BYTES = 16_000_000


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def split(path: Path, out: Path, most: int = BYTES) -> Path:
    """-> the list of parts"""
    out.mkdir(parents=True, exist_ok=True)
    data = path.read_bytes()
    parts = {}
    for i, at in enumerate(range(0, len(data), most)):
        piece = data[at : at + most]
        name = f"{path.name}.{i:03d}"
        (out / name).write_bytes(piece)
        parts[name] = digest(piece)
    listed = out / f"{path.name}.parts.json"
    listed.write_text(json.dumps({"sha256": digest(data), "parts": parts}, indent=1) + "\n")
    return listed


def join(listed: Path, out: Path) -> None:
    facts = json.loads(listed.read_text())
    pieces = []
    for name, wanted in facts["parts"].items():
        path = listed.parent / name
        if not path.is_file():
            raise SystemExit(f"{name} is missing beside {listed}: bring it and join again")
        pieces.append(path.read_bytes())
        if digest(pieces[-1]) != wanted:
            raise SystemExit(f"{name} is not the part that {listed.name} lists: bring it again")
    data = b"".join(pieces)
    if digest(data) != facts["sha256"]:
        raise SystemExit(f"the parts of {listed.name} do not make the file that was split")
    part = out.with_suffix(".part")
    part.write_bytes(data)
    part.rename(out)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("verb", choices=["split", "join"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--bytes", type=int, default=BYTES)
    args = parser.parse_args(arguments)
    if args.verb == "split":
        split(args.file, args.out, args.bytes)
    else:
        join(args.file, args.out)


if __name__ == "__main__":
    main()
