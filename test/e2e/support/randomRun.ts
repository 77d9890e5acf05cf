import fc from 'fast-check';
import { change, makeHeader, makeStep, makeTrace } from '../../unit/support/traces';

type Trace = ReturnType<typeof makeTrace>;
type TraceStep = Trace['steps'][number];

/** Of tokens: words, line breaks with and without what follows, letters that mean something in markup, and nothing. */
const texts = ['word ', 'x', '\n', '\n    ', 'a\n\tb', '<b>&amp;', '  ', ''];

/** A run of two holes and two candidates in which digits come out, are hidden and are seen by chance. */
export function randomRun(steps: number): fc.Arbitrary<Trace> {
  const lengths = [
    [30, 6],
    [24, 9],
  ];
  const place = fc.integer({ min: 0, max: 1 }).chain((candidate) =>
    fc.record({
      candidate: fc.constant(candidate),
      position: fc.nat({ max: (lengths[candidate] ?? []).reduce((a, b) => a + b, 0) - 1 }),
    }),
  );
  const digit = fc.tuple(place, fc.nat({ max: 1 }), fc.nat({ max: 3 }));
  const seen = fc.record({
    place,
    visible: fc.nat({ max: 3 }),
    entropy: fc.nat({ max: 4 }),
    candidateCount: fc.nat({ max: 16 }),
    tokens: fc.uniqueArray(fc.nat({ max: texts.length - 1 }), { minLength: 1, maxLength: 3 }),
  });
  const step = fc.record({
    reveals: fc.array(digit, { maxLength: 4 }),
    remasks: fc.array(digit, { maxLength: 1 }),
    views: fc.array(seen, { maxLength: 6 }),
  });
  return fc.array(step, { minLength: steps, maxLength: steps }).map((list): Trace => {
    const made = list.map(({ reveals, remasks, views }, index): TraceStep => {
      const changes = (all: typeof reveals): TraceStep['reveals'] =>
        all.map(([{ candidate, position }, at, value]) => ({ ...change(position, at), candidate, value })); // prettier-ignore
      return makeStep({
        index,
        time: 1 - (index + 1) / steps,
        reveals: changes(reveals),
        remasks: changes(remasks),
        views: views.map(({ place: at, tokens, ...view }) => ({
          ...at,
          ...view,
          top: tokens.map((token, rank) => ({
            token,
            text: texts[token] ?? '',
            probability: 0.5 / (rank + 1),
          })),
        })),
      });
    });
    return { ...makeTrace(), header: makeHeader(lengths), steps: made };
  });
}
