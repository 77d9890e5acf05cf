import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, type Span } from '../../../src/engine';
import { applyEdits } from '../../../src/text/applyEdits';
import { temporaryFolder } from '../support/folders';
import { fillWith, openTiny } from '../support/realModel';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

const cursor = (at: number): Span[] => [{ start: at, end: at }];

/** The same without milliseconds, which no seed decides. */
function timeless(value: unknown): unknown {
  const timed = /Ms$|^tokensPerSecond$/;
  return JSON.parse(JSON.stringify(value, (key, entry: unknown) => (timed.test(key) ? 0 : entry)));
}

describe('the engine with prime-tiny', function () {
  this.timeout(60_000);
  let engine: Engine;
  before(async () => {
    engine = await openTiny();
  });
  after(() => engine.dispose());

  const source = readFileSync('src/engine/infill/rank.ts', 'utf8');

  for (const sampler of ['entropy', 'ancestral'] as const) {
    it(`fills a line of its own source, ${sampler}, and the same seed gives the same trace whatever was cached`, async () => {
      const start = source.indexOf('const seen');
      const spans = [{ start, end: source.indexOf('\n', start) }];
      const length = { kind: 'tokens', tokens: 12 } as const;
      const settings = { sampler, temperature: 1, seed: 3, steps: 16, candidates: 2, length };
      const first = await fillWith(engine, { text: source, spans, settings });
      assert.ok(first.outcome.kind === 'filled');
      assert.ok(first.outcome.ranked.length > 0);
      // Another document takes the cache, then this one with a change takes part of it back.
      const besides = { ...settings, candidates: 1, steps: 2 };
      await fillWith(engine, { text: 'x = ', spans: cursor(4), settings: besides });
      const changed = `${source.slice(0, start)}// ${source.slice(start)}`;
      await fillWith(engine, { text: changed, spans: cursor(start + 3), settings: besides });
      const second = await fillWith(engine, { text: source, spans, settings });
      assert.deepEqual(timeless(second), timeless(first));
      const other = await fillWith(engine, {
        text: source,
        spans,
        settings: { ...settings, seed: 4 },
      });
      assert.notDeepEqual(timeless(other.events), timeless(first.events));
    });
  }

  it('reveals every digit of every candidate once, and settles every position', async () => {
    const { events, outcome } = await fillWith(engine, { text: 'a = ;\n', spans: cursor(4) });
    assert.ok(outcome.kind === 'filled');
    const [start, ...steps] = events;
    assert.ok(start?.kind === 'start');
    const { candidates, subTokens } = start.header;
    const seen = new Set<string>();
    for (const event of steps) {
      assert.ok(event.kind === 'step');
      for (const { candidate, position, digit } of event.step.reveals) {
        const key = `${candidate} ${position} ${digit}`;
        assert.ok(!seen.has(key), key);
        seen.add(key);
      }
    }
    const tokens = candidates.flatMap(({ lengths }) => lengths).reduce((a, b) => a + b, 0);
    assert.equal(seen.size, tokens * subTokens.length);
  });

  const texts: readonly (readonly [string, string, Span[]])[] = [
    ['an empty file', '', cursor(0)],
    ['a CRLF document', 'if (x) {\r\n\r\n}\r\n', cursor(10)],
    ['a span between the halves of a CRLF', 'a\r\nb', cursor(2)],
    ['a span inside a surrogate pair', 'const s = "😀😀";\n', [{ start: 12, end: 14 }]],
    ['a span that begins at a combining mark', 'cafe\u0301 = 1;', [{ start: 4, end: 8 }]],
    ['a span inside a token', 'function compute() {}', [{ start: 11, end: 14 }]],
    ['tabs', 'if (a) {\n\t\t\n}\n', cursor(11)],
    ['four spans', 'a()\nb()\nc()\nd()\n', [2, 6, 10, 14].flatMap(cursor)],
    [
      'spans that touch',
      'abcdef',
      [
        { start: 1, end: 3 },
        { start: 3, end: 5 },
      ],
    ],
    ['50 MB', 'const x = 1;\n'.repeat(4e6), cursor(26e6)],
  ];
  for (const [what, text, spans] of texts) {
    it(`fills ${what}, and leaves the rest of the text as it was`, async () => {
      const { events, outcome } = await fillWith(engine, { text, spans });
      assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
      const [start] = events;
      assert.ok(start?.kind === 'start');
      const settled = start.header.spans;
      const best = outcome.ranked[0]!;
      assert.equal(best.texts.length, spans.length);
      const filled = applyEdits(
        text,
        settled.map((span, k) => ({ span, text: best.texts[k]! })),
      );
      assert.ok(filled.startsWith(text.slice(0, settled[0]!.start)));
      assert.ok(filled.endsWith(text.slice(settled.at(-1)!.end)));
      assert.ok(!/\p{Surrogate}/u.test(filled), 'no half of a pair is left');
      assert.ok(!best.texts.some((fill) => fill.includes('\0') || fill.includes('<|')));
      if (text.includes('\r\n')) assert.ok(best.texts.every((fill) => !/(^|[^\r])\n/.test(fill)));
    });
  }

  it('goes on block by block where more tokens are asked for than it denoises at once', async () => {
    const text = 'function area(width: number, height: number) {\n  \n}\n';
    const at = text.indexOf('\n}');
    for (const sampler of ['entropy', 'draft-and-verify'] as const) {
      const tokens = 2 * engine.info.limits.maxHole + 9;
      const settings = { sampler, length: { kind: 'tokens', tokens } } as const;
      const { events, outcome } = await fillWith(engine, { text, spans: cursor(at), settings });
      assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
      assert.equal(outcome.ranked[0]?.tokens, tokens);
      const last = events.at(-1);
      assert.ok(last?.kind === 'step' && last.step.time === 0);
    }
  });

  it('fills as many lines as were asked for', async () => {
    const text = 'function area(width: number, height: number) {\n  \n}\n';
    const at = text.indexOf('\n}');
    const settings = { length: { kind: 'lines', lines: 3 } } as const;
    const { outcome } = await fillWith(engine, { text, spans: cursor(at), settings });
    assert.ok(outcome.kind === 'filled', JSON.stringify(outcome));
    for (const { texts } of outcome.ranked) assert.equal(texts[0]?.split('\n').length, 3);
  });

  it('fills the same without saying what is likely at each position', async () => {
    const text = 'const area = ;\n';
    const at = text.indexOf(';');
    const settings = { temperature: 1, seed: 5 };
    const full = await fillWith(engine, { text, spans: cursor(at), settings });
    const bare = await fillWith(engine, { text, spans: cursor(at), settings, views: false });
    assert.deepEqual(timeless(bare.outcome), timeless(full.outcome));
    const withoutViews = full.events.map((event) =>
      event.kind === 'step' ? { ...event, step: { ...event.step, views: [] } } : event,
    );
    assert.deepEqual(timeless(bare.events), timeless(withoutViews));
    assert.ok(full.events.some((event) => event.kind === 'step' && event.step.views.length > 0));
  });

  it('holds texts about as likely with settled tokens kept as with all of the canvas computed', async () => {
    const text = readFileSync('samples/temperature.ts', 'utf8');
    const lines = [...text.matchAll(/^ +(const|return|if|for) .{20,}$/gmu)];
    assert.ok(lines.length >= 5);
    const apart: number[] = [];
    for (const { 0: line, index } of lines) {
      const nats = async (keepSettled: boolean): Promise<number> => {
        const given = { text, fileName: 'a.ts', spans: [{ start: index, end: index + line.length }] }; // prettier-ignore
        const settings = { ...defaultFillSettings, sampler: 'entropy', keepSettled, pairs: 0 } as const; // prettier-ignore
        const scored = await engine.likelihood(given, [line], settings);
        assert.ok(scored.ok);
        return scored.value.logProbability / scored.value.tokens;
      };
      const [kept, whole] = [await nats(true), await nats(false)];
      assert.notEqual(kept, whole);
      apart.push(Math.abs(kept - whole));
    }
    const mean = apart.reduce((sum, each) => sum + each) / apart.length;
    assert.ok(mean < 0.15, `${apart.map((each) => each.toFixed(2)).join(' ')} nats a token`);
  });

  it('gives over a cached context what it gives over a fresh one, to the last bit', async () => {
    const at = source.indexOf('const seen');
    const more = `${source.slice(0, at)}x${source.slice(at)}`;
    const settings = { candidates: 1, length: { kind: 'tokens', tokens: 2 } } as const;
    const request = { text: more, spans: cursor(at + 1), settings };
    await fillWith(engine, { text: source, spans: cursor(at), settings });
    const cached = await fillWith(engine, request);
    const other = await openTiny();
    const fresh = await fillWith(other, request);
    await other.dispose();
    assert.ok(cached.outcome.kind === 'filled' && fresh.outcome.kind === 'filled');
    assert.deepEqual(timeless(cached.events), timeless(fresh.events));
    assert.deepEqual(timeless(cached.outcome.ranked), timeless(fresh.outcome.ranked));
  });

  it('settles as cancelled at whichever event it is cancelled', async () => {
    const settings = { sampler: 'ancestral', steps: 8, candidates: 1 } as const;
    const request = { text: 'let x = ;', spans: cursor(8), settings };
    const whole = await fillWith(engine, request);
    // Cancelled at the last step there is nothing left to cancel.
    for (let at = 1; at < whole.events.length; at++) {
      const abort = new AbortController();
      let count = 0;
      const onEvent = (): void => {
        count++;
        if (count === at) abort.abort();
      };
      const { outcome, events } = await fillWith(engine, {
        ...request,
        signal: abort.signal,
        onEvent,
      });
      assert.equal(outcome.kind, 'cancelled', `at event ${at} of ${whole.events.length}`);
      assert.equal(events.length, at);
    }
    assert.equal((await fillWith(engine, request)).outcome.kind, 'filled');
  });

  it('refuses a second fill while one is under way: that would be a bug of its owner', async () => {
    const filling = engine.fill(
      {
        text: '',
        fileName: 'a.ts',
        spans: cursor(0),
        settings: defaultFillSettings,
      },
      { signal: new AbortController().signal },
    );
    await filling.next();
    await assert.rejects(fillWith(engine, { text: '', spans: cursor(0) }), /Bug: a fill was begun/);
    await filling.return({ kind: 'cancelled', statistics: {} as never });
  });
});

describe('the runtime', () => {
  it('reports nothing and writes nothing under the cache folder of the user', () => {
    const home = temporaryFolder();
    const environment = {
      ...process.env,
      HOME: home.path,
      XDG_CACHE_HOME: join(home.path, '.cache'),
    };
    Reflect.deleteProperty(environment, 'ORT_DISABLE_TELEMETRY');
    execFileSync(
      process.execPath,
      ['dist/cli.js', 'device', '--device', 'cpu', '--model', 'prime-tiny'],
      {
        env: environment,
      },
    );
    assert.equal(existsSync(join(home.path, '.cache')), false);
    home.remove();
  });
});
