import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { PrimeInfillApi } from '../../src/host/extension';
import { closeAll, openText, press, primeInfill, run, setSetting, until } from './support/editor';

/** Slow enough that something can happen in the middle. */
const longFill = { sampler: 'ancestral', steps: 1000, length: 64, candidates: 16 } as const;
const token = 'a-token-that-is-long-enough';

describe('A server in place of this machine', () => {
  let api: PrimeInfillApi;
  const children: ChildProcess[] = [];
  before(async () => (api = await primeInfill()));
  afterEach(async () => {
    await closeAll();
    for (const name of [...Object.keys(longFill), 'model', 'server']) {
      await setSetting(name, undefined);
    }
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  /** `prime-infill serve` as it is shipped. */
  async function serve(env: Readonly<Record<string, string>> = {}): Promise<{
    readonly child: ChildProcess;
    readonly address: string;
    readonly said: () => string;
  }> {
    const extension = vscode.extensions.getExtension('prime-infill.prime-infill');
    assert.ok(extension);
    const cli = join(extension.extensionPath, 'dist', 'cli.js');
    const words = ['serve', '--model', 'prime-tiny', '--device', 'cpu', '--threads', '1'];
    const child = spawn(process.execPath, [cli, ...words, '--port', '0'], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.push(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const found = (): string | undefined => /answers at (http:\/\/[^/]+)\//u.exec(said)?.[1];
    await until(() => found() !== undefined, 'a server that answers');
    return { child, address: found() ?? '', said: () => said };
  }

  it('is none by default, and then nothing is said of one', async () => {
    const declared = vscode.workspace.getConfiguration('primeInfill').inspect('server');
    assert.equal(declared?.defaultValue, '');
    assert.doesNotMatch(api.status, /fills go to/);
    assert.equal(await run('setServerToken', token), false);
    assert.match(api.told ?? '', /There is no server to give a token to/);
  });

  it('fills as this machine does, step by step, and no engine runs here', async () => {
    const marked = 'function add(a, b) {\n  return ⟦⟧;\n}\n';
    await openText(marked);
    assert.equal(await run('fill'), 'previewing');
    const here = { texts: api.previewTexts, runs: api.runs };
    await closeAll();

    const { address, said } = await serve();
    await setSetting('server', address);
    const { document } = await openText(marked);
    assert.equal(await run('fill'), 'previewing');
    assert.deepEqual(api.previewTexts, here.texts);
    await until(() => api.enginePid === undefined, 'no engine here');
    await until(() => said().includes('generate_stream: 200'), 'a fill there');
    await run('accept');
    assert.equal(document.getText(), `function add(a, b) {\n  return ${here.texts?.[0]};\n}\n`);
  });

  it('is named by the status item, and that text leaves for it', async () => {
    await setSetting('server', 'https://fill.example.org');
    await until(
      () => api.status.endsWith('text leaves this machine: fills go to fill.example.org'),
      'a status that says so',
    );
    await setSetting('server', 'http://127.0.0.1:8600');
    await until(
      () => api.status.endsWith('fills go to 127.0.0.1:8600 on this machine'),
      'a status that says so',
    );
  });

  it('that is elsewhere without https is not used, and that is said', async () => {
    await setSetting('server', 'http://fill.example.org');
    await openText('const a = ⟦1⟧;\n');
    assert.equal(await run('fill'), 'previewing');
    assert.match(api.told ?? '', /primeInfill\.server should be the https address of a server/);
    assert.doesNotMatch(api.status, /fills go to/);
    await until(() => api.enginePid !== undefined, 'an engine here');
  });

  it('gets its token from VS Code’s secret storage, and says so where that is wrong', async () => {
    const { address } = await serve({ PRIME_INFILL_TOKEN: token });
    await setSetting('server', address);
    await openText('const a = ⟦1⟧;\n');
    assert.equal(await run('fill'), 'failed');
    assert.match(api.told ?? '', /does not let you in\. Run “Prime Infill: Set Server Token…”/);
    const asked = run('setServerToken', token);
    await press('workbench.action.acceptSelectedQuickOpenItem', asked);
    assert.equal(await asked, true);
    assert.equal(await run('fill'), 'previewing');
  });

  it('fills the rest of a hole again, of which what has gone in was edited', async () => {
    const { address } = await serve();
    await setSetting('server', address);
    await setSetting('length', 12); // taken back after each
    const editor = await openText('const greeting = ⟦⟧;\n');
    assert.equal(await run('fill'), 'previewing', api.told);
    assert.equal(await run('acceptWord'), 'previewing');
    assert.equal(await run('acceptWord'), 'previewing');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 18), 'x'));
    assert.equal(api.state, 'previewing', api.told);
    assert.equal(await run('reroll'), 'previewing', api.told);
  });

  it('that is killed in the middle of a fill is told, and nothing is lost', async () => {
    const { child, address } = await serve();
    await setSetting('server', address);
    for (const [name, value] of Object.entries(longFill)) await setSetting(name, value);
    const { document } = await openText('const greeting = ⟦"hello"⟧;\n');
    const answer = run('fill');
    await until(() => /step \d/u.test(api.status), 'a fill under way');
    child.kill('SIGKILL');
    assert.equal(await answer, 'failed');
    assert.match(api.told ?? '', /^127\.0\.0\.1:\d+ (?:cut the connection|takes no connection)\. Nothing was changed\./); // prettier-ignore
    assert.equal(document.getText(), 'const greeting = "hello";\n');
    assert.equal(api.state, 'idle');
    for (const name of [...Object.keys(longFill), 'server']) await setSetting(name, undefined);
    assert.equal(await run('fill'), 'previewing');
  });

  it('stops a fill that is cancelled here', async () => {
    const { address, said } = await serve();
    await setSetting('server', address);
    for (const [name, value] of Object.entries(longFill)) await setSetting(name, value);
    await openText('const greeting = ⟦"hello"⟧;\n');
    const answer = run('fill');
    await until(() => /step \d/u.test(api.status), 'a fill under way');
    assert.equal(await run('cancel'), 'cancelled');
    assert.equal(await answer, 'superseded');
    await until(() => said().includes('generate_stream: the client left'), 'a fill that ended');
  });
});
