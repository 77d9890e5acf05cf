/** The name at the end of a path of any system. */
export function lastPart(path: string): string {
  return /[^/\\]*$/u.exec(path.replace(/(?<=.)[/\\]+$/u, ''))?.[0] ?? path;
}
