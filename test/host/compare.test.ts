import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Trace } from '../../src/protocol/engineTypes';
import { Fills, openText, run, setSetting, until, workspaceFile } from './support/editor';

const sum = 'export function sum(a: number, b: number): number {\n  return ⟦0⟧;\n}\n';

describe('Comparing a run', () => {
  const fills = new Fills();
  const file = workspaceFile('compared.primetrace.json');
  before(() => setSetting('sampler', 'entropy'));
  after(() => setSetting('sampler', undefined));

  /** The trace of the run that is shown, not of the one beside it. */
  async function shownTrace(): Promise<Trace> {
    assert.equal(await run('saveTrace', file), true);
    return JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(file)).toString()) as Trace;
  }

  /** Of the run that was made last, which the panel shows once its last step is previewed. */
  async function newestTrace(): Promise<Trace> {
    const frame = { kind: 'insertFrame', run: fills.api.runs.at(-1)?.id, candidate: 0 };
    for (let step = 1; step < 64; step++) {
      if ((await run('steer', { ...frame, step })) === 'previewing') break;
    }
    await run('showSteps', { candidate: 0, step: 0 });
    const newest = fills.api.runs.at(-1)?.id;
    await until(() => fills.api.shownRun === newest, 'the page shows the newest run');
    return shownTrace();
  }

  it('fills the same hole once more by what was chosen, beside the run that is shown', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const before = document.getText();
    const first = await shownTrace();
    const [root] = fills.api.runs;
    assert.equal(await run('compare', { kind: 'sampler', sampler: 'left-to-right' }), 'compared');
    const other = fills.api.runs.at(-1);
    assert.deepEqual([other?.name, other?.parent], ['left-to-right', root?.id]);
    assert.equal(fills.api.comparedWith, `${other?.id}: left-to-right`);
    assert.deepEqual(await shownTrace(), first, 'the first is shown still');
    const second = await newestTrace();
    assert.equal(fills.api.comparedWith, undefined, 'nothing is compared with itself');
    assert.equal(second.header.settings.sampler, 'left-to-right');
    assert.equal(second.header.contextSha256, first.header.contextSha256);
    assert.deepEqual(second.header.spans, first.header.spans);
    assert.equal(document.getText(), before);
  });

  it('leaves the preview in the editor as it is, and none where there is none', async () => {
    const { document } = await openText(sum);
    await run('fill');
    await run('nextCandidate');
    const shown = fills.shown();
    const states = new Set<string>();
    const asked = run('compare', { kind: 'sampler', sampler: 'left-to-right' });
    const watched = setInterval(() => states.add(fills.api.state), 1);
    assert.equal(await asked, 'compared');
    clearInterval(watched);
    assert.deepEqual([...states], ['previewing']);
    assert.equal(fills.shown(), shown);
    assert.equal(await run('accept'), 'accepted');
    const text = document.getText();
    assert.equal(
      text,
      sum.replace('⟦0⟧', () => shown[0] ?? ''),
    );
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(await run('compare', { kind: 'draw' }), 'compared');
    assert.equal(fills.api.state, 'idle');
    assert.equal(fills.api.previewTexts, undefined);
  });

  it('waits for a fill that is under way, and makes way for a newer one', async () => {
    await openText(sum);
    await run('fill');
    const [reroll, other] = await Promise.all([
      run('reroll'),
      run('compare', { kind: 'sampler', sampler: 'left-to-right' }),
    ]);
    assert.deepEqual([reroll, other], ['previewing', 'compared']);
    const beside = run('compare', { kind: 'draw' });
    assert.equal(await run('reroll'), 'previewing');
    assert.match(String(await beside), /superseded|compared/u);
    assert.equal(fills.api.state, 'previewing');
  });

  it('draws by a seed of its own, and keeps to another model in what comes of that', async () => {
    await openText(sum);
    await run('fill');
    assert.equal(await run('compare', { kind: 'draw' }), 'compared');
    assert.equal((await newestTrace()).header.settings.seed, 1);
    const folder = vscode.extensions.getExtension('prime-infill.prime-infill')?.extensionUri;
    assert.ok(folder);
    const model = vscode.Uri.joinPath(folder, 'models', 'prime-tiny').fsPath;
    assert.equal(await run('compare', { kind: 'model', model }), 'compared');
    assert.equal(fills.api.runs.at(-1)?.name, 'prime-tiny');
    assert.equal(await run('compare', { kind: 'model', model: '/nowhere/at-all' }), 'failed');
    assert.equal(fills.api.runs.length, 3, 'what could not be opened is no run');
    assert.equal(fills.api.comparedWith, undefined);
  });

  it('sets runs and saved traces beside it, and forgets them with the hole', async () => {
    await openText(sum);
    await run('fill');
    const first = await shownTrace();
    await run('compare', file);
    assert.equal(fills.api.comparedWith, 'compared.primetrace.json');
    await run('reroll');
    assert.equal(
      fills.api.comparedWith,
      'compared.primetrace.json',
      'it stays beside the next run',
    );
    await run('compare', { kind: 'run', run: fills.api.runs[0]?.id });
    assert.equal(fills.api.comparedWith, `${fills.api.runs[0]?.id}: fill`);
    assert.notDeepEqual((await shownTrace()).header.settings, first.header.settings);
    await run('reject');
    await run('fill');
    assert.equal(fills.api.comparedWith, undefined);
  });

  it('is refused where nothing can be run again, with the reason', async () => {
    const editor = await openText(sum);
    await run('fill');
    await run('accept');
    assert.equal(await run('compare', { kind: 'draw' }), 'refused');
    assert.match(fills.api.told ?? '', /text where this fill goes in has changed/u);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), sum.replace(/[⟦⟧]/gu, ''));
    assert.equal(await run('compare', { kind: 'draw' }), 'compared');
    await shownTrace();
    await run('openTrace', file);
    assert.equal(await run('compare', { kind: 'draw' }), 'refused');
  });
});
