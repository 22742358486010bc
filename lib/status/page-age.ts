import type { PageRecord } from '../../db/status-store.ts';
import { durationWords } from '../insight/words.ts';

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];
const ordinal = (index: number): string => ORDINALS[index] ?? `${index + 1}th`;

/** How fresh our view of a page is, and why it is not fresher. */
export interface PageAge {
  lastSeenMs: number | null;
  ageMs: number | null;
  /** Nobody should take this view for the present: it was last confirmed more than three looks ago. */
  stale: boolean;
  /** `last seen 14 min ago, by the second address; the first answers 403` */
  text: string;
}

const LOOKS_MISSED = 3;
const FRESH_MIN_MS = 60_000;

/**
 * How old what we know of a page is. `bases`: its addresses as set up, since the record may hold older ones;
 * `intervalMs`: between two looks.
 */
export function pageAge(
  record: PageRecord | null,
  bases: readonly string[],
  intervalMs: number,
  nowMs: number,
): PageAge {
  const lastSeenMs = record?.lastSeenMs ?? null;
  const ageMs = lastSeenMs === null ? null : Math.max(0, nowMs - lastSeenMs);
  const stale = ageMs === null || ageMs > Math.max(FRESH_MIN_MS, LOOKS_MISSED * intervalMs);
  return { lastSeenMs, ageMs, stale, text: `${seenWords(record, bases, ageMs)}${troubleWords(record, bases)}` };
}

function seenWords(record: PageRecord | null, bases: readonly string[], ageMs: number | null): string {
  if (ageMs === null) return 'not seen yet';
  const seen = `last seen ${durationWords(ageMs)} ago`;
  const index = bases.indexOf(record?.lastBase ?? '');
  if (index < 0) return `${seen}, by an address no longer set up`;
  return bases.length > 1 && index > 0 ? `${seen}, by the ${ordinal(index)} address` : seen;
}

function troubleWords(record: PageRecord | null, bases: readonly string[]): string {
  const troubles = bases.flatMap((base, index) => {
    const problem = record?.addresses.find((address) => address.base === base)?.problem;
    return problem ? [`${bases.length > 1 ? `the ${ordinal(index)}` : 'it'} ${problem}`] : [];
  });
  return troubles.length > 0 ? `; ${troubles.join(', ')}` : '';
}
