import { marked } from '../../src/playback';
import { t } from './l10n';

/** Words of the page in a sentence each, as docs/sampling.md uses them. */
const terms: Readonly<Record<string, string>> = {
  digits: marked('A token is ℓ digits, masked and revealed one by one: ■ known, □ masked.'),
  'in step': marked('The steps in which the digits came out; a click goes there.'),
  'most likely': marked('Tokens that agree with the digits known so far, the likeliest first.'),
  possible: marked(
    'How many tokens agree with the digits known so far and the constraints, of those that agree with the digits; over several tokens, the geometric mean.',
  ),
  drafted: marked(
    'Tokens that the canvas drafted in this step, to be looked at from left to right by the causal law.',
  ),
  verified: marked('A draft that was taken: it has the law of writing from left to right.'),
  rejected: marked('The first draft that was not taken: the causal law gave another token.'),
  'not looked at': marked('A draft behind one that was rejected, or behind the end of the text.'),
  entropy: marked('Nats of doubt about a token, given the digits known so far: 0 is certain.'),
  confidence: marked(
    'Probability of the likeliest token, the mean over those that have not settled.',
  ),
  least: marked('The lowest probability of a likeliest token among those that have not settled.'),
  'known bits': marked('What the visible digits say: log₂ b bits each.'),
  time: marked('Time of the diffusion: 1 is all mask, 0 is text.'),
  work: marked('forward ran the network; reuse and idle took the numbers of the step before.'),
  hidden: marked('Digits that were visible and were masked again.'),
  sampler: marked('The rule that says which digits come out in which step.'),
  seed: marked('Where chance begins: the same seed gives the same fill on the same device.'),
  settled: marked('Tokens all of whose digits are known.'),
  'idle steps': marked(
    'Steps that revealed nothing and cost nothing. For ancestral steps (1 − 1/T)^(Lℓ) of them are expected.',
  ),
  score: marked('Σ log p of the reveals in the order used, plus log p of the lengths, in nats.'),
  'log-likelihood': marked(
    'Σ log p of the reveals in the order used, plus log p of the lengths, in nats.',
  ),
  'bits a token': marked(
    'The log-likelihood in bits, −log₂ p, by token: fewer say that the model finds it likelier.',
  ),
  evaluations: marked('How often the network ran, each time over the whole canvas.'),
  share: marked('What alternatives are ranked by, as a share of all that are shown.'),
  'paint ms': marked('What this page took to draw the step, where it was shown.'),
  candidate: marked('An alternative fill, the first being 1; all are computed at once.'),
  tokens: marked('Tokens in each hole of an alternative, in the order of the text.'),
  revealed: marked('Digits that came out in this step.'),
  masked: marked('Digits that are still masked after this step.'),
  'model ms': marked('What the network took, of all candidates together.'),
  'sampling ms': marked('What choosing took of which digits come out, of all candidates together.'),
  'p(length)': marked('Probability of these lengths by the model; 1 where they were chosen.'),
};

/** Titles of charts, which are other words for what the tables name. */
const titles: Readonly<Record<string, string>> = {
  Digits: marked('Digits that came out in the step, and digits that were masked again.'),
  Known: terms['known bits'] ?? '',
  Confidence: terms['confidence'] ?? '',
  Entropy: terms['entropy'] ?? '',
  Possible: terms['possible'] ?? '',
  Time: marked(
    'What the step took in the network and in choosing what to reveal, of all candidates together, and what this page took to draw it, where it was shown.',
  ),
};

/** Names of rows and columns, which are said where a table is made. */
const names = [
  marked('what'),
  marked('value'),
  marked('setting'),
  marked('default'),
  marked('text'),
  marked('#'),
  marked('step'),
  marked('model'),
  marked('device'),
  marked('digits'),
  marked('context'),
  marked('outcome'),
  marked('milliseconds'),
  marked('tokens a second'),
  marked('SHA-256'),
  marked('filled'),
  marked('cancelled'),
  marked('settled'),
  marked('All charts'),
  marked('Map'),
];

/** All that `table` and `term` are asked to say. */
export const words: readonly string[] = [...Object.keys(terms), ...names];

export function explained(term: string): string {
  const sentence = terms[term] ?? titles[term];
  return sentence === undefined ? '' : t(sentence);
}
