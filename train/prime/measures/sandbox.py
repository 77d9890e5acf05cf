"""Run a program that nobody has read, and say how it ended.

The program runs in a process of its own: a new session, so that all it starts is killed with it; an
empty folder of its own as working directory; limits of time, memory, file size and processes; no
network where the system lets a user have a namespace (`unshare`). That keeps accidents in; it is no
wall against malice, for which use a virtual machine.
"""

import contextlib
import functools
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["passed", "failed", "timed out", "out of memory", "crashed"]

# Runs in the child. Only a program that came to its end writes the word, which it cannot know
# beforehand: sys.exit(0) in the middle is no pass.
CHILD = """
import os, resource, sys
word, report = sys.argv[1], os.dup(1)
program = sys.stdin.read()
for name in sys.argv[2:]:
    what, most = name.split("=")
    least = min(int(most), resource.getrlimit(getattr(resource, what))[1] % 2**63)
    resource.setrlimit(getattr(resource, what), (least, least))
quiet = os.open(os.devnull, os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(quiet, stream)
try:
    exec(compile(program, "program.py", "exec"), {"__name__": "program"})
except MemoryError:
    os._exit(3)
except BaseException:
    os._exit(1)
os.write(report, word.encode())
os._exit(0)
"""


@dataclass(frozen=True)
class Limits:
    seconds: float = 4.0
    bytes: int = 1 << 30
    file_bytes: int = 1 << 20
    processes: int = 64


@functools.cache
def without_network() -> tuple[str, ...]:
    """The words that start a command without a network, none where that is not possible."""
    words = ("unshare", "--user", "--map-root-user", "--net")
    if shutil.which(words[0]) is None:
        return ()
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else ()


def run(program: str, limits: Limits | None = None) -> Verdict:
    limits = limits or Limits()
    word = secrets.token_hex(16)

    restrictions = [
        f"RLIMIT_CPU={int(limits.seconds) + 1}",  # of processor time; the clock's comes first
        f"RLIMIT_AS={limits.bytes}",
        f"RLIMIT_FSIZE={limits.file_bytes}",
        f"RLIMIT_NPROC={limits.processes}",
        "RLIMIT_CORE=0",
    ]
    with tempfile.TemporaryDirectory(prefix="prime-grade-") as folder:
        process = subprocess.Popen(
            [*without_network(), sys.executable, "-I", "-c", CHILD, word, *restrictions],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=folder, env={"PATH": os.defpath, "HOME": folder, "TMPDIR": folder},
            start_new_session=True,
        )  # fmt: skip
        with process:
            try:
                out, _ = process.communicate(program.encode("utf-8", "replace"), limits.seconds)
            except subprocess.TimeoutExpired:
                return "timed out"
            finally:
                # What the program started outlives it, unless its whole session is ended.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
    if out.decode("ascii", "replace") == word:
        return "passed"
    if process.returncode == 3:
        return "out of memory"
    if process.returncode in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        return "timed out"
    return "crashed" if process.returncode < 0 or process.returncode > 128 else "failed"
