import type { Episode, EpisodeEnd } from './episode.ts';
import { type Baseline, dispersion, emptyBaseline, learn, normalRate } from './episode-baseline.ts';
import { logLikelihoodRatio, observedRate } from './episode-evidence.ts';
import { assumedRate, emptyRuns, extendRun, isAlarm, type Run } from './episode-run.ts';
import { MINUTE_MS, type MinuteBin } from './minute-bin.ts';
import {
  asEpisode,
  count,
  endReason,
  type OpenEpisode,
  openEpisode,
  recoveryStart,
  reopen,
  weighRecovery,
} from './open-episode.ts';

/** How far back a start can be found, and how old a minute is when it is learnt from. */
const RECENT_MS = 360 * MINUTE_MS;
/** With no call for so long, an episode has ended: nobody can tell. */
export const SILENCE_MS = 60 * MINUTE_MS;
/** An overload that comes back within this time is the same episode. */
export const REJOIN_MS = 15 * MINUTE_MS;
/** An episode longer than this can end by having become normal. */
const NEW_NORMAL_MS = 24 * 60 * MINUTE_MS;

/** All that is carried from minute to minute. Plain data: can be kept as JSON. */
export interface DetectorState {
  baseline: Baseline;
  /** The last hours' minutes with calls, oldest first. */
  recent: MinuteBin[];
  runs: Run[];
  open: OpenEpisode | null;
  /** Ended episodes, oldest first. */
  ended: Episode[];
}

export function emptyDetector(): DetectorState {
  return { baseline: emptyBaseline(), recent: [], runs: emptyRuns(), open: null, ended: [] };
}

/**
 * Takes in closed minutes, oldest first, each later than all before; minutes without calls may be left out. The state
 * passed in stays as it is. Folding minutes one by one, in groups, or all at once gives the same state.
 * @throws RangeError for a minute out of order, or with counts that cannot be.
 */
export function fold(state: DetectorState, bins: readonly MinuteBin[]): DetectorState {
  const next = structuredClone(state);
  for (const bin of bins) step(next, bin);
  return next;
}

/** All episodes as known at `nowMs`, when all minutes before had been folded; oldest first, the last may go on. */
export function episodesAt(state: DetectorState, nowMs: number): Episode[] {
  const last = state.recent.at(-1);
  if (!state.open || !last) return state.ended;
  const closedToMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  const silent = closedToMs - last.minuteMs > SILENCE_MS;
  const spread = dispersion(state.baseline);
  const current = silent
    ? asEpisode(state.open, last.minuteMs + MINUTE_MS, 'silence', spread)
    : asEpisode(state.open, null, null, spread);
  return [...state.ended, current];
}

function step(state: DetectorState, bin: MinuteBin): void {
  const { minuteMs, calls, failed } = bin;
  const last = state.recent.at(-1);
  if (minuteMs % MINUTE_MS !== 0 || (last && minuteMs <= last.minuteMs))
    throw new RangeError(
      `minuteMs is ${minuteMs}, but must be the start of a minute after ${last?.minuteMs ?? 'none'}`,
    );
  if (!(failed >= 0 && failed <= calls)) throw new RangeError(`failed is ${failed} of ${calls} calls at ${minuteMs}`);
  if (calls === 0) return;
  if (last && minuteMs - last.minuteMs > SILENCE_MS) {
    if (state.open) end(state, last.minuteMs + MINUTE_MS, 'silence', []);
    state.runs = emptyRuns();
  }
  while (state.recent[0] && state.recent[0].minuteMs < minuteMs - RECENT_MS) {
    const old = state.recent.shift() as MinuteBin;
    learn(state.baseline, old, isWithinEpisode(state, old.minuteMs));
  }
  state.recent.push({ minuteMs, calls, failed });
  observe(state, bin);
}

function isWithinEpisode({ open, ended }: DetectorState, minuteMs: number): boolean {
  if (open && minuteMs >= open.startMs) return true;
  const last = ended.findLast(({ startMs }) => minuteMs >= startMs);
  return last !== undefined && last.endMs !== null && minuteMs < last.endMs;
}

function observe(state: DetectorState, bin: MinuteBin): void {
  const normal = normalRate(state.baseline, bin.minuteMs);
  const spread = dispersion(state.baseline);
  const { open } = state;
  if (!open) {
    state.runs.forEach((run, index) => {
      extendRun(run, bin, assumedRate(index, normal), normal, spread);
    });
    const alarms = state.runs.filter(isAlarm);
    if (alarms.length > 0) begin(state, strongest(alarms), bin);
    return;
  }
  count(open, bin, normal);
  if (!weighRecovery(open, bin, normal, assumedRate(0, normal), spread)) return;
  const known = state.recent.filter(({ minuteMs }) => minuteMs <= bin.minuteMs);
  const endMs = recoveryStart(open, known, (atMs) => normalRate(state.baseline, atMs), assumedRate(0, normal));
  const after = known.filter(({ minuteMs }) => minuteMs >= endMs);
  end(state, endMs, endReason(open, bin.minuteMs - NEW_NORMAL_MS), after);
  // It may go on at a lower rate than the one recovery was judged against.
  for (const each of after) observe(state, each);
}

function strongest(runs: Run[]): Run {
  return runs.reduce((best, run) => (run.uncapped > best.uncapped ? run : best));
}

function begin(state: DetectorState, run: Run, bin: MinuteBin): void {
  const previous = state.ended.at(-1);
  const previousEndMs = previous?.endMs ?? Number.NEGATIVE_INFINITY;
  const candidates = state.recent.filter(({ minuteMs }) => minuteMs >= previousEndMs && minuteMs <= bin.minuteMs);
  const startMs = likeliestStart(state, candidates, run.startMs ?? bin.minuteMs);
  const normal = normalRate(state.baseline, startMs);
  const comesBack = previous && startMs - previousEndMs <= REJOIN_MS;
  if (comesBack) state.ended.pop();
  const detectedMs = (state.recent.at(-1) ?? bin).minuteMs + MINUTE_MS;
  const open = comesBack ? reopen(previous, startMs, normal) : openEpisode(startMs, detectedMs, normal);
  for (const each of candidates) {
    if (each.minuteMs < open.startMs) continue;
    count(open, each, normalRate(state.baseline, each.minuteMs));
    if (each.minuteMs < startMs) continue;
    open.segment.calls += each.calls;
    open.segment.failed += each.failed;
  }
  state.open = open;
  state.runs = emptyRuns();
}

/** The minute from which on an overload at the rate observed since `startMs` is likeliest. */
function likeliestStart(state: DetectorState, bins: MinuteBin[], startMs: number): number {
  let found = startMs;
  for (let round = 0; round < 2; round += 1) {
    const since = bins.filter(({ minuteMs }) => minuteMs >= found);
    const calls = since.reduce((total, bin) => total + bin.calls, 0);
    const failed = since.reduce((total, bin) => total + bin.failed, 0);
    const rate = observedRate(calls, failed);
    let total = 0;
    let best = Number.NEGATIVE_INFINITY;
    for (const bin of [...bins].reverse()) {
      total += logLikelihoodRatio(bin.calls, bin.failed, rate, normalRate(state.baseline, bin.minuteMs));
      if (total > best) {
        best = total;
        found = bin.minuteMs;
      }
    }
  }
  return found;
}

/** Ends the open episode; `after` are the minutes counted in that come after its end. */
function end(state: DetectorState, endMs: number, endedBy: EpisodeEnd, after: MinuteBin[]): void {
  const { open } = state;
  if (!open) return;
  for (const bin of after) {
    open.calls -= bin.calls;
    open.failed -= bin.failed;
    open.expected = Math.max(0, open.expected - bin.calls * normalRate(state.baseline, bin.minuteMs));
  }
  state.ended.push(asEpisode(open, endMs, endedBy, dispersion(state.baseline)));
  state.open = null;
  state.runs = emptyRuns();
}
