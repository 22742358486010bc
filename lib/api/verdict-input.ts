import type { CallRow } from '../../db/store.ts';
import { type ChangePoint, stepUp } from '../insight/change-point.ts';
import type { Incident } from '../insight/incident.ts';
import { type LimitOutlook, limitsOutlook } from '../insight/limits.ts';
import type { OutcomeCounts, VerdictInput } from '../insight/verdict-input.ts';
import { OUTCOMES, type Outcome } from '../outcome/vocabulary.ts';
import type { InsightSources } from './insight-sources.ts';
import { limitSeries } from './limit-samples.ts';
import { matchEpisodes } from './matched-record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './times.ts';
import type { ProviderPage } from './upstream-pages.ts';
import type { UsualTraffic } from './usual.ts';

/** Nine whole minutes and the running one: rollups count whole minutes. */
export const WINDOW_MS = 10 * MINUTE_MS;
const CHANGE_LOOK_MS = 6 * HOUR_MS;
/** Fewer refused requests are not worth looking for since when. */
const BAD_REQUESTS_MIN = 5;
/** The newest attempts, from which limits are read. */
const LIMIT_ATTEMPTS = 600;
const KEY_STATUSES = ['401', '403'];

const windowStartMs = (nowMs: number): number => Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - WINDOW_MS + MINUTE_MS;

/** All that a verdict on one provider rests on, with what its evidence refers to. */
export interface ReadVerdict {
  input: VerdictInput;
  incidents: readonly Incident[];
}

export async function readVerdictInput(
  sources: InsightSources,
  usual: UsualTraffic,
  { provider, page }: ProviderPage,
  nowMs: number,
): Promise<ReadVerdict> {
  const { store, status } = sources;
  const { attempts, keyErrors } = await recentAttempts(sources, provider, nowMs);
  const usualTraffic = await usual.of(store, provider, WINDOW_MS, nowMs);
  const span = { fromMs: nowMs - DAY_MS, toMs: nowMs + 1 };
  const [matched] = await matchEpisodes(sources, span, nowMs, provider);
  const episode = matched?.episodes.at(-1) ?? null;
  const incidents = (matched?.incidents ?? []).map(({ incident }) => incident);
  const best = episode?.matches[0];
  const refused = (attempts.client_error ?? 0) - keyErrors;
  return {
    incidents,
    input: {
      nowMs,
      windowMs: WINDOW_MS,
      attempts,
      keyErrors,
      usualShares: usualTraffic.shares,
      usualAttempts: usualTraffic.attempts,
      episode,
      incidentName: incidents.find(({ id }) => id === best?.incidentId)?.name ?? null,
      pageSeenMs: page ? ((await status.page(page.page.name))?.lastSeenMs ?? null) : null,
      limits: await limitsNow(sources, provider, nowMs),
      badRequestsSince: refused >= BAD_REQUESTS_MIN ? await badRequestsSince(sources, provider, nowMs) : null,
    },
  };
}

async function recentAttempts(
  { store }: InsightSources,
  provider: string,
  nowMs: number,
): Promise<{ attempts: OutcomeCounts; keyErrors: number }> {
  const cells = await store.aggregate({
    filter: { fromMs: windowStartMs(nowMs), toMs: nowMs + 1, provider: [provider] },
    unit: 'attempts',
    stepMs: null,
    groupBy: ['outcome', 'status'],
    histograms: false,
  });
  const attempts: OutcomeCounts = {};
  let keyErrors = 0;
  for (const { group, count } of cells) {
    const [outcome, httpStatus = ''] = group as [Outcome, string];
    attempts[outcome] = (attempts[outcome] ?? 0) + count;
    if (outcome === 'client_error' && KEY_STATUSES.includes(httpStatus)) keyErrors += count;
  }
  return { attempts, keyErrors };
}

/** Since when requests are refused as invalid far more often: of those that were answered, limits and keys aside. */
async function badRequestsSince(
  { store }: InsightSources,
  provider: string,
  nowMs: number,
): Promise<ChangePoint | null> {
  const answered: Outcome[] = OUTCOMES.filter((outcome) => outcome === 'ok' || outcome === 'client_error');
  const cells = await store.aggregate({
    filter: { fromMs: nowMs - CHANGE_LOOK_MS, toMs: nowMs + 1, provider: [provider], outcome: answered },
    unit: 'attempts',
    stepMs: MINUTE_MS,
    groupBy: ['outcome', 'status'],
    histograms: false,
  });
  const minutes = new Map<number, { minuteMs: number; calls: number; failed: number }>();
  for (const { bucketMs, group, count } of cells) {
    const [outcome, httpStatus = ''] = group;
    if (KEY_STATUSES.includes(httpStatus)) continue;
    const minute = minutes.get(bucketMs) ?? { minuteMs: bucketMs, calls: 0, failed: 0 };
    minute.calls += count;
    if (outcome === 'client_error') minute.failed += count;
    minutes.set(bucketMs, minute);
  }
  return stepUp([...minutes.values()].sort((a, b) => a.minuteMs - b.minuteMs));
}

/** The attempts written last, of the last day. */
export async function newestAttempts({ store }: Pick<InsightSources, 'store'>, nowMs: number): Promise<CallRow[]> {
  const { seq } = await store.since(0, 0);
  const { rows } = await store.since(Math.max(0, seq - LIMIT_ATTEMPTS), LIMIT_ATTEMPTS);
  return rows.filter(({ startedAtMs }) => startedAtMs >= nowMs - DAY_MS);
}

/** How the limits of a provider's accounts stand, the fullest first, from the attempts written last. */
async function limitsNow(sources: InsightSources, provider: string, nowMs: number): Promise<LimitOutlook[]> {
  const own = (await newestAttempts(sources, nowMs)).filter((row) => row.provider === provider);
  const outlooks = limitSeries(own).flatMap(({ samples }) => limitsOutlook(samples, nowMs));
  const rank = { used_up: 0, nearly: 1, ok: 2, unknown: 3 };
  return outlooks.sort((a, b) => rank[a.state] - rank[b.state] || (b.utilization ?? -1) - (a.utilization ?? -1));
}
