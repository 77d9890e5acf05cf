import { withControlSigns } from '../playback';

/** Where a command writes. */
export interface Terminal {
  /** What was asked for: exact in a pipe or a file, with control characters as signs on a terminal. */
  out(text: string): void;
  /** What was asked for, coloured already and safe for a terminal. */
  painted(text: string): void;
  /** What went on. */
  note(text: string): void;
  /** Replaces the line of progress; nothing where standard error is no terminal. */
  progress(line: string): void;
  readonly outIsTerminal: boolean;
  readonly colour: boolean;
}

/** A stream of the process. */
export interface TerminalStream {
  readonly isTTY: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export function processTerminal(stdout: TerminalStream, stderr: TerminalStream): Terminal {
  const clear = '\r\x1b[K';
  let progressing = false;
  return {
    out: (text) => void stdout.write(stdout.isTTY ? withControlSigns(text) : text),
    painted: (text) => void stdout.write(text),
    note: (text) => {
      if (progressing) stderr.write(clear);
      progressing = false;
      stderr.write(stderr.isTTY ? withControlSigns(text) : text);
    },
    progress: (line) => {
      if (!stderr.isTTY) return;
      if (line === '' && !progressing) return;
      progressing = line !== '';
      const shown = withControlSigns(line).slice(0, Math.max(0, (stderr.columns ?? 80) - 1));
      stderr.write(clear + shown);
    },
    outIsTerminal: stdout.isTTY,
    colour: stdout.isTTY && process.env['NO_COLOR'] === undefined,
  };
}
