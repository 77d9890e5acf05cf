import assert from 'node:assert/strict';
import { join } from 'node:path';
import { coverageLine, coverageVariable, roomCoverage, uncovered } from '../../../scripts/coverage';
import { runOrThrow } from '../../../scripts/vscode/command';
import { temporaryFolder } from '../support/folders';

describe('What unit tests ran', () => {
  it('is told by lines, room by room', async () => {
    const folder = temporaryFolder();
    const file = join(process.cwd(), 'out', 'unit', 'src', 'base', 'logAdd.js');
    const shareAfter = async (name: string, code: string): Promise<number> => {
      const into = join(folder.path, name);
      const program = `const { logAdd } = require(${JSON.stringify(file)}); ${code}`;
      await runOrThrow(process.execPath, ['-e', program], { env: { [coverageVariable]: into } });
      const rooms = await roomCoverage(into, join(folder.path, 'work'));
      assert.deepEqual(
        rooms.map(({ room }) => room),
        ['base'],
      );
      return rooms[0]!.covered / rooms[0]!.lines;
    };
    assert.ok((await shareAfter('loaded', '')) < 1);
    assert.equal(await shareAfter('called', 'logAdd(0, 0); logAdd(-Infinity, -Infinity);'), 1);
    folder.remove();
  });

  it('is too little below nine lines of ten, and where nothing was run', () => {
    const rooms = [
      { room: 'engine', covered: 90, lines: 100 },
      { room: 'host', covered: 0, lines: 9 },
      { room: 'worker', covered: 89, lines: 100 },
    ];
    assert.deepEqual(uncovered(rooms), ['protocol', 'worker']);
    assert.equal(
      coverageLine(rooms),
      'lines that unit tests ran: engine 90.0 %, host 0.0 %, worker 89.0 %',
    );
  });
});
