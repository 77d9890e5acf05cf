import { chartsOf } from '../../src/playback';
import type { FromVisualiser, WholePlot } from '../../src/protocol/visualiserProtocol';
import { t } from './l10n';
import { chartsPicture } from './chartsPicture';
import { button, choice, text } from './elements';
import { filmOf } from './film';
import { mapPicture } from './mapPicture';
import { palette } from './palette';
import { pngOf } from './pictureOf';
import { svgColours } from './svgColours';
import type { PanelState } from './state';

const wholePlots = ['All charts', 'Map'] as const satisfies readonly WholePlot[];

export interface KeepActions {
  readonly ask: (message: FromVisualiser) => void;
  readonly state: () => PanelState | undefined;
  /** Tells the user, in a sentence. */
  readonly say: (sentence: string) => void;
}

/** What is made of the shown run, to be kept or set beside another. */
export class KeepBar {
  readonly element = text('div', '', 'keep');
  private readonly plot: HTMLSelectElement;

  constructor(private readonly actions: KeepActions) {
    const { ask } = actions;
    const titles = chartsOf([]).map(({ title }) => title);
    this.plot = choice(
      t('Plot of SVG and PNG'),
      [...wholePlots, ...titles].map((name) => [name, t(name)]),
      () => undefined,
    );
    const film = button(
      t('GIF…'),
      t('Save the text as it comes out, as an animated picture'),
      () => void this.saveFilm(film),
    );
    this.element.append(
      button(t('Compare…'), t('Set another run beside this one'), () => ask({ kind: 'compare' })),
      button(t('Copy as Command'), t('Copy the command that makes the same fill'), () =>
        ask({ kind: 'copyCommand' }),
      ),
      button(t('Save…'), t('Save this trace to a file, with its text or without'), () =>
        ask({ kind: 'saveTrace' }),
      ),
      button(t('CSV…'), t('Save the statistics of all steps as CSV'), () =>
        ask({ kind: 'saveStatistics' }),
      ),
      film,
      this.plot,
      button(t('SVG…'), t('Save the chosen plot as a drawing'), () => {
        const { candidate = 0 } = actions.state() ?? {};
        ask({
          kind: 'saveCharts',
          candidate,
          plot: this.plot.value,
          colours: svgColours(palette()),
        });
      }),
      button(t('PNG…'), t('Save the chosen plot as a picture'), () => void this.savePng()),
    );
  }

  private async savePng(): Promise<void> {
    const state = this.actions.state();
    if (state === undefined) return;
    const plot = this.plot.value;
    const canvas =
      plot === 'Map' ? mapPicture(state, palette()) : chartsPicture(state, plot, palette());
    const bytes = await pngOf(canvas);
    if (bytes === undefined)
      this.actions.say(t('This plot is too large for a PNG. Save it as SVG.'));
    else this.actions.ask({ kind: 'savePicture', format: 'png', base64: base64Of(bytes) });
  }

  private async saveFilm(film: HTMLButtonElement): Promise<void> {
    const state = this.actions.state();
    if (state === undefined) return;
    film.disabled = true;
    try {
      const bytes = await filmOf(state, palette());
      this.actions.ask({ kind: 'savePicture', format: 'gif', base64: base64Of(bytes) });
    } catch {
      this.actions.say(t('This run could not be drawn as an animated picture.'));
    } finally {
      film.disabled = false;
    }
  }
}

function base64Of(bytes: Uint8Array): string {
  let letters = '';
  // A call takes no more arguments than so many.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(letters);
}
