import type * as vscode from 'vscode';
import type { SamplerName } from '../../protocol/engineTypes';
import { samplerNamed } from '../settings';
import { isIndex } from './stepPlace';

/** How a hole is filled once more, to be compared with how it was. */
export type OtherWay =
  | { readonly kind: 'draw' }
  | { readonly kind: 'sampler'; readonly sampler: SamplerName }
  /** As the setting names it. */
  | { readonly kind: 'model'; readonly model: string };

/** What a run is compared with. */
export type OtherChoice =
  | OtherWay
  /** One that there is of the same hole. */
  | { readonly kind: 'run'; readonly run: number }
  /** A saved one; which is asked, unless told. */
  | { readonly kind: 'trace'; readonly file?: vscode.Uri };

/** The argument of a command, which may be anything: undefined if it is no choice. */
export function parseOtherChoice(argument: unknown): OtherChoice | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(argument));
  const kind = fields.get('kind');
  const run = fields.get('run');
  const model = fields.get('model');
  const sampler = samplerNamed(fields.get('sampler'));
  if (kind === 'draw') return { kind };
  if (kind === 'sampler' && sampler !== undefined) return { kind, sampler };
  if (kind === 'model' && typeof model === 'string' && model !== '') return { kind, model };
  return kind === 'run' && isIndex(run) ? { kind, run } : undefined;
}
