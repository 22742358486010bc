import type { Episode } from '../../../lib/insight/episode.ts';
import { emptyDetector, episodesAt, fold } from '../../../lib/insight/episodes.ts';
import { MINUTE_MS, type MinuteBin } from '../../../lib/insight/minute-bin.ts';

/** 2026-01-05 00:00 UTC, a Monday. */
export const T0 = Date.UTC(2026, 0, 5);
export const at = (minute: number): number => T0 + minute * MINUTE_MS;

/** A scripted series: stretches of equal minutes, one after the other. */
export function series(...stretches: { minutes: number; calls: number; failed: number }[]): MinuteBin[] {
  let minute = 0;
  return stretches.flatMap(({ minutes, calls, failed }) =>
    Array.from({ length: minutes }, () => ({ minuteMs: at(minute++), calls, failed })),
  );
}

/** The episodes of a series, as known at its end. */
export function episodesOf(bins: MinuteBin[], nowMs?: number): Episode[] {
  const lastMs = bins.at(-1)?.minuteMs ?? T0;
  return episodesAt(fold(emptyDetector(), bins), nowMs ?? lastMs + MINUTE_MS);
}
