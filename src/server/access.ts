import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { sentence } from '../base/sentence';
import { refused, type Refusal } from './refusal';

/** Why a request is not let in; undefined if it is. Without a token only this machine's programs are. */
export function accessRefusal(
  { authorization, origin, host }: IncomingHttpHeaders,
  token: string | undefined,
): Refusal | undefined {
  // No page that a browser shows may ask: it could come from anywhere.
  if (origin !== undefined) return refused(403, sentence('Pages in browsers are not answered. Ask from a program.')); // prettier-ignore
  if (token === undefined) {
    if (isLoopback(hostOf(host ?? 'localhost'))) return undefined;
    return refused(403, sentence('This server has no token, so it answers to names of its own machine only, such as 127.0.0.1. Start it with a token to use another.')); // prettier-ignore
  }
  const [, given] = /^Bearer +(.+)$/iu.exec(authorization ?? '') ?? [];
  if (given === undefined) return refused(401, sentence('A token is missing. Send it as “Authorization: Bearer TOKEN”.')); // prettier-ignore
  return isSame(given, token) ? undefined : refused(401, sentence('The token is not the one of this server. Ask whoever runs it for the right one.')); // prettier-ignore
}

/** Whether it is an address of this machine that no other machine reaches. */
export function isLoopback(host: string): boolean {
  const bare = host.toLowerCase().replace(/^\[(.*)\]$/u, '$1');
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

/** In a time that tells nothing of where they differ. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function hostOf(header: string): string {
  return header.replace(/:\d+$/u, '');
}
