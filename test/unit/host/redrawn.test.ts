import assert from 'node:assert/strict';
import { redrawn } from '../../../src/host/infill/redrawn';
import { defaultSettings } from '../../../src/host/settings';

describe('Settings of another draw', () => {
  const { fill } = defaultSettings;
  it('leave room for chance where there was none', () => {
    assert.deepEqual(redrawn(fill), { ...fill, seed: 1, temperature: 0.8 });
  });
  it('keep the temperature that was chosen', () => {
    const chosen = { ...fill, temperature: 0.3, seed: 2 ** 32 - 1 };
    assert.deepEqual(redrawn(chosen), { ...chosen, seed: 0 });
  });
});
