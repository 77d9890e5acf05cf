import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startInBackground, type Background } from '../../scripts/vscode/command';
import { installDebianPackages } from '../../scripts/vscode/debian';
import { resultsFolder } from '../../scripts/vscode/paths';
import { servedWindow, type FillEvent } from '../unit/support/servedFill';

const haproxy = '/usr/sbin/haproxy';
const clients = 50;

/** `docs/serving/haproxy.cfg` before two servers, each with prime-tiny. */
describe('Two servers behind a balancer', () => {
  const running: Background[] = [];
  let servers: readonly Background[] = [];
  let address = '';
  const generate = '/v2/models/prime-tiny/generate';

  before(async () => {
    if (!existsSync(haproxy)) {
      await installDebianPackages(['haproxy'], 'the test of a balancer before two servers');
    }
    await mkdir(resultsFolder, { recursive: true });
  });

  beforeEach(async () => {
    servers = [background('one'), background('two')];
    const ports: string[] = [];
    for (const server of servers) {
      const [, port = ''] = await server.waitFor(/answers at http:\/\/127\.0\.0\.1:(\d+)\//);
      ports.push(port);
    }
    const front = await freePort();
    const told = await readFile(join('docs', 'serving', 'haproxy.cfg'), 'utf8');
    const config = told
      .replace(/bind .*/u, `bind 127.0.0.1:${front}`)
      .replace('10.0.0.1:8600', `127.0.0.1:${ports[0]}`)
      .replace('10.0.0.2:8600', `127.0.0.1:${ports[1]}`);
    const file = join(resultsFolder, 'haproxy.cfg');
    await writeFile(file, config);
    running.push(
      startInBackground(haproxy, ['-db', '-f', file], {
        logFile: join(resultsFolder, 'haproxy.log'),
      }),
    );
    address = `http://127.0.0.1:${front}`;
    await untilReady();
  });

  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop();
  });

  function background(name: string): Background {
    const words = ['--model', 'prime-tiny', '--device', 'cpu', '--threads', '1', '--port', '0'];
    const started = startInBackground(
      process.execPath,
      [join('dist', 'cli.js'), 'serve', ...words],
      {
        logFile: join(resultsFolder, `serve-${name}.log`),
      },
    );
    running.push(started);
    return started;
  }

  async function untilReady(): Promise<void> {
    for (;;) {
      const answered = await fetch(`${address}/v2/health/ready`).catch(() => undefined);
      if (answered?.status === 200) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The status and the server of a fill of two tokens. */
  async function fill(
    name: string,
    document: string,
  ): Promise<{ readonly status: number; readonly by: string | null; readonly text: string }> {
    const answered = await fetch(`${address}${generate}`, {
      method: 'POST',
      headers: { 'x-prime-client': name, 'x-prime-document': document },
      body: JSON.stringify({
        text_input: `const ${document.replace('-', '_')} = <?2>;\n`,
        parameters: { fileName: 'a.ts', settings: { candidates: 1 } },
      }),
    });
    return {
      status: answered.status,
      by: answered.headers.get('x-served-by'),
      text: await answered.text(),
    };
  }

  it('answer fifty clients, and each document is always by the same of them', async () => {
    const rounds = await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        const answers = [];
        for (let round = 0; round < 3; round++) {
          answers.push(await fill(`client-${client}`, `document-${client}`));
        }
        return answers;
      }),
    );
    for (const answers of rounds) {
      for (const { status, text } of answers) assert.equal(status, 200, text);
      assert.equal(new Set(answers.map(({ by }) => by)).size, 1, 'affinity');
      assert.equal(new Set(answers.map(({ text }) => outputOf(text))).size, 1, 'the same fill');
    }
    const both = new Set(rounds.map(([first]) => first?.by));
    assert.deepEqual([...both].sort(), ['one', 'two']);
  });

  it('lose one in the middle of a fill, which the other makes', async () => {
    const events: FillEvent[] = [];
    const ask = servedWindow(address);
    assert.equal((await ask(2, () => undefined)).kind, 'filled');
    await until(() => servers.some(({ output }) => output().includes('generate_stream: 200')));
    const first = servers.find(({ output }) => output().includes('generate_stream: 200'));
    const filling = ask(48, (event) => {
      events.push(event);
      if (events.length === 20) process.kill(first!.pid, 'SIGKILL');
    });
    const outcome = await filling;
    assert.equal(outcome.kind, 'filled', JSON.stringify(outcome));
    const starts = events.flatMap(({ kind }, index) => (kind === 'start' ? [index] : []));
    assert.ok(
      starts.some((index) => index >= 20),
      'it was begun again',
    );
  });

  it('lose one under the load of fifty clients, and every fill is made or refused with a sentence', async () => {
    let killed = false;
    const answers = await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        const statuses = [];
        for (let round = 0; round < 3; round++) {
          const answer = await fill(`client-${client}`, `document-${client}`).catch(
            (error: unknown) => ({ status: 0, text: String(error) }),
          );
          statuses.push(answer);
          if (!killed && round === 1) {
            killed = true;
            process.kill(servers[0]!.pid, 'SIGKILL');
          }
        }
        return statuses;
      }),
    );
    const all = answers.flat();
    for (const { status, text } of all.filter((one) => one.status !== 200)) {
      // By this balancer, where what was half answered cannot be given to another.
      assert.ok(status === 502 || status === 503 || status === 504, `${status} ${text}`);
    }
    assert.ok(all.filter(({ status }) => status === 200).length > all.length / 2);
    const { status, by } = await fill('client-0', 'document-0');
    assert.deepEqual([status, by], [200, 'two']);
  });
});

function outputOf(text: string): unknown {
  return (JSON.parse(text) as { text_output: string }).text_output;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
