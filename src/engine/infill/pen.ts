import type { TokenLaw } from '../diffusion/step';
import type { Branch } from '../runtime/denoiser';
import type { FragmentGate } from './fragmentGate';
import type { LoadedModel } from './loadedModel';

/** Why a text is finished. */
export type Ending = 'end' | 'seam' | 'full';

export interface PenPlace {
  /** The stream's last token, which is read first of all. */
  readonly opening: { readonly token: number; readonly position: number };
  /** The position of the hole's first token. */
  readonly begin: number;
}

/** One text that is being written into a hole, and what the network said of each of its tokens. */
export class Pen {
  readonly tokens: number[] = [];
  /** Nats: log p of each token, at temperature 1. */
  readonly logs: number[] = [];
  /** What each token was chosen from; absent where nobody looks. */
  readonly laws: (TokenLaw | undefined)[] = [];
  /** Nats: log p of `<|end|>` before each token, and after the last one that was looked at. */
  readonly endLogs: number[] = [];
  /** By token: its node in the tree of texts, as far as it has been read. */
  readonly nodes: number[] = [];
  ending: Ending | undefined;
  /** Tokens that a step has shown: not those that may repeat what follows the hole. */
  told = 0;
  private bytes = 0;

  constructor(
    private readonly model: LoadedModel,
    readonly gate: FragmentGate,
    private readonly place: PenPlace,
    /** The node of the stream's last token, once it has been read. */
    private openingNode?: number,
  ) {}

  /** Notes the nodes of what a forward has read and is part of the text. */
  read(nodes: readonly number[]): void {
    const fresh = [...nodes];
    this.openingNode ??= fresh.shift();
    this.nodes.push(...fresh);
  }

  /** Another text that begins as this one does, to be written on by itself. */
  fork(): Pen {
    return new Pen(this.model, this.gate, this.place, this.openingNode);
  }

  /** The stream's last token still has to be read, and a forward then tells of it first. */
  get isUnread(): boolean {
    return this.openingNode === undefined;
  }

  /** Bytes of the hole, those of the fragment among them. */
  get written(): number {
    return this.bytes;
  }

  put(token: number, log: number, law?: TokenLaw): void {
    this.tokens.push(token);
    this.logs.push(log);
    this.laws.push(law);
    this.bytes += this.model.tokenizer.pieceBytes[token]!.length;
  }

  /** Forgets all but its first so many tokens. */
  cutTo(count: number): void {
    this.bytes = this.bytesOf(count);
    for (const list of [this.tokens, this.logs, this.laws, this.endLogs, this.nodes])
      list.length = Math.min(list.length, count);
    this.told = Math.min(this.told, count);
  }

  /** Bytes of its first so many tokens. */
  bytesOf(count: number): number {
    const { pieceBytes } = this.model.tokenizer;
    return this.tokens.slice(0, count).reduce((sum, token) => sum + pieceBytes[token]!.length, 0);
  }

  /** The text of the hole, without what stands before it. */
  get text(): string {
    return this.textOf(this.tokens.length);
  }

  /** The same by its first so many tokens. */
  textOf(count: number): string {
    const bytes = this.model.tokenizer.bytes(this.tokens.slice(0, count));
    return utf8.decode(bytes.subarray(this.gate.fragment.length));
  }

  /** How many of its tokens end before an offset of its text, or there. */
  wholeAt(offset: number): number {
    const bytes = this.bytesAt(offset);
    let count = this.tokens.length;
    while (count > 0 && this.bytesOf(count) > bytes) count--;
    return count;
  }

  /** Bytes of the hole up to an offset of its text. */
  bytesAt(offset: number): number {
    return this.gate.fragment.length + utf8Bytes.encode(this.text.slice(0, offset)).length;
  }

  /** Whether so many bytes of the hole are a text of it, and not only what is spelt again. */
  mayEndAt(bytes: number, mayBeEmpty: boolean): boolean {
    const least = this.gate.fragment.length;
    return bytes > least || (mayBeEmpty && bytes === least);
  }

  /** What is still to be read, and drafts after it. */
  branch(drafts: readonly number[]): Branch {
    return this.branchAt(this.nodes.length, [...this.tokens.slice(this.nodes.length), ...drafts]);
  }

  /** Tokens after the first `count` of them, in the place of what follows there. */
  branchAt(count: number, ids: readonly number[]): Branch {
    const positions = ids.map((_, i) => this.place.begin + count + i);
    const after = this.nodes[count - 1] ?? this.openingNode;
    if (after !== undefined) return this.branchOf(ids, positions, after);
    const { token, position } = this.place.opening;
    return this.branchOf([token, ...ids], [position, ...positions]);
  }

  /** Tokens after the first `count` of them; the first row tells what may follow those. */
  retold(count: number, ids: readonly number[]): Branch {
    if (count > 0) return this.branchAt(count - 1, [this.tokens[count - 1]!, ...ids]);
    const { token, position } = this.place.opening;
    return this.branchOf([token, ...ids], [position, ...ids.map((_, i) => this.place.begin + i)]);
  }

  /** log p of the first so many tokens. */
  logOf(count: number): number {
    return this.logs.slice(0, count).reduce((sum, log) => sum + log, 0);
  }

  private branchOf(ids: readonly number[], positions: readonly number[], after?: number): Branch {
    const states = this.model.codec.statesOf(Int32Array.from(ids));
    const tokens = { states, positions: Int32Array.from(positions) };
    return after === undefined ? { tokens } : { after, tokens };
  }
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const utf8Bytes = new TextEncoder();
