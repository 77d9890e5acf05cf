import assert from 'node:assert/strict';
import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { type FillEvent, type FillOutcome, type FillSettings } from '../../../src/engine';
import {
  methods,
  type EngineStatus,
  type FillEventParams,
  type FillParams,
  type OpenParams,
  type OpenResult,
} from '../../../src/protocol/engineProtocol';
import { temporaryFolder } from '../support/folders';
import { modelFolder } from '../support/realModel';
import { defaultFillSettings } from '../../../src/settings/fillSettings';

/** Not the bundle: of its files it can be told which lines have run. */
const workerFile = join('out', 'unit', 'src', 'worker', 'main.js');

/** The other end of an engine process, as small as can be; the editor has its own. */
class Peer {
  readonly child: ChildProcess;
  readonly events: FillEventParams[] = [];
  private readonly connection: MessageConnection;
  private onEvent: (event: FillEventParams) => void = () => undefined;

  constructor() {
    this.child = fork(workerFile, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    });
    this.connection = createMessageConnection(
      new IPCMessageReader(this.child),
      new IPCMessageWriter(this.child),
    );
    this.child.once('exit', () => this.connection.dispose());
    this.connection.onNotification(methods.fillEvent, (params: FillEventParams) => {
      this.events.push(params);
      this.onEvent(params);
    });
    this.connection.listen();
  }

  open(changes: Partial<OpenParams> = {}): Promise<OpenResult> {
    const params: OpenParams = { modelFolder, device: 'cpu', threads: 1, ...changes };
    return this.connection.sendRequest<OpenResult>(methods.open, params);
  }

  fill(
    fill: number,
    changes: Partial<FillSettings> = {},
    onEvent: (event: FillEvent, cancel: () => void) => void = () => undefined,
  ): Promise<FillOutcome> {
    const source = new CancellationTokenSource();
    this.onEvent = (params) => {
      if (params.fill === fill) onEvent(params.event, () => source.cancel());
    };
    const request = {
      text: 'function add(a, b) {\n  \n}\n',
      fileName: 'a.js',
      spans: [{ start: 23, end: 23 }],
      settings: { ...defaultFillSettings, ...slow, ...changes },
    };
    const params: FillParams = { fill, request };
    return this.connection.sendRequest<FillOutcome>(methods.fill, params, source.token);
  }

  status(): Promise<EngineStatus> {
    return this.connection.sendRequest<EngineStatus>(methods.status);
  }

  /** Asks for what the types forbid. */
  ask<Result>(method: string, params: unknown): Promise<Result> {
    return this.connection.sendRequest<Result>(method, params);
  }

  /** As the editor does when it goes: a process that were killed could not say which lines it ran. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      if (this.child.connected) this.child.disconnect();
      await gone;
    }
  }
}

/** Many forwards of one canvas. */
const slow: Partial<FillSettings> = {
  sampler: 'ancestral',
  steps: 12,
  candidates: 1,
  length: { kind: 'tokens', tokens: 12 },
};

describe('the engine process', () => {
  let peer: Peer;
  before(() => assert.ok(existsSync(workerFile), 'run npm run build first'));
  beforeEach(() => {
    peer = new Peer();
  });
  afterEach(() => peer.end());

  it('opens a model, fills, and sends each step before the outcome', async () => {
    const opened = await peer.open();
    assert.ok(opened.kind === 'opened');
    assert.equal(opened.model.id, 'prime-tiny');
    const outcome = await peer.fill(7);
    assert.ok(outcome.kind === 'filled');
    assert.equal(peer.events.length, 1 + outcome.statistics.steps);
    assert.deepEqual(new Set(peer.events.map(({ fill }) => fill)), new Set([7]));
    assert.equal(peer.events[0]?.event.kind, 'start');
    const status = await peer.status();
    assert.equal(status.model?.id, 'prime-tiny');
    assert.equal(status.device, 'cpu');
    assert.ok((status.residentBytes ?? 0) > 0);
  });

  it('says in a sentence that no model is open, or why one cannot be', async () => {
    const early = await peer.fill(1);
    assert.ok(early.kind === 'failed');
    assert.match(early.failure.message, /^No model is open\. Choose a model/);
    assert.equal((await peer.status()).model, undefined);
    const opened = await peer.open({ modelFolder: 'no/such/folder' });
    assert.ok(opened.kind === 'failed');
    assert.equal(opened.failure.code, 'model-missing');
  });

  it('opens the best model of a folder, says why, and remembers how long it took', async () => {
    const folder = temporaryFolder();
    const paceFile = join(folder.path, 'pace.json');
    try {
      await cp(modelFolder, join(folder.path, 'models', 'prime-tiny'), { recursive: true });
      const opened = await peer.open({
        modelFolder: join(folder.path, 'models'),
        best: { paceFile },
      });
      assert.ok(opened.kind === 'opened');
      assert.equal(opened.model.id, 'prime-tiny');
      assert.equal((await peer.fill(1)).kind, 'filled');
    } finally {
      folder.remove();
    }
  });

  it('settles what it was asked wrongly with a sentence, and fills afterwards', async () => {
    await peer.open();
    const told = /^The engine failed: .*Fill again; if it happens again, report it with the log\.$/;
    const opened = await peer.ask<OpenResult>(methods.open, { modelFolder: 7 });
    assert.ok(opened.kind === 'failed');
    assert.match(opened.failure.message, /^There is no model in 7/);
    await peer.open();
    for (const request of [undefined, {}, { text: 7, fileName: '', spans: [], settings: null }]) {
      const outcome = await peer.ask<FillOutcome>(methods.fill, { fill: 1, request });
      assert.ok(outcome.kind === 'failed');
      assert.match(outcome.failure.message, told);
    }
    assert.equal((await peer.fill(2)).kind, 'filled');
  });

  it('settles at whichever event the caller cancels, and fills again afterwards', async () => {
    await peer.open();
    const whole = await peer.fill(0);
    assert.ok(whole.kind === 'filled');
    const { steps } = whole.statistics;
    for (let at = 0; at <= steps; at++) {
      const outcome = await peer.fill(at + 1, {}, (event, cancel) => {
        if ((event.kind === 'start' ? 0 : event.step.index + 1) === at) cancel();
      });
      // The last steps may be done before the word arrives.
      assert.match(outcome.kind, /^(cancelled|filled)$/);
    }
    assert.equal((await peer.fill(steps + 2)).kind, 'filled');
  });

  it('stops a long fill between two forwards when the caller cancels', async () => {
    await peer.open();
    const long = { steps: 2000, length: { kind: 'tokens', tokens: 64 } } as const;
    const outcome = await peer.fill(1, long, (event, cancel) => {
      if (event.kind === 'start') cancel();
    });
    assert.equal(outcome.kind, 'cancelled');
  });

  it('lets the newest of several fills win: the older ones settle as cancelled', async () => {
    await peer.open();
    const fills = [1, 2, 3].map((fill) => peer.fill(fill));
    const kinds = (await Promise.all(fills)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['cancelled', 'cancelled', 'filled']);
  });

  it('settles a fill as cancelled when another model is opened under it', async () => {
    await peer.open();
    const filling = peer.fill(1);
    const opening = peer.open();
    assert.equal((await filling).kind, 'cancelled');
    assert.equal((await opening).kind, 'opened');
    assert.equal((await peer.fill(2)).kind, 'filled');
  });

  it('rejects what is pending when it is killed in mid-fill, and a fresh one works', async () => {
    await peer.open();
    const pending = peer.fill(1, {}, (event) => {
      if (event.kind === 'step') peer.child.kill('SIGKILL');
    });
    await assert.rejects(pending);
    await peer.end();
    peer = new Peer();
    await peer.open();
    assert.equal((await peer.fill(1)).kind, 'filled');
  });

  it('ends when its parent goes', async () => {
    await peer.open();
    const gone = once(peer.child, 'exit');
    peer.child.disconnect();
    assert.deepEqual(await gone, [0, null]);
  });

  it('started by hand says that it is not meant to be', () => {
    const { status, stderr } = spawnSync(process.execPath, [workerFile], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /the extension starts it/);
  });
});
