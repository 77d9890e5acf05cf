import * as constraints from '../../../../src/engine/constraints/accepts';
import type { Automaton } from '../../../../src/text/automaton';

/** Whether an automaton accepts these texts, one for each hole. */
export function accepts(automaton: Automaton, ...holes: readonly string[]): boolean {
  return constraints.accepts(automaton, holes);
}
