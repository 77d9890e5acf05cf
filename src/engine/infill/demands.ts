import { failed, ok, type Result } from '../../base/result';
import type { Span } from '../../text/span';
import type { Automaton } from '../constraints/automaton';
import { balance } from '../constraints/balance';
import { forbidden } from '../constraints/forbidden';
import { syntaxOf } from '../constraints/lexer';
import { lineCount } from '../constraints/lineCount';
import { regex } from '../constraints/regex/regex';
import { resumed, type Standing } from '../constraints/resumed';
import type { Failure } from '../failure';
import type { FillRequest } from './request';
import { defaultConstraints } from './settings';

/** What the text of the holes is held to. */
export interface Demands {
  /** What the user asked for. */
  readonly asked: readonly Automaton[];
  /** What the text around the holes asks for. */
  readonly wished: readonly Automaton[];
}

/** @param spans as they were planned */
export function demandsOf(
  { text, fileName, settings }: FillRequest,
  spans: readonly Span[],
): Result<Demands, Failure> {
  const { mostLines, forbid, match, balance: isBalanced } = settings.constraints ?? defaultConstraints; // prettier-ignore
  const { length } = settings;
  const asked: Automaton[] = [];
  const exact = length.kind === 'lines' ? length.lines : 0;
  if (exact > 0 || mostLines > 0) {
    const endsLine = spans.map(({ start, end }) => end > start && text[end - 1] === '\n');
    const least = Math.max(1, exact);
    asked.push(lineCount({ least, most: exact > 0 ? exact : mostLines, endsLine }));
  }
  asked.push(...forbid.map(forbidden));
  if (match !== '') {
    const made = regex(match);
    if (!made.ok) return failed({ code: 'settings-invalid', message: made.failure });
    asked.push(made.value);
  }
  if (settings.sampler === 'left-to-right' && asked.length > 0) {
    const message =
      'The left-to-right sampler cannot be held to lines, forbidden texts or expressions. ' +
      'Choose another sampler, such as draft-and-verify, or ask for none of them.';
    return failed({ code: 'settings-invalid', message });
  }
  const balanced = isBalanced ? balance(text, spans, syntaxOf(fileName)) : undefined;
  return ok({ asked, wished: balanced === undefined ? [] : [balanced] });
}

/** What is left of the demands after some text. What the surroundings wish for may be lost by it. */
export function resumedDemands({ asked, wished }: Demands, standing: Standing): Demands {
  const go = (automata: readonly Automaton[]): readonly Automaton[] =>
    automata.flatMap((automaton) => resumed(automaton, standing) ?? []);
  return { asked: go(asked), wished: go(wished) };
}
