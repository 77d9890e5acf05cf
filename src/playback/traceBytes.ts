import type { Trace } from '../protocol/engineTypes';

/**
 * A trace as it is kept in a file, in UTF-8, with a line for each step: a run of many alternatives is
 * longer than one string can be.
 */
export function traceBytes({ steps, outcome, ...head }: Trace): Uint8Array {
  const encoder = new TextEncoder();
  const before = `${JSON.stringify(head).slice(0, -1)},"steps":[\n`;
  const parts = [
    encoder.encode(before),
    ...steps.map((step, index) =>
      encoder.encode(`${JSON.stringify(step)}${index + 1 < steps.length ? ',' : ''}\n`),
    ),
    encoder.encode(`],"outcome":${JSON.stringify(outcome)}}\n`),
  ];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
