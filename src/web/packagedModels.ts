/** The models that a package may hold, the best first: a browser lists no folders. */
export const packagedModels: readonly string[] = ['prime-base', 'prime-tiny'];

/** What *auto* takes in a browser. */
export const quickModel = 'prime-tiny';
