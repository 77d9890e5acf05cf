import { length, number, oneOf, wholeNumber, wholeNumberOrZero, yesOrNo } from './field';

/** How a fill comes to be, in the order of the command line's help and of the docs. */
export const fillFields = {
  length: length({
    standard: { kind: 'auto' },
    label: 'The length',
    about:
      'How long each hole is: `auto` lets the model choose, `8` asks for so many tokens, `3l` for so many lines with text in them.',
    help: 'N tokens, or N lines, in each span; auto is chosen by the model',
  }),
  lengthSearch: wholeNumber([0, 16], {
    standard: 0,
    label: 'The rounds of the length search',
    about:
      'How often lengths that differ by a token from those of the best fill are tried too. More is slower.',
    help: "rounds of trying lengths beside the best fill's",
  }),
  candidates: wholeNumber([1, 16], {
    standard: 3,
    label: 'Candidates',
    about: 'How many alternatives are filled at once.',
    help: 'alternatives denoised at once',
  }),
  seed: wholeNumber([0, 2 ** 32 - 1], {
    standard: 0,
    label: 'The seed',
    about: 'The same seed gives the same fill on the same device. Change it for another.',
    help: '0 … 4294967295; the same seed gives the same fill',
  }),
  sampler: oneOf(
    {
      auto: 'The one that fills best with the model.',
      entropy: 'What is surest first, as many at once as stay sure: few steps.',
      ancestral: "At random, as published for MDM-Prime: the model's own law.",
      'first-hitting':
        "At random, one sub-token an evaluation: the model's own law, with no idle steps.",
      confidence: 'The surest sub-tokens, an equal share at each step.',
      threshold: 'Everything surer than `#primeInfill.confidence#`.',
      stability: 'Everything surer than `#primeInfill.confidence#` that has stopped changing.',
      'draft-and-verify':
        'What writing left to right would give, several tokens at once: drafted as one, then checked by the same weights from left to right.',
      'left-to-right':
        'One token after the other, as most models write; the text finds its own end where no length is given.',
    },
    {
      standard: 'auto',
      label: 'sampler',
      about: 'In which order the sub-tokens come out.',
      help: 'in which order the sub-tokens come out; auto is what the model recommends',
    },
  ),
  steps: wholeNumber([1, 4096], {
    standard: 32,
    label: 'Steps',
    about:
      'Steps of the ancestral sampler; for the others, but those that go left to right, the most evaluations of the model.',
    help: 'most denoising steps',
  }),
  entropyBound: number([0, 100], {
    standard: 0.1,
    label: 'The entropy bound',
    about:
      'Nats that the entropy sampler may lose in a step by drawing tokens apart from each other. More is faster and less exact.',
    help: 'nats that entropy may lose in a step',
  }),
  confidence: number([0, 1], {
    standard: 0.9,
    label: 'The confidence',
    about:
      'Probability that the threshold and stability samplers ask of what they reveal at once. Less is faster and less exact.',
    help: 'probability that threshold and stability ask for',
  }),
  schedule: oneOf(
    { linear: 'Evenly.', cosine: 'Slowly at first.', polynomial: 'Quickly at first.' },
    {
      standard: 'linear',
      label: 'schedule',
      about:
        'How the masked share falls over the steps of the ancestral, first-hitting and confidence samplers.',
      help: 'how the masked share falls',
    },
  ),
  blockSize: wholeNumber([0, 4096], {
    standard: 0,
    label: 'The block size',
    about:
      'Fill left to right in blocks of so many tokens, or draft so many at once; 0 takes the hole as one.',
    help: 'fill left to right in blocks of N tokens, or draft N; 0 all',
  }),
  corrector: oneOf(
    {
      none: 'What is out stays.',
      remdm: 'A random share is hidden again at each step (ReMDM).',
      p2: 'The least likely tenth is hidden again, in at most four steps (P2).',
    },
    {
      standard: 'none',
      label: 'corrector',
      about: 'Whether what came out may be hidden again when what follows speaks against it.',
      help: 'hide again what has become unlikely',
    },
  ),
  keepSettled: yesOrNo({
    standard: true,
    label: 'Whether settled tokens are kept',
    about:
      'Compute tokens that have settled once and then keep them, as the text around is kept. Without it every step computes the whole hole: exact, and slower. Correctors never keep.',
    help: 'compute the whole hole at every step, not settled tokens once: exact, slower',
  }),
  temperature: number([0, 10], {
    standard: 0,
    label: 'The temperature',
    about: "0 takes the most likely token, 1 samples the model's own law.",
    help: '0 takes the likeliest',
  }),
  topP: number([0.01, 1], {
    standard: 1,
    label: 'Top-p',
    about: 'Keep the fewest tokens that hold this much probability; 1 keeps all.',
    help: 'keep the fewest tokens that hold this much probability',
  }),
  topK: wholeNumber([0, 1_000_000], {
    standard: 0,
    label: 'Top-k',
    about: 'Keep so many of the likeliest tokens; 0 keeps all.',
    help: 'keep so many of the likeliest tokens; 0 all',
  }),
  minP: number([0, 1], {
    standard: 0,
    label: 'Min-p',
    about: "Keep tokens with at least this share of the likeliest one's probability; 0 keeps all.",
    help: "keep tokens with this share of the likeliest one's probability",
  }),
  repetition: number([0, 100], {
    standard: 0,
    label: 'The repetition guard',
    about:
      'Nats taken from a token for each time that it already stands within eight tokens of its place; 0 takes none.',
    help: 'nats taken from a token that stands close by already',
  }),
  context: wholeNumberOrZero([128, 1_000_000], {
    standard: 0,
    before: 0,
    label: 'The tokens of context',
    about:
      'How many tokens of the text around the holes the model reads, at most: fewer make the first fill of a document faster, more know more of it. 0 reads as many as the model can.',
    help: 'tokens that the model reads around the spans, at most; fewer are faster; 0 as many as it can',
  }),
  ngramCache: number([0, 0.9], {
    standard: 0.3,
    before: 0,
    label: 'The share of the n-gram cache',
    about:
      "How much is believed of what followed the same words elsewhere in the document, in other open files of its language and in files of the workspace like it (`#primeInfill.workspaceFiles#`), and of how a name there goes on that you have begun; 0 takes the model's word alone. The share of the probability grows with how much agrees. On a canvas what followed counts behind text that is decided, from left to right always.",
    help: 'how much is believed of what stands elsewhere in FILE and in references; 0 nothing',
  }),
} as const;
