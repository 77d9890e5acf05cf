import assert from 'node:assert/strict';
import {
  cosineSchedule,
  linearSchedule,
  polynomialSchedule,
} from '../../../../src/engine/diffusion/schedule';

describe('a schedule', () => {
  const schedules = {
    linear: linearSchedule,
    cosine: cosineSchedule,
    'of the square': polynomialSchedule(2),
    'of the root': polynomialSchedule(0.5),
  };
  for (const [name, schedule] of Object.entries(schedules)) {
    it(`that is ${name} goes from text to mask, steadily, and back to its time`, () => {
      assert.equal(schedule.alpha(0), 1);
      assert.ok(Math.abs(schedule.alpha(1)) < 1e-15);
      for (let i = 1; i <= 20; i++) {
        const time = i / 20;
        assert.ok(schedule.alpha(time) < schedule.alpha(time - 0.05));
        assert.ok(Math.abs(schedule.timeOf(schedule.alpha(time)) - time) < 1e-6);
      }
    });
  }

  it('shows less at first if cosine, more if of the square, than the linear one', () => {
    assert.ok(cosineSchedule.alpha(0.8) < linearSchedule.alpha(0.8));
    assert.ok(polynomialSchedule(2).alpha(0.8) > linearSchedule.alpha(0.8));
    assert.ok(Math.abs(cosineSchedule.alpha(0.5) - (1 - Math.SQRT1_2)) < 1e-12);
  });
});
