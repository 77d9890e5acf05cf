/** Where the user had left a page, of whatever the editor kept for it; undefined if it is no such place. */
export function savedView(
  value: unknown,
): { readonly cursor: number; readonly candidate: number } | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const fields = new Map<string, unknown>(Object.entries(value));
  const cursor = fields.get('cursor');
  const candidate = fields.get('candidate');
  return typeof cursor === 'number' && typeof candidate === 'number'
    ? { cursor, candidate }
    : undefined;
}
