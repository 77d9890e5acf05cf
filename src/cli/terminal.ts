/** Where a command writes; the only thing in this room that touches the process's streams. */
export interface Terminal {
  /** What was asked for. */
  out(text: string): void;
  /** What went on. */
  note(text: string): void;
  /** Replaces the line of progress; nothing where standard error is no terminal. */
  progress(line: string): void;
  readonly outIsTerminal: boolean;
  readonly colour: boolean;
}

export function processTerminal(): Terminal {
  const { stdout, stderr } = process;
  const clear = '\r\x1b[K';
  let progressing = false;
  return {
    out: (text) => void stdout.write(text),
    note: (text) => {
      if (progressing) stderr.write(clear);
      progressing = false;
      stderr.write(text);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      if (line === '' && !progressing) return;
      progressing = line !== '';
      stderr.write(clear + line.slice(0, Math.max(0, stderr.columns - 1)));
    },
    outIsTerminal: stdout.isTTY,
    colour: stdout.isTTY && process.env['NO_COLOR'] === undefined,
  };
}
