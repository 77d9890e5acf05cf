import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence, type Sentence } from '../../base/sentence';
import { settleSpans } from '../../text/settleSpans';
import type { Span } from '../../text/span';
import type { Failure } from '../failure';
import { hasCausalPath, type Manifest } from '../model/manifest';
import { streamTokens } from '../model/specialTokens';
import type { Tokenizer } from '../tokens/tokenizer';
import { textsElsewhere } from './elsewhere';
import { heal, unhealed, type Healed } from './heal';
import { lineEndOf, type LineEnd } from '../../text/lineEnd';
import type { FillRequest } from './request';
import { layStream } from './stream';
import { chooseWindow } from './window';

/** A document and its spans as the model will see them. */
export interface Plan {
  /** In document order; what the fill replaces. */
  readonly spans: readonly Span[];
  readonly tokens: Int32Array; // [P] the context stream
  readonly positions: Int32Array; // [P]
  readonly holes: readonly PlannedHole[];
  readonly lineEnd: LineEnd;
  /** What the model does not see: the document beyond the stream, and other texts. */
  readonly elsewhere: readonly string[];
}

export interface PlannedHole extends Healed {
  /** The position of its first token. */
  readonly begin: number;
}

/** Far above any source file; a longer text is slow to pass between processes. */
export const maxTextCharacters = 100_000_000;

export interface PlanOptions {
  /** `as-is` leaves every token left of a hole where it stands; absent: `healed`. */
  readonly edges?: 'healed' | 'as-is';
  /** What has been written into the first hole already, and counts as text to its left. */
  readonly begun?: Int32Array;
}

/** Of the room, for what has been written. */
const begunShare = 0.5;

/** Text and spans → the context stream of docs/model-format.md and the holes in it. */
export function planFill(
  request: Omit<FillRequest, 'settings'>,
  manifest: Manifest,
  tokenizer: Tokenizer,
  { edges = 'healed', begun = new Int32Array(0) }: PlanOptions = {},
): Result<Plan, Failure> {
  const { text, fileName } = request;
  const { limits } = manifest;
  const unfit = unfitText(text, fileName);
  if (unfit !== undefined) return failed(failureOf('text-unsupported', unfit));
  const miscount = miscounted(request.spans.length, limits.maxHoles);
  if (miscount !== undefined) return failed(failureOf('span-invalid', miscount));
  const settled = settleSpans(text, request.spans);
  if (!settled.ok) return settled;
  const spans = settled.value;

  const hasStream = hasCausalPath(manifest);
  // A sentinel for each hole and one for the prefix stand in a stream; in a whole sequence nothing does.
  const room = limits.context - (hasStream ? limits.headerTokens + spans.length + 1 : 0);
  const written = begun.subarray(Math.max(0, begun.length - Math.floor(begunShare * room)));
  const window = chooseWindow(tokenizer, text, spans, {
    room: room - written.length,
    suffix: limits.suffixTokens,
  });
  const header = hasStream ? headerOf(manifest, tokenizer, fileName) : new Int32Array(0);
  const parts = { tokenizer, heal: manifest.tokenizer.heal, text, spans };
  const { holes, window: laid } =
    edges === 'healed'
      ? heal(parts, window, written)
      : { holes: spans.map(() => unhealed), window };
  const { begins, ...stream } = layStream(manifest, header, laid);
  return ok({
    spans,
    ...stream,
    holes: holes.map((hole, k) => ({ ...hole, begin: begins[k]! })),
    lineEnd: lineEndOf(text),
    elsewhere: textsElsewhere({ tokenizer, text, spans }, window, request.references ?? []),
  });
}

function headerOf(
  { limits, tokenizer: facts }: Manifest,
  tokenizer: Tokenizer,
  fileName: string,
): Int32Array {
  const { file } = streamTokens(facts);
  return Int32Array.of(file, ...tokenizer.encode(`${fileName}\n`)).subarray(0, limits.headerTokens);
}

function miscounted(count: number, maxHoles: number): Sentence | undefined {
  if (count === 0) return sentence('There is nothing to fill. Select a span or place a cursor.');
  if (count <= maxHoles) return undefined;
  return sentence(
    'This model fills up to {0} spans at once, and {1} were given. Fill fewer at a time, or choose another model.',
    maxHoles,
    count,
  );
}

function unfitText(text: string, fileName: string): Sentence | undefined {
  if (text.length > maxTextCharacters) {
    const millions = Math.floor(maxTextCharacters / 1e6);
    return sentence(
      '{0} has {1} characters, more than the {2} million that can be filled. Copy the part you want to fill into a smaller file.',
      fileName,
      text.length,
      millions,
    );
  }
  const nul = text.indexOf('\0');
  if (nul < 0) return undefined;
  return sentence(
    '{0} is a binary file (it has a NUL at offset {1}). Choose a text file.',
    fileName,
    nul,
  );
}
