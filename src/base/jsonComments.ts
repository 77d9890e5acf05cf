/**
 * JSON with comments and trailing commas, as editors keep their settings, made plain JSON. What is
 * inside strings stays as it is.
 */
export function withoutJsonComments(text: string): string {
  return text
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, string?: string) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/g, (_, string?: string) => string ?? '');
}
