/** Words of the page in a sentence each, as docs/sampling.md uses them. */
const terms: Readonly<Record<string, string>> = {
  digits: 'A token is ℓ digits, masked and revealed one by one: ■ known, □ masked.',
  'in step': 'The steps in which the digits came out; a click goes there.',
  'most likely': 'Tokens that agree with the digits known so far, the likeliest first.',
  possible:
    'How many tokens agree with the digits known so far; over several tokens, the geometric mean.',
  entropy: 'Nats of doubt about a token, given the digits known so far: 0 is certain.',
  confidence: 'Probability of the likeliest token, the mean over those that have not settled.',
  least: 'The lowest probability of a likeliest token among those that have not settled.',
  'known bits': 'What the visible digits say: log₂ b bits each.',
  time: 'Time of the diffusion: 1 is all mask, 0 is text.',
  work: 'forward ran the network; reuse and idle took the numbers of the step before.',
  hidden: 'Digits that were visible and were masked again.',
  sampler: 'The rule that says which digits come out in which step.',
  seed: 'Where chance begins: the same seed gives the same fill on the same device.',
  settled: 'Tokens all of whose digits are known.',
  'idle steps':
    'Steps that revealed nothing and cost nothing. For ancestral steps (1 − 1/T)^(Lℓ) of them are expected.',
  score: 'Σ log p of the reveals in the order used, plus log p of the lengths, in nats.',
  'log-likelihood': 'Σ log p of the reveals in the order used, plus log p of the lengths, in nats.',
  'bits a token':
    'The log-likelihood in bits, −log₂ p, by token: fewer say that the model finds it likelier.',
  evaluations: 'How often the network ran, each time over the whole canvas.',
  share: 'What alternatives are ranked by, as a share of all that are shown.',
  'paint ms': 'What this page took to draw the step, where it was shown.',
  'p(length)': 'Probability of these lengths by the model; 1 where they were chosen.',
};

/** Titles of charts, which are other words for what the tables name. */
const titles: Readonly<Record<string, string>> = {
  Digits: 'Digits that came out in the step, and digits that were masked again.',
  Known: terms['known bits'] ?? '',
  Confidence: terms['confidence'] ?? '',
  Entropy: terms['entropy'] ?? '',
  Possible: terms['possible'] ?? '',
  Time: 'What the step took in the network and in choosing what to reveal, of all candidates together, and what this page took to draw it, where it was shown.',
};

export function explained(term: string): string | undefined {
  return terms[term] ?? titles[term];
}
