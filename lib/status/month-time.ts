const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIMES =
  /\b([A-Z][a-z]{2})[a-z]*\s+(\d{1,2}),\s*(\d{1,2}):(\d{2})(?:\s*-\s*(?:([A-Z][a-z]{2})[a-z]*\s+(\d{1,2}),\s*)?(\d{1,2}):(\d{2}))?/;

/**
 * `Oct 7, 21:23 UTC`, or a range `Oct 7, 21:23 - 23:10 UTC`, `Oct 7, 21:23 - Oct 8, 01:00 UTC`, as UTC: the page names
 * no zone that could be trusted otherwise. `null`: no such time. The year is not said.
 */
export function monthTimes(text: string, year: number): { fromMs: number; toMs: number | null } | null {
  const match = TIMES.exec(text.slice(0, 200));
  if (!match) return null;
  const [, month, day, hour, minute, endMonth, endDay, endHour, endMinute] = match;
  const fromMs = moment(year, month, day, hour, minute);
  if (fromMs === null) return null;
  if (endHour === undefined) return { fromMs, toMs: null };
  const toMs = moment(year, endMonth ?? month, endDay ?? day, endHour, endMinute);
  if (toMs === null) return { fromMs, toMs: null };
  // December to January.
  return {
    fromMs,
    toMs: toMs >= fromMs ? toMs : moment(year + 1, endMonth ?? month, endDay ?? day, endHour, endMinute),
  };
}

function moment(year: number, month?: string, day?: string, hour?: string, minute?: string): number | null {
  const index = MONTHS.indexOf((month ?? '').toLowerCase());
  if (index < 0 || Number(day) > 31 || Number(hour) > 23 || Number(minute) > 59) return null;
  return Date.UTC(year, index, Number(day), Number(hour), Number(minute));
}
