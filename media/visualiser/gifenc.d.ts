/** What is used of gifenc, which comes without types. */
declare module 'gifenc' {
  export type Palette = number[][];
  export function quantize(rgba: Uint8ClampedArray, colours: number): Palette;
  export function applyPalette(rgba: Uint8ClampedArray, palette: Palette): Uint8Array;
  export function GIFEncoder(): {
    writeFrame(
      index: Uint8Array,
      width: number,
      height: number,
      options: {
        readonly palette: Palette;
        /** Milliseconds. */
        readonly delay: number;
        /** 0: plays for ever. */
        readonly repeat?: number;
      },
    ): void;
    finish(): void;
    bytes(): Uint8Array;
  };
}
