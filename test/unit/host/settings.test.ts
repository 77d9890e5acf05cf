import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { defaultSettings, parseSettings, type HostSettings } from '../../../src/host/settings';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { spoken } from '../support/spoken';

function parse(values: Readonly<Record<string, unknown>>): ReturnType<typeof parseSettings> {
  return parseSettings((name) => values[name]);
}

interface DeclaredSetting {
  readonly scope: string;
  readonly default: unknown;
  readonly type: unknown;
  readonly items?: { readonly type: unknown };
}

/** Those of all sections of the settings page. */
function declaredSettings(): Readonly<Record<string, DeclaredSetting>> {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    contributes: {
      configuration: readonly { properties: Readonly<Record<string, DeclaredSetting>> }[];
    };
  };
  return Object.assign(
    {},
    ...manifest.contributes.configuration.map((one) => one.properties),
  ) as Record<string, DeclaredSetting>;
}

describe('The settings', () => {
  it('have their defaults when nothing is set', () => {
    assert.deepEqual(parse({}), { settings: defaultSettings, problems: [] });
  });

  it('have the engine’s own defaults for a fill', () => {
    assert.deepEqual(defaultSettings.fill, defaultFillSettings);
  });

  it('that choose what runs are the machine’s, and no workspace in Restricted Mode sets them', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      capabilities: {
        untrustedWorkspaces: { supported: unknown; restrictedConfigurations: string[] };
      };
    };
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    for (const setting of ['model', 'device', 'threads', 'server']) {
      const name = `primeInfill.${setting}`;
      assert.ok(restrictedConfigurations.includes(name), name);
      assert.equal(declaredSettings()[name]?.scope, 'machine');
    }
  });

  it('declare the same defaults in package.json', () => {
    const declared = parse(
      Object.fromEntries(
        Object.entries(declaredSettings()).map(([name, { default: value }]) => [
          name.replace('primeInfill.', ''),
          value,
        ]),
      ),
    );
    assert.deepEqual(declared, { settings: defaultSettings, problems: [] });
  });

  it('can each be changed in the settings page', () => {
    for (const [name, { type, items }] of Object.entries(declaredSettings())) {
      assert.equal(typeof type, 'string', name);
      if (type === 'array') assert.equal(items?.type, 'string', name);
    }
  });

  const good: readonly [string, unknown, (settings: HostSettings) => unknown, unknown][] = [
    ['model', ' prime-tiny ', (s) => s.model, 'prime-tiny'],
    ['model', '/models/x', (s) => s.model, '/models/x'],
    ['device', 'cpu', (s) => s.device, 'cpu'],
    ['threads', 2, (s) => s.threads, 2],
    ['server', ' https://fill.example.org ', (s) => s.server, 'https://fill.example.org/'],
    ['server', 'https://example.org:8/a/v2/', (s) => s.server, 'https://example.org:8/a'],
    ['server', 'http://127.0.0.1:8600', (s) => s.server, 'http://127.0.0.1:8600/'],
    ['server', 'http://localhost', (s) => s.server, 'http://localhost/'],
    ['server', 'http://[::1]:1', (s) => s.server, 'http://[::1]:1/'],
    ['server', '', (s) => s.server, ''],
    ['animation', 'off', (s) => s.animation, 'off'],
    ['suggest', true, (s) => s.suggest, true],
    ['sampler', 'ancestral', (s) => s.fill.sampler, 'ancestral'],
    ['steps', 1, (s) => s.fill.steps, 1],
    ['temperature', 0.7, (s) => s.fill.temperature, 0.7],
    ['schedule', 'cosine', (s) => s.fill.schedule, 'cosine'],
    ['blockSize', 8, (s) => s.fill.blockSize, 8],
    ['corrector', 'p2', (s) => s.fill.corrector, 'p2'],
    ['keepSettled', false, (s) => s.fill.keepSettled, false],
    ['entropyBound', 0.5, (s) => s.fill.entropyBound, 0.5],
    ['confidence', 0.5, (s) => s.fill.confidence, 0.5],
    ['topP', 0.5, (s) => s.fill.topP, 0.5],
    ['topK', 40, (s) => s.fill.topK, 40],
    ['minP', 0.05, (s) => s.fill.minP, 0.05],
    ['repetition', 1, (s) => s.fill.repetition, 1],
    ['context', 512, (s) => s.fill.context, 512],
    ['context', 0, (s) => s.fill.context, 0],
    ['ngramCache', 0, (s) => s.fill.ngramCache, 0],
    ['length', 'auto', (s) => s.fill.length, { kind: 'auto' }],
    ['length', 8, (s) => s.fill.length, { kind: 'tokens', tokens: 8 }],
    ['length', '12', (s) => s.fill.length, { kind: 'tokens', tokens: 12 }],
    ['length', '3l', (s) => s.fill.length, { kind: 'lines', lines: 3 }],
    ['lengthSearch', 2, (s) => s.fill.lengthSearch, 2],
    ['balance', true, (s) => s.fill.constraints.balance, true],
    ['indentation', true, (s) => s.fill.constraints.indentation, true],
    ['mostLines', 3, (s) => s.fill.constraints.mostLines, 3],
    ['require', ['await'], (s) => s.fill.constraints.require, ['await']],
    ['match', '\\d+', (s) => s.fill.constraints.match, '\\d+'],
    ['forbid', ['TODO'], (s) => s.fill.constraints.forbid, ['TODO']],
    ['holeMarker', '___', (s) => s.holeMarker, '___'],
    ['candidates', 1, (s) => s.fill.candidates, 1],
    ['seed', 4294967295, (s) => s.fill.seed, 4294967295],
    ['seed', null, (s) => s.fill.seed, 0],
  ];
  for (const [name, value, read, expected] of good) {
    it(`take ${JSON.stringify(value)} for ${name}`, () => {
      const { settings, problems } = parse({ [name]: value });
      assert.deepEqual([read(settings), problems], [expected, []]);
    });
  }

  const bad: readonly [string, unknown, RegExp][] = [
    ['model', '', /primeInfill\.model should be the id of a model/],
    ['model', 3, /primeInfill\.model/],
    ['device', 'tpu', /one of auto, webgpu/],
    ['threads', -1, /from 0 to 64/],
    ['threads', 1.5, /a whole number/],
    ['server', 'http://example.org', /server should be the https address of a server/],
    ['server', 'http://127.0.0.1.example.org', /http is for this machine alone/],
    ['server', 'https://user:word@example.org', /without a password in it/],
    ['server', 'https://example.org/?a', /the https address/],
    ['server', 'ftp://example.org', /the https address/],
    ['server', 'file:///etc', /the https address/],
    ['server', 'example.org', /the https address/],
    ['server', 3, /the https address/],
    ['animation', true, /one of auto, on, off/],
    ['suggest', 'yes', /true or false/],
    ['sampler', 'toString', /one of auto, entropy, ancestral/],
    ['steps', 0, /from 1 to 4096/],
    ['temperature', '1', /a number from 0 to 10/],
    ['topP', 0, /a number from 0.01 to 1/],
    ['topK', 1.5, /a whole number from 0 to 1000000/],
    ['minP', 2, /a number from 0 to 1/],
    ['context', 64, /0, or a whole number from 128/],
    ['context', '512', /0, or a whole number from 128/],
    ['ngramCache', 1, /a number from 0 to 0.9/],
    ['corrector', 'P2', /one of none, remdm, p2/],
    ['schedule', 'square', /one of linear, cosine, polynomial/],
    ['temperature', Number.NaN, /a number from 0 to 10/],
    ['length', 'long', /“auto”, a number of tokens/],
    ['length', 0, /“auto”, a number of tokens/],
    ['length', [8], /“auto”, a number of tokens/],
    ['length', { 0: '8' }, /“auto”, a number of tokens/],
    ['steps', [8], /a whole number from 1 to 4096/],
    ['length', '1e3', /“auto”, a number of tokens/],
    ['balance', 'yes', /true or false/],
    ['mostLines', 65, /from 0 to 64/],
    ['forbid', 'TODO', /a list of 64 texts at most/],
    ['require', [''], /none of them empty/],
    ['require', ['x'.repeat(1001)], /or longer than 1000 characters/],
    ['require', Array(9).fill('x'), /8 texts at most/],
    ['match', 3, /a text/],
    ['forbid', [''], /none of them empty/],
    ['holeMarker', '?', /at least two characters/],
    ['candidates', 17, /from 1 to 16/],
    ['seed', 2 ** 32, /whole number/],
  ];
  for (const [name, value, sentence] of bad) {
    it(`fall back, and say why, for ${name} ${JSON.stringify(value)}`, () => {
      const { settings, problems } = parse({ [name]: value });
      assert.deepEqual(settings, defaultSettings);
      assert.equal(problems.length, 1);
      assert.match(spoken(problems[0]), sentence);
    });
  }
});
