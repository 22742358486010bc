import type { Span } from './incident.ts';

const DAY_MS = 86_400_000;
const TEXT_MAX = 20_000;
const TIME = String.raw`(\d{1,2}):(\d{2})\s*(am|pm)?\s*(?:(UTC|GMT)|[A-Z]{2,4}\b)?`;
/** `2:05pm PT / 21:05 UTC` is one moment in two ways. */
const MOMENT = new RegExp(String.raw`${TIME}(?:\s*/\s*${TIME})?`, 'gi');
const PHRASE = /\b(?:from|between)\s+(.{4,60}?)\s+(?:to|until|and|through)\s+(.{4,40}?)(?:[.;\n]|$)/gi;

/**
 * The window that a text states ("Impact occurred from 13:57 to 14:20 UTC"); `null` where it states none in UTC. The date
 * is not said: it is the last such time before `writtenMs`, when the text was written.
 */
export function statedImpact(text: string, writtenMs: number): Span | null {
  for (const [, from, to] of text.slice(0, TEXT_MAX).matchAll(PHRASE)) {
    const end = utcMinutes(to ?? '', false);
    // "from 13:57 to 14:20 UTC": the zone stands once for both.
    const start = utcMinutes(from ?? '', end !== null);
    if (start === null || end === null) continue;
    const dayMs = Math.floor(writtenMs / DAY_MS) * DAY_MS;
    let toMs = dayMs + end * 60_000;
    if (toMs > writtenMs) toMs -= DAY_MS;
    let fromMs = Math.floor(toMs / DAY_MS) * DAY_MS + start * 60_000;
    if (fromMs > toMs) fromMs -= DAY_MS;
    if (toMs > fromMs) return { fromMs, toMs };
  }
  return null;
}

/** Minutes since midnight UTC; `null`: not said in UTC. */
function utcMinutes(text: string, zoneIsKnown: boolean): number | null {
  for (const match of text.matchAll(MOMENT)) {
    const [whole, h1, m1, half1, utc1, h2, m2, half2, utc2] = match;
    if (utc2) return minutes(h2, m2, half2);
    if (utc1 || (zoneIsKnown && !/[A-Z]{2,4}/.test(whole))) return minutes(h1, m1, half1);
  }
  return null;
}

function minutes(hour: string | undefined, minute: string | undefined, half: string | undefined): number | null {
  const hours = (Number(hour) % (half ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0);
  return Number(hour) < 24 && Number(minute) < 60 ? hours * 60 + Number(minute) : null;
}
