import { failureOf } from '../../base/failureOf';
import { failed, ok, type Result } from '../../base/result';
import { sentence } from '../../base/sentence';
import { languageOf } from '../../text/language';
import type { Span } from '../../text/span';
import { dead, type Automaton } from '../../text/automaton';
import { balance } from '../constraints/balance';
import { forbidden } from '../constraints/forbidden';
import { indentation } from '../constraints/indentation';
import { lineCount } from '../constraints/lineCount';
import { regex } from '../../text/regex/regex';
import { required } from '../constraints/required';
import { headed } from '../constraints/headed';
import { resumed, type Standing } from '../constraints/resumed';
import type { Failure } from '../failure';
import { holeHeads, holeLengths } from './holeLengths';
import { toPlainLines, withLineFeeds } from '../../text/lineEnd';
import type { FillRequest } from './request';

/** Characters of a hole's line, before it and after it, that are looked at. */
const reach = 1000;

/** What the text of the holes is held to. */
export interface Demands {
  /** What the user asked for. */
  readonly asked: readonly Automaton[];
  /** What the text around the holes asks for. */
  readonly wished: readonly Automaton[];
}

/** @param spans as they were planned */
export function demandsOf(request: FillRequest, spans: readonly Span[]): Result<Demands, Failure> {
  const { settings } = request;
  const text = withLineFeeds(request.text);
  const chosen = settings.constraints;
  const { mostLines, forbid, match } = chosen;
  const heads = holeHeads(request);
  const asked: Automaton[] = [];
  const lines = holeLengths(request).map((length, hole) => {
    const { start: from, end } = spans[hole]!;
    const start = Math.max(0, from - heads[hole]!.length);
    const endsLine = end > from && text[end - 1] === '\n';
    if (length.kind === 'lines') {
      const isBegun = /\S[^\n]*$/.test(text.slice(Math.max(0, start - reach), start));
      const goesOn = /^[^\S\n]*\S/.test(text.slice(end, end + reach));
      return { least: length.lines, most: length.lines, endsLine, full: { isBegun, goesOn } };
    }
    return { least: 1, most: mostLines > 0 ? mostLines : Infinity, endsLine };
  });
  if (lines.some(({ most }) => most < Infinity)) asked.push(lineCount(lines));
  const asWritten = (demanded: string): string => toPlainLines(demanded);
  asked.push(
    ...forbid.map(asWritten).map(forbidden),
    ...chosen.require.map(asWritten).map(required),
  );
  if (match !== '') {
    const made = regex(match);
    if (!made.ok) return failed(failureOf('settings-invalid', made.failure));
    asked.push(made.value);
  }
  const balanced = chosen.balance ? balance(text, spans, languageOf(request)) : undefined;
  const indented = chosen.indentation ? indentation(text, spans) : undefined;
  const bytes = heads.map((head) => new TextEncoder().encode(toPlainLines(head)));
  const held = heads.some((head) => head !== '') ? asked.map((one) => headed(one, bytes)) : asked;
  if (held.some(({ start }) => start === dead)) {
    return failed(
      failureOf(
        'unsatisfiable',
        sentence(
          'What has gone in of the fill already breaks what is asked for. Undo it, or ask for less.',
        ),
      ),
    );
  }
  return ok({ asked: held, wished: [balanced, indented].filter((one) => one !== undefined) });
}

/** What is left of the demands after some text. What the surroundings wish for may be lost by it. */
export function resumedDemands({ asked, wished }: Demands, standing: Standing): Demands {
  const go = (automata: readonly Automaton[]): readonly Automaton[] =>
    automata.flatMap((automaton) => resumed(automaton, standing) ?? []);
  return { asked: go(asked), wished: go(wished) };
}
