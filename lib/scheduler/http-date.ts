const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The three forms of RFC 9110, section 5.6.7: the one to send, and the two obsolete ones that must still be read. */
const FORMS = [
  /^(?:mon|tue|wed|thu|fri|sat|sun), (?<day>\d\d) (?<month>[a-z]{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) gmt$/i,
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)day, (?<day>\d\d)-(?<month>[a-z]{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) gmt$/i,
  /^(?:mon|tue|wed|thu|fri|sat|sun) (?<month>[a-z]{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/i,
];

/** A year of two digits is the one of this century unless that is more than 50 years ahead. */
function fullYear(digits: string, nowMs: number): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  const thisYear = new Date(nowMs).getUTCFullYear();
  const guess = thisYear - (thisYear % 100) + year;
  return guess > thisYear + 50 ? guess - 100 : guess;
}

/**
 * An HTTP date as epoch milliseconds, the same in every runtime, unlike `Date.parse`; `NaN` for anything else,
 * 31 February and 25 o'clock included.
 * @param nowMs epoch milliseconds; settles the century of the form with a year of two digits
 */
export function parseHttpDate(text: string, nowMs: number): number {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!parts) return Number.NaN;
  const month = MONTHS.indexOf((parts.month ?? '').toLowerCase());
  const [hour, minute, second] = (parts.time ?? '').split(':').map(Number);
  const day = Number(parts.day);
  if (month < 0 || !isTime(hour, minute, second)) return Number.NaN;
  const ms = Date.UTC(fullYear(parts.year ?? '', nowMs), month, day, hour, minute, second);
  // Date.UTC carries 31 February over into March; a real date comes back as it went in.
  const carried = new Date(ms - (second === 60 ? 1000 : 0)).getUTCDate() !== day;
  return carried ? Number.NaN : ms;
}

function isTime(hour = 24, minute = 60, second = 61): boolean {
  return hour < 24 && minute < 60 && second <= 60;
}
