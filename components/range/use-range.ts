'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useMemo, useRef } from 'react';
import { DEFAULT_FROM, DEFAULT_TO } from '../../lib/api/filters.ts';
import { type RangeText, widened } from './range-text.ts';

export const DEFAULT_RANGE: RangeText = { from: DEFAULT_FROM, to: DEFAULT_TO };

export interface RangeState {
  range: RangeText;
  setRange(range: RangeText): void;
  /** Into a stretch of the present range, remembering the way back. */
  zoomTo(fromMs: number, toMs: number): void;
  /** The way back from the last zoom on this page, else a range twice as wide. */
  zoomOut(): void;
  /** Whether it ends now and moves along. */
  followsNow: boolean;
}

/**
 * The range of the page, kept in the URL; each change is a step of the browser's history.
 * @param unless what holds as long as the URL names none
 * @param beforeChange told of another range before the page begins to draw it
 */
export function useRange(unless: RangeText = DEFAULT_RANGE, beforeChange?: (range: RangeText) => void): RangeState {
  const { from: defaultFrom, to: defaultTo } = unless;
  const parsers = useMemo(
    () => ({ from: parseAsString.withDefault(defaultFrom), to: parseAsString.withDefault(defaultTo) }),
    [defaultFrom, defaultTo],
  );
  const [range, setQuery] = useQueryStates(parsers, { history: 'push' });
  const before = useRef<RangeText[]>([]);
  const { from, to } = range;
  return useMemo(() => {
    const set = (next: RangeText) => {
      beforeChange?.(next);
      void setQuery(next);
    };
    return {
      range: { from, to },
      setRange(next) {
        before.current = [];
        set(next);
      },
      zoomTo(fromMs, toMs) {
        before.current.push({ from, to });
        set({ from: String(fromMs), to: String(toMs) });
      },
      zoomOut() {
        const back = before.current.pop() ?? widened({ from, to }, Date.now());
        if (back) set(back);
      },
      followsNow: to === 'now',
    };
  }, [from, to, setQuery, beforeChange]);
}
