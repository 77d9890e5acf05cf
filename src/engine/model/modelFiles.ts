/** The files of one model, wherever they lie: in a folder, or in a package that a browser has loaded. */
export interface ModelFiles {
  /** Where they lie, as users are told it; a path where it is a folder of this machine. */
  readonly folder: string;
  /** Rejects where there is none of this name. */
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Bytes. Rejects likewise. */
  size(name: string): Promise<number>;
  /** Lower-case hexadecimal. Rejects likewise. */
  sha256(name: string): Promise<string>;
}
