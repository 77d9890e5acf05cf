const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `143 MB`: three digits at most, in powers of a thousand, as file managers count. */
export function bytesText(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 999.5 && unit < units.length - 1) [size, unit] = [size / 1000, unit + 1];
  const shown = size < 10 && unit > 0 ? size.toFixed(1) : size.toFixed(0);
  return `${shown} ${units[unit] ?? ''}`;
}
