/** What the rooms above the engine know of it: its types, and nothing that runs. */
export type * from '../engine';
