import type { IncomingMessage } from 'node:http';
import { sentence } from '../base/sentence';
import type { FillEvent, FillOutcome, FillRequest } from '../engine';
import { serverHeaders, type GenerateAnswer, type GenerateEvent } from '../protocol/serverProtocol';
import { applyEdits } from '../text/applyEdits';
import type { Answer } from './answer';
import { Memory } from './memory';
import { discard, parseBody, readBody } from './readBody';
import { readFill, type FillAsked } from './readFill';
import { refusalOf, refused, stopping, type Refusal } from './refusal';
import type { FillKind } from './route';
import { versionOf, type InferenceServerOptions } from './serverOptions';
import { Turns } from './turns';

interface Filled {
  readonly outcome: FillOutcome;
  /** The text with the best fill in place. */
  readonly text: string;
}

/** Answers requests for fills, one after the other. */
export class Fills {
  private readonly turns: Turns;
  /** Those that are under way, from their first byte to the last of their answers. */
  private readonly underWay = new Set<Promise<void>>();
  private readonly memory: Memory;
  private isStopping = false;

  constructor(private readonly options: InferenceServerOptions) {
    this.turns = new Turns(options.limits);
    this.memory = new Memory(options.limits.mostHeldBytes);
  }

  /** Those that wait for their turn. */
  get waiting(): number {
    return this.turns.length;
  }

  /** Refuses what waits and what comes, and resolves once what runs is answered. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.turns.close();
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  /** Settles once the answer is given. */
  answer(request: IncomingMessage, kind: FillKind, answer: Answer): Promise<void> {
    const begunMs = this.options.clock.now();
    const job = this.answerNow(request, kind, answer)
      .catch((error: unknown) => this.bug(error))
      .then(async (refusal) => {
        if (refusal !== undefined) answer.refuse(refusal);
        discard(request, this.options.limits.slowClientMs);
        const ms = Math.round(this.options.clock.now() - begunMs);
        const how = answer.gone.aborted ? 'the client left' : String(answer.status);
        this.options.log.info(`${kind}: ${how}, ${ms} ms`);
        await answer.over;
      });
    this.underWay.add(job);
    return job.finally(() => this.underWay.delete(job));
  }

  /** Answers, unless the client leaves, or says why not. */
  private async answerNow(
    request: IncomingMessage,
    kind: FillKind,
    answer: Answer,
  ): Promise<Refusal | undefined> {
    const client = clientOf(request);
    const early = this.isStopping ? stopping : this.turns.refusal(client);
    if (early !== undefined) return early;
    if (request.headers['inference-header-content-length'] !== undefined) return binary;
    const memory = this.memory.share();
    try {
      const body = await readBody(request, this.options.limits, memory);
      if (body?.ok !== true) return body?.failure;
      const parsed = parseBody(body.value);
      if (!parsed.ok) return parsed.failure;
      const read = readFill(kind, parsed.value);
      if (!read.ok) return read.failure;
      const turn = await this.turns.take(client, answer.gone);
      if (turn?.ok !== true) return turn?.failure;
      try {
        return await this.fill(read.value, kind, answer);
      } finally {
        turn.value.release();
      }
    } finally {
      memory.giveBack();
    }
  }

  private async fill(
    { request, id }: FillAsked,
    kind: FillKind,
    answer: Answer,
  ): Promise<Refusal | undefined> {
    const { info } = this.options.engine;
    const names = { model_name: info.id, model_version: versionOf(info.sha256) };
    const { mostFillMs } = this.options.limits;
    const onEvent = (event: FillEvent): void => {
      const part: GenerateEvent = { ...names, text_output: '', done: false, event };
      answer.event(part);
    };
    const signal = AbortSignal.any([answer.gone, AbortSignal.timeout(mostFillMs)]);
    const isTold = kind === 'generate_stream';
    const { outcome, text } = await this.run(request, signal, isTold ? onEvent : undefined);
    if (answer.gone.aborted) return undefined;
    if (outcome.kind === 'cancelled') {
      return refused(424, sentence('The fill took longer than {0} s, which is the most here. Ask for a shorter one, or for fewer steps or candidates.', Math.round(mostFillMs / 1000))); // prettier-ignore
    }
    if (outcome.kind === 'failed') return refusalOf(outcome.failure, kind);
    switch (kind) {
      case 'generate_stream': {
        const last: GenerateEvent = { ...names, text_output: text, done: true, outcome };
        answer.event(last);
        answer.end();
        return undefined;
      }
      case 'generate': {
        const whole: GenerateAnswer = { ...names, text_output: text, outcome };
        answer.json(200, whole);
        return undefined;
      }
      case 'infer': {
        const output = { name: 'text_output', datatype: 'BYTES', shape: [1], data: [text] };
        answer.json(200, { ...names, ...(id === undefined ? {} : { id }), outputs: [output] });
        return undefined;
      }
    }
  }

  private async run(
    request: FillRequest,
    signal: AbortSignal,
    onEvent: ((event: FillEvent) => void) | undefined,
  ): Promise<Filled> {
    const filling = this.options.engine.fill(request, { signal, views: onEvent !== undefined });
    let spans = request.spans;
    await breathe();
    let next = await filling.next();
    for (; next.done !== true; next = await filling.next()) {
      const event = next.value;
      if (event.kind === 'start') ({ spans } = event.header);
      onEvent?.(event);
      // The network's forward holds the event loop: other clients are heard, and this one's leaving, in between.
      await breathe();
    }
    const outcome = next.value;
    const best = outcome.kind === 'filled' ? outcome.ranked[0] : undefined;
    const edits = best === undefined ? [] : spans.map((span, hole) => ({ span, text: best.texts[hole] ?? '' })); // prettier-ignore
    return { outcome, text: applyEdits(request.text, edits) };
  }

  private bug(error: unknown): Refusal {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.options.log.error(`a fill failed: ${what}`);
    return refused(500, sentence('The engine failed at this fill. Ask again; if it happens again, tell whoever runs the server to look at its log.')); // prettier-ignore
  }
}

const binary = refused(400, sentence('Tensors are taken as JSON, not as binary data. With Triton’s client give binary_data=False.')); // prettier-ignore

/** Who asks, as far as turns go: by the name that it gives itself, or where it comes from. */
function clientOf({ headers, socket }: IncomingMessage): string {
  const name = headers[serverHeaders.client];
  if (typeof name === 'string' && /^[\w-]{1,64}$/u.test(name)) return `name ${name}`;
  const forwarded = headers['x-forwarded-for'];
  // What stands last was written by the balancer, whatever its client claims.
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return `address ${last?.slice(0, 64) ?? socket.remoteAddress ?? ''}`;
}

/** Two turns of the event loop: what arrives is read between the first and the second. */
async function breathe(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  await new Promise<void>((resolve) => setImmediate(resolve));
}
