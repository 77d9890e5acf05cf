import type { Trace } from '../../protocol/engineTypes';
import type { RunNews } from '../../protocol/visualiserProtocol';

/** Steps of one message: all of a long run in one would leave the page empty until the last has come. */
const stepsAtOnce = 25;

/** What there is by now of a fill, for a page that knows nothing. */
export function toldSoFar({ header, steps }: Pick<Trace, 'header' | 'steps'>): readonly RunNews[] {
  const parts = Array.from({ length: Math.ceil(steps.length / stepsAtOnce) }, (_, part) =>
    steps.slice(part * stepsAtOnce, (part + 1) * stepsAtOnce),
  );
  return [
    { kind: 'event', event: { kind: 'start', header } },
    ...parts.map((some) => ({ kind: 'steps', steps: some }) as const),
  ];
}
