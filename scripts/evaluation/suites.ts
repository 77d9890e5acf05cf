/** Cases of one kind, and the ways of filling that are compared on them. */
export interface Suite {
  readonly name: string;
  /** Held-out holes, tasks of openai/human-eval-infilling, or holes in this repository's own files. */
  readonly source: 'heldout' | 'infilling' | 'own';
  /** A file of openai/human-eval-infilling. */
  readonly tasks?: string;
  /** A sheet for a person to read, rather than tables. */
  readonly isSheet?: boolean;
  readonly samplers: string;
  readonly steps: string;
}

const graded = { source: 'infilling', samplers: 'entropy,left-to-right', steps: '8,32' } as const;

export const suites: readonly Suite[] = [
  {
    name: 'held-out',
    source: 'heldout',
    samplers: 'entropy,confidence,left-to-right',
    steps: '4,8,16,32',
  },
  { name: 'single-line', tasks: 'HumanEval-SingleLineInfilling.jsonl.gz', ...graded },
  { name: 'multi-line', tasks: 'HumanEval-MultiLineInfilling.jsonl.gz', ...graded },
  { name: 'random-span', tasks: 'HumanEval-RandomSpanInfilling.jsonl.gz', ...graded },
  {
    name: 'samples',
    source: 'own',
    isSheet: true,
    samplers: 'entropy,left-to-right',
    steps: '16',
  },
];
