"""Files and licence of a bare git snapshot."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

CHUNK = 500  # blobs read at a time


def licence_of(text: str) -> str | None:
    """The SPDX name of a permissive licence text, None if it is not one."""
    t = re.sub(r"\s+", " ", text).lower()
    if "gnu general public" in t or "gnu affero" in t or "gnu lesser" in t:
        return None
    if "apache license" in t and "version 2.0" in t:
        return "Apache-2.0"
    if "permission is hereby granted, free of charge" in t:
        return "MIT"
    if "redistribution and use in source and binary forms" in t:
        return "BSD-3-Clause" if "neither the name" in t else "BSD-2-Clause"
    if "permission to use, copy, modify, and/or distribute" in t:
        return "ISC" if "copyright notice and this permission" in t else "0BSD"
    if "this is free and unencumbered software" in t:
        return "Unlicense"
    if "cc0 1.0" in t or "placed in the public domain" in t:
        return "CC0-1.0"
    if "attribution 4.0 international" in t and "noncommercial" not in t and "sharealike" not in t:
        return "CC-BY-4.0"
    return None


def git(repo: Path, *args: str, data: bytes | None = None) -> bytes:
    command = ["git", "-C", str(repo), *args]
    return subprocess.run(command, input=data, check=True, capture_output=True).stdout


def commit(repo: Path) -> str:
    return git(repo, "rev-parse", "HEAD").decode().strip()


def blobs(repo: Path, hashes: list[str]) -> Iterator[bytes | None]:
    """The contents of blobs; None for one that the snapshot lists but does not hold."""
    for first in range(0, len(hashes), CHUNK):
        part = hashes[first : first + CHUNK]
        out = git(repo, "cat-file", "--batch", data="\n".join(part).encode() + b"\n")
        at = 0
        for _ in part:
            end = out.index(b"\n", at)
            head = out[at:end].split()
            if head[-1] == b"missing":
                yield None
                at = end + 1
                continue
            size = int(head[2])
            yield out[end + 1 : end + 1 + size]
            at = end + 1 + size + 1


def tree(repo: Path) -> list[tuple[str, str, int]]:
    """(path, blob hash, bytes) of every regular file at HEAD."""
    rows = []
    listed = git(repo, "ls-tree", "-r", "-l", "-z", "HEAD").decode("utf8", "replace")
    for line in listed.split("\0"):
        if not line:
            continue
        meta, path = line.split("\t", 1)
        mode, kind, blob, size = meta.split()
        if kind == "blob" and mode != "120000" and size.isdigit():
            rows.append((path, blob, int(size)))
    return rows


def repository_licence(name: str, repo: Path, rows: list[tuple[str, str, int]]) -> str | None:
    """SPDX names of the licence files at the root; None unless every one is permissive."""
    if name == "python/peps":
        return "CC0-1.0"  # each PEP says: public domain or CC0-1.0, whichever is more permissive
    top = [r for r in rows if re.match(r"(licen[cs]e|copying)[^/]*$", r[0], re.I)]
    # several files are alternatives or cover parts: every one must be permissive
    found = [
        licence_of((b or b"").decode("utf8", "replace")) for b in blobs(repo, [r[1] for r in top])
    ]
    return " / ".join(sorted({f for f in found if f})) if found and all(found) else None
