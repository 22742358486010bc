import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertStore, DestinationRecord } from '../../db/alert-store.ts';
import { openSqliteAlertStore } from '../../db/sqlite/open-alerts.ts';
import { lookForAlerts } from '../../lib/alerts/alert-watch.ts';
import { deliver } from '../../lib/alerts/deliver.ts';
import { sendDue } from '../../lib/alerts/send-due.ts';
import type { Snapshot } from '../../lib/alerts/snapshot.ts';
import { alertLogAnswer, alertsAnswer, putAlerts, testAlert } from '../../lib/api/alerts.ts';
import { type Answer, type MockProvider, startMockProvider } from '../support/mock-provider/index.ts';
import { type TemporaryDatabase, temporaryDatabase } from '../support/sqlite-store.ts';
import { episode } from '../unit/insight/incidents.ts';
import { at } from '../unit/insight/minutes.ts';

const signal = new AbortController().signal;
const SECRET = 'Xk3QxSecretSecret';

let database: TemporaryDatabase;
let store: AlertStore;
let receiver: MockProvider;
let answer: Answer;
let nowMs = at(0);

beforeEach(async () => {
  database = temporaryDatabase();
  store = openSqliteAlertStore(database.path);
  answer = { status: 200, body: 'ok' };
  receiver = await startMockProvider({ scenario: () => answer });
  nowMs = at(0);
});
afterEach(async () => {
  await receiver.close();
  await store.close();
  database.remove();
});

const destination = (over: Partial<DestinationRecord> = {}): DestinationRecord => ({
  id: 'd1',
  name: 'On call',
  kind: 'webhook',
  url: `${receiver.url}/hook/${SECRET}`,
  events: ['episode_began', 'episode_ended'],
  enabled: true,
  ...over,
});

function snapshot(over: Partial<Snapshot['providers'][number]> = {}): Snapshot {
  const provider = { provider: 'anthropic', states: [], incidentName: null, limits: [] };
  return { nowMs, providers: [{ ...provider, episodes: [episode(0, null)], ...over }] };
}

const look = (seen = snapshot()) => lookForAlerts(store, async () => seen);
const send = () => sendDue(store, { deliver, nowMs: () => nowMs, random: () => 0.5 }, signal);
const bodies = async () => {
  await Promise.all(receiver.requests.map(({ complete }) => complete));
  return receiver.requests.map(({ body }) => JSON.parse(body.toString()) as { event?: string; text: string });
};

describe('deliver', () => {
  const to = (path = '/x') => deliver(`${receiver.url}${path}`, '{}', signal, { timeoutMs: 2_000 });

  test('posts JSON once and reads nothing of the answer', async () => {
    answer = { status: 204 };
    expect(await deliver(`${receiver.url}/a?b=c`, '{"x":1}', signal)).toMatchObject({ status: 204, problem: null });
    const [request] = receiver.requests;
    await request?.complete;
    expect(request).toMatchObject({ method: 'POST', target: '/a?b=c' });
    expect(request?.header('content-type')).toBe('application/json');
    expect(request?.body.toString()).toBe('{"x":1}');
  });

  test.each<[Answer, string | null]>([
    [{ status: 404 }, 'answers 404'],
    [{ status: 500 }, 'answers 500'],
    [{ status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'redirects (302), which is not followed'],
    [{ status: 200, ending: 'reset', body: [{ waitMs: 5 }], headDelayMs: 1 }, null],
  ])('%j: %s', async (given, problem) => {
    answer = given;
    expect((await to()).problem).toBe(problem);
    expect(receiver.requests).toHaveLength(1);
  });

  test('gives up on whoever does not answer', async () => {
    answer = { headDelayMs: 60_000 };
    const { problem, status } = await deliver(`${receiver.url}/`, '{}', signal, { timeoutMs: 50 });
    expect([problem, status]).toEqual(['does not answer within 0 s', null]);
  });

  test('does not wait for an endless answer', async () => {
    answer = { body: [{ waitMs: 60_000 }] };
    expect(await to()).toMatchObject({ status: 200, problem: null });
  });

  test('says when nobody is there', async () => {
    expect(await deliver('http://127.0.0.1:1/', '{}', signal)).toMatchObject({
      problem: 'cannot be reached (ECONNREFUSED)',
    });
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[fe80::1]/',
    'http://2852039166/',
    'http://[::ffff:169.254.169.254]/',
  ])('sends nothing to %s', async (url) => {
    expect(await deliver(url, '{}', signal)).toMatchObject({
      status: null,
      problem: 'leads to an address that nothing is sent to',
    });
  });

  test('tells how long it was asked to wait', async () => {
    answer = { status: 429, headers: { 'retry-after': '30' } };
    expect(await to()).toMatchObject({ problem: 'answers 429', retryAfterMs: 30_000 });
  });
});

describe('from what is seen to what is sent', () => {
  test('each alert goes once to each destination that wants it, also over a restart', async () => {
    await store.putDestinations([
      destination(),
      destination({ id: 'd2', name: 'Chat', kind: 'slack', events: ['episode_began'] }),
      destination({ id: 'd3', events: ['spend_limit_hit'] }),
      destination({ id: 'd4', enabled: false }),
    ]);
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    await store.close();
    store = openSqliteAlertStore(database.path);
    expect(await look()).toBe(0);
    expect(await send()).toBe(2);
    expect(await send()).toBe(0);
    const sent = await bodies();
    expect(sent.map(({ event }) => event)).toEqual(['episode_began', undefined]);
    expect(sent[1]?.text).toMatch(/^:red_circle: anthropic is overloaded/);
    expect(
      (await alertLogAnswer(store)).entries.map(({ destination: to, state, tries }) => [to, state, tries]),
    ).toEqual([
      ['Chat', 'sent', 1],
      ['On call', 'sent', 1],
    ]);
  });

  test('without a destination nothing is looked at; one added later is told what goes on', async () => {
    let looked = 0;
    const seen = async () => {
      looked += 1;
      return snapshot();
    };
    expect(await lookForAlerts(store, seen)).toBe(0);
    expect(looked).toBe(0);
    await store.putDestinations([destination()]);
    expect(await lookForAlerts(store, seen)).toBe(1);
    expect(await lookForAlerts(store, async () => null)).toBe(0);
  });

  test('what fails is tried again, later each time, for as long as it is news', async () => {
    await store.putDestinations([destination()]);
    await look();
    answer = { status: 503, headers: { 'retry-after': '120' } };
    expect(await send()).toBe(1);
    const [waiting] = (await alertLogAnswer(store)).entries;
    expect(waiting).toMatchObject({ state: 'waiting', tries: 1, status: 503, problem: 'answers 503' });
    nowMs += 119_000;
    expect(await send()).toBe(0);
    nowMs += 1_000;
    answer = { status: 500 };
    let tries = 1;
    for (; tries < 30; tries += 1) {
      if ((await alertLogAnswer(store)).entries[0]?.state === 'failed') break;
      await send();
      nowMs += 31 * 60_000;
    }
    expect((await alertLogAnswer(store)).entries[0]).toMatchObject({ state: 'failed', tries: 8, sentAt: null });
  });

  test('a refusal is not tried again, and what recovers goes through', async () => {
    await store.putDestinations([destination()]);
    await look();
    answer = { status: 404 };
    await send();
    expect((await alertLogAnswer(store)).entries[0]).toMatchObject({ state: 'failed', problem: 'answers 404' });
    nowMs = at(60);
    await look(snapshot({ episodes: [episode(0, 30)] }));
    answer = { status: 500 };
    await send();
    answer = { status: 200 };
    nowMs += 60_000;
    await send();
    expect((await alertLogAnswer(store)).entries[0]).toMatchObject({ event: 'episode_ended', state: 'sent', tries: 2 });
  });

  test('what waits for a destination that is removed or turned off is given up', async () => {
    await store.putDestinations([destination(), destination({ id: 'd2' })]);
    await look();
    await store.putDestinations([destination({ enabled: false })]);
    await send();
    expect(receiver.requests).toEqual([]);
    expect((await alertLogAnswer(store)).entries.map(({ state, problem }) => [state, problem])).toEqual([
      ['failed', 'the destination was removed'],
      ['failed', 'the destination is off'],
    ]);
  });

  test('the log keeps the newest thousand', async () => {
    await store.putDestinations([destination()]);
    const alert = { atMs: 1, event: 'test', text: 't', body: '{}', destinationId: 'd1', destination: 'On call' };
    await store.note(
      {},
      Array.from({ length: 1_100 }, () => alert),
    );
    expect(await store.log(5_000)).toHaveLength(1_000);
    expect((await alertLogAnswer(store)).entries).toHaveLength(200);
  });
});

describe('destinations as the API takes them', () => {
  const put = (...destinations: unknown[]) => putAlerts(store, { destinations });
  const good = () => ({ name: ' Chat ', kind: 'slack', url: `${receiver.url}/services/${SECRET}` });

  test('are kept, shown masked, and keep their address when it is left out', async () => {
    const { destinations } = await put(good());
    const id = destinations[0]?.id ?? '';
    expect(destinations).toMatchObject([{ name: 'Chat', kind: 'slack', enabled: true, maskedUrl: expect.any(String) }]);
    expect(destinations[0]?.events).toHaveLength(5);
    expect(JSON.stringify(destinations)).not.toContain(SECRET);
    const changed = await put({ id, name: 'Other', kind: 'webhook', events: ['write_support'], enabled: false });
    expect(changed.destinations).toMatchObject([{ id, name: 'Other', events: ['write_support'], enabled: false }]);
    expect((await store.destinations())[0]?.url).toContain(SECRET);
    expect(await alertsAnswer(store)).toEqual(changed);
    expect((await put()).destinations).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['no list', {}, 'destinations'],
    ['too many', { destinations: Array(11).fill({}) }, 'destinations'],
    ['no object', { destinations: [7] }, 'destinations[0]'],
    ['no name', { destinations: [{ name: '', kind: 'slack', url: 'http://x/' }] }, 'destinations[0].name'],
    ['no address', { destinations: [{ name: 'a', kind: 'slack' }] }, 'destinations[0].url'],
    ['a bad address', { destinations: [{ name: 'a', kind: 'slack', url: 'ftp://x' }] }, 'destinations[0].url'],
    ['an unknown kind', { destinations: [{ name: 'a', kind: 'fax', url: 'http://x/' }] }, 'destinations[0].kind'],
    [
      'an unknown event',
      { destinations: [{ name: 'a', kind: 'slack', url: 'http://x/', events: ['rain'] }] },
      'destinations[0].events',
    ],
    [
      'an unknown id',
      { destinations: [{ id: 'z', name: 'a', kind: 'slack', url: 'http://x/' }] },
      'destinations[0].id',
    ],
    ['a field too many', { destinations: [], extra: 1 }, 'extra'],
  ])('are refused whole with %s', async (_, body, field) => {
    await put(good());
    await expect(putAlerts(store, body)).rejects.toMatchObject({ status: 400, field });
    expect((await alertsAnswer(store)).destinations).toHaveLength(1);
  });

  test('a refused address is not repeated', async () => {
    const refused = put({ name: 'a', kind: 'slack', url: `https://u:${SECRET}@x/` });
    await expect(refused).rejects.toMatchObject({ status: 400 });
    await refused.catch((error: unknown) => expect(JSON.stringify(error) + String(error)).not.toContain(SECRET));
  });

  test('a test goes through at once and is in the log', async () => {
    const { destinations } = await put(good());
    const id = destinations[0]?.id ?? '';
    expect(await testAlert(store, { id }, nowMs, signal)).toMatchObject({ ok: true, status: 200, problem: null });
    expect(await bodies()).toEqual([{ text: ':wave: A test from Weir: alerts reach this place.' }]);
    answer = { status: 410 };
    expect(await testAlert(store, { id }, nowMs, signal)).toMatchObject({ ok: false, problem: 'answers 410' });
    expect((await alertLogAnswer(store)).entries.map(({ event, state }) => [event, state])).toEqual([
      ['test', 'failed'],
      ['test', 'sent'],
    ]);
    await expect(testAlert(store, { id: 'nobody' }, nowMs, signal)).rejects.toMatchObject({ status: 404 });
    await expect(testAlert(store, {}, nowMs, signal)).rejects.toMatchObject({ status: 400, field: 'id' });
  });
});
