"""What a measurement was taken on. bench/processor.ts says the same of the engine's."""

import platform
from pathlib import Path

# what the fast kernels ask for, and the flags of /proc/cpuinfo that say so: x64, then ARM
FEATURES = {
    "AVX2": ("avx2",),
    "AVX-512": ("avx512f",),
    "VNNI": ("avx_vnni", "avx512_vnni"),
    "BF16": ("avx512_bf16",),
    "AMX": ("amx_int8",),
    "dot products": ("asimddp",),
    "I8MM": ("i8mm",),
}


def described(cpuinfo: str) -> str:
    """`AMD EPYC (AVX2; no AVX-512, no VNNI)` of what Linux says."""
    facts = {
        key.strip(): value.strip()
        for key, _, value in (line.partition(":") for line in cpuinfo.splitlines())
    }
    flags = set((facts.get("flags") or facts.get("Features") or "").split())
    name = facts.get("model name") or "unknown processor"
    has = [feature for feature, names in FEATURES.items() if flags.intersection(names)]
    lacks = [f"no {f}" for f in ("AVX2", "AVX-512", "VNNI") if "flags" in facts and f not in has]
    told = "; ".join(part for part in (", ".join(has), ", ".join(lacks)) if part)
    return f"{name} ({told or 'features unknown'})"


def processor() -> str:
    try:
        return described(Path("/proc/cpuinfo").read_text())
    except OSError:
        return f"{platform.processor() or platform.machine()} (features unknown)"
