import { sentence, type Sentence } from '../base/sentence';
import type { FillEvent, FillOutcome, TraceHeader } from '../protocol/engineTypes';
import { FieldReader } from './fieldReader';
import { parseOutcome } from './parseOutcome';
import { parseSteps } from './parseSteps';
import { isTooLarge, parseHeader, shapeOf } from './parseTrace';

/**
 * An event of a fill that another machine makes, held to all that a saved trace is held to.
 *
 * @param header of the fill so far
 * @returns what is wrong, if something is
 */
export function parseFillEvent(
  value: unknown,
  header: TraceHeader | undefined,
): FillEvent | Sentence {
  const reader = new FieldReader();
  const fields = reader.object(value, 'event');
  const kind = reader.oneOf(fields.get('kind'), 'event.kind', ['start', 'step']);
  if (kind === 'start') {
    const start = parseHeader(reader, fields.get('header'));
    if (isTooLarge(start, 0)) return sentence('It has more positions than any fill.');
    return reader.problem ?? { kind, header: start };
  }
  if (header === undefined) return sentence('A step comes before the start.');
  const [step] = parseSteps(reader, [fields.get('step')], shapeOf(header));
  if (reader.problem !== undefined || step === undefined) return reader.problem ?? sentence('A step is missing.'); // prettier-ignore
  return { kind, step };
}

/** How such a fill has ended. A failure does not come here. */
export function parseFillOutcome(value: unknown, header: TraceHeader): FillOutcome | Sentence {
  const reader = new FieldReader();
  const outcome = parseOutcome(reader, value, header);
  return reader.problem ?? outcome;
}
