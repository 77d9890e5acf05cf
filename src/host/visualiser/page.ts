/**
 * The panel's page. Nothing loads but its own script and style: no network, no inline script.
 * `cspSource` is the editor's own origin for the extension's files; `nonce` is fresh each time.
 */
export function visualiserPage(parts: {
  readonly cspSource: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: readonly string[];
  readonly language: string;
  /** The sentences of that language by the English ones. */
  readonly strings: Readonly<Record<string, string>>;
  /** Where it stands: each place has a ground of its own. */
  readonly place: 'panel' | 'editor';
}): string {
  const policy = [
    "default-src 'none'",
    `style-src ${parts.cspSource}`,
    `script-src 'nonce-${parts.nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${parts.language}" data-place="${parts.place}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${parts.styles.map((style) => `<link rel="stylesheet" href="${style}">`).join('\n')}
<title>Prime Infill Steps</title>
</head>
<body>
<main id="panel" data-strings="${attribute(JSON.stringify(parts.strings))}"></main>
<script nonce="${parts.nonce}" src="${parts.script}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
