/** Where a room writes what it did. Lines never hold the user's text. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
