import { failed, ok, type Result } from '../base/result';
import type {
  Failure,
  FillOutcome,
  FillRequest,
  RankedFill,
  Span,
  Trace,
  TraceHeader,
} from '../engine';
import { type Engine, TraceRecorder } from '../engine';
import { traceBytes } from '../playback';
import { applyEdits } from '../text/applyEdits';
import { defaultMarker, findHoles, type TypedHoles } from '../text/holeMarkers';
import { languageOf, type LanguageHints } from '../text/language';
import { brief } from './brief';
import type { FillCommand, Places } from './arguments';
import type { CommandContext } from './commandContext';
import { asFile, isStream, readDocument, writeDocument, type Document } from './document';
import { exitCodes, type ExitCode } from './exitCodes';
import { openChosen } from './openChosen';
import { paintFill, paintSteps, StepPainter } from './painter';
import { modelClash } from './modelClash';
import { nameOf, placeAt, spanOf } from './place';
import { fileClash } from './sameFile';
import { readStart } from './startFrom';
import type { Terminal } from './terminal';
import { writeObstacle, writeWhole } from './writeWhole';

type FilledOutcome = Extract<FillOutcome, { kind: 'filled' }>;

/** Milliseconds between two lines of progress. */
const progressMs = 66;

export async function runFill(command: FillCommand, context: CommandContext): Promise<ExitCode> {
  const { terminal, signal } = context;
  const fail = ({ code, message }: Pick<Failure, 'code' | 'message'>): ExitCode => {
    const failure = { code, message: brief(message) };
    if (command.json)
      terminal.out(`${JSON.stringify({ kind: 'failed', failure }, undefined, 2)}\n`);
    terminal.note(`prime-infill: ${failure.message}\n`);
    return signal.aborted ? exitCodes.cancelled : exitCodes.failed;
  };
  const { file, trace: traceFile } = command;
  const input = { option: 'fill', path: file };
  const traces = traceFile === undefined ? [] : [{ option: '--trace', path: traceFile }];
  const inPlace = command.write ? [{ option: '--write', path: file }] : [];
  const others = command.references.map((path) => ({ option: '--reference', path }));
  const starts = command.from === undefined ? [] : [{ option: '--from', path: command.from.path }];
  const clash =
    fileClash([input, ...others, ...starts], traces) ?? (await modelClash([...traces, ...inPlace]));
  if (clash !== undefined) {
    terminal.note(`prime-infill: ${clash}\n`);
    return exitCodes.usage;
  }
  if (command.write && (await isStream(file))) {
    terminal.note(`prime-infill: ${file} is a pipe or a device, into which a fill cannot be written back. Leave out --write.\n`); // prettier-ignore
    return exitCodes.usage;
  }
  for (const { path } of [...traces, ...inPlace]) {
    const obstacle = await writeObstacle(path);
    if (obstacle !== undefined) return fail({ code: 'internal', message: obstacle });
  }
  const read = await readDocument(file);
  if (!read.ok) return fail({ code: 'text-unsupported', message: read.failure });
  const document = read.value;
  const { language, stdinName } = command;
  const fileName = stdinName ?? document.name;
  const hints = { fileName, ...(language === undefined ? {} : { language }) };
  const references: string[] = [];
  for (const path of command.references) {
    const reference = await readDocument(path);
    if (!reference.ok) return fail({ code: 'text-unsupported', message: reference.failure });
    references.push(reference.value.text);
  }
  const where = placesIn(document.text, command.places, hints);
  if (!where.ok) return fail({ code: 'span-invalid', message: where.failure });
  const start = command.from === undefined ? ok(undefined) : await readStart(command.from);
  if (!start.ok) return fail({ code: 'settings-invalid', message: start.failure });
  const opened = await openChosen(command, context);
  if (!opened.ok) return fail(opened.failure);
  const engine = opened.value;
  const foreign = start.value?.model;
  if (foreign !== undefined && foreign.sha256 !== engine.info.sha256) {
    await engine.dispose();
    return fail({
      code: 'settings-invalid',
      message:
        `What --from reads was made with the model ${foreign.id}, and this one, ${engine.info.id}, has other ` +
        'tokens. Give the model that made it with --model.',
    });
  }

  if (command.places.kind === 'holes') terminal.note(holesNote(document.text, where.value.spans));
  const request = {
    text: document.text,
    ...hints,
    ...where.value,
    openHoles: typedHoles(document.text, command.places, hints).holes.map(({ span }) => span),
    references,
    settings: command.settings,
    ...(start.value === undefined ? {} : { given: start.value.given }),
    unfiltered: traceFile !== undefined,
  };
  const { outcome, header, trace } = await watchFill(engine, request, context);
  await engine.dispose();
  if (outcome.kind === 'failed') return fail(outcome.failure);
  if (traceFile !== undefined && trace !== undefined) {
    const written = await writeWhole(traceFile, traceBytes(trace), context);
    if (!written.ok) return fail({ code: 'internal', message: written.failure });
  }
  if (outcome.kind === 'cancelled' || header === undefined) {
    terminal.note('prime-infill: cancelled\n');
    return exitCodes.cancelled;
  }
  if (command.showSteps && trace !== undefined) {
    // Beside JSON and into pipes the steps go to standard error, apart from the result.
    const apart = command.json || !terminal.outIsTerminal;
    const best = outcome.ranked[0]?.candidate ?? 0;
    for (const line of paintSteps(trace, best)) {
      if (apart) terminal.note(line);
      else terminal.out(line);
    }
  }
  const written = await deliver(command, terminal, document, { header, outcome });
  return written === undefined ? exitCodes.done : fail({ code: 'internal', message: written });
}

/** The spans to fill, with the lengths that were typed into them. */
function placesIn(
  text: string,
  places: Places,
  hints: LanguageHints,
): Result<Pick<FillRequest, 'spans' | 'lengths'>, string> {
  if (places.kind === 'holes') {
    const { marker } = places;
    const { holes, wildcards } = typedHoles(text, places, hints);
    if (holes.length > 0) {
      return ok({
        spans: holes.map(({ span }) => span),
        lengths: holes.map(({ length }) => length),
      });
    }
    const types = wildcards > 0 ? ` ${marker} behind a name is a type here.` : '';
    return failed(
      `There is no hole ${marker} in the text.${types} Type it where something is to be filled, or give another --hole-marker.`,
    );
  }
  const spans: Span[] = [];
  for (const range of places.ranges) {
    const span = spanOf(text, range);
    if (!span.ok) return span;
    spans.push(span.value);
  }
  return ok({ spans, lengths: places.ranges.map(({ length }) => length) });
}

function typedHoles(text: string, places: Places, hints: LanguageHints): TypedHoles {
  const marker = places.kind === 'holes' ? places.marker : defaultMarker;
  return findHoles(text, marker, languageOf(hints));
}

/** How many holes there are, and where. */
function holesNote(text: string, spans: readonly Span[]): string {
  const places = spans
    .map(({ start }) => placeAt(text, start))
    .map(nameOf)
    .join(', ');
  return `${spans.length} ${spans.length === 1 ? 'hole' : 'holes'}: ${places}\n`;
}

interface Watched {
  readonly outcome: FillOutcome;
  readonly header: TraceHeader | undefined;
  readonly trace: Trace | undefined;
}

async function watchFill(
  engine: Engine,
  request: FillRequest,
  { terminal, clock, signal }: CommandContext,
): Promise<Watched> {
  const recorder = new TraceRecorder();
  const filling = engine.fill(request, { signal });
  let header: TraceHeader | undefined;
  let painter: StepPainter | undefined;
  let painted = -Infinity;
  let next = await filling.next();
  for (; next.done !== true; next = await filling.next()) {
    const event = next.value;
    recorder.add(event);
    if (event.kind === 'start') {
      header = event.header;
      const [canvas] = header.candidates;
      if (canvas !== undefined) painter = new StepPainter(0, canvas, header.subTokens.length);
      continue;
    }
    if (painter === undefined) continue;
    painter.take(event.step);
    if (clock.now() - painted < progressMs) continue;
    painted = clock.now();
    terminal.progress(painter.cells());
  }
  terminal.progress('');
  return { outcome: next.value, header, trace: recorder.traceOf(next.value) };
}

interface Filled {
  readonly header: TraceHeader;
  readonly outcome: FilledOutcome;
}

/** Prints or writes what was asked for. Returns a sentence if it could not be written. */
async function deliver(
  command: FillCommand,
  terminal: Terminal,
  document: Document,
  { header, outcome }: Filled,
): Promise<string | undefined> {
  const best = outcome.ranked[0];
  if (best === undefined) return 'The model gave no candidate. Give a length with --length.';
  const edits = header.spans.map((span, k) => ({ span, text: best.texts[k] ?? '' }));
  const filled = applyEdits(document.text, edits);
  if (command.write) {
    const written = await writeDocument(document, filled);
    if (!written.ok) return written.failure;
  }
  if (command.json) {
    const { model, device, spans } = header;
    const { kind, ranked, statistics } = outcome;
    const report = {
      kind,
      file: command.file,
      written: command.write,
      model,
      device,
      spans,
      ranked,
      statistics,
    };
    terminal.out(`${JSON.stringify(report, undefined, 2)}\n`);
  } else if (terminal.outIsTerminal || command.write) {
    if (terminal.outIsTerminal)
      terminal.painted(paintFill(document.text, header.spans, best.texts, terminal));
    terminal.note(summary(command, { header, outcome }));
  } else {
    terminal.out(asFile(document, filled));
  }
  return undefined;
}

function summary({ file, write }: FillCommand, { header, outcome }: Filled): string {
  const { statistics, ranked } = outcome;
  const facts = [
    `${header.model.id} on ${header.device}`,
    `${ranked[0]?.tokens ?? 0} tokens`,
    `${statistics.steps} steps, ${statistics.idleSteps} idle`,
    `${statistics.totalMs.toFixed(0)} ms`,
    `${statistics.tokensPerSecond.toFixed(0)} tokens/s`,
  ];
  const others = ranked.slice(1).map((fill, index) => `  ${index + 2}. ${alternative(fill)}\n`);
  const shares = `share of the best ${percent(ranked[0]?.share ?? 0)}`;
  return (
    `${facts.join(' · ')} · ${shares}\n` +
    (others.length > 0 ? `other candidates:\n${others.join('')}` : '') +
    (write ? `written to ${file}\n` : '')
  );
}

function alternative({ share, texts }: RankedFill): string {
  return `${percent(share)}  ${texts.map((text) => JSON.stringify(text)).join('  ')}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
