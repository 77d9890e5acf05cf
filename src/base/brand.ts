declare const brandName: unique symbol;

/** A `Base` that the compiler will not take for another: `Brand<number, 'State'>`. */
export type Brand<Base, Name extends string> = Base & { readonly [brandName]: Name };
