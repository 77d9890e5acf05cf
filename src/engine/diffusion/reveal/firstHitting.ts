import { linearSchedule, type Schedule } from '../schedule';
import { maskedDigits, quotaOf, type RevealRule, type Turn } from './rule';

/**
 * The first-hitting rule (Zheng et al. 2024, arXiv 2409.02908): with n digits masked at time t the
 * next comes out at s with 1 − α_s = (1 − α_t)·u^(1/n), and it is any of them with equal chance. One
 * digit a step has the law of the ancestral rule on an endless grid, with no idle step. Where the
 * steps allowed are fewer than the digits, the next few events are taken in one step.
 */
export function firstHitting(schedule: Schedule = linearSchedule): RevealRule {
  return {
    begin(canvas, steps) {
      // [B] 1 − α at the candidate's time: what is given has come out before it.
      const masked = new Float64Array(canvas.candidates).fill(canvas.maskedShare());
      const events = new Int32Array(canvas.width); // [T] digits that come out, as a bit set
      return {
        timeAfter() {
          let most = 0;
          for (let candidate = 0; candidate < canvas.candidates; candidate++) {
            if (canvas.maskedDigits(candidate) === 0) continue;
            most = Math.max(most, schedule.timeOf(1 - masked[candidate]!));
          }
          return most;
        },
        take(turn) {
          const quota = quotaOf(turn, steps);
          let left = maskedDigits(turn);
          events.fill(0);
          for (let event = 0; event < quota; event++, left--) {
            masked[turn.candidate]! *= turn.rng.uniform() ** (1 / left);
            hit(turn, Math.floor(turn.rng.uniform() * left), events);
          }
          for (let position = turn.begin; position < turn.end; position++) {
            if (events[position] !== 0) turn.reveal(position, events[position]!);
          }
        },
      };
    },
  };
}

/** Adds the `index`th digit of those neither visible nor hit; under nested order the next of its position. */
function hit({ canvas, candidate, begin, end }: Turn, index: number, events: Int32Array): void {
  const { length, order } = canvas.codec;
  let left = index;
  for (let position = begin; position < end; position++) {
    let next = -1;
    let found = -1;
    for (let j = 0; j < length; j++) {
      const isOpen =
        canvas.isMasked(candidate, position, j) && (events[position]! & (1 << j)) === 0;
      if (!isOpen) continue;
      if (next < 0) next = j;
      if (left-- === 0) found = j;
    }
    if (found < 0) continue;
    events[position]! |= 1 << (order === 'nested' ? next : found);
    return;
  }
}
