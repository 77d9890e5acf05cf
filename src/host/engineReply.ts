import type { OpenResult } from '../protocol/engineProtocol';
import type { FillOutcome } from '../protocol/engineTypes';

/**
 * What another process answers, looked at before it is believed: a damaged engine, or one of another
 * version, must not leave the editor waiting or drawing nonsense. Undefined if it is no such answer.
 */
export function readOutcome(value: unknown): FillOutcome | undefined {
  const fields = fieldsOf(value);
  switch (fields.get('kind')) {
    case 'failed':
      return isFailure(fields.get('failure')) ? (value as FillOutcome) : undefined;
    case 'cancelled':
      return isObject(fields.get('statistics')) ? (value as FillOutcome) : undefined;
    case 'filled': {
      const ranked: unknown = fields.get('ranked');
      const isWhole = Array.isArray(ranked) && ranked.every(isRanked);
      return isWhole && isObject(fields.get('statistics')) ? (value as FillOutcome) : undefined;
    }
    default:
      return undefined;
  }
}

export function readOpened(value: unknown): OpenResult | undefined {
  const fields = fieldsOf(value);
  if (fields.get('kind') === 'failed') {
    return isFailure(fields.get('failure')) ? (value as OpenResult) : undefined;
  }
  const isWhole =
    fields.get('kind') === 'opened' &&
    typeof fieldsOf(fields.get('model')).get('id') === 'string' &&
    typeof fields.get('device') === 'string' &&
    typeof fields.get('milliseconds') === 'number' &&
    isTexts(fields.get('why'));
  return isWhole ? (value as OpenResult) : undefined;
}

function isRanked(value: unknown): boolean {
  return isTexts(fieldsOf(value).get('texts'));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isFailure(value: unknown): boolean {
  const fields = fieldsOf(value);
  return typeof fields.get('code') === 'string' && typeof fields.get('message') === 'string';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value))
    : new Map();
}
