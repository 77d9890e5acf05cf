import assert from 'node:assert/strict';
import { withControlSigns } from '../../../src/playback';
import { paintFill } from '../../../src/cli/painter';
import { processTerminal, type TerminalStream } from '../../../src/cli/terminal';

const hostile = 'a\x1b[31mb\x1b]0;title\x07c\x7f\x9b2J\u202ed\r\te\n';
const harmless = 'a␛[31mb␛]0;title␇c␡⟨9b⟩2J⟨202e⟩d␍\te\n';

function stream(isTTY: boolean): TerminalStream & { readonly written: string[] } {
  const written: string[] = [];
  return { isTTY, columns: 200, written, write: (text) => written.push(text) };
}

describe('A terminal', () => {
  it('is shown control characters as signs', () =>
    assert.equal(withControlSigns(hostile), harmless));

  it('obeys nothing that stands in a text, a name or a sentence', () => {
    const [out, error] = [stream(true), stream(true)];
    const terminal = processTerminal(out, error);
    terminal.out(hostile);
    terminal.note(hostile);
    terminal.progress(hostile.slice(0, 8));
    assert.deepEqual(out.written, [harmless]);
    assert.equal(error.written[0], harmless);
    assert.equal(error.written.join('').replaceAll('\r\x1b[K', '').includes('\x1b'), false);
  });

  it('is none where a pipe or a file stands: there every byte is exact', () => {
    const [out, error] = [stream(false), stream(false)];
    const terminal = processTerminal(out, error);
    terminal.out(hostile);
    terminal.note(hostile);
    assert.deepEqual([out.written, error.written], [[hostile], [hostile]]);
  });

  it('gets a fill and the lines around it with signs and with our own colours only', () => {
    const text = 'x\x1b[2J = ;\ny\x1b[0m\n';
    const at = text.indexOf(';');
    const painted = paintFill(text, [{ start: at, end: at }], ['1\x1b[8m'], { colour: true });
    const ours = painted.replaceAll(/\x1b\[(?:1;32|2|0)m/gu, '');
    assert.ok(!ours.includes('\x1b'), JSON.stringify(ours));
    assert.match(painted, /x␛\[2J = .*1␛\[8m/);
  });
});
