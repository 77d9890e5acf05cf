/** The scheme of both sides of a comparison. Also named by package.json, for its actions. */
export const changesScheme = 'prime-infill-changes';
