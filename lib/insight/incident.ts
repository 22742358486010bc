/** How a component changed with an update, as the page said. */
export interface ComponentChange {
  id: string;
  name: string;
  oldStatus: string | null;
  newStatus: string | null;
}

/** One post within an incident. */
export interface IncidentUpdate {
  id: string;
  /** As sent, such as `investigating`, `identified`, `monitoring`, `resolved`; other words occur. */
  status: string;
  /** Plain text. */
  body: string;
  /** When it was written, as far as the page says. */
  createdMs: number;
  /** The time that the page shows: it can be set back. */
  displayMs: number;
  /** When we saw that its text or status had been changed after we first read it; `null`: never. */
  editedMs: number | null;
  components: ComponentChange[];
}

/** An incident, or planned maintenance, as a status page posted it. Every string is the page's own: show it as text. */
export interface Incident {
  /** The page's name in the settings. */
  page: string;
  id: string;
  kind: 'incident' | 'maintenance';
  name: string;
  status: string;
  /** As sent: `none`, `minor`, `major`, `critical`, `maintenance`; other words occur. */
  impact: string;
  url: string | null;
  createdMs: number;
  /** When trouble began, as the page says; mostly the time of the post. */
  startedMs: number | null;
  resolvedMs: number | null;
  updatedMs: number;
  components: { id: string; name: string }[];
  /** Oldest first. */
  updates: IncidentUpdate[];
  /** When we first and last saw it on the page. */
  firstSeenMs: number;
  lastSeenMs: number;
  /** When we saw that the page no longer lists it; `null`: it does, or it is too old to tell. */
  vanishedMs: number | null;
  /** When it was last opened again after having been resolved; `null`: never. */
  reopenedMs: number | null;
}

/** The components of a page that matter for an upstream. Both lists empty: all do. */
export interface ComponentChoice {
  ids: string[];
  /** Used where ids are not known: a component's name, or its beginning; letter case does not matter. */
  names: string[];
}

export interface Span {
  fromMs: number;
  /** Exclusive. */
  toMs: number;
}

/** When the page first told of it. */
export function postedMs({ createdMs, updates }: Incident): number {
  const written = updates.map((update) => update.createdMs);
  return written.length > 0 ? Math.min(...written) : createdMs;
}

const HOUR_MS = 3_600_000;
/** An incident open for longer than this is a standing notice: only the time around its posts counts. */
const STANDING_MS = 24 * HOUR_MS;
const AROUND_POST_MS = 6 * HOUR_MS;

/**
 * When an incident can be taken to have been going on: from its start (or post) to its end, or to `nowMs`; of one that
 * stays open for days only the six hours after each post before the last one that closes it.
 */
export function activeSpans(incident: Incident, nowMs: number): Span[] {
  const fromMs = Math.min(incident.startedMs ?? Number.POSITIVE_INFINITY, postedMs(incident));
  const toMs = Math.max(fromMs, incident.resolvedMs ?? incident.vanishedMs ?? nowMs);
  if (toMs - fromMs <= STANDING_MS) return [{ fromMs, toMs }];
  const posts = [fromMs, ...incident.updates.map(({ createdMs }) => createdMs)].filter((atMs) => atMs < toMs);
  const spans: Span[] = [];
  for (const atMs of posts.sort((a, b) => a - b)) {
    const last = spans.at(-1);
    const endMs = Math.min(atMs + AROUND_POST_MS, toMs);
    if (last && atMs <= last.toMs) last.toMs = Math.max(last.toMs, endMs);
    else spans.push({ fromMs: atMs, toMs: endMs });
  }
  return spans;
}

/** Whether an incident is about components that matter. Where it names no component, its words decide. */
export function concerns(incident: Incident, choice: ComponentChoice): boolean {
  if (incident.kind !== 'incident' || incident.impact === 'none') return false;
  if (choice.ids.length === 0 && choice.names.length === 0) return true;
  const named = [...incident.components, ...incident.updates.flatMap(({ components }) => components)];
  if (named.length > 0) return named.some((component) => isChosen(component, choice));
  const text = [incident.name, ...incident.updates.map(({ body }) => body)].join('\n').toLowerCase();
  return choice.names.some((name) => containsWord(text, name.toLowerCase()));
}

/** Whether a component is among the chosen: by id, or else by the beginning of its name. */
export function isChosen({ id, name }: { id: string; name: string }, choice: ComponentChoice): boolean {
  if (choice.ids.length === 0 && choice.names.length === 0) return true;
  if (choice.ids.includes(id)) return true;
  return choice.names.some((chosen) => startsWithWord(name.toLowerCase(), chosen.toLowerCase()));
}

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

function startsWithWord(text: string, word: string): boolean {
  return word !== '' && text.startsWith(word) && !isWordCharacter(text[word.length]);
}

function containsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); word !== '' && at >= 0; at = text.indexOf(word, at + 1))
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return true;
  return false;
}
