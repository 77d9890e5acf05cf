import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runQuietly, spawnable } from '../../../scripts/vscode/command';
import {
  desktopArguments,
  findDesktop,
  type Machine,
  type Version,
} from '../../../scripts/vscode/desktop';

const oldest: Version = { major: 1, minor: 100 };

/** A `code` that answers as the desktop's does, and writes down what else it is called with. */
const fake = `#!/bin/sh
if [ "$1" = --version ]; then printf '%s\\n' "$FAKE_VERSION" 0123abc x64; exit; fi
printf '%s\\n' "$@" > "$FAKE_CALLS"
`;

describe('A desktop VS Code', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'prime-infill-desktop-'));
    writeFileSync(join(folder, 'code'), fake);
    chmodSync(join(folder, 'code'), 0o755);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  function machine(env: Readonly<Record<string, string>> = {}, uid = 1000): Machine {
    const path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
    return {
      platform: 'linux',
      uid,
      env: {
        PATH: path,
        DISPLAY: ':0',
        FAKE_VERSION: '1.104.2',
        FAKE_CALLS: join(folder, 'calls'),
        ...env,
      },
    };
  }

  it('opens the samples and their notes with the extension in it', async () => {
    const here = machine();
    const program = await findDesktop(oldest, here);
    assert.equal(program, 'code');
    assert.ok(!existsSync(join(folder, 'calls')), 'a window was opened by looking');
    const args = desktopArguments('/a repository', '/a repository/out/samples');
    assert.equal((await runQuietly(program, args, { env: here.env })).code, 0);
    assert.deepEqual(readFileSync(join(folder, 'calls'), 'utf8').trimEnd().split('\n'), [
      '--extensionDevelopmentPath=/a repository',
      '/a repository/out/samples',
      '/a repository/out/samples/notes.md',
    ]);
  });

  for (const [why, env, uid] of [
    ['for root, as whom it refuses to run', {}, 0],
    ['without a screen', { DISPLAY: '' }, 1000],
    [
      'in a remote terminal, where it leaves out the extension',
      { VSCODE_IPC_HOOK_CLI: '/x' },
      1000,
    ],
    ['older than the extension allows', { FAKE_VERSION: '1.99.3' }, 1000],
    ['without a version', { FAKE_VERSION: '' }, 1000],
  ] as const)
    it(`is not used ${why}`, async () => {
      assert.equal(await findDesktop(oldest, machine(env, uid)), undefined);
    });

  it('is used from the oldest version on that the extension allows', async () => {
    for (const version of ['1.100.0', '2.0.0'])
      assert.equal(await findDesktop(oldest, machine({ FAKE_VERSION: version })), 'code');
  });

  it('is a batch file on Windows, which only the shell there runs', () => {
    assert.deepEqual(spawnable('code.cmd', ['C:\\my samples']), {
      program: 'cmd.exe',
      args: ['/d', '/s', '/c', '""code.cmd" "C:\\my samples""'],
      verbatim: true,
    });
    assert.deepEqual(spawnable('code', ['a']), { program: 'code', args: ['a'], verbatim: false });
  });
});
