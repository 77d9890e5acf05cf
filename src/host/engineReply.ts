import { isSentence } from '../base/sentence';
import { protocolVersion, type FillEventParams, type OpenResult } from '../protocol/engineProtocol';
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

export function readOpened(value: unknown): OpenResult | 'of another version' | undefined {
  const fields = fieldsOf(value);
  if (fields.get('kind') === 'failed') {
    return isFailure(fields.get('failure')) ? (value as OpenResult) : undefined;
  }
  const protocol = fields.get('protocol');
  if (typeof protocol === 'number' && protocol !== protocolVersion) return 'of another version';
  const isWhole =
    fields.get('kind') === 'opened' &&
    protocol === protocolVersion &&
    typeof fieldsOf(fields.get('model')).get('id') === 'string' &&
    typeof fields.get('device') === 'string' &&
    typeof fields.get('milliseconds') === 'number' &&
    isSentences(fields.get('why'));
  return isWhole ? (value as OpenResult) : undefined;
}

export function readFillEvent(value: unknown): FillEventParams | undefined {
  const fields = fieldsOf(value);
  const event = fieldsOf(fields.get('event'));
  const isWhole =
    (event.get('kind') === 'start' && isHeader(fieldsOf(event.get('header')))) ||
    (event.get('kind') === 'step' && isStep(fieldsOf(event.get('step'))));
  return typeof fields.get('fill') === 'number' && isWhole ? (value as FillEventParams) : undefined;
}

/** As far as a preview is drawn from it. */
function isHeader(header: ReadonlyMap<string, unknown>): boolean {
  const { length, base } = Object.fromEntries(fieldsOf(header.get('subTokens')));
  return (
    typeof header.get('device') === 'string' &&
    isNumbers([length, base]) &&
    isListOf(header.get('spans'), (span) => isNumbers([span.get('start'), span.get('end')])) &&
    isListOf(header.get('candidates'), (canvas) => isNumbers(canvas.get('lengths')))
  );
}

function isStep(step: ReadonlyMap<string, unknown>): boolean {
  const isChange = (change: ReadonlyMap<string, unknown>): boolean =>
    isNumbers(['candidate', 'position', 'digit', 'value'].map((name) => change.get(name)));
  const isTop = (top: ReadonlyMap<string, unknown>): boolean =>
    typeof top.get('text') === 'string' && isNumbers([top.get('probability')]);
  return (
    isNumbers(['index', 'time', 'leader'].map((name) => step.get(name))) &&
    isListOf(step.get('reveals'), isChange) &&
    isListOf(step.get('remasks'), isChange) &&
    isListOf(step.get('views'), (view) => {
      const numbers = ['candidate', 'position', 'visible', 'entropy', 'candidateCount'];
      return isNumbers(numbers.map((name) => view.get(name))) && isListOf(view.get('top'), isTop);
    }) &&
    (!step.has('drafts') || isListOf(step.get('drafts'), isDraft)) &&
    (!step.has('resizes') || isListOf(step.get('resizes'), isResize))
  );
}

function isListOf(
  value: unknown,
  isOne: (fields: ReadonlyMap<string, unknown>) => boolean,
): boolean {
  return Array.isArray(value) && value.every((one) => isOne(fieldsOf(one)));
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'number');
}

function isRanked(value: unknown): boolean {
  return isTexts(fieldsOf(value).get('texts'));
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isSentences(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => isSentence(one));
}

function isFailure(value: unknown): boolean {
  const fields = fieldsOf(value);
  const isTold = [fields.get('code'), fields.get('message')].every(
    (one) => typeof one === 'string',
  );
  return isTold && isSentence(fields.get('said'));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value))
    : new Map();
}

function isResize(resize: ReadonlyMap<string, unknown>): boolean {
  const { candidate, position, change } = Object.fromEntries(resize);
  return isNumbers([candidate, position]) && isTexts([change]);
}

function isDraft(draft: ReadonlyMap<string, unknown>): boolean {
  const { candidate, position, text, verdict } = Object.fromEntries(draft);
  return isNumbers([candidate, position]) && isTexts([text, verdict]);
}
