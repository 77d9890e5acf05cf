/** A protobuf field that holds a message, bytes or a text, shorter than 128 bytes. */
export function field(number: number, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  return Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);
}
