import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openEngine, type Engine, type FillOutcome, type OpenedBest } from '../../../src/engine';
import { loadWebRuntime, type RuntimeLoader } from '../../../src/engine/web';
import { loadWasmRuntime } from '../../../src/engine/runtime/wasmRuntime';
import { silentLog } from '../../../src/base/log';
import { inEnglish } from '../../../src/base/sentence';
import { defaultFillSettings } from '../../../src/settings/fillSettings';
import { noServer } from '../../../src/web/noServer';
import { openPackaged } from '../../../src/web/openPackaged';
import { packagedFiles, type ReadFile } from '../../../src/web/packagedFiles';
import { modelFolder } from '../support/realModel';
import { stoppedClock } from '../support/scripted';

const read: ReadFile = async (path) => new Uint8Array(await readFile(path));
/** The runtime as Node starts it, in the place of the browser's. */
const loadRuntime: RuntimeLoader = async (_device, threads) => {
  const loaded = await loadWasmRuntime(threads);
  return loaded.ok ? { ok: true, value: { ort: loaded.value } } : loaded;
};
const asked = { modelFolder: 'prime-tiny', device: 'auto', threads: 1 };

function open(what: object, reading = read, runtime = loadRuntime): Promise<OpenedBest> {
  const parts = { read: reading, loadRuntime: runtime, clock: stoppedClock, log: silentLog };
  return openPackaged({ ...asked, ...what }, parts);
}

async function filled(engine: Engine): Promise<FillOutcome> {
  const text = 'const total = ;\n';
  const length = { kind: 'tokens', tokens: 3 } as const;
  const filling = engine.fill(
    {
      text,
      fileName: 'a.ts',
      spans: [{ start: 14, end: 14 }],
      settings: { ...defaultFillSettings, length },
    },
    { signal: new AbortController().signal },
  );
  let next = await filling.next();
  while (next.done !== true) next = await filling.next();
  await engine.dispose();
  return next.value;
}

const textsOf = (outcome: FillOutcome): unknown =>
  outcome.kind === 'filled' ? outcome.ranked.map(({ texts }) => texts) : outcome;

describe('A model in a browser', () => {
  it('fills as it does from a folder', async () => {
    const here = await open({});
    const there = await openEngine({ ...asked, modelFolder, device: 'wasm', clock: stoppedClock, log: silentLog }); // prettier-ignore
    assert.ok(here.kind === 'opened' && there.kind === 'opened');
    const texts = textsOf(await filled(here.engine));
    assert.ok(Array.isArray(texts));
    assert.deepEqual(texts, textsOf(await filled(there.engine)));
  });

  it('is the quick one where the setting leaves it open, and the reason is told', async () => {
    const opened = await open({ modelFolder: '', best: { paceFile: '' } });
    assert.ok(opened.kind === 'opened');
    assert.equal(opened.engine.info.id, 'prime-tiny');
    assert.deepEqual(opened.why.map(inEnglish), ['In a browser prime-tiny is taken: larger models take seconds for a context there.']); // prettier-ignore
    await opened.engine.dispose();
  });

  it('is read once, each of its files', async () => {
    const paths: string[] = [];
    const opened = await open({}, (path) => {
      paths.push(path);
      return read(path);
    });
    assert.ok(opened.kind === 'opened');
    await opened.engine.dispose();
    assert.deepEqual(paths.length, new Set(paths).size);
    assert.ok(
      paths.every((path) => path.startsWith('models/prime-tiny/')),
      paths.join('\n'),
    );
  });

  const damaged: ReadFile = async (path) => {
    const bytes = await read(path);
    if (path.endsWith('tokenizer.json')) bytes[100]! ^= 1;
    return bytes;
  };
  const cut: ReadFile = async (path) =>
    path.endsWith('.onnx') ? (await read(path)).subarray(1) : read(path);
  const missing: ReadFile = (path) =>
    path.endsWith('tokenizer.json') ? Promise.reject(new Error('404')) : read(path);
  const web = loadWebRuntime({
    binary: () => Promise.reject(new Error('no room')),
    module: () => Promise.resolve(''),
    cores: 1,
  });
  const refusals: readonly (readonly [
    what: string,
    said: RegExp,
    asked: object,
    read?: ReadFile,
    runtime?: RuntimeLoader,
  ])[] = [
    ['that is a folder', /^A browser runs the models that come with the extension, and \/home\/me\/model is none of them\. Set primeInfill\.model to auto or to one of prime-base, prime-tiny\.$/u, { modelFolder: '/home/me/model' }], // prettier-ignore
    ['that the package lacks', /^There is no model in prime-base: manifest\.json is missing\./u, { modelFolder: 'prime-base' }, () => Promise.reject(new Error('404'))], // prettier-ignore
    ['of which a file is damaged', /is damaged: tokenizer\.json does not have the sha-256/u, {}, damaged], // prettier-ignore
    ['of which a file is cut', /is damaged: denoiser\.onnx has \d+ bytes instead of \d+/u, {}, cut],
    ['of which a file is missing', /is incomplete: tokenizer\.json is missing/u, {}, missing],
    ['on a device of a computer', /^In a browser models run as WebAssembly, and the device cuda is not there\. Set primeInfill\.device to auto\.$/u, { device: 'cuda' }, read, web], // prettier-ignore
    ['where WebAssembly does not start', /^WebAssembly cannot be started in this browser\. .*\(no room\)$/u, {}, read, web], // prettier-ignore
  ];
  for (const [what, said, how, reading, runtime] of refusals)
    it(`${what} is refused in a sentence`, async () => {
      const opened = await open(how, reading, runtime);
      assert.ok(opened.kind === 'failed', what);
      assert.match(opened.failure.message, said);
    });

  it('tells sizes and hashes of what it reads', async () => {
    const files = packagedFiles('prime-tiny', read);
    const manifest = JSON.parse(await readFile('models/prime-tiny/manifest.json', 'utf8')) as {
      readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
    };
    for (const [name, { bytes, sha256 }] of Object.entries(manifest.files)) {
      assert.equal(await files.size(name), bytes);
      assert.equal(await files.sha256(name), sha256);
    }
  });
});

describe('A server in a browser', () => {
  it('is not asked, and a fill says so', async () => {
    const outcome = await noServer.fill(undefined as never);
    assert.ok(outcome.kind === 'failed');
    assert.match(
      outcome.failure.message,
      /^A server cannot be asked from a browser\. Leave primeInfill\.server empty/u,
    );
  });
});
