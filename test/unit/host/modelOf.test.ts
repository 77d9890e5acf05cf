import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelOf } from '../../../src/host/models/modelOf';
import { sayEnglish } from '../../../src/base/say';
import { modelRows } from '../../../src/host/models/modelRows';
import { paceKey } from '../../../src/engine/model/pace';
import { machineOf } from '../../../src/engine/model/paceFile';
import { listModels, readModel } from '../../../src/engine/model/registry';
import { temporaryFolder } from '../support/folders';
import { goodManifest } from '../support/manifests';

describe('The model that a setting names', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  const address = 'https://example.test/m/manifest.json';
  const bundledFolder = (): string => join(folder.path, 'bundled');
  const addedFolder = (): string => join(folder.path, 'added');
  const paceFile = (): string => join(folder.path, 'pace.json');
  beforeEach(() => {
    folder = temporaryFolder();
    for (const [place, id] of [
      [bundledFolder(), 'prime-own'],
      [addedFolder(), 'prime-test'],
      [addedFolder(), 'prime-own'],
    ] as const) {
      mkdirSync(join(place, id), { recursive: true });
      writeFileSync(join(place, id, 'manifest.json'), JSON.stringify({ ...goodManifest(), id }));
    }
    const origin = JSON.stringify({ kind: 'address', address });
    writeFileSync(join(addedFolder(), 'prime-test', '.origin.json'), origin);
  });
  afterEach(() => folder.remove());

  const places = () => ({
    bundledFolder: bundledFolder(),
    addedFolder: addedFolder(),
    paceFile: paceFile(),
  });

  const rows: readonly (readonly [model: string, where: () => string])[] = [
    ['prime-own', () => join(bundledFolder(), 'prime-own')],
    ['prime-test', () => join(addedFolder(), 'prime-test')],
    ['prime-none', () => join(bundledFolder(), 'prime-none')],
    [address, () => join(addedFolder(), 'prime-test')],
    ['https://example.test/m', () => join(addedFolder(), 'prime-test')],
    ['https://example.test/other/manifest.json', () => 'https://example.test/other/manifest.json'],
    ['http://example.test/m/manifest.json', () => 'http://example.test/m/manifest.json'],
    [join('/', 'models', 'mine'), () => join('/', 'models', 'mine')],
  ];
  for (const [model, where] of rows)
    it(`is found for ${model}`, () => {
      assert.deepEqual(modelOf(places(), { model }), { modelFolder: where() });
    });

  it('is none of those that were added where it chooses by itself', () => {
    assert.deepEqual(modelOf(places(), { model: 'auto' }), {
      modelFolder: bundledFolder(),
      best: { paceFile: paceFile() },
    });
  });

  it('is told in a sentence where it was not downloaded', async () => {
    const read = await readModel('https://example.test/other/manifest.json');
    assert.ok(!read.ok);
    assert.match(read.failure.message, /is not on this machine\. Download it with Select Model…/);
  });

  it('is listed with what it is chosen by', async () => {
    mkdirSync(join(addedFolder(), 'broken'));
    const [own] = await listModels([bundledFolder()]);
    assert.ok(own?.kind === 'usable');
    const machine = machineOf({ device: 'auto', threads: 0 });
    const added = await listModels([addedFolder()]);
    const listed = modelRows({
      say: sayEnglish,
      bundled: [own],
      added: added.map((listing) => ({ ...listing, id: 'prime-mine', origin: undefined })),
      unfinished: [
        {
          id: 'prime-late',
          manifest: own.manifest,
          origin: { kind: 'address', address },
          bytes: 15,
          totalBytes: 30,
        },
      ],
      paces: new Map([[paceKey(own.manifest, machine), 421]]),
      machine,
    });
    const [first] = listed;
    assert.equal(first?.description, 'Prime Test · 30 bytes · Apache-2.0');
    assert.equal(
      first.detail,
      'at most 1.00 bits a character · 0.42 s here for 200 tokens and a step · typescript',
    );
    assert.deepEqual(first.facts, [
      'A manifest for tests.',
      '0.0 M parameters, 30 bytes',
      'Apache-2.0',
      'typescript',
      'ℓ = 2 nested digits in base 17, codebook identity',
      'keeps the context, and computes the hole alone at each step',
      'at most 1.00 bits a character',
      '0.42 s here for 200 tokens and a step',
      own.folder,
    ]);
    assert.match(listed[1]?.detail ?? '', /There is no model in .*broken/);
    assert.match(listed[3]?.detail ?? '', /not timed here yet/);
    assert.deepEqual(
      [listed.at(-1)?.kind, listed.at(-1)?.detail],
      ['unfinished', `15 bytes of 30 bytes have come, from ${address}`],
    );
  });

  it('of whole sequences is chosen and listed as any other', async () => {
    const fixtures = join(process.cwd(), 'test', 'fixtures', 'plain');
    const described: (readonly string[])[] = [];
    for (const kind of ['mdm-prime-v2', 'dreamon']) {
      const folder = join(addedFolder(), kind);
      cpSync(join(fixtures, kind), folder, { recursive: true });
      assert.deepEqual(modelOf(places(), { model: kind }), { modelFolder: folder });
      assert.deepEqual(modelOf(places(), { model: folder }), { modelFolder: folder });
      const [listing] = (await listModels([addedFolder()])).filter((one) => one.folder === folder);
      const rows = modelRows({
        ...{ say: sayEnglish, bundled: [], unfinished: [], paces: new Map<string, number>() },
        added: [{ ...listing!, id: kind, origin: undefined }],
        machine: machineOf({ device: 'auto', threads: 0 }),
      });
      described.push(rows[0]!.facts);
    }
    assert.deepEqual(described[0]!.slice(2, 5), [
      'Apache-2.0',
      'ℓ = 9 independent digits in base 2, codebook shuffled',
      'computes the whole text at each step',
    ]);
    assert.equal(described[1]![4], 'computes the whole text at each step; holes of open length grow and shrink'); // prettier-ignore
  });
});
