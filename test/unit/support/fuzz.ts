import assert from 'node:assert/strict';
import fc from 'fast-check';

/** Milliseconds after which a run ends with the cases that it had: a slow machine is no failure. */
const mostMs = 15_000;

/**
 * Declares a test that tries a property on random cases, ten thousand unless said otherwise. Its
 * seed and count are printed, so that any run can be repeated: FUZZ_SEED=… npm run test:unit.
 */
export function fuzz<Case>(
  title: string,
  cases: fc.Arbitrary<Case>,
  holds: (value: Case) => void,
  numRuns = 10_000,
): void {
  it(title, function () {
    this.timeout(10 * mostMs);
    const named = process.env['FUZZ_SEED'];
    const details = fc.check(fc.property(cases, holds), {
      numRuns,
      interruptAfterTimeLimit: mostMs,
      markInterruptAsFailure: false,
      ...(named === undefined ? {} : { seed: Number(named) }),
    });
    process.stdout.write(`      ${details.numRuns} cases, seed ${details.seed}\n`);
    assert.ok(
      !details.failed,
      `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`,
    );
    assert.ok(details.numRuns > 0);
  });
}

/** Any text: letters, control characters, marks, emoji, halves of surrogate pairs. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
);

/** Any JSON, with what is often mistaken for something else. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(null, [], {}, [8], '8', '', -1, 0, 1e308, 1.5, true, ['a'], { '0': 1 }),
  fc.constantFrom<unknown>('__proto__', 'constructor', '../../etc/passwd', '<script>', '\u0000'),
);

/** JSON with one of its values, somewhere, put in the place of another. */
export function damaged(good: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(good);
  return fc
    .array(fc.tuple(fc.constantFrom(...paths), fc.option(anyJson, { nil: undefined })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((changes) => {
      const copy = structuredClone(good);
      for (const [path, value] of changes) put(copy, path, structuredClone(value)); // an example may be put in twice
      return copy;
    });
}

function pathsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((path) => [key, ...path]),
  ]);
}

function put(root: unknown, path: readonly string[], value: unknown): void {
  let at = root;
  for (const key of path.slice(0, -1)) {
    if (typeof at !== 'object' || at === null) return;
    at = (at as Record<string, unknown>)[key];
  }
  const last = path.at(-1);
  if (typeof at !== 'object' || at === null || last === undefined) return;
  if (Array.isArray(at) && last === 'length') return; // a list by now, whose length is no entry
  if (value === undefined) Reflect.deleteProperty(at, last);
  else (at as Record<string, unknown>)[last] = value;
}

/** That a sentence is one: it ends, and tells nothing of how the program is made. */
export function assertSentence(message: string): void {
  assert.ok(message.trim().length > 10, message);
  assert.match(message, /[.!)”]$/u, `no sentence: ${message}`);
  assert.doesNotMatch(message, /\[object|Bug:|TypeError|is not a function|\bat .*\.js:/u);
}
