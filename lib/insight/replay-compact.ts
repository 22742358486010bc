import type { Sums, Window } from './replay-evidence.ts';

/** Counts of one group, of no more cells than are needed. */
export interface Counts {
  ok: Uint32Array;
  failed: Uint32Array;
}

/** The cells that are left, and where a window lies among them. */
export interface Compacted {
  /** By group. */
  counts: Counts[];
  /** Of a window within one of those that were given. */
  place(window: Window): Window;
}

/**
 * The cells that any of `windows` covers, closed up: a month has very many cells, and an outage lies in few of them.
 * It pauses after each group.
 */
export function* compactSteps(sums: Sums[], windows: Window[]): Generator<undefined, Compacted> {
  const places: Uint32Array[] = [];
  const counts: Counts[] = [];
  for (const [group, { ok, failed }] of sums.entries()) {
    yield;
    const taken = placesOf(ok.length, windows, group);
    places.push(taken);
    yield;
    counts.push({ ok: countsAt(ok, taken), failed: countsAt(failed, taken) });
  }
  const place = (window: Window): Window => {
    const taken = places[window.group] as Uint32Array;
    return { ...window, first: taken[window.first] as number, end: taken[window.end] as number };
  };
  return { counts, place };
}

/** For each cell, how many needed ones come before it. */
function placesOf(length: number, windows: Window[], group: number): Uint32Array {
  const steps = new Int32Array(length + 1);
  for (const { group: of, first, end } of windows)
    if (of === group) {
      steps[first] = (steps[first] as number) + 1;
      steps[end] = (steps[end] as number) - 1;
    }
  const places = new Uint32Array(length);
  for (let cell = 0, covering = 0; cell + 1 < length; cell++) {
    covering += steps[cell] as number;
    places[cell + 1] = (places[cell] as number) + (covering > 0 ? 1 : 0);
  }
  return places;
}

function countsAt(sums: Uint32Array, places: Uint32Array): Uint32Array {
  const counts = new Uint32Array(places.at(-1) ?? 0);
  for (let cell = 0; cell + 1 < sums.length; cell++) {
    const place = places[cell] as number;
    if (places[cell + 1] !== place) counts[place] = (sums[cell + 1] as number) - (sums[cell] as number);
  }
  return counts;
}
