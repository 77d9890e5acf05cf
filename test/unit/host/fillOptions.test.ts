import assert from 'node:assert/strict';
import {
  changedOptions,
  keptOptions,
  optionNames,
  optionProblem,
  typedOption,
  withOptions,
  type FillOptions,
} from '../../../src/host/options/fillOptions';
import { parseSettings } from '../../../src/host/settings';
import { spoken } from '../support/spoken';

const settings = (set: Readonly<Record<string, unknown>>, options: FillOptions = {}) =>
  parseSettings(withOptions((name) => set[name], options)).settings.fill;

describe('What Fill… asks', () => {
  it('stands for one fill in the place of the settings', () => {
    const set = { length: '8', candidates: 2, match: 'a' };
    const fill = settings(set, { length: '3l', match: 'b+', mostLines: 4 });
    assert.deepEqual(fill.length, { kind: 'lines', lines: 3 });
    assert.equal(fill.constraints.match, 'b+');
    assert.equal(fill.constraints.mostLines, 4);
    assert.equal(fill.candidates, 2);
    assert.deepEqual(settings(set).length, { kind: 'tokens', tokens: 8 });
  });

  it('asks for a text beside those that the settings ask for', () => {
    assert.deepEqual(settings({ require: ['x'] }, { require: ['y'] }).constraints.require, [
      'x',
      'y',
    ]);
    assert.deepEqual(settings({}, { require: ['y'] }).constraints.require, ['y']);
  });

  it('is kept only where it says something else than the settings', () => {
    const set = settings({ length: '8', candidates: 2, require: ['x'] });
    let options: FillOptions = {};
    options = changedOptions(options, 'length', ' 3l ', set);
    options = changedOptions(options, 'candidates', '2', set);
    options = changedOptions(options, 'require', ' y', set);
    assert.deepEqual(options, { length: '3l', require: [' y'] });
    options = changedOptions(options, 'length', '8', set);
    options = changedOptions(options, 'require', '', set);
    assert.deepEqual(options, {});
    assert.deepEqual(changedOptions({}, 'match', ' a', settings({ match: 'a' })), { match: ' a' });
    assert.deepEqual(changedOptions(options, 'match', '', settings({ match: 'a' })), { match: '' });
  });

  it('is typed as it is shown', () => {
    const fill = settings({
      length: '3l',
      candidates: 2,
      mostLines: 1,
      match: 'a b',
      require: ['x'],
    });
    assert.deepEqual(
      optionNames.map((name) => typedOption(name, fill)),
      ['3l', '1', 'x', 'a b', '2'],
    );
    for (const name of optionNames) {
      assert.equal(optionProblem(name, typedOption(name, fill)), undefined);
    }
    assert.equal(typedOption('length', settings({})), 'auto');
    assert.equal(typedOption('length', settings({ length: '12' })), '12');
  });

  it('says what is no value', () => {
    assert.match(spoken(optionProblem('length', '3 lines')), /“auto”, a number of tokens/);
    assert.match(spoken(optionProblem('length', '')), /auto/);
    for (const typed of ['', '  ', '1.5', 'many', '-1', '65']) {
      assert.match(spoken(optionProblem('mostLines', typed)), /a whole number from 0 to 64/);
    }
    assert.match(spoken(optionProblem('candidates', '0')), /from 1 to 16/);
    assert.equal(optionProblem('candidates', ' 4 '), undefined);
  });

  it('says why an expression cannot be followed, as the engine does', () => {
    for (const typed of ['', 'a b', '\\d+', '(a|b)*']) {
      assert.equal(optionProblem('match', typed), undefined, typed);
    }
    assert.match(
      spoken(optionProblem('match', '(a')),
      /“\(a” cannot be used: a “\(” is not closed/,
    );
    assert.match(spoken(optionProblem('match', 'a(?=b)')), /look-around.*not supported/);
    assert.match(spoken(optionProblem('match', '(.{200}){200}')), /is too large to follow/);
  });

  it('is forgotten where what was kept is no answer', () => {
    const kept = { length: '8', require: ['x'] };
    assert.deepEqual(keptOptions(kept), kept);
    assert.deepEqual(keptOptions({ ...kept, candidates: 99 }), {});
    assert.deepEqual(keptOptions({ ...kept, match: 'a(?=b)' }), {});
    assert.deepEqual(keptOptions({ steps: 3 }), {});
    for (const none of [undefined, null, 'length', 3, []]) assert.deepEqual(keptOptions(none), {});
  });
});
