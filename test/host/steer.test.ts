import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { allFrames } from '../../src/playback';
import type { Trace } from '../../src/protocol/engineTypes';
import { Fills, openText, run, setSetting, workspaceFile } from './support/editor';

const sum = 'export function sum(a: number, b: number): number {\n  return ⟦0⟧;\n}\n';
const plainSum = sum.replace(/[⟦⟧]/gu, '');

describe('Steering a fill', () => {
  const fills = new Fills();
  before(async () => {
    await setSetting('model', 'prime-tiny');
    await setSetting('sampler', 'entropy');
  });
  after(async () => {
    await setSetting('sampler', undefined);
    await setSetting('model', undefined);
  });

  /** The trace of the run that the panel shows. */
  async function shownTrace(): Promise<Trace> {
    const file = workspaceFile('steered.json');
    assert.equal(await run('saveTrace', file), true);
    return JSON.parse(Buffer.from(await vscode.workspace.fs.readFile(file)).toString()) as Trace;
  }

  const newest = (): number => fills.api.runs.at(-1)?.id ?? -1;
  const steer = (change: unknown, step = 0): Promise<unknown> =>
    run('steer', { kind: 'steer', run: newest(), candidate: 0, step, change });
  const insertFrame = (step: number): Promise<unknown> =>
    run('steer', { kind: 'insertFrame', run: newest(), candidate: 0, step });
  const lastTokens = ({ header, steps }: Trace): readonly (number | undefined)[] =>
    (allFrames(header, steps).at(-1)?.candidates[0]?.positions ?? []).map(({ token }) => token);

  it('runs again without a banned token, in the preview, and tells what it branches from', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const first = await shownTrace();
    const [token = -1] = lastTokens(first);
    const root = newest();
    const step = first.steps.length;
    assert.equal(await steer({ kind: 'ban', position: 0, token }, step), 'previewing');
    const branch = await shownTrace();
    assert.equal(branch.version, 2);
    assert.deepEqual(
      branch.header.given?.banned.map((one) => one.token),
      [token],
    );
    assert.notEqual(lastTokens(branch)[0], token);
    assert.deepEqual(lastTokens(branch).slice(1), lastTokens(first).slice(1));
    assert.equal(fills.api.runs.at(-1)?.parent, root);
    assert.match(fills.api.runs.at(-1)?.name ?? '', /^step \d+: #0 not “/u);
    const forced = { kind: 'force', position: 0, token, digits: 3 };
    assert.equal(await steer(forced, branch.steps.length), 'previewing');
    assert.deepEqual(lastTokens(await shownTrace()), lastTokens(first), 'and back again');
    assert.equal(document.getText(), plainSum);
  });

  it('keeps a part and fills the rest again, also by another draw', async () => {
    await openText(sum);
    await run('fill');
    const first = await shownTrace();
    const part = lastTokens(first).slice(1, 3);
    assert.equal(await steer({ kind: 'keep', from: 1, to: 2 }, first.steps.length), 'previewing');
    const kept = await shownTrace();
    assert.deepEqual(
      [...new Set(kept.header.given?.fixed.map(({ position }) => position))],
      [1, 2],
    );
    assert.deepEqual(lastTokens(kept).slice(1, 3), part);
    assert.equal(fills.api.runs.at(-1)?.name, `step ${first.steps.length}: #1 to #2 kept`);
    assert.equal(await run('reroll'), 'previewing');
    assert.deepEqual(lastTokens(await shownTrace()).slice(1, 3), part);
  });

  it('goes in where the hole is by now, and one undo takes it back', async () => {
    const editor = await openText(sum);
    await run('fill');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '// sum\n'));
    assert.equal(await steer({ kind: 'draw' }), 'previewing');
    const [text = ''] = fills.shown();
    assert.equal(await run('accept'), 'accepted');
    const expected = `// sum\n${plainSum}`;
    assert.equal(
      editor.document.getText(),
      expected.replace('0', () => text),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), expected);
  });

  it('is refused once the fill was accepted, and works again once that is undone', async () => {
    for (const text of [sum, sum.replace('⟦0⟧', '⟦⟧')]) {
      const { document } = await openText(text);
      const before = document.getText();
      await run('fill');
      await run('accept');
      assert.equal(await steer({ kind: 'draw' }), 'refused');
      assert.match(fills.api.told ?? '', /text where this fill goes in has changed\. Undo that/u);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
      assert.equal(await steer({ kind: 'draw' }), 'previewing');
      await run('reject');
    }
  });

  it('is refused where the hole was edited, or its document is closed', async () => {
    const editor = await openText(sum);
    await run('fill');
    const at = editor.document.positionAt(plainSum.indexOf('0'));
    await editor.edit((builder) => builder.replace(new vscode.Range(at, at.translate(0, 1)), '12'));
    assert.equal(await steer({ kind: 'draw' }), 'refused');
    assert.match(fills.api.told ?? '', /has changed/u);
    await openText(sum);
    await run('fill');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    for (let tries = 0; (await steer({ kind: 'draw' })) !== 'refused' && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.match(fills.api.told ?? '', /document of this fill is closed/u);
  });

  it('inserts a frame by the preview, and none that has masks', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const [text = ''] = fills.shown();
    const { steps } = await shownTrace();
    await run('reject');
    assert.equal(await insertFrame(0), 'refused');
    assert.match(fills.api.told ?? '', /(\d+) of \1 tokens of this step are not decided yet/u);
    assert.equal(fills.api.state, 'idle');
    assert.equal(await insertFrame(steps.length), 'previewing');
    assert.equal(document.getText(), plainSum, 'nothing is written before it is accepted');
    assert.ok(fills.shown()[0]?.startsWith(text.trimEnd()));
    const inserted = fills.shown()[0] ?? '';
    assert.equal(await run('accept'), 'accepted');
    assert.equal(
      document.getText(),
      plainSum.replace('0', () => inserted),
    );
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), plainSum);
  });

  it('says why nothing came of it, and keeps the runs that there were', async () => {
    await openText(sum);
    await run('fill');
    const before = fills.api.runs;
    const failing = { kind: 'force', position: 0, token: 99_999, digits: 3 };
    assert.equal(await steer(failing), 'failed');
    assert.match(fills.api.told ?? '', /cannot start from the canvas that is given: there is no token 99999/u); // prettier-ignore
    assert.deepEqual(fills.api.runs, before);
    for (const nonsense of [undefined, {}, { kind: 'steer' }, { kind: 'showRun', run: 1 }]) {
      assert.equal(await run('steer', nonsense), 'nothing');
    }
    assert.equal(await steer({ kind: 'draw' }, 9999), 'nothing');
  });

  it('goes into the hole that the engine widened, not into half a character', async () => {
    const text = "export const place = 'cafe⟦\u0301⟧';\n";
    const { document } = await openText(text);
    await run('fill');
    const { steps } = await shownTrace();
    await run('reject');
    assert.equal(await insertFrame(steps.length), 'previewing');
    const inserted = fills.shown()[0] ?? '';
    assert.equal(await run('accept'), 'accepted');
    assert.equal(document.getText(), `export const place = 'caf${inserted}';\n`);
  });

  it('inserts a frame into several holes of a document with CRLF, after an edit elsewhere', async () => {
    await setSetting('length', '2l');
    try {
      const lines = [
        'function add(a, b) {',
        '  ⟦0;⟧',
        '}',
        'function sub(a, b) {',
        '  ⟦1;⟧',
        '}',
        '',
      ];
      const editor = await openText(lines.join('\r\n'), 'javascript');
      await run('fill');
      const { steps } = await shownTrace();
      await run('reject');
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '// top\n'));
      const before = editor.document.getText();
      assert.match(before, /^\/\/ top\r\nfunction/u);
      assert.equal(await insertFrame(steps.length), 'previewing');
      const [first = '', second = ''] = fills.shown().map((one) => one.replaceAll('\n', '\r\n'));
      assert.match(first + second, /\r\n/u);
      assert.equal(await run('accept'), 'accepted');
      const expected = before.replace('0;', () => first).replace('1;', () => second);
      assert.equal(editor.document.getText(), expected);
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), before);
      assert.equal(await insertFrame(steps.length), 'previewing', 'also of a text that was edited');
      await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '// more\n'));
      await run('reject');
      assert.equal(await insertFrame(steps.length), 'previewing');
      assert.equal(editor.document.getText(), `// more\r\n${before}`);
    } finally {
      await setSetting('length', 4);
    }
  });

  it('draws anew at each branch from a step, and not where nothing is left to draw', async () => {
    await openText(sum);
    await run('fill');
    const root = newest();
    const { steps } = await shownTrace();
    const draw = (step: number): Promise<unknown> =>
      run('steer', { kind: 'steer', run: root, candidate: 0, step, change: { kind: 'draw' } });
    const seeds: number[] = [];
    for (let count = 0; count < 2; count++) {
      assert.equal(await draw(0), 'previewing');
      seeds.push((await shownTrace()).header.settings.seed);
    }
    assert.deepEqual(seeds, [1, 2]);
    const runs = fills.api.runs;
    assert.equal(await draw(steps.length), 'refused');
    assert.match(fills.api.told ?? '', /All tokens are decided/u);
    assert.deepEqual(fills.api.runs, runs);
  });

  it('keeps what was banned at a re-roll, and says that another length does not', async () => {
    await openText(sum);
    await run('fill');
    const [token = -1] = lastTokens(await shownTrace());
    assert.equal(await steer({ kind: 'ban', position: 0, token }), 'previewing');
    const { given, candidates } = (await shownTrace()).header;
    assert.equal(await run('reroll'), 'previewing');
    const again = (await shownTrace()).header;
    assert.deepEqual(again.given, given);
    assert.deepEqual(again.candidates[0]?.lengths, candidates[0]?.lengths);
    assert.equal(again.settings.seed, 1);
    const [root, ban, reroll] = fills.api.runs;
    assert.deepEqual(
      [ban?.parent, reroll?.parent, reroll?.name],
      [root?.id, ban?.id, 'another draw'],
      'the re-roll stands in the tree, under what was re-rolled',
    );
    assert.equal(await run('longer'), 'previewing');
    assert.match(fills.api.told ?? '', /what was forced or banned in its steps holds no longer/u);
    const longer = (await shownTrace()).header;
    assert.equal(longer.given, undefined);
    assert.deepEqual([fills.api.runs[3]?.parent, fills.api.runs[3]?.name], [reroll?.id, 'longer']);
    assert.notDeepEqual(longer.candidates[0]?.lengths, candidates[0]?.lengths);
  });

  it('is filled once more by the length that was typed, also after a frame was inserted', async () => {
    await openText('export const one = <?6⟦⟧>;\n');
    await run('fill');
    const { header, steps } = await shownTrace();
    assert.deepEqual(header.candidates[0]?.lengths, [6]);
    await run('reject');
    assert.equal(await insertFrame(steps.length), 'previewing');
    assert.equal(await run('reroll'), 'previewing');
    assert.deepEqual((await shownTrace()).header.candidates[0]?.lengths, [6]);
  });

  it('begins a tree of its own behind a part that was accepted', async () => {
    await openText(sum);
    await run('fill');
    const whole = newest();
    assert.equal(await run('reroll'), 'previewing');
    assert.deepEqual(
      fills.api.runs.map(({ parent }) => parent),
      [undefined, whole],
    );
    assert.equal(await run('acceptWord'), 'previewing');
    assert.equal(await run('reroll'), 'previewing');
    assert.deepEqual(
      fills.api.runs.map(({ parent }) => parent),
      [undefined],
    );
  });

  it('takes the place of a run that is under way', async () => {
    const { document } = await openText(sum);
    await run('fill');
    const root = newest();
    const branch = (): Promise<unknown> =>
      run('steer', { kind: 'steer', run: root, candidate: 0, step: 0, change: { kind: 'draw' } });
    const answers = await Promise.all([branch(), branch(), branch()]);
    assert.deepEqual(answers, ['superseded', 'superseded', 'previewing']);
    assert.ok(fills.api.runs.every(({ parent }) => parent === undefined || parent === root));
    assert.equal(document.getText(), plainSum);
  });

  it('leads from a frame that was inserted to the steps of its run', async () => {
    await openText(sum);
    await run('fill');
    const root = newest();
    const { steps } = await shownTrace();
    const [token = -1] = lastTokens(await shownTrace());
    assert.equal(await steer({ kind: 'ban', position: 0, token }), 'previewing');
    assert.notEqual((await shownTrace()).header.given, undefined);
    const frame = { kind: 'insertFrame', run: root, candidate: 0, step: steps.length };
    assert.equal(await run('steer', frame), 'previewing');
    await run('showSteps', { candidate: 0, step: 0 });
    // The panel has to open first.
    for (let tries = 0; (await shownTrace()).header.given !== undefined && tries < 500; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal((await shownTrace()).header.given, undefined);
  });
});
