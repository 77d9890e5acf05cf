import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { failureOf } from '../../base/failureOf';
import { isAborted } from '../../base/isAborted';
import { JsonReader } from '../../base/jsonReader';
import { failed, ok, type Result } from '../../base/result';
import { isSentence, sentence, type Sentence } from '../../base/sentence';
import { parseFillEvent, parseFillOutcome } from '../../playback';
import type { Failure, FillOutcome, FillRequest, TraceHeader } from '../../protocol/engineTypes';
import { serverHeaders, type GenerateBody } from '../../protocol/serverProtocol';
import { settleSpans } from '../../text/settleSpans';
import type { FillCall, OpenedModel } from '../engineClient';
import { noStatistics } from '../noStatistics';
import { bodyOf, events, post, type Lost } from './ask';
import { below, parseServerAddress } from './serverAddress';
import { failureTold, parsed, refusalOf } from './told';

/** A server that fills in place of an engine of this machine. */
export interface ServerChoice {
  /** As the settings have it, parsed before. */
  readonly server: string;
  /** `auto`: whichever model is there. */
  readonly model: string;
}

export interface ServerClientOptions {
  /** Names this window to the server, which lets clients take turns; nobody's name. */
  readonly client: string;
  /** The token to show to a server, by its origin. */
  readonly token: (origin: string) => Promise<string | undefined>;
  readonly silenceMs: number;
  /** Never given text. */
  readonly log: (line: string) => void;
  /** Certificates to trust instead of the system's, as PEM. */
  readonly authority?: string;
}

type Attempt = FillOutcome | { readonly kind: 'lost'; readonly lost: Lost };

/**
 * Fills on another machine, step by step as the engine here does. Every call settles, whatever the server
 * does: what it sends is held to what a saved trace is held to before anything of it is shown.
 */
export class ServerClient {
  /** What filled last. */
  model: OpenedModel | undefined;
  /** What each server calls its model. */
  private readonly names = new Map<string, string>();

  constructor(private readonly options: ServerClientOptions) {}

  /** Never rejects. */
  async fill(call: FillCall<ServerChoice>): Promise<FillOutcome> {
    const address = parseServerAddress(call.engine.server);
    if (address === undefined) return failure('settings-invalid', sentence('The setting primeInfill.server is no address of a server. Set one that begins with https://.')); // prettier-ignore
    const first = await this.attempt(call, address);
    if (first.kind !== 'lost') return first;
    // Behind a balancer another server goes on: the same seed gives the same steps.
    const last = first.lost.mayPass && !isAborted(call.signal) ? await this.attempt(call, address) : first; // prettier-ignore
    if (last.kind !== 'lost') return last;
    this.options.log('the server was lost in a fill');
    return failure('server-failed', sentence('{0}. Nothing was changed. Fill again, or leave primeInfill.server empty to fill on this machine.', last.lost.message)); // prettier-ignore
  }

  private async attempt(call: FillCall<ServerChoice>, address: URL): Promise<Attempt> {
    const model = await this.modelName(call, address);
    if (isAborted(call.signal)) return cancelled;
    if (!model.ok) return model.failure;
    const path = `/v2/models/${encodeURIComponent(model.value)}/generate_stream`;
    const body = JSON.stringify(bodyFor(call.request));
    const answered = await this.post(call, below(address, path), body);
    if (isAborted(call.signal)) return cancelled;
    if (!answered.ok) return { kind: 'lost', lost: answered.failure };
    const message = answered.value;
    if (message.statusCode !== 200 || !isStream(message)) {
      if (message.statusCode === 404) this.names.delete(address.href);
      return { kind: 'failed', failure: await refusalOf(message, address) };
    }
    return this.follow(call, address, message);
  }

  private async follow(
    call: FillCall<ServerChoice>,
    address: URL,
    message: IncomingMessage,
  ): Promise<Attempt> {
    const { request, signal, onEvent } = call;
    const wanted = settleSpans(request.text, request.spans);
    const spans = JSON.stringify(wanted.ok ? wanted.value : []);
    const damaged = (problem: Sentence): FillOutcome =>
      failure('server-failed', sentence('{0} answers what this version does not understand: {1} Use the same version of Prime Infill on both.', address.host, problem)); // prettier-ignore
    const stream = events(message, { address, silenceMs: this.options.silenceMs });
    let header: TraceHeader | undefined;
    let next = await stream.next();
    for (; next.done !== true; next = await stream.next()) {
      if (isAborted(signal)) {
        await stream.return(undefined);
        return cancelled;
      }
      const part = parsed(next.value);
      const reader = JsonReader.of(part, sentence('an event'));
      if (reader.has('error')) return { kind: 'failed', failure: failureTold(reader, address) };
      if (reader.has('outcome') && header !== undefined) {
        const outcome = parseFillOutcome(reader.record('outcome'), header);
        await stream.return(undefined);
        return isSentence(outcome) ? damaged(outcome) : outcome;
      }
      const event = parseFillEvent(
        reader.has('event') ? reader.record('event') : undefined,
        header,
      );
      if (isSentence(event)) return damaged(event);
      if (event.kind === 'start') {
        ({ header } = event);
        if (JSON.stringify(header.spans) !== spans)
          return damaged(sentence('It fills another place.'));
        // Not its name: that is nobody's business in a report of a problem.
        this.model = {
          name: header.model.name,
          device: sentence('{0}, on a server', header.device),
          why: [],
        };
      }
      onEvent(event);
    }
    if (isAborted(signal)) return cancelled;
    const lost = next.value ?? { message: sentence('{0} broke off', address.host), mayPass: true };
    return { kind: 'lost', lost };
  }

  /** What the server calls the model that is wanted. */
  private async modelName(
    call: FillCall<ServerChoice>,
    address: URL,
  ): Promise<Result<string, Attempt>> {
    const { model } = call.engine;
    if (/[/\\:]/u.test(model)) {
      return failed(failure('settings-invalid', sentence('The setting primeInfill.model names a model of this machine, and {0} fills. Set it to auto, or to the id of a model there.', address.host))); // prettier-ignore
    }
    if (model !== 'auto') return ok(model);
    const known = this.names.get(address.href);
    if (known !== undefined) return ok(known);
    const answered = await this.post(call, below(address, '/v2/repository/index'), '{}');
    if (!answered.ok) return failed({ kind: 'lost', lost: answered.failure });
    if (answered.value.statusCode !== 200) {
      return failed({ kind: 'failed', failure: await refusalOf(answered.value, address) });
    }
    const reader = JsonReader.of(
      { models: parsed(await bodyOf(answered.value)) },
      sentence('the list'),
    );
    const name = reader.objects('models')[0]?.string('name');
    if (name === undefined || reader.problem !== undefined) {
      return failed(failure('server-failed', sentence('{0} tells of no model. Check the setting primeInfill.server: it takes the address of “prime-infill serve”.', address.host))); // prettier-ignore
    }
    this.names.set(address.href, name);
    return ok(name);
  }

  private async post(
    { request, signal }: FillCall<ServerChoice>,
    address: URL,
    body: string,
  ): Promise<Result<IncomingMessage, Lost>> {
    const { client, silenceMs, authority } = this.options;
    // A secret storage that is locked has none.
    const token = await this.options.token(address.origin).catch(() => undefined);
    const headers = {
      [serverHeaders.client]: client,
      [serverHeaders.document]: documentKey(client, request),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return post({ address, headers, body, signal, silenceMs, authority });
  }
}

const cancelled: FillOutcome = { kind: 'cancelled', statistics: noStatistics };

function failure(code: Failure['code'], said: Sentence): FillOutcome {
  return { kind: 'failed', failure: failureOf(code, said) };
}

/** The same for the same document of this window, and telling nothing of it. */
function documentKey(client: string, { fileName }: FillRequest): string {
  return createHash('sha256').update(`${client}\n${fileName}`).digest('hex').slice(0, 16);
}

function bodyFor({ text, lengths, ...parameters }: FillRequest): GenerateBody {
  // What takes a server's time is not asked of it: JSON leaves it out.
  const unasked = { unfiltered: undefined };
  // JSON has no `undefined` in a list.
  const all = lengths?.map((length) => length ?? parameters.settings.length);
  return {
    text_input: text,
    parameters: { ...parameters, ...unasked, ...(all && { lengths: all }) },
  };
}

function isStream({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('text/event-stream') === true;
}
