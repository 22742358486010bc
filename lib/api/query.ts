import { DIMENSIONS, type Dimension, type Filter } from '../../db/store.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../export/formats.ts';
import { UNITS, type Unit } from '../outcome/vocabulary.ts';
import { FILTER_PARAMS, parseFilter, parseRange } from './filters.ts';
import type { IncidentsQuery } from './incidents.ts';
import { oneOf, refuseUnknown, shortText, single, trueOrFalse, wholeNumber } from './params.ts';
import type { SeriesQuery } from './series.ts';
import { MAX_BUCKETS } from './steps.ts';

export const MAX_PAGE = 1000;
const DEFAULT_PAGE = 100;
const MAX_CURSOR_LENGTH = 500;
const MAX_SEARCH_LENGTH = 200;

/** The filter of a request, which may have these parameters beside it and no others. */
export function readFilter(params: URLSearchParams, nowMs: number, others: readonly string[] = []): Filter {
  refuseUnknown(params, [...FILTER_PARAMS, ...others]);
  return parseFilter(params, nowMs);
}

export function readUnit(params: URLSearchParams): Unit {
  return oneOf('unit', single(params, 'unit') ?? 'attempts', UNITS);
}

export function readDimension(params: URLSearchParams): Dimension {
  return oneOf('by', single(params, 'by') ?? 'outcome', DIMENSIONS);
}

/** A request id, a call id, or a fragment of an error message. */
export function readSearch(params: URLSearchParams): string | undefined {
  const text = single(params, 'search')?.trim();
  return text ? shortText('search', text, MAX_SEARCH_LENGTH) : undefined;
}

export function readSeriesQuery(params: URLSearchParams, nowMs: number): SeriesQuery {
  const filter = readFilter(params, nowMs, ['unit', 'by', 'points', 'percentiles']);
  const wantsPercentiles = single(params, 'percentiles');
  return {
    filter,
    unit: readUnit(params),
    by: readDimension(params),
    points: wholeNumber('points', single(params, 'points'), MAX_BUCKETS, 2, MAX_BUCKETS),
    percentiles: wantsPercentiles === null || trueOrFalse('percentiles', wantsPercentiles),
  };
}

export interface CallsQuery {
  filter: Filter;
  limit: number;
  cursor: string | null;
  search?: string;
}

export function readCallsQuery(params: URLSearchParams, nowMs: number): CallsQuery {
  const filter = readFilter(params, nowMs, ['limit', 'cursor', 'search']);
  const cursor = single(params, 'cursor');
  const search = readSearch(params);
  return {
    filter,
    limit: wholeNumber('limit', single(params, 'limit'), DEFAULT_PAGE, 1, MAX_PAGE),
    cursor: cursor ? shortText('cursor', cursor, MAX_CURSOR_LENGTH) : null,
    ...(search !== undefined && { search }),
  };
}

export interface ExportQuery {
  filter: Filter;
  format: ExportFormat;
  search: string | undefined;
}

export function readExportQuery(params: URLSearchParams, nowMs: number): ExportQuery {
  const filter = readFilter(params, nowMs, ['format', 'search']);
  return {
    filter,
    format: oneOf('format', single(params, 'format') ?? 'csv', EXPORT_FORMATS),
    search: readSearch(params),
  };
}

const MAX_NAME_LENGTH = 200;

/** A range that may be left out whole; with one end alone the other is as ever. */
export function readOptionalRange(params: URLSearchParams, nowMs: number): { fromMs: number; toMs: number } | null {
  refuseUnknown(params, ['from', 'to']);
  return params.has('from') || params.has('to') ? parseRange(params, nowMs) : null;
}

function readName(params: URLSearchParams, name: string): string | null {
  const text = single(params, name);
  return text === null ? null : shortText(name, text, MAX_NAME_LENGTH);
}

export function readIncidentsQuery(params: URLSearchParams, nowMs: number): IncidentsQuery {
  refuseUnknown(params, ['from', 'to', 'page', 'counts']);
  const counts = single(params, 'counts');
  return {
    range: parseRange(params, nowMs),
    page: readName(params, 'page'),
    counts: counts === null ? null : trueOrFalse('counts', counts),
  };
}

/** A range, and one provider or (`null`) all. */
export interface ProviderRangeQuery {
  range: { fromMs: number; toMs: number };
  provider: string | null;
}

export function readProviderRange(params: URLSearchParams, nowMs: number): ProviderRangeQuery {
  refuseUnknown(params, ['from', 'to', 'provider']);
  return { range: parseRange(params, nowMs), provider: readName(params, 'provider') };
}

/** A range and nothing else. */
export function readRange(params: URLSearchParams, nowMs: number): { fromMs: number; toMs: number } {
  refuseUnknown(params, ['from', 'to']);
  return parseRange(params, nowMs);
}

/** Of which range limits are asked for, how many of them, and how many points of each. */
export interface LimitsQuery {
  range: { fromMs: number; toMs: number };
  top: number;
  points: number;
}

const LIMITS_MAX = 100;
const POINTS_MAX = 200;

export function readLimitsQuery(params: URLSearchParams, nowMs: number): LimitsQuery {
  refuseUnknown(params, ['from', 'to', 'top', 'points']);
  return {
    range: parseRange(params, nowMs),
    top: wholeNumber('top', single(params, 'top'), LIMITS_MAX, 1, LIMITS_MAX),
    points: wholeNumber('points', single(params, 'points'), POINTS_MAX, 2, POINTS_MAX),
  };
}

/** One provider alone; `null`: whichever. */
export function readProvider(params: URLSearchParams): string | null {
  refuseUnknown(params, ['provider']);
  return readName(params, 'provider');
}
