import { randomUUID } from 'node:crypto';
import type { AlertRecord, AlertStore, DestinationRecord } from '../../db/alert-store.ts';
import { deliver } from '../alerts/deliver.ts';
import { DESTINATION_ALLOWED, isDestinationUrl, maskedUrl } from '../alerts/destination-url.ts';
import { payload } from '../alerts/payload.ts';
import { type FieldError, readFields, validated } from '../scheduler/fields.ts';
import {
  ALERT_EVENTS,
  ALERT_KINDS,
  type AlertDestinationJson,
  type AlertEvent,
  type AlertKind,
  type AlertLogAnswer,
  type AlertLogEntry,
  type AlertsAnswer,
  type AlertTestAnswer,
} from './alert-shapes.ts';
import { notFound } from './api-error.ts';
import { validOrRefuse } from './refuse.ts';

const DESTINATIONS_MAX = 10;
const NAME_MAX = 60;
const ID_MAX = 100;
const LOG_MAX = 200;
const TEST_TEXT = 'A test from Weir: alerts reach this place.';

export async function alertsAnswer(store: AlertStore): Promise<AlertsAnswer> {
  return { destinations: (await store.destinations()).map(destinationJson) };
}

function destinationJson({ id, name, kind, url, events, enabled }: DestinationRecord): AlertDestinationJson {
  return { id, name, kind: kind as AlertKind, maskedUrl: maskedUrl(url), events: events as AlertEvent[], enabled };
}

/**
 * Replaces the destinations, or refuses them whole.
 * @throws ApiError 400 naming every field that does not validate
 */
export async function putAlerts(store: AlertStore, body: unknown): Promise<AlertsAnswer> {
  const known = await store.destinations();
  const destinations = validOrRefuse(validated((errors) => readDestinations(body, known, errors)));
  await store.putDestinations(destinations);
  return { destinations: destinations.map(destinationJson) };
}

function readDestinations(
  body: unknown,
  known: readonly DestinationRecord[],
  errors: FieldError[],
): DestinationRecord[] {
  const fields = readFields(body ?? null, '', errors);
  const list = fields.raw('destinations');
  if (!Array.isArray(list) || list.length > DESTINATIONS_MAX)
    fields.fail('destinations', list, `a list of at most ${DESTINATIONS_MAX}`);
  fields.end();
  const inputs: unknown[] = Array.isArray(list) ? list.slice(0, DESTINATIONS_MAX) : [];
  const destinations = inputs.map((input, i) => readDestination(input ?? null, `destinations[${i}]`, known, errors));
  const ids = destinations.map(({ id }) => id);
  for (const [i, id] of ids.entries())
    if (ids.indexOf(id) !== i) fields.fail(`destinations[${i}].id`, id, 'in the list once');
  return destinations;
}

function readDestination(
  input: unknown,
  path: string,
  known: readonly DestinationRecord[],
  errors: FieldError[],
): DestinationRecord {
  const fields = readFields(input, path, errors);
  const id = fields.raw('id');
  const before = id === undefined ? null : (known.find((each) => each.id === id) ?? null);
  if (id !== undefined && !before) fields.fail('id', id, 'the id of a destination that is there, or left out');
  const name = fields.raw('name');
  const isName = typeof name === 'string' && name.trim() !== '' && name.trim().length <= NAME_MAX;
  if (!isName) fields.fail('name', name, `a text of 1 to ${NAME_MAX} characters`);
  const url = fields.raw('url') ?? before?.url;
  // Its value is not repeated in the error: it may hold a secret.
  if (typeof url !== 'string' || !isDestinationUrl(url))
    fields.fail('url', url === undefined ? undefined : '(hidden)', DESTINATION_ALLOWED);
  const kind = fields.choice('kind', ALERT_KINDS, (before?.kind ?? 'webhook') as AlertKind);
  const events = fields.raw('events') ?? before?.events ?? [...ALERT_EVENTS];
  const isEvents =
    Array.isArray(events) && events.every((event) => (ALERT_EVENTS as readonly unknown[]).includes(event));
  if (!isEvents) fields.fail('events', events, `a list of ${ALERT_EVENTS.join(', ')}`);
  const enabled = fields.flag('enabled', before?.enabled ?? true);
  fields.end();
  return {
    id: before?.id ?? randomUUID(),
    name: isName ? name.trim() : '',
    kind,
    url: typeof url === 'string' ? url : '',
    events: isEvents ? ALERT_EVENTS.filter((event) => events.includes(event)) : [],
    enabled,
  };
}

/**
 * Sends a test to one destination, once, and waits for it.
 * @throws ApiError 404 for an id that is not there, 400 for a body without one
 */
export async function testAlert(
  store: AlertStore,
  body: unknown,
  nowMs: number,
  signal: AbortSignal,
): Promise<AlertTestAnswer> {
  const id = validOrRefuse(
    validated((errors) => {
      const fields = readFields(body ?? null, '', errors);
      const value = fields.raw('id');
      if (typeof value !== 'string' || value.length > ID_MAX) fields.fail('id', value, 'the id of a destination');
      fields.end();
      return typeof value === 'string' ? value : '';
    }),
  );
  const destination = (await store.destinations()).find((each) => each.id === id);
  if (!destination) throw notFound(`there is no destination ${JSON.stringify(id)}`);
  const { name, kind, url } = destination;
  const message = { event: 'test' as const, provider: null, atMs: nowMs, text: TEST_TEXT, fromMs: null, toMs: null };
  const text = payload(kind as AlertKind, { ...message, facts: {} });
  const startedMs = performance.now();
  const { status, problem } = await deliver(url, text, signal);
  const durationMs = Math.round(performance.now() - startedMs);
  const ok = problem === null;
  await store.add(
    { atMs: nowMs, event: 'test', text: TEST_TEXT, body: text, destinationId: id, destination: name },
    {
      state: ok ? 'sent' : 'failed',
      tries: 1,
      nextTryMs: nowMs,
      status,
      problem,
      sentMs: ok ? nowMs + durationMs : null,
    },
  );
  return { ok, status, problem, durationMs };
}

/** The newest of what was told and what became of it. */
export async function alertLogAnswer(store: AlertStore): Promise<AlertLogAnswer> {
  return { entries: (await store.log(LOG_MAX)).map(logEntry) };
}

function logEntry({ id, atMs, event, text, destination, ...rest }: AlertRecord): AlertLogEntry {
  const { state, tries, status, problem, sentMs } = rest;
  return {
    id,
    at: atMs,
    event: event as AlertLogEntry['event'],
    text,
    destination,
    state,
    tries,
    status,
    problem,
    sentAt: sentMs,
  };
}
