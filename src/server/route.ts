/** What an address asks for. */
export type Route = FactsRoute | FillRoute;

/** What is answered at once. */
export type FactsRoute =
  | { readonly kind: 'live' | 'ready' | 'server' | 'index' }
  | ({ readonly kind: 'model' | 'model ready' } & OfModel);

export type FillRoute = { readonly kind: FillKind } & OfModel;

export type FillKind = 'infer' | 'generate' | 'generate_stream';

export interface OfModel {
  readonly model: string;
  /** Undefined: whichever there is. */
  readonly version: string | undefined;
}

const fixed: Readonly<Record<string, Route>> = {
  '/v2/health/live': { kind: 'live' },
  '/v2/health/ready': { kind: 'ready' },
  '/v2': { kind: 'server' },
  '/v2/repository/index': { kind: 'index' },
};

const actions: Readonly<Record<string, 'model' | 'model ready' | FillKind>> = {
  '': 'model',
  '/ready': 'model ready',
  '/infer': 'infer',
  '/generate': 'generate',
  '/generate_stream': 'generate_stream',
};

/** @param target as the request has it, with its query, which nothing here takes */
export function routeOf(target: string): Route | undefined {
  const path = target.replace(/\?.*$/su, '').replace(/(?<=.)\/$/u, '');
  if (Object.hasOwn(fixed, path)) return fixed[path];
  const [, model, version, action = ''] =
    /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(\/[a-z_]+)?$/u.exec(path) ?? [];
  if (model === undefined || !Object.hasOwn(actions, action)) return undefined;
  const [name, wanted] = [decoded(model), version === undefined ? undefined : decoded(version)];
  return { kind: actions[action]!, model: name, version: wanted };
}

/** Whether it asks for a fill. */
export function isFill(route: Route): route is FillRoute {
  return route.kind === 'infer' || route.kind === 'generate' || route.kind === 'generate_stream';
}

/** The methods by which it can be asked. */
export function methodsOf(route: Route): readonly string[] {
  return isFill(route) || route.kind === 'index' ? ['POST'] : ['GET', 'HEAD'];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // no name that there is
  }
}
