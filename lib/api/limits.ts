import { type LimitOutlook, limitsOutlook, usedShare } from '../insight/limits.ts';
import type { InsightSources } from './insight-sources.ts';
import { type LimitSeries, limitSeries } from './limit-samples.ts';
import type { LimitOutlookJson, LimitsAnswer } from './present-shapes.ts';
import type { LimitsQuery } from './query.ts';
import { sampleAttempts } from './sample-attempts.ts';

const ATTEMPTS_MAX = 6_000;
/** The newest are read besides: what holds now must not depend on a sample. */
const NEWEST = 600;

/** How every limit of every account stands at the end of a range, or now, and how it got there; the fullest first. */
export async function limitsAnswer(
  { store }: Pick<InsightSources, 'store'>,
  { range, top, points }: LimitsQuery,
  nowMs: number,
  signal: AbortSignal,
): Promise<LimitsAnswer> {
  const { attempts, sampled } = await sampleAttempts(store, range, ATTEMPTS_MAX, signal);
  const { seq } = await store.since(0, 0);
  const newest = (await store.since(Math.max(0, seq - NEWEST), NEWEST)).rows.filter(
    ({ startedAtMs }) => startedAtMs >= range.fromMs && startedAtMs < range.toMs,
  );
  const all = [...new Map([...attempts, ...newest].map((attempt) => [attempt.id, attempt])).values()];
  const told = all.filter(({ limits }) => limits !== null);
  const atMs = Math.min(nowMs, range.toMs);
  const limits = limitSeries(told).flatMap((series) =>
    limitsOutlook(series.samples, atMs).map((outlook) => limitJson(series, outlook, atMs, points)),
  );
  return {
    from: range.fromMs,
    to: range.toMs,
    limits: limits.sort(byUse).slice(0, top),
    total: limits.length,
    attempts: told.length,
    sampled,
  };
}

const RANK = { used_up: 0, nearly: 1, ok: 2, unknown: 3 };

function byUse(a: LimitOutlookJson, b: LimitOutlookJson): number {
  return RANK[a.state] - RANK[b.state] || (b.used ?? -1) - (a.used ?? -1) || (a.name < b.name ? -1 : 1);
}

function limitJson(
  { provider, account, model, samples }: LimitSeries,
  outlook: LimitOutlook,
  atMs: number,
  points: number,
): LimitOutlookJson {
  const { name, state, limit, remaining, utilization, readMs, resetAtMs, exhaustAtMs } = outlook;
  return {
    provider,
    account,
    model,
    name,
    state,
    limit,
    remaining,
    used: utilization,
    readAt: readMs,
    resetAt: resetAtMs,
    exhaustAt: exhaustAtMs,
    samples: thinned(pointsOf(samples, name, atMs), points),
  };
}

type Point = LimitOutlookJson['samples'][number];

/** Each reading as it was then. */
function pointsOf(samples: LimitSeries['samples'], name: string, atMs: number): Point[] {
  return samples
    .filter((sample) => sample.atMs <= atMs)
    .flatMap(({ atMs: at, readings }) => {
      const reading = readings.find((each) => each.name === name);
      if (!reading) return [];
      return [{ at, used: usedShare(reading), remaining: reading.remaining }];
    })
    .sort((a, b) => a.at - b.at);
}

/** Evenly, the last one kept. */
function thinned(points: Point[], most: number): Point[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]).filter((point) => point !== undefined);
}
