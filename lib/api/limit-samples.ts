import type { LimitSample } from '../insight/limits.ts';
import type { Attempt } from '../outcome/attempt.ts';

/** The readings of one account, and of one model where limits are by model. */
export interface LimitSeries {
  provider: string;
  /** The organization, else the first characters of the key's hash; `null`: not told. */
  account: string | null;
  /** `null`: limits that hold for all models of the account. */
  model: string | null;
  samples: LimitSample[];
}

export type LimitedAttempt = Pick<
  Attempt,
  'startedAtMs' | 'durationMs' | 'firstByteMs' | 'provider' | 'model' | 'organizationId' | 'keyHash' | 'limits'
>;

const HASH_SHOWN = 8;
/** Beyond so many the smallest are left out. */
const SERIES_MAX = 100;

/** Limits of a subscription are the account's; the others are told for each model. */
const isOfAccount = (name: string): boolean => name.startsWith('unified');

/** Sorts readings by whose they are: limits of different accounts and models have the same names. The most told first. */
export function limitSeries(attempts: readonly LimitedAttempt[]): LimitSeries[] {
  const found = new Map<string, LimitSeries>();
  for (const attempt of attempts) {
    if (!attempt.limits) continue;
    const account = attempt.organizationId ?? attempt.keyHash?.slice(0, HASH_SHOWN) ?? null;
    const atMs = attempt.startedAtMs + (attempt.firstByteMs ?? attempt.durationMs);
    for (const [model, readings] of [
      [null, attempt.limits.filter(({ name }) => isOfAccount(name))],
      [attempt.model, attempt.limits.filter(({ name }) => !isOfAccount(name))],
    ] as const) {
      if (readings.length === 0) continue;
      const key = JSON.stringify([attempt.provider, account, model]);
      let series = found.get(key);
      if (!series) {
        series = { provider: attempt.provider, account, model, samples: [] };
        found.set(key, series);
      }
      series.samples.push({ atMs, readings });
    }
  }
  return [...found.values()].sort((a, b) => b.samples.length - a.samples.length).slice(0, SERIES_MAX);
}
