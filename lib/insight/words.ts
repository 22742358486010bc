const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A length of time in words: `less than a minute`, `7 min`, `2 h 5 min`, `3 days`. */
export function durationWords(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms >= 48 * HOUR_MS) return `${Math.floor(ms / (24 * HOUR_MS))} days`;
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  return `${Math.floor(ms / HOUR_MS)} h${minutes > 0 ? ` ${minutes} min` : ''}`;
}

/** A share in words: `34%`, `2.5%`, `under 0.1%`, `99.5%`; all is 100% only where it is all. */
export function shareWords(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return 'under 0.1%';
  if (percent > 99.9 && percent < 100) return 'over 99.9%';
  const tenths = percent < 10 || percent > 90;
  return `${tenths ? Math.round(percent * 10) / 10 : Math.round(percent)}%`;
}

/** A limit's name in words: `input_tokens` is `input tokens`, `unified_5h` is `5 h of the subscription`. */
export function limitWords(name: string): string {
  const unified = /^unified_?(.*)$/.exec(name)?.[1];
  if (unified === undefined) return name.replaceAll('_', ' ');
  if (unified === '') return 'subscription';
  return `${unified.replace(/^(\d+)([hd])/, '$1 $2').replaceAll('_', ' ')} of the subscription`;
}
