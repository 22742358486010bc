import { monthTimes } from './month-time.ts';
import { plainLine, plainText } from './plain-text.ts';
import { type Posted, readPosted } from './posted.ts';
import { type WireHistory, wireHistory, wireSingle } from './wire.ts';

const DAY_MS = 86_400_000;

/** An incident as the archive lists it: its id, and what little the list says. */
export interface Archived {
  id: string;
  /** Made up from the list alone, for when the incident itself cannot be read. */
  outline: Posted;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A page of `history.json`; `null`: it is none. */
export function readArchive(text: string, base: string, nowMs: number): Archived[] | null {
  const wire = wireHistory.safeParse(parsed(text));
  if (!wire.success) return null;
  return wire.data.months.flatMap(({ year, incidents }) =>
    incidents.map((entry) => ({ id: entry.code, outline: outline(entry, year, base, nowMs) })),
  );
}

type ArchiveEntry = WireHistory['months'][number]['incidents'][number];

function outline(
  { code, name, message, impact, timestamp }: ArchiveEntry,
  year: number,
  base: string,
  nowMs: number,
): Posted {
  const times = monthTimes(plainLine(timestamp ?? '', 200), year);
  const fromMs = times && times.fromMs <= nowMs ? times.fromMs : Math.min(nowMs, Date.UTC(year, 0, 1));
  const toMs = times?.toMs ?? fromMs;
  const body = message ?? '';
  const update = (id: string, status: string, atMs: number) => ({
    id: `${code}-${id}`,
    status,
    body: id === 'end' ? body : '',
    created_at: atMs,
    display_at: atMs,
    affected_components: [],
  });
  const wire = {
    id: code,
    name,
    status: 'resolved',
    impact,
    shortlink: null,
    created_at: fromMs,
    started_at: fromMs,
    scheduled_for: null,
    resolved_at: toMs,
    updated_at: toMs,
    components: [],
    incident_updates: [
      update('end', 'resolved', toMs),
      ...(toMs > fromMs ? [update('start', 'investigating', fromMs)] : []),
    ],
  };
  return readPosted(wire, 'incident', base, nowMs);
}

/** `incidents/CODE.json`; `null`: it is none. */
export function readSingle(text: string, base: string, nowMs: number): Posted | null {
  const wire = wireSingle.safeParse(parsed(text));
  return wire.success ? readPosted(wire.data, 'incident', base, nowMs) : null;
}

const ENTRIES_MAX = 500;
const STEP =
  /([A-Z][a-z]{2}\s+\d{1,2},\s*\d{1,2}:\d{2})(?:\s*-[^\n]{0,40}?)?\s+[A-Z]{2,5}\n([A-Z][A-Za-z ]{2,30}) -(?=\s|$)/g;

/** What the elements of a name hold, in order; such elements do not nest in a feed. Reads the text once. */
function elements(xml: string, name: string, max: number): string[] {
  const found: string[] = [];
  let from = 0;
  while (found.length < max) {
    const tag = xml.indexOf(`<${name}`, from);
    const open = tag < 0 ? -1 : xml.indexOf('>', tag);
    const close = open < 0 ? -1 : xml.indexOf(`</${name}>`, open);
    if (close < 0) break;
    // `<entry` also begins `<entryway`.
    if (/[\s>]/.test(xml[tag + name.length + 1] ?? '')) found.push(xml.slice(open + 1, close));
    from = close;
  }
  return found;
}

const element = (xml: string, name: string): string => elements(xml, name, 1)[0] ?? '';

/** The incidents of an Atom feed, as far as their text tells; `null`: it is no feed. */
export function readFeed(xml: string, base: string, nowMs: number): Archived[] | null {
  if (!/<feed\b/.test(xml.slice(0, 2000))) return null;
  return elements(xml, 'entry', ENTRIES_MAX).flatMap((entry) => {
    const read = readEntry(entry, base, nowMs);
    return read ? [read] : [];
  });
}

function readEntry(entry: string, base: string, nowMs: number): Archived | null {
  const code = /\bhref="[^"]{0,300}\/incidents\/([\w-]{1,100})["?#]/.exec(entry)?.[1];
  const updatedMs = Date.parse(element(entry, 'updated').trim());
  if (!code || !(updatedMs <= nowMs + DAY_MS)) return null;
  // The content is HTML within XML: the first reading unwraps it, the second takes the tags away.
  const text = plainText(plainTextOfXml(element(entry, 'content')), 60_000);
  const updates = feedUpdates(code, text, updatedMs);
  const closing = updates[0];
  const wire = {
    id: code,
    name: plainTextOfXml(element(entry, 'title')),
    status: closing?.status === 'update' ? null : (closing?.status ?? 'resolved'),
    // A feed does not tell the impact.
    impact: 'unknown',
    shortlink: null,
    created_at: updates.at(-1)?.created_at ?? updatedMs,
    started_at: null,
    scheduled_for: null,
    resolved_at: null,
    updated_at: updatedMs,
    components: [],
    incident_updates: updates,
  };
  return { id: code, outline: readPosted(wire, 'incident', base, nowMs) };
}

const plainTextOfXml = (xml: string): string =>
  xml
    .replace(/^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The posts that an entry's text holds, newest first: a time without a year, a word, a dash and the text. */
function feedUpdates(code: string, text: string, updatedMs: number) {
  const steps = [...text.matchAll(STEP)];
  let laterMs = updatedMs + DAY_MS;
  return steps.map((step, index) => {
    const from = step.index + step[0].length;
    const body = text.slice(from, steps[index + 1]?.index ?? text.length).trim();
    const atMs = yearBefore(step[1] ?? '', laterMs) ?? laterMs;
    laterMs = atMs;
    return {
      id: `${code}-${steps.length - index}`,
      status: (step[2] ?? '').toLowerCase().replaceAll(' ', '_'),
      body,
      created_at: atMs,
      display_at: atMs,
      affected_components: [],
    };
  });
}

/** A time without a year, in the last year in which it is not after `laterMs`. */
function yearBefore(text: string, laterMs: number): number | null {
  const year = new Date(laterMs).getUTCFullYear();
  for (const candidate of [year, year - 1]) {
    const fromMs = monthTimes(text, candidate)?.fromMs;
    if (fromMs !== undefined && fromMs <= laterMs) return fromMs;
  }
  return null;
}
