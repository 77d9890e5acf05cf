#!/usr/bin/env bash
# Begin a training run that outlives the call that begins it, or resume it.
#
#   start.sh WORK CONFIG MINUTES [more arguments of prime.training.train]
#
# WORK is a folder on the machine that outlives the call; it holds shards/ and tokenizer.json. One
# GPU a process, as many as there are; without any, one process on the CPU, to rehearse.
# RUNBOOK.md says when.
set -euo pipefail
work=$(realpath "$1") config=$(realpath "$2") minutes=$3
shift 3
train=$(cd "$(dirname "$0")/.." && pwd)
if [[ -f $work/pid ]] && kill -0 "$(cat "$work/pid")" 2> /dev/null; then
  echo "a run is going on already: $(cat "$work/pid")" >&2
  exit 1
fi
gpus=$(nvidia-smi -L 2> /dev/null | wc -l || true)
device=(--device cuda --compile)
if ((gpus == 0)); then device=(--device cpu); fi
processes=$((gpus > 0 ? gpus : 1))
workers=$((($(nproc) - processes) / processes))
if ((workers < 1)); then workers=1; fi
mkdir -p "$work"
# the checkout may be replaced by the next call, the run's own code may not
rm -rf "$work/code" && mkdir -p "$work/code" && cp -r "$train/prime" "$work/code/" && cp "$config" "$work/config.json"
cd "$work/code"
OMP_NUM_THREADS=1 PYTHONUNBUFFERED=1 setsid nohup "${PYTHON:-python3}" -m torch.distributed.run --standalone \
  --nproc-per-node "$processes" -m prime.training.train --config "$work/config.json" --shards "$work/shards" \
  --tokenizer "$work/tokenizer.json" --out "$work/run" --minutes "$minutes" --save-minutes 3 \
  "${device[@]}" --workers "$workers" "$@" >> "$work/log.txt" 2>&1 < /dev/null &
echo $! > "$work/pid"
echo "process $(cat "$work/pid"), $gpus GPUs, $processes processes of $workers workers"
