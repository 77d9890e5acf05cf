import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What the fast kernels ask for, and the flags of /proc/cpuinfo that say so: x64, then ARM. */
const features: Readonly<Record<string, readonly string[]>> = {
  AVX2: ['avx2'],
  'AVX-512': ['avx512f'],
  VNNI: ['avx_vnni', 'avx512_vnni'],
  BF16: ['avx512_bf16'],
  AMX: ['amx_int8'],
  'dot products': ['asimddp'],
  I8MM: ['i8mm'],
};

/** Of those on x64, the ones whose absence explains a time. */
const missed = ['AVX2', 'AVX-512', 'VNNI'];

/** `AMD EPYC (AVX2; no AVX-512, no VNNI)`: times of two machines are apart for such reasons. */
export function processor(): string {
  const model = cpus()[0]?.model.trim() ?? '';
  return described(model === '' ? 'unknown processor' : model, cpuinfo());
}

/** @param info what Linux says in /proc/cpuinfo, empty elsewhere */
export function described(model: string, info: string): string {
  const [, key, line = ''] = /^(flags|Features)\s*:(.*)$/mu.exec(info) ?? [];
  const flags = new Set(line.trim().split(/\s+/u));
  const has = Object.keys(features).filter((name) => features[name]?.some((one) => flags.has(one)));
  const lacks = key === 'flags' ? missed.filter((name) => !has.includes(name)) : [];
  const told = [has.join(', '), lacks.map((name) => `no ${name}`).join(', ')].filter(Boolean);
  return `${model} (${told.join('; ') || 'features unknown'})`;
}

function cpuinfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return ''; // not Linux
  }
}
