#!/usr/bin/env bash
# Look at a run for some seconds, then bring its averaged weights, in parts.
#
#   watch.sh WORK SECONDS OUT [FIRST COUNT]
#
# Ends early when the run does. Leaves log.tail, log.jsonl.gz and the parts FIRST … FIRST+COUNT−1
# (0 and 3 unless told) in OUT: at most 8 files of 16 MB, so a large model takes several calls. The
# first of them cuts the parts, later ones bring the same cut.
set -euo pipefail
work=$(realpath "$1") seconds=$2 out=$(realpath "$3") first=${4:-0} count=${5:-3}
end=$((SECONDS + seconds))
running() { kill -0 "$(cat "$work/pid")" 2> /dev/null; }
while ((SECONDS < end)) && running; do sleep 5; done
if running; then echo "still running"; else echo "ended"; fi
tail -n 40 "$work/log.txt" | tee "$out/log.tail"
nvidia-smi --query-gpu=utilization.gpu,memory.used,power.draw --format=csv 2> /dev/null || true
if [[ -f $work/run/log.jsonl ]]; then tail -n 20000 "$work/run/log.jsonl" | gzip > "$out/log.jsonl.gz"; fi
if [[ ! -f $work/run/checkpoint.pt ]]; then
  echo "no checkpoint yet"
  exit 0
fi
if ((first == 0)); then
  cd "$work/code"
  rm -rf "$work/parts"
  "${PYTHON:-python3}" -m prime.training.slim "$work/run/checkpoint.pt" --out "$work/average.pt"
  "${PYTHON:-python3}" -m prime.training.parts split "$work/average.pt" --out "$work/parts"
fi
cp "$work"/parts/*.parts.json "$out/"
for ((i = first; i < first + count; i++)); do
  part=$work/parts/average.pt.$(printf %03d "$i")
  if [[ -f $part ]]; then cp "$part" "$out/"; fi
done
ls -l "$out"
