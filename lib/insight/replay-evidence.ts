import type { PastCall, ReplayRecord } from './replay-record.ts';

/** Attempts that make it needless to look further out. */
const ENOUGH = 10;
/** With fewer than this as far as one may look, nothing is known. */
export const MIN_NEAR = 5;
/** How far to look, the nearest first. */
export const REACHES_MS = [3000, 6000, 12_000, 25_000, 50_000, 100_000, 200_000, 300_000] as const;

/** Cells of one group as running sums, so that any window is read at once. */
export interface Sums {
  ok: Uint32Array;
  failed: Uint32Array;
}

export interface EvidenceIndex {
  record: ReplayRecord;
  /** Sums by group; windows name groups by their place here. */
  sums: Sums[];
  places: Map<string, number>;
}

/** The attempts that speak for something at some time: those of a group from one cell up to another. */
export interface Window {
  group: number;
  first: number;
  end: number;
  /** Of these, failed attempts of the asking call, which do not count: it was chosen for their failing. */
  own: number;
  /** How far out the attempts lie. */
  withinMs: number;
}

/** Sums before each cell, and after the last. */
export function runningSums(counts: Uint32Array): Uint32Array {
  const sums = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) sums[i + 1] = (sums[i] as number) + (counts[i] as number);
  return sums;
}

/**
 * Makes windows quick to read. It pauses after each group.
 * @param groups those that are asked about
 */
export function* indexSteps(record: ReplayRecord, groups: Iterable<string>): Generator<undefined, EvidenceIndex> {
  const sums: Sums[] = [];
  const places = new Map<string, number>();
  for (const group of new Set(groups)) {
    const cells = record.cells.get(group);
    if (!cells) continue;
    yield;
    places.set(group, sums.length);
    sums.push({ ok: runningSums(cells.ok), failed: runningSums(cells.failed) });
  }
  return { record, sums, places };
}

/** Where a time lies among the cells; may lie outside. */
export function cellOf({ fromMs, cellMs }: ReplayRecord, timeMs: number): number {
  return Math.floor((timeMs - fromMs) / cellMs);
}

/** Successes within a window. */
export function okIn(sums: Sums[], { group, first, end }: Window): number {
  const { ok } = sums[group] as Sums;
  return (ok[end] as number) - (ok[first] as number);
}

/** Failures within a window, those of the asking call left out. */
export function failedIn(sums: Sums[], { group, first, end, own }: Window): number {
  const { failed } = sums[group] as Sums;
  return Math.max(0, (failed[end] as number) - (failed[first] as number) - own);
}

/**
 * What to go by at `atMs`: attempts within 3 s, and further out, up to 5 min, while there are fewer than ten.
 * `null`: fewer than five, or the time lies outside the record.
 * @param ownIn how many failed attempts of the asking call lie in the cells from `first` up to `end`
 */
export function windowAt(
  { record, sums }: EvidenceIndex,
  group: number | undefined,
  atMs: number,
  ownIn: (first: number, end: number) => number,
): Window | null {
  if (group === undefined || atMs < record.fromMs || atMs >= record.toMs) return null;
  const cells = (sums[group] as Sums).ok.length - 1;
  for (const reachMs of REACHES_MS) {
    const first = Math.max(0, cellOf(record, atMs - reachMs));
    const end = Math.min(cells, cellOf(record, atMs + reachMs) + 1);
    const window = { group, first, end, own: ownIn(first, end), withinMs: Math.max(reachMs, record.cellMs) };
    const wanted = reachMs === REACHES_MS.at(-1) ? MIN_NEAR : ENOUGH;
    if (okIn(sums, window) + failedIn(sums, window) >= wanted) return window;
  }
  return null;
}

/** Counts a call's own attempts among cells, for `windowAt`. */
export function ownAttempts(record: ReplayRecord, call: PastCall): (first: number, end: number) => number {
  const cells = call.attempts.map(({ startedAtMs }) => cellOf(record, startedAtMs));
  return (first, end) => {
    let own = 0;
    for (const cell of cells) if (cell >= first && cell < end) own++;
    return own;
  };
}
