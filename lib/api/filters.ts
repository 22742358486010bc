import type { Filter } from '../../db/store.ts';
import { OUTCOMES, SOURCES } from '../outcome/vocabulary.ts';
import { ParamError } from './param-error.ts';
import { oneOf, shortText, single, trueOrFalse } from './params.ts';
import { DAY_MS, parseTime } from './times.ts';

/** The parameters that say which rows count, in every path and page that shows rows or rates. */
export const FILTER_PARAMS = [
  'from',
  'to',
  'outcome',
  'status',
  'model',
  'provider',
  'endpoint',
  'app',
  'client',
  'source',
  'stream',
] as const;

/** As `FILTER_PARAMS`, without the time: the labels a reader can choose by. */
export type FilterField = Exclude<(typeof FILTER_PARAMS)[number], 'from' | 'to'>;

export const DEFAULT_FROM = 'now-24h';
export const DEFAULT_TO = 'now';
export const MAX_RANGE_MS = 5 * 366 * DAY_MS;
const MAX_VALUES = 50;
const MAX_VALUE_LENGTH = 200;

/** Wire status; 0: no answer came. */
function statusValue(field: string, text: string): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (value === 0 || (value >= 100 && value <= 599)) return value;
  throw new ParamError(field, text, 'a status from 100 to 599, or 0 for no answer');
}

const labelValue = (field: string, text: string): string => shortText(field, text, MAX_VALUE_LENGTH);

function values<T>(
  params: URLSearchParams,
  field: FilterField,
  parse: (field: string, text: string) => T,
): T[] | undefined {
  const texts = params.getAll(field);
  if (texts.length > MAX_VALUES)
    throw new ParamError(field, `${texts.length} values`, `given at most ${MAX_VALUES} times`);
  return texts.length === 0 ? undefined : [...new Set(texts.map((text) => parse(field, text)))];
}

/** The range alone, as `parseFilter` reads it. */
export function parseRange(params: URLSearchParams, nowMs: number): { fromMs: number; toMs: number } {
  const from = single(params, 'from') ?? DEFAULT_FROM;
  const to = single(params, 'to') ?? DEFAULT_TO;
  const fromMs = parseTime('from', from, nowMs);
  const toMs = parseTime('to', to, nowMs);
  if (fromMs >= toMs) throw new ParamError('from', from, `a time before to, which is ${JSON.stringify(to)}`);
  if (toMs - fromMs > MAX_RANGE_MS)
    throw new ParamError(
      'from',
      from,
      `at most ${MAX_RANGE_MS / DAY_MS} days before to, which is ${JSON.stringify(to)}`,
    );
  return { fromMs, toMs };
}

/**
 * The filters of a query string. Without a range: the last 24 hours. Parameters of other names are left alone.
 * @throws ParamError naming the parameter, what it held and what it may hold
 */
export function parseFilter(params: URLSearchParams, nowMs: number): Filter {
  const filter: Filter = parseRange(params, nowMs);
  const outcome = values(params, 'outcome', (field, text) => oneOf(field, text, OUTCOMES));
  const status = values(params, 'status', statusValue);
  const source = values(params, 'source', (field, text) => oneOf(field, text, SOURCES));
  const stream = values(params, 'stream', trueOrFalse);
  if (outcome) filter.outcome = outcome;
  if (status) filter.status = status;
  if (source) filter.source = source;
  if (stream) filter.stream = stream;
  for (const field of ['model', 'provider', 'endpoint', 'app', 'client'] as const) {
    const labels = values(params, field, labelValue);
    if (labels) filter[field] = labels;
  }
  return filter;
}

/** The query string of a filter: `parseFilter` of it gives the same filter again. */
export function filterParams(filter: Filter): URLSearchParams {
  const params = new URLSearchParams({ from: String(filter.fromMs), to: String(filter.toMs) });
  const { fromMs: _from, toMs: _to, ...lists } = filter;
  for (const [field, list] of Object.entries(lists))
    for (const value of list ?? []) params.append(field, String(value));
  return params;
}
