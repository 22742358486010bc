import {
  type ExponentialHistogram,
  emptyHistogram,
  isEmptyHistogram,
  recordValue,
} from '../../lib/histogram/histogram.ts';
import type { Attempt, CallTotals, Usage } from '../../lib/outcome/attempt.ts';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { MINUTE_MS } from './levels.ts';
import { addMetrics, areAllZero, type MetricValues } from './metrics.ts';

/** What attempts add to one series in one minute, of attempts or of calls. Taken back, everything is negative. */
export interface Delta {
  minute: number;
  /** Index in `UNITS`. */
  unit: number;
  seriesId: number;
  metrics: MetricValues;
  latency: ExponentialHistogram;
  ttft: ExponentialHistogram;
}

/** Deltas by `deltaKey`. */
export type Deltas = Map<string, Delta>;

/** One text for a minute, unit and series. */
export function deltaKey({ minute, unit, seriesId }: Pick<Delta, 'minute' | 'unit' | 'seriesId'>): string {
  return `${minute}/${unit}/${seriesId}`;
}

const ATTEMPTS = UNITS.indexOf('attempts');
const CALLS = UNITS.indexOf('calls');

type Counted = Pick<Attempt, 'startedAtMs' | 'durationMs' | 'ttftMs' | 'usage' | 'outcome' | 'cause'>;

/** Counts (or, with -1, takes back) an attempt as an exchange with the provider. */
export function addAttempt(deltas: Deltas, seriesId: number, attempt: Counted, sign: 1 | -1): void {
  const metrics = [1, 0, 0, 0, ...tokens(attempt.usage), attempt.cause === 'first' ? 1 : 0];
  const { startedAtMs, durationMs, ttftMs } = attempt;
  add(deltas, { unit: ATTEMPTS, seriesId, startedAtMs, metrics, durationMs, ttftMs, outcome: attempt.outcome }, sign);
}

/**
 * Counts (or, with -1, takes back) a call by its final attempt. Its time to first token is what the application felt:
 * from the call's start, with all that was waited and tried before.
 */
export function addCall(deltas: Deltas, seriesId: number, final: Counted, call: CallTotals, sign: 1 | -1): void {
  const metrics = [1, call.attempts - 1, call.queuedMs, call.backoffMs, ...tokens(final.usage), 0];
  const ttftMs = final.ttftMs === null ? null : Math.max(0, final.startedAtMs - call.startedAtMs) + final.ttftMs;
  const { startedAtMs, durationMs } = call;
  add(deltas, { unit: CALLS, seriesId, startedAtMs, metrics, durationMs, ttftMs, outcome: final.outcome }, sign);
}

/** Whether a delta came to nothing: what was added was taken back. */
export function isEmptyDelta(delta: Pick<Delta, 'metrics' | 'latency' | 'ttft'>): boolean {
  return areAllZero(delta.metrics) && isEmptyHistogram(delta.latency) && isEmptyHistogram(delta.ttft);
}

interface Addition {
  unit: number;
  seriesId: number;
  startedAtMs: number;
  metrics: MetricValues;
  durationMs: number;
  ttftMs: number | null;
  outcome: Attempt['outcome'];
}

function add(
  deltas: Deltas,
  { unit, seriesId, startedAtMs, metrics, durationMs, ttftMs, outcome }: Addition,
  sign: 1 | -1,
) {
  const minute = Math.floor(startedAtMs / MINUTE_MS);
  const key = deltaKey({ minute, unit, seriesId });
  let delta = deltas.get(key);
  if (!delta) {
    delta = {
      minute,
      unit,
      seriesId,
      metrics: metrics.map(() => 0),
      latency: emptyHistogram(),
      ttft: emptyHistogram(),
    };
    deltas.set(key, delta);
  }
  addMetrics(delta.metrics, sign === 1 ? metrics : metrics.map((value) => -value));
  // How long an abandoned attempt took is not known: it would only blur the percentiles.
  if (outcome === 'abandoned') return;
  recordValue(delta.latency, durationMs, sign);
  if (ttftMs !== null) recordValue(delta.ttft, ttftMs, sign);
}

function tokens(usage: Usage | null): MetricValues {
  if (!usage) return [0, 0, 0, 0];
  return [
    usage.inputTokens ?? 0,
    usage.outputTokens ?? 0,
    usage.cacheCreationInputTokens ?? 0,
    usage.cacheReadInputTokens ?? 0,
  ];
}
