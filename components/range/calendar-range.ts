import { type Zone, zoneOffsetMs } from '../../lib/format/time.ts';

/** A moment as a calendar and a clock show it. */
export interface WallTime {
  /** `YYYY-MM-DD`. */
  date: string;
  /** `HH:MM`. */
  time: string;
}

export function toWallTime(ms: number, zone: Zone): WallTime {
  const iso = new Date(ms + zoneOffsetMs(ms, zone)).toISOString();
  return { date: iso.slice(0, 10), time: iso.slice(11, 16) };
}

/** The moment that a wall clock of the zone shows; `NaN` for what is no time. */
export function fromWallTime({ date, time }: WallTime, zone: Zone): number {
  const clockMs = Date.parse(`${date}T${time || '00:00'}Z`);
  if (Number.isNaN(clockMs)) return Number.NaN;
  // The offset at the clock's own reading is a guess; the one at the guessed moment is right but in a clock change.
  const guessMs = clockMs - zoneOffsetMs(clockMs, zone);
  return clockMs - zoneOffsetMs(guessMs, zone);
}
