import { failed, ok, type Result } from '../base/result';
import { addressBeside } from './address';
import { bytesText } from '../base/bytesText';
import { failureOf } from '../base/failureOf';
import { sentence, type Sentence } from '../base/sentence';
import { mostManifestBytes } from '../engine/model/readManifest';
import type { Origin, OriginName, WantedFile } from './origin';
import { PartFile } from './partFile';
import type { StoreFailure } from './storeFailure';
import { ask, type WebAnswer, type WebFailure, type WebOptions } from './web';

export interface WebOriginOptions extends WebOptions {
  /** Resolves after so many milliseconds, or at once when aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** How often a file is asked for before it is given up. */
const mostAttempts = 6;
const firstPauseMs = 1000;

/** A model behind the https address of its manifest, its files beside it. */
export class WebOrigin implements Origin {
  readonly name: OriginName;

  constructor(
    private readonly address: URL,
    private readonly options: WebOriginOptions,
  ) {
    this.name = { kind: 'address', address: address.href };
  }

  async manifest(signal: AbortSignal): Promise<Result<string, StoreFailure>> {
    const request = { address: this.address, from: 0, etag: undefined, signal };
    const answer = await ask(request, this.options);
    if (!answer.ok) return failed(networkFailure(answer.failure, sentence('Check the address')));
    const parts: Buffer[] = [];
    let bytes = 0;
    const { chunks, stop } = answer.value;
    for (;;) {
      const next = await chunks.next();
      if (next.done === true) {
        if (next.value !== undefined)
          return failed(networkFailure(next.value, sentence('Try again')));
        return ok(Buffer.concat(parts).toString('utf8'));
      }
      bytes += next.value.length;
      parts.push(next.value);
      if (bytes <= mostManifestBytes) continue;
      stop();
      return failed(
        failureOf(
          'model-corrupt',
          sentence(
            '{0} is larger than a manifest may be ({1}). Give the address of the manifest.json of a model.',
            this.address.href,
            bytesText(mostManifestBytes),
          ),
        ),
      );
    }
  }

  async *bring(
    wanted: WantedFile,
    signal: AbortSignal,
  ): AsyncGenerator<number, StoreFailure | undefined> {
    const part = await PartFile.open(wanted);
    let isSettled = false;
    try {
      let isPieced = false;
      let last: WebFailure | undefined;
      for (let attempt = 0; attempt < mostAttempts; attempt++) {
        if (attempt > 0) await this.options.wait(firstPauseMs * 2 ** (attempt - 1), signal);
        if (signal.aborted) return cancelled;
        isPieced ||= part.bytes > 0;
        const end = yield* this.attempt(part, wanted, signal);
        if (end !== undefined && !end.mayPass) return networkFailure(end, sentence('Tell whoever runs it')); // prettier-ignore
        last = end;
        if (end?.isBeyondEnd === true) await part.restart();
        if (part.bytes < wanted.facts.bytes) continue;
        isSettled = await part.settle();
        if (isSettled) return undefined;
        await part.restart();
        // Pieces may be of two versions, where the server names none: once more, in one piece.
        if (!isPieced) return this.wrongContent(wanted.name);
        isPieced = false;
      }
      return networkFailure(
        last ?? { message: sentence('{0} does not send all of {1}', this.address.host, wanted.name), mayPass: true },
        sentence('What has come is kept ({0} of {1}): try again later', bytesText(part.bytes), bytesText(wanted.facts.bytes)),
      ); // prettier-ignore
    } finally {
      if (!isSettled) await part.close();
    }
  }

  /** Asks once for what is missing; undefined if the server came to an end without a complaint. */
  private async *attempt(
    part: PartFile,
    { name, facts }: WantedFile,
    signal: AbortSignal,
  ): AsyncGenerator<number, WebFailure | undefined> {
    if (part.bytes === facts.bytes) return undefined;
    const address = addressBeside(this.address, name);
    const request = { address, from: part.bytes, etag: part.etag, signal };
    const asked = await ask(request, this.options);
    if (!asked.ok) return asked.failure;
    const answer = asked.value;
    try {
      const refused = this.mismatch(answer, name, facts.bytes);
      if (refused !== undefined) return refused;
      if (answer.from < part.bytes) await part.restart();
      await part.note(answer.etag);
      for (;;) {
        const next = await answer.chunks.next();
        if (next.done === true) return next.value;
        if (part.bytes + next.value.length > facts.bytes) {
          await part.restart();
          return tooMuch(address.host, name, facts.bytes);
        }
        await part.write(next.value);
        yield part.bytes;
      }
    } finally {
      answer.stop(); // also where nobody asks for the next piece
    }
  }

  /** Before any byte of it is read. */
  private mismatch({ total }: WebAnswer, name: string, bytes: number): WebFailure | undefined {
    if (total === undefined || total === bytes) return undefined;
    const { host } = this.address;
    return {
      message: sentence(
        '{0} has a {1} of {2} bytes, and its manifest promises {3}',
        host,
        name,
        total,
        bytes,
      ),
      mayPass: false,
    };
  }

  private wrongContent(name: string): StoreFailure {
    return failureOf(
      'model-corrupt',
      sentence(
        '{0} sends a {1} that does not have the sha-256 of its manifest, so it was thrown away. Tell whoever runs it, or take the model from elsewhere.',
        this.address.host,
        name,
      ),
    );
  }
}

/** Nobody reads it: whoever cancelled knows. */
const cancelled: StoreFailure = failureOf('network', sentence('Cancelled.'));

function tooMuch(host: string, name: string, bytes: number): WebFailure {
  return {
    message: sentence(
      '{0} sends more of {1} than the {2} bytes that its manifest promises',
      host,
      name,
      bytes,
    ),
    mayPass: false,
  };
}

function networkFailure({ message }: WebFailure, advice: Sentence): StoreFailure {
  return failureOf('network', sentence('{0}. {1}.', message, advice));
}
