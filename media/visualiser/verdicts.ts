import { marked, visibleText, type PositionFrame } from '../../src/playback';
import { setText, term, text } from './elements';
import { t } from './l10n';
import type { PanelState } from './state';

type Drafted = NonNullable<PositionFrame['drafted']>;

/** The sign of each verdict; the style sheet sets the same ones at tokens. */
const signs = { verified: '✓', rejected: '✗', unread: '○' } as const;
const names = {
  verified: marked('verified'),
  rejected: marked('rejected'),
  unread: marked('not looked at'),
} as const;

/** What came of a draft, in words. */
export function verdictOf({ text: drafted, verdict }: Drafted): string {
  return t('drafted {0}: {1}', visibleText(drafted), t(names[verdict]));
}

/** As `verdictOf`, by its sign. */
export function signOf({ verdict }: Drafted): string {
  return signs[verdict];
}

/** What was drafted in the shown step, and how to read the signs at the tokens; nothing where nothing was. */
export class DraftLegend {
  readonly element = text('p', '', 'drafts');
  private readonly counts = Object.entries(names).map(([verdict, name]) => ({
    verdict,
    name: term(name),
    count: text('span', ''),
  }));

  constructor() {
    this.element.append(
      term('drafted'),
      ...this.counts.flatMap(({ verdict, name, count }) => {
        const sign = text('span', '', `token ${verdict}`);
        sign.setAttribute('aria-hidden', 'true');
        return [' ', sign, ' ', count, ' ', name];
      }),
    );
  }

  show({ frames, cursor, candidate }: PanelState): void {
    const positions = frames[cursor]?.candidates[candidate]?.positions ?? [];
    const drafted = positions.flatMap((position) => position.drafted ?? []);
    this.element.hidden = drafted.length === 0;
    for (const { verdict, count } of this.counts)
      setText(count, `${drafted.filter((one) => one.verdict === verdict).length}`);
  }
}
