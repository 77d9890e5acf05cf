import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

describe('The page of the panel', () => {
  const files = ['media/visualiser', 'src/host/visualiser'].flatMap((folder) =>
    readdirSync(folder, { recursive: true })
      .map((name) => join(folder, String(name)))
      .filter((path) => path.endsWith('.ts')),
  );

  for (const path of files)
    it(`makes no markup and no code of text: ${path.replaceAll('\\', '/')}`, () => {
      const code = readFileSync(path, 'utf8');
      const sinks =
        /\b(?:innerHTML|outerHTML|insertAdjacentHTML|srcdoc|eval|Function)\b\s*[=(]|document\.write/u;
      assert.equal(sinks.exec(code)?.[0], undefined);
    });

  it('has files', () => assert.ok(files.length > 5));
});
