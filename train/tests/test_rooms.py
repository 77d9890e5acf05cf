"""Which room of prime/ may import from which: doors open one way."""

import ast
import re

import pytest
from conftest import TRAIN

ROOMS = {
    "corpus": [],
    "tokens": ["corpus"],
    "windows": ["tokens", "corpus"],
    "network": ["windows", "tokens"],
    "graph": ["network"],
    "training": ["network", "windows", "tokens", "corpus"],
    "measures": ["training", "graph", "network", "windows", "tokens", "corpus"],
    "ablation": ["measures", "training", "network", "windows", "tokens", "corpus"],
    "release": ["measures", "graph", "network", "windows", "tokens"],
    "plain": ["release", "graph"],
    "pretrained": ["release", "graph", "network", "windows", "tokens", "corpus"],
}
FILES = sorted(p for p in (TRAIN / "prime").rglob("*.py") if p.name != "__init__.py")


def rooms_of(source: str) -> set[str]:
    """The rooms that a file imports from, whether at its top or within a function."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "an import says from which room"
            names = [f"{node.module}.{a.name}" for a in node.names]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("prime.")}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_through_its_doors_only(room: str) -> None:
    files = [p for p in FILES if p.parent.name == room]
    assert files
    for p in files:
        assert rooms_of(p.read_text()) <= {room, *ROOMS[room]}, p.name


def test_doors_open_one_way() -> None:
    entered: list[str] = []
    for room, doors in ROOMS.items():
        assert set(doors) <= set(entered), room
        entered.append(room)


def test_every_file_is_in_a_room_and_in_the_readme() -> None:
    text = (TRAIN / "README.md").read_text()
    told = {room: re.findall(r"`(\w+)\.py`", line) for room, line in rows_of(text).items()}
    for p in FILES:
        assert p.parent.parent == TRAIN / "prime" and p.parent.name in ROOMS, p
    assert len({p.name for p in FILES}) == len(FILES)  # one name, one file
    for room in ROOMS:
        assert sorted(told[room]) == sorted(p.stem for p in FILES if p.parent.name == room), room


def rows_of(readme: str) -> dict[str, str]:
    """The lines of README.md's table of rooms, those of a room together."""
    rows: dict[str, str] = {}
    room = ""
    for line in readme.splitlines():
        if (cells := re.match(r"\| (?:`(\w+)/`)? *\| `\w+\.py`", line)) is not None:
            room = cells[1] or room
            rows[room] = rows.get(room, "") + line.split("|")[2]
    return rows


def test_what_a_page_names_exists() -> None:
    """`prime.room.file` in any page, script or comment."""
    root, at = TRAIN.parent, TRAIN / "prime"
    folders = {TRAIN: "*.md", TRAIN / "gpu": "*.sh", root / "docs": "**/*.md", at: "**/*.py",
               root / "scripts": "**/*.ts", root / "bench": "**/*.ts"}  # fmt: skip
    pages = [p for folder, pattern in folders.items() for p in folder.glob(pattern)]
    for p in pages:
        for room, file in re.findall(r"\bprime\.(\w+)(?:\.(\w+))?", p.read_text()):
            there = (at / room / f"{file}.py") if file else at / room
            assert there.exists(), f"{p.name}: prime.{room}.{file}"
        for path in re.findall(r"\bprime/[\w/]+\.py", p.read_text()) if p.suffix == ".md" else []:
            assert p.name == "samples.md" or (TRAIN / path).exists(), f"{p.name}: {path}"
