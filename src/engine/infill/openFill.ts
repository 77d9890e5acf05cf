import { failureOf } from '../../base/failureOf';
import { sentence } from '../../base/sentence';
import { accepts } from '../constraints/accepts';
import { allowedAlone } from '../constraints/constraint';
import { balance } from '../constraints/balance';
import type { SamplerStatistics } from '../diffusion/step';
import type { Failure } from '../failure';
import { streamTokens } from '../model/specialTokens';
import type { PreparedContext, TextTree } from '../runtime/denoiser';
import { Copies } from './copies';
import type { Progress } from './course';
import type { DenoiseOutcome, DenoiseParts, Task } from './denoise';
import { elsewhereCache } from './elsewhereCache';
import { rankEnds, type EndedText, type EndParts } from './ends';
import { EndWatch } from './endWatch';
import { FragmentGate } from './fragmentGate';
import { holeLengths } from './holeLengths';
import { languageOf } from '../../text/language';
import { toPlainLines, withLineFeeds } from '../../text/lineEnd';
import type { Lengths } from './length';
import type { LoadedModel } from './loadedModel';
import type { Plan } from './plan';
import type { FillRequest } from './request';
import { OpenText } from './openText';
import { Pen } from './pen';
import { Seam } from './seam';
import { retold, strokeStep, type Told } from './strokes';

/** Tokens drafted at once where the settings leave it open, and by which a canvas grows as it is told. */
export const blockTokens = 16;
/** How likely a length is that no end was found for, beside one that has one; further off still less. */
const unlikely = 0.01;
/** A first token that is less likely begins no alternative. */
const leastAlternative = 0.1;

interface OpenFillParts extends DenoiseParts {
  readonly context: PreparedContext;
  /** Whether the canvas drafts what comes. */
  readonly drafts: boolean;
}

/**
 * Fills one hole by the causal path, which finds the end itself where no length is given. Steps stream as they
 * happen, on a canvas that grows; at the end all is told again, for each of the ends that are likeliest.
 */
export async function* fillOpenly(
  model: LoadedModel,
  task: Task,
  parts: OpenFillParts,
): AsyncGenerator<Progress, DenoiseOutcome> {
  const { settings } = task.request;
  const writing = begin(model, task, parts);
  const { text, pens, length } = writing;
  let { most } = writing;
  const told: Told[] = [];
  const statistics = (): SamplerStatistics => {
    return { steps: told.length, idleSteps: 0, evaluations: text.evaluations };
  };
  let room = 0;
  let shown = 0;
  const watch = new EndWatch(model, writing.seam, writing);
  const isWatched = length === undefined && pens.length === 1;
  for (let isAgain = false; ; isAgain = true) {
    const strokes = text.write(pens, most);
    let next = await strokes.next();
    for (; next.done !== true; next = await strokes.next()) {
      const longest = Math.max(1, ...pens.map((pen) => pen.told));
      if (longest > room || shown < pens.length) {
        room = length ?? Math.min(writing.most, blockTokens * Math.ceil(longest / blockTokens));
        shown = pens.length;
        yield {
          kind: 'candidates',
          candidates: pens.map(() => ({ lengths: [room], probability: 1 })),
        };
      }
      yield {
        kind: 'step',
        step: strokeStep(model, pens, next.value, { index: told.length, room }),
      };
      told.push({ stroke: next.value, pens: [...pens] });
      if (isAgain || !isWatched || pens[0]!.ending !== undefined) continue;
      const { isDecided, milliseconds } = await watch.look(pens[0]!);
      if (isDecided) pens[0]!.ending = 'seam';
      if (milliseconds === undefined) continue;
      text.evaluations++;
      yield { kind: 'ranking', milliseconds };
    }
    if (next.value === 'cancelled') return { kind: 'cancelled', statistics: statistics() };
    if (next.value === 'stuck') return { kind: 'unsatisfiable', failure: stuck };
    if (isAgain || length !== undefined || settings.temperature > 0) break;
    const others = alternatives(model, writing, settings.candidates - 1);
    if (others.length === 0) break;
    pens.push(...others);
    most = Math.min(most, 2 * pens[0]!.tokens.length + blockTokens / 2);
  }
  const { ends, milliseconds } = await endsOf(model, writing);
  if (milliseconds > 0) text.evaluations++;
  yield { kind: 'ranking', milliseconds };
  const chosen = ends.slice(0, settings.candidates);
  if (chosen.length === 0) return { kind: 'unsatisfiable', failure: stuck };
  const candidates = chosen.map(({ tokens }) => ({ lengths: [tokens.length], probability: 1 }));
  const steps = retold(model, told, chosen);
  yield { kind: 'candidates', candidates, steps };
  const fills = chosen.map(({ tokens, logProbability, joint }, candidate) => {
    return { candidate, tokens, logProbability, joint };
  });
  return { kind: 'filled', fills, statistics: { ...statistics(), steps: steps.length } };
}

/**
 * Lengths of the hole by the ends that the causal path finds, the likeliest first, and after them all
 * others, in case that none of those will do. Undefined if it was cancelled.
 */
export async function scoutLengths(
  model: LoadedModel,
  task: Task,
  parts: Omit<OpenFillParts, 'drafts'>,
): Promise<{ readonly lengths: readonly Lengths[]; readonly milliseconds: number } | undefined> {
  const { request } = task;
  const settings = { ...request.settings, temperature: 0, candidates: 1 };
  const length = { kind: 'auto' } as const;
  const plain = { ...task, request: { ...request, settings, lengths: [length] } };
  const writing = begin(model, plain, { ...parts, drafts: false });
  const startMs = parts.clock.now();
  const [pen] = writing.pens;
  if (pen === undefined) throw new Error('Bug: nothing to write with');
  const watch = new EndWatch(model, writing.seam, writing);
  const strokes = writing.text.write([pen], writing.most);
  let next = await strokes.next();
  for (; next.done !== true; next = await strokes.next()) {
    if (pen.ending === undefined && (await watch.look(pen)).isDecided) pen.ending = 'seam';
  }
  if (next.value === 'cancelled') return undefined;
  const { ends } = await endsOf(model, writing);
  const best = Math.max(...ends.map(({ joint }) => joint));
  const weights = new Map<number, number>();
  for (const { tokens, joint } of ends) {
    const known = weights.get(tokens.length) ?? 0;
    weights.set(tokens.length, known + Math.exp(joint - best));
  }
  const around = ends[0]?.tokens.length ?? 1;
  for (let n = 1; n <= writing.most; n++) {
    if (!weights.has(n)) weights.set(n, unlikely ** (1 + Math.abs(n - around)));
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const lengths = [...weights]
    .sort(([, a], [, b]) => b - a)
    .map(([n, weight]) => ({ lengths: [n], probability: weight / total }));
  return { lengths, milliseconds: parts.clock.now() - startMs };
}

interface Writing {
  readonly text: OpenText;
  readonly pens: Pen[];
  readonly tree: TextTree;
  readonly seam: Seam;
  /** What follows the hole. */
  readonly after: string;
  readonly mayBeEmpty: boolean;
  readonly isSound: EndParts['isSound'];
  readonly length: number | undefined;
  readonly most: number;
}

function begin(model: LoadedModel, { request, plan }: Task, parts: OpenFillParts): Writing {
  const { settings } = request;
  const { maxHole } = model.manifest.limits;
  const [hole] = plan.holes;
  const [span] = plan.spans;
  if (hole === undefined || span === undefined) throw new Error('Bug: a fill without a hole');
  const asked = holeLengths(request)[0];
  // A fragment is spelt again by a token that the user did not mean to count.
  const length =
    asked?.kind === 'tokens' ? asked.tokens + (hole.fragment.length > 0 ? 1 : 0) : undefined;
  const last = plan.tokens.length - 1;
  const opening = { token: plan.tokens[last]!, position: plan.positions[last]! };
  const gate = new FragmentGate(model, hole.fragment);
  const count = settings.temperature === 0 ? 1 : settings.candidates;
  const pens = Array.from(
    { length: count },
    () => new Pen(model, gate, { opening, begin: hole.begin }),
  );
  const tree = parts.context.textsAfter(last);
  const after = toPlainLines(request.text.slice(span.end, span.end + 1000));
  const seam = new Seam(after);
  const mayBeEmpty = span.end > span.start;
  const elsewhere = settings.ngramCache === 0 ? undefined : elsewhereCache(model.tokenizer, plan);
  const ordinary = allowedAlone(model.ordinary, { hole: 0, index: 0, length: 1 });
  const copies = new Copies(plan.tokens, elsewhere, ordinary?.slice());
  const shared = { tree, copies, settings, seam, length, mayBeEmpty, begin: hole.begin, ...parts };
  const text = new OpenText(model, shared, settings.candidates);
  if (parts.drafts) {
    text.draftWith(parts.context.keepingSettled(), settings.blockSize || blockTokens);
  }
  const isSound = soundness(request, plan);
  return { text, pens, tree, seam, after, mayBeEmpty, isSound, length, most: length ?? maxHole };
}

/** In code, whether a text of the hole closes and opens what the text around it asks for. */
function soundness(request: FillRequest, { spans }: Plan): EndParts['isSound'] {
  const language = languageOf(request);
  const text = withLineFeeds(request.text);
  const balanced = language.strings ? balance(text, spans, language) : undefined;
  return (fill) => balanced === undefined || accepts(balanced, [fill]);
}

/** Texts that begin with another token than the first one did. */
function alternatives(model: LoadedModel, { text, pens }: Writing, count: number): readonly Pen[] {
  const [first] = pens;
  if (first === undefined) return [];
  const { end } = streamTokens(model.manifest.tokenizer);
  return text.firsts
    .filter(
      ({ token, probability }) =>
        token !== end && token !== first.tokens[0] && probability >= leastAlternative,
    ) // prettier-ignore
    .slice(0, Math.max(0, count))
    .map(({ token, probability }) => {
      const pen = first.fork();
      pen.endLogs.push(first.endLogs[0] ?? -Infinity);
      pen.put(token, Math.log(probability), first.laws[0]);
      return pen;
    });
}

async function endsOf(
  model: LoadedModel,
  { pens, seam, length, ...parts }: Writing,
): Promise<{ readonly ends: readonly EndedText[]; readonly milliseconds: number }> {
  if (length === undefined) return rankEnds(model, pens, seam, parts);
  const ends = pens.map((pen, number): EndedText => {
    const logProbability = pen.logOf(length);
    const tokens = Int32Array.from(pen.tokens);
    return { pen: number, tokens, whole: length, text: pen.text, logProbability, joint: logProbability }; // prettier-ignore
  });
  return { ends: ends.sort((a, b) => b.joint - a.joint), milliseconds: 0 };
}

const stuck: Failure = failureOf(
  'unsatisfiable',
  sentence(
    'No token can go on in the hole: what stands around it rules out all of them. Move or widen the span and fill again.',
  ),
);
