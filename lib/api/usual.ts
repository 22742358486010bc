import type { Store } from '../../db/store.ts';
import type { OutcomeCounts } from '../insight/verdict-input.ts';
import type { Outcome } from '../outcome/vocabulary.ts';
import { DAY_MS, MINUTE_MS } from './times.ts';

/** What is usual for a provider, from the days before. */
export interface Usual {
  shares: OutcomeCounts;
  /** Attempts in a window of this length at this time of day; `null`: there are no days to tell. */
  attempts: number | null;
}

const DAYS = 7;
const CACHED_MS = 5 * MINUTE_MS;

/** Tells what is usual; worked out anew every few minutes, since it changes slowly. */
export class UsualTraffic {
  private readonly cached = new Map<string, { atMs: number; usual: Usual }>();

  async of(store: Pick<Store, 'aggregate'>, provider: string, windowMs: number, nowMs: number): Promise<Usual> {
    const known = this.cached.get(provider);
    if (known && Math.abs(nowMs - known.atMs) < CACHED_MS) return known.usual;
    const usual = { shares: await shares(store, provider, nowMs - windowMs), attempts: null as number | null };
    usual.attempts = await usualAttempts(store, provider, windowMs, nowMs);
    this.cached.set(provider, { atMs: nowMs, usual });
    return usual;
  }
}

async function countsOf(
  store: Pick<Store, 'aggregate'>,
  provider: string,
  fromMs: number,
  toMs: number,
): Promise<Map<Outcome, number>> {
  const filter = { fromMs: Math.max(0, fromMs), toMs, provider: [provider] };
  const cells = await store.aggregate({
    filter,
    unit: 'attempts',
    stepMs: null,
    groupBy: ['outcome'],
    histograms: false,
  });
  return new Map(cells.map(({ group, count }) => [group[0] as Outcome, count]));
}

const total = (counts: Map<Outcome, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

async function shares(store: Pick<Store, 'aggregate'>, provider: string, toMs: number): Promise<OutcomeCounts> {
  const counts = await countsOf(store, provider, toMs - DAYS * DAY_MS, toMs);
  const all = total(counts);
  return Object.fromEntries([...counts].map(([outcome, count]) => [outcome, all > 0 ? count / all : 0]));
}

/** The mean over the days before, from the first one on that has any attempt. */
async function usualAttempts(
  store: Pick<Store, 'aggregate'>,
  provider: string,
  windowMs: number,
  nowMs: number,
): Promise<number | null> {
  const days: number[] = [];
  for (let day = 1; day <= DAYS; day += 1) {
    const toMs = nowMs - day * DAY_MS;
    days.push(total(await countsOf(store, provider, toMs - windowMs, toMs)));
  }
  const first = days.findLastIndex((count) => count > 0);
  return first < 0 ? null : days.slice(0, first + 1).reduce((sum, count) => sum + count, 0) / (first + 1);
}
