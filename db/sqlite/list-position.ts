import { CursorError } from '../store.ts';

/** Where a row stands in a list: by time, rows of one millisecond by series and number. */
export interface ListPosition {
  timeMs: number;
  seriesId: number;
  seq: number;
}

/** Negative if `a` is the earlier. */
export function comparePositions(a: ListPosition, b: ListPosition): number {
  return a.timeMs - b.timeMs || a.seriesId - b.seriesId || a.seq - b.seq;
}

/** A position as text that tells nothing. */
export function encodeCursor({ timeMs, seriesId, seq }: ListPosition): string {
  return [timeMs, seriesId, seq].map((part) => part.toString(36)).join('-');
}

/** @throws CursorError for a text that `encodeCursor` did not write. */
export function decodeCursor(cursor: string): ListPosition {
  const parts = /^[0-9a-z]{1,11}-[0-9a-z]{1,11}-[0-9a-z]{1,11}$/.test(cursor) ? cursor.split('-') : [];
  const [timeMs, seriesId, seq] = parts.map((part) => Number.parseInt(part, 36));
  if (timeMs === undefined || seriesId === undefined || seq === undefined) throw new CursorError();
  if (![timeMs, seriesId, seq].every(Number.isSafeInteger)) throw new CursorError();
  return { timeMs, seriesId, seq };
}
