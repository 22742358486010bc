import { comparePositions, type ListPosition } from './list-position.ts';

export interface Stream {
  /** Reads a part of a list: positions before `before`, newest first, at most `limit`. Fewer: there are no more. */
  read(before: ListPosition, limit: number): ListPosition[];
  /** Nothing in it is newer: it is read only once the merge has come so far. */
  newestMs: number;
}

const FIRST_CHUNK = 4;
const LARGEST_CHUNK = 256;

/** A stream being read: what was read and not yet taken, the next one last; at first a place that nothing is newer than. */
interface Head {
  stream: Stream;
  isBegun: boolean;
  waiting: ListPosition[];
  chunk: number;
  isExhausted: boolean;
}

/**
 * The newest `limit` positions before `before` of all streams together, newest first. Each stream is read only as far
 * as it is needed, and not at all before its newest could be next.
 */
export function mergeStreams(streams: readonly Stream[], before: ListPosition, limit: number): ListPosition[] {
  const heap: Head[] = [];
  for (const stream of streams) {
    const bound = { timeMs: stream.newestMs, seriesId: Number.MAX_SAFE_INTEGER, seq: Number.MAX_SAFE_INTEGER };
    push(heap, { stream, isBegun: false, waiting: [bound], chunk: FIRST_CHUNK, isExhausted: false });
  }
  const merged: ListPosition[] = [];
  while (merged.length < limit) {
    const head = heap[0];
    const next = head?.waiting.pop();
    if (!head || !next) break;
    if (head.isBegun) merged.push(next);
    if (head.waiting.length > 0 || refill(head, head.isBegun ? next : before)) siftDown(heap);
    else removeFirst(heap);
  }
  return merged;
}

function refill(head: Head, before: ListPosition): boolean {
  if (head.isExhausted) return false;
  head.isBegun = true;
  head.waiting = head.stream.read(before, head.chunk).reverse();
  head.isExhausted = head.waiting.length < head.chunk;
  head.chunk = Math.min(head.chunk * 4, LARGEST_CHUNK);
  return head.waiting.length > 0;
}

function isNewer(a: Head, b: Head): boolean {
  const nextOfA = a.waiting.at(-1);
  const nextOfB = b.waiting.at(-1);
  return nextOfA !== undefined && (nextOfB === undefined || comparePositions(nextOfA, nextOfB) > 0);
}

function push(heap: Head[], head: Head): void {
  let at = heap.push(head) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!swapIfNewer(heap, at, parent)) return;
    at = parent;
  }
}

function removeFirst(heap: Head[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  heap[0] = last;
  siftDown(heap);
}

function siftDown(heap: Head[]): void {
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    let newest = at;
    if (isNewerAt(heap, left, newest)) newest = left;
    if (isNewerAt(heap, right, newest)) newest = right;
    if (newest === at) return;
    swapIfNewer(heap, newest, at);
    at = newest;
  }
}

function isNewerAt(heap: Head[], at: number, other: number): boolean {
  const a = heap[at];
  const b = heap[other];
  return a !== undefined && b !== undefined && isNewer(a, b);
}

/** Swaps a head with one above it if it is the newer. */
function swapIfNewer(heap: Head[], at: number, above: number): boolean {
  const a = heap[at];
  const b = heap[above];
  if (!a || !b || !isNewer(a, b)) return false;
  heap[above] = a;
  heap[at] = b;
  return true;
}
