/** Ends of names of files in which the same names stand: a header and its source, a script and its types. */
const families: readonly (readonly string[])[] = [
  ['ts', 'tsx', 'mts', 'cts'],
  ['js', 'jsx', 'mjs', 'cjs'],
  ['py', 'pyi'],
  ['c', 'h', 'cc', 'hh', 'cpp', 'hpp', 'cxx', 'hxx'],
  ['md', 'markdown'],
  ['yml', 'yaml'],
];

/** The ends of names like a file's own, its own among them; none where its name has no plain end. */
export function familyOf(fileName: string): readonly string[] {
  const end = /[^./]\.([A-Za-z0-9_+-]{1,16})$/u.exec(fileName)?.[1];
  if (end === undefined) return [];
  return families.find((family) => family.includes(end)) ?? [end];
}
