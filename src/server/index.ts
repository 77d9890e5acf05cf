/** The server's one door: the command line opens it. */
export { isLoopback } from './access';
export { InferenceServer } from './inferenceServer';
export { defaultLimits, type ServerLimits } from './limits';
export type { InferenceServerOptions } from './serverOptions';
