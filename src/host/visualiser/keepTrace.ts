import * as vscode from 'vscode';
import { chartsOf, chartsSvg, mapSvg, statisticsCsv, type Say } from '../../playback';
import type { Trace } from '../../protocol/engineTypes';
import type { KeepRequest, WholePlot } from '../../protocol/visualiserProtocol';
import { rangeOf, type FillSession } from '../infill/fillSession';
import { commandWords, shellLine, type CommandText, type Shell } from './commandLine';
import { saveFile } from './saveFile';

/**
 * Makes of a trace what the user wants to keep of it.
 *
 * @param shell that a command is written for
 * @param session the fill that the trace is of, unless it was opened from a file
 */
export async function keepTrace(
  request: KeepRequest,
  trace: Trace | undefined,
  shell: Shell,
  session?: FillSession,
): Promise<void> {
  if (trace === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('There is no trace to save yet. Fill something first.'),
    );
    return;
  }
  switch (request.kind) {
    case 'saveStatistics':
      await saveFile({
        title: vscode.l10n.t('Save Statistics'),
        name: 'fill.csv',
        format: ['CSV', 'csv'],
        content: statisticsCsv(trace),
      });
      return;
    case 'saveCharts':
      await saveFile({
        title: vscode.l10n.t('Save Picture'),
        name: 'fill.svg',
        format: ['SVG', 'svg'],
        content: plotSvg(trace, request),
      });
      return;
    case 'savePicture': {
      const { format, base64 } = request;
      const title = format === 'png' ? vscode.l10n.t('Save Picture') : vscode.l10n.t('Save Animated Picture'); // prettier-ignore
      await saveFile({ title, name: `fill.${format}`, format: [format.toUpperCase(), format], content: Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)) }); // prettier-ignore
      return;
    }
    case 'copyCommand':
      await copyCommand(trace, textOf(session), shell);
  }
}

function plotSvg(
  trace: Trace,
  { candidate, plot, colours }: Extract<KeepRequest, { readonly kind: 'saveCharts' }>,
): string {
  const shown = Math.min(candidate, trace.header.candidates.length - 1);
  const say: Say = (message, ...values) => vscode.l10n.t(message, ...values);
  const options = { candidate: shown, colours, say };
  if (plot === ('Map' satisfies WholePlot)) return mapSvg(trace, options);
  const isChart = chartsOf([]).some(({ title }) => title === plot);
  return chartsSvg(trace, options, isChart ? plot : undefined);
}

async function copyCommand(
  { header }: Trace,
  text: CommandText | undefined,
  shell: Shell,
): Promise<void> {
  await vscode.env.clipboard.writeText(shellLine(commandWords(header, text), shell));
  void vscode.window.showInformationMessage(
    header.withoutText
      ? vscode.l10n.t('Copied. Put in the file and the places, and the texts that were asked for: this trace was saved without text.') // prettier-ignore
      : header.given !== undefined
      ? vscode.l10n.t('Copied. Save this trace, and put its name in the place of TRACE: it tells what this run started from.') // prettier-ignore
      : text === undefined
      ? vscode.l10n.t('Copied. Put in the file and the places: a trace does not know them.')
      : vscode.l10n.t('Copied: a command that makes the same fill. Save the document before you run it.'), // prettier-ignore
  );
}

/** Where the holes are by now, with what was put in. What stands in them is not read: the fill is the same once accepted. */
function textOf(session: FillSession | undefined): CommandText | undefined {
  if (session === undefined) return undefined;
  const { document, spansWithFill, lookedIn } = session;
  if (document.isClosed || document.uri.scheme !== 'file' || spansWithFill === undefined) return undefined; // prettier-ignore
  const placeOf = ({
    line,
    character,
  }: vscode.Position): CommandText['places'][number]['start'] => ({
    line: line + 1,
    column: character + 1,
  });
  return {
    file: document.uri.fsPath,
    languageId: document.languageId,
    references: lookedIn.references
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath),
    places: spansWithFill.map((span, hole) => {
      const { start, end } = rangeOf(document, span);
      const length = session.lengthsAsked?.[hole];
      return { start: placeOf(start), end: placeOf(end), ...(length && { length }) };
    }),
  };
}
