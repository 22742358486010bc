import type { AlertEvent } from '../api/alert-shapes.ts';

/** One thing to tell, once. */
export interface Alert {
  event: AlertEvent;
  provider: string;
  atMs: number;
  /** In one line, with strings of our own alone but for the names of providers, models, limits and incidents. */
  text: string;
  /** What to look at. */
  fromMs: number;
  toMs: number;
  /** Numbers and names for whoever reads it by machine. */
  facts: Record<string, number | string | null>;
}
