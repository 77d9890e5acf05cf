/**
 * The life of a fill as a table. A pair that is not in it means that the event no longer applies
 * (a late answer of the engine, a key pressed twice) and changes nothing.
 */
export type FillState = 'idle' | 'filling' | 'previewing' | 'applying';

export type FillStateEvent =
  /** The user asked for a fill; also replaces one that is under way. */
  | 'fill'
  | 'filled'
  | 'failed'
  | 'cancel'
  | 'accept'
  | 'applied'
  /** A part was inserted, and the rest is still to be decided on. */
  | 'applied in part'
  /** The edit was refused; the preview stays if the text is still what it was. */
  | 'refused'
  | 'reject'
  /** The text or the document that the fill belongs to is gone. */
  | 'lost';

const table: Readonly<Record<FillState, Partial<Readonly<Record<FillStateEvent, FillState>>>>> = {
  idle: { fill: 'filling' },
  filling: { fill: 'filling', filled: 'previewing', failed: 'idle', cancel: 'idle', lost: 'idle' },
  previewing: { fill: 'filling', accept: 'applying', reject: 'idle', lost: 'idle' },
  applying: {
    applied: 'idle',
    'applied in part': 'previewing',
    refused: 'previewing',
    lost: 'idle',
  },
};

/** The next state, or undefined if the event does not apply. */
export function nextState(state: FillState, event: FillStateEvent): FillState | undefined {
  return table[state][event];
}

/**
 * The value of the context keys that bind the keys and the menus.
 *
 * @param cursor whether it stands in the preview: elsewhere Tab, Enter and Escape are the editor's
 */
export function contextKeys(
  state: FillState,
  cursor: 'at preview' | 'elsewhere',
): Readonly<Record<string, boolean>> {
  return {
    'primeInfill.filling': state === 'filling',
    'primeInfill.previewVisible': state === 'previewing',
    // While a part goes in, the next key waits for what is left.
    'primeInfill.cursorAtPreview':
      (state === 'previewing' || state === 'applying') && cursor === 'at preview',
  };
}
