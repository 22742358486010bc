import type { Policy } from '../../lib/scheduler/policy.ts';
import { PRESETS, policyOf, presetById } from '../../lib/scheduler/presets.ts';
import { seededRandom } from '../../lib/scheduler/random.ts';
import { type ScheduleAnswer, type ScheduledRetry, schedule } from '../../lib/scheduler/schedule.ts';
import type { ChosenPolicy } from './use-playground-state.ts';

/** The moment that a `retry-after` date is read against is only the page's own; numbers do not need it. */
export interface LaneRetry extends ScheduledRetry {
  /** When the retry can come at the earliest and latest, and on average, since the first failure. */
  earliestMs: number;
  latestMs: number;
  averageMs: number;
}

/** One policy's retries on the time line. */
export interface Lane {
  id: string;
  title: string;
  policy: Policy;
  wrongWay: boolean;
  retries: LaneRetry[];
  totalMs: number;
  longestMs: number;
  reason: ScheduleAnswer['reason'];
  hint: ScheduleAnswer['hint'];
  hintUse: ScheduleAnswer['hintUse'];
}

function lane(id: string, chosen: ChosenPolicy, retryAfter: string, seed: number, nowMs: number): Lane {
  const { preset, policy } = chosen;
  const request = {
    preset,
    policy: preset ? policyOf(preset, null) : policy,
    u: null,
    seed,
    status: null,
    retryAfter: retryAfter === '' ? null : retryAfter,
    retryAfterMs: null,
    shouldRetry: null,
    attemptMs: 0,
    nowMs,
  };
  const answer = schedule(request, seededRandom(seed), nowMs);
  let [earliestMs, latestMs, averageMs] = [0, 0, 0];
  const retries = answer.retries.map((retry) => {
    earliestMs += retry.minMs;
    latestMs += retry.maxMs;
    averageMs += retry.meanMs;
    return { ...retry, earliestMs, latestMs, averageMs };
  });
  return {
    id,
    title: chosen.title,
    policy,
    wrongWay: preset?.wrongWay ?? false,
    retries,
    totalMs: answer.totalMs,
    longestMs: latestMs,
    reason: answer.reason,
    hint: answer.hint,
    hintUse: answer.hintUse,
  };
}

/** The chosen policy first, then the presets laid beside it. All meet the same draws. */
export function lanes(
  chosen: ChosenPolicy,
  beside: readonly string[],
  retryAfter: string,
  seed: number,
  nowMs: number,
): Lane[] {
  const others = beside.flatMap((id) => {
    const preset = presetById(id);
    return preset && preset.id !== chosen.preset?.id
      ? [lane(id, { title: preset.title, preset, policy: preset.policy }, retryAfter, seed, nowMs)]
      : [];
  });
  return [lane('chosen', chosen, retryAfter, seed, nowMs), ...others];
}

/** The presets that can be laid beside. */
export const BESIDE_OPTIONS = PRESETS.map(({ id, title }) => ({ value: id, label: title }));

/** What is wrong with the hint itself, for the field it was typed in; `null`: it can be read. */
export function hintTrouble({ hint, hintUse }: Lane): string | null {
  return hint.kind === 'ignored' && hintUse ? `${JSON.stringify(hint.value)} is ignored. ${hintUse.because}` : null;
}

const USE_WORDS = { followed: 'followed', ignored: 'ignored', capped: 'shortened', gives_up: 'gives up' } as const;

/** What the policy makes of a hint that can be read; `null`: there is none. */
export function hintInWords({ hint, hintUse }: Lane): { label: string; because: string } | null {
  if (hint.kind !== 'wait' || !hintUse) return null;
  return { label: `retry-after ${USE_WORDS[hintUse.use]}`, because: hintUse.because };
}

/** Where a time lies on the line, in percent. A square root gives the short early waits room. */
export function linePercent(ms: number, endMs: number): number {
  return endMs <= 0 ? 0 : Math.sqrt(Math.min(1, ms / endMs)) * 100;
}

const STEPS_MS = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];
const LEAST_GAP_PERCENT = 7;

/** Round times to mark on the line, none too near another. */
export function lineTicks(endMs: number): number[] {
  const ticks: number[] = [0];
  for (const ms of STEPS_MS) {
    const last = ticks.at(-1) ?? 0;
    if (ms <= endMs && linePercent(ms, endMs) - linePercent(last, endMs) >= LEAST_GAP_PERCENT) ticks.push(ms);
  }
  return ticks;
}
