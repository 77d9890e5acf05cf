import assert from 'node:assert/strict';
import { demandsOf } from '../../../../src/engine/infill/demands';
import { defaultConstraints, defaultFillSettings } from '../../../../src/settings/fillSettings';
import type { ConstraintChoices, FillSettings } from '../../../../src/settings/fillSettings';
import { accepts } from '../../../../src/engine/constraints/accepts';
import type { FillRequest } from '../../../../src/engine/infill/request';

/** `‹›` marks holes; what stands before one in `‹head|›` has gone in of it already. */
function requestFor(
  marked: string,
  constraints: Partial<ConstraintChoices>,
  settings: Partial<FillSettings> = {},
): FillRequest {
  const spans: { start: number; end: number }[] = [];
  const heads: string[] = [];
  let text = '';
  for (const [, before = '', head] of marked.matchAll(/([^‹]*)(?:‹([^|›]*)\|?›)?/gu)) {
    text += before + (head ?? '');
    if (head === undefined) continue;
    spans.push({ start: text.length, end: text.length });
    heads.push(head);
  }
  return {
    text,
    fileName: 'a.ts',
    spans,
    heads,
    settings: {
      ...defaultFillSettings,
      ...settings,
      constraints: { ...defaultConstraints, ...constraints },
    },
  };
}

describe('What a hole is held to of which a part has gone in', () => {
  type Row = readonly [
    what: string,
    marked: string,
    Partial<ConstraintChoices>,
    yes: readonly (readonly string[])[],
    no: readonly (readonly string[])[],
    settings?: Partial<FillSettings>,
  ];
  const rows: readonly Row[] = [
    ['an expression', 'a = ‹alpha|›;', { match: 'alpha beta' }, [[' beta']], [['alpha beta'], ['']]],
    ['what is required and is in', 'a = ‹foo(|›;', { require: ['foo('] }, [['b)'], ['']], []],
    ['what is required and begun', 'a = ‹fo|›;', { require: ['foo'] }, [['o'], ['x foo']], [['x']]],
    ['what is forbidden across the border', 'a = ‹TO|›;', { forbid: ['TODO'] }, [['x']], [['DO']]],
    ['lines, at most', 'a = ‹b\nc|›;', { mostLines: 2 }, [['d']], [['d\ne']]],
    ['lines that were asked for', 'a = ‹b\nc|›;\n', {}, [['\nd']], [['\nd\ne'], ['']], { length: { kind: 'lines', lines: 3 } }],
    ['two holes, the second begun', 'a = ‹›;\nb = ‹al|›;', { match: 'al?b' }, [['ab', 'b'], ['alb', 'b']], [['b', 'b'], ['ab', 'ab'], ['alb', 'lb']]],
    ['line ends of Windows', 'a = ‹b\r\n|›;', { match: 'b\\nc' }, [['c']], [['b\nc']]],
  ]; // prettier-ignore
  for (const [what, marked, constraints, yes, no, settings] of rows)
    it(what, () => {
      const request = requestFor(marked, constraints, settings);
      const demands = demandsOf(request, request.spans);
      assert.ok(demands.ok);
      const holds = (texts: readonly string[]): boolean =>
        demands.value.asked.every((one) => accepts(one, texts));
      for (const texts of yes) assert.ok(holds(texts), `takes ${texts.join(' | ')}`);
      for (const texts of no) assert.ok(!holds(texts), `does not take ${texts.join(' | ')}`);
    });

  it('is refused with a sentence where that part breaks it already', () => {
    const request = requestFor('a = ‹x|›;', { match: '\\d+' });
    const demands = demandsOf(request, request.spans);
    assert.ok(!demands.ok);
    assert.equal(demands.failure.code, 'unsatisfiable');
    assert.match(demands.failure.message, /already breaks what is asked for\. Undo it/);
  });
});
