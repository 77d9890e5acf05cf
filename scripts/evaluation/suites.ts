/** Cases of one kind, and the ways of filling that are compared on them. */
export interface Suite {
  readonly name: string;
  /** A file of openai/human-eval-infilling; without it the cases are held-out holes. */
  readonly tasks?: string;
  readonly samplers: string;
  readonly steps: string;
}

const graded = { samplers: 'entropy,left-to-right', steps: '8,32' };

export const suites: readonly Suite[] = [
  { name: 'held-out', samplers: 'entropy,confidence,left-to-right', steps: '4,8,16,32' },
  { name: 'single-line', tasks: 'HumanEval-SingleLineInfilling.jsonl.gz', ...graded },
  { name: 'multi-line', tasks: 'HumanEval-MultiLineInfilling.jsonl.gz', ...graded },
  { name: 'random-span', tasks: 'HumanEval-RandomSpanInfilling.jsonl.gz', ...graded },
];
