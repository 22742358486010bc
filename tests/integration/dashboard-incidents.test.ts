import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateDatabase } from '../../db/migrate.ts';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { AlertLogAnswer, AlertsAnswer } from '../../lib/api/alert-shapes.ts';
import type { EpisodesAnswer, IncidentAnswer, IncidentsAnswer } from '../../lib/api/incident-shapes.ts';
import type { VerdictAnswer } from '../../lib/api/present-shapes.ts';
import type { ErrorAnswer } from '../../lib/api/shapes.ts';
import type { StatusAnswer } from '../../lib/api/status-shapes.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { ask } from '../support/ask.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { eventually } from '../support/eventually.ts';
import { type RunningGateway, startGateway } from '../support/gateway.ts';
import { readLive } from '../support/live-events.ts';
import { type MockProvider, overloaded, startMockProvider } from '../support/mock-provider/index.ts';
import { type MockStatusPage, startMockStatusPage } from '../support/mock-status-page/index.ts';

const MINUTE = 60_000;
const API = 'mockapi00001';
const OUTAGE = Math.floor(Date.now() / MINUTE) * MINUTE - 12 * MINUTE;
const POSTED = OUTAGE + 10 * MINUTE;

let folder: string;
let page: MockStatusPage;
let provider: MockProvider;
let gateway: RunningGateway;
let dashboard: RunningDashboard;

/** A quiet day, then an outage that goes on. */
async function record(path: string): Promise<void> {
  const store = openSqliteStore(path);
  const attempts: Attempt[] = [];
  for (let at = OUTAGE - 600 * MINUTE; at < OUTAGE + 12 * MINUTE; at += MINUTE)
    for (let i = 0; i < 6; i += 1) {
      const one = { callId: `r-${at}-${i}`, startedAtMs: at + i * 1000 };
      attempts.push(at >= OUTAGE && i < 4 ? anOverload(one) : anAttempt(one));
    }
  await store.write(attempts, 'process');
  await store.close();
}

const get = async <T>(path: string): Promise<T> => (await ask(`${dashboard.url}${path}`)).json() as T;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-incidents-'));
  const databasePath = join(folder, 'weir.db');
  migrateDatabase(databasePath);
  await record(databasePath);
  page = await startMockStatusPage();
  page.model.post({ name: 'Old trouble', status: 'resolved', components: {}, atMs: OUTAGE - 300 * MINUTE });
  const refusing = await startMockStatusPage({ model: page.model });
  refusing.answerWith({ status: 403, body: 'challenge' });
  provider = await startMockProvider({ scenario: overloaded() });
  const env = { WEIR_STATUS_PAGES: `anthropic=${refusing.url}|${page.url}`, WEIR_STATUS_INTERVAL: '60ms' };
  dashboard = await startDashboard({ databasePath, env });
  gateway = await startGateway({
    folder: dirname(databasePath),
    env: { WEIR_UPSTREAMS: `anthropic=${provider.url},other=${provider.url}` },
  });
}, 300_000);

afterAll(async () => {
  await dashboard?.stop();
  await gateway?.stop();
  await Promise.all([page?.close(), provider?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

test('an outage is told of, then confirmed once the page posts, to whoever listens', async () => {
  const silent = await eventually(
    () => get<VerdictAnswer>('/api/verdict?provider=anthropic'),
    ({ state, evidence }) => state !== 'ok' && evidence.page?.seenAt !== null,
  );
  expect(silent).toMatchObject({
    provider: 'anthropic',
    state: 'overloaded_unacknowledged',
    evidence: { episodeId: `anthropic:${OUTAGE}`, since: OUTAGE, lead: null },
    window: { from: OUTAGE },
  });
  expect(silent.headline).toMatch(
    /^The provider is overloaded, for 1\d min, and the status page says nothing of it\.$/,
  );

  const live = await readLive(`${dashboard.url}/api/live`);
  await live.until(({ type }) => type === 'hello');
  page.model.post({
    name: 'Elevated errors on the API',
    body: '<b>Looking</b> into it',
    components: { [API]: 'partial_outage' },
    atMs: POSTED,
  });
  await live.until(({ type }) => type === 'incidents', 20_000);
  live.leave();

  const confirmed = await eventually(
    () => get<VerdictAnswer>('/api/verdict?provider=anthropic'),
    ({ state }) => state === 'overloaded_confirmed',
  );
  expect(confirmed.headline).toContain('The status page confirms it; seen 10 min before the post.');
  expect(confirmed.evidence).toMatchObject({
    lead: { ms: 10 * MINUTE },
    incident: { name: 'Elevated errors on the API' },
  });
});

test('the status names the address that answers and why the first does not', async () => {
  const { pages, intervalMs } = await get<StatusAnswer>('/api/status?from=now-1h');
  expect(intervalMs).toBe(60);
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatchObject({ name: 'anthropic', answeredBy: page.url, upstreams: ['anthropic'] });
  expect(pages[0]?.addresses[0]).toMatchObject({ problem: 'answers 403', lastOkAt: null });
  expect(pages[0]?.ageText).toContain('by the second address; the first answers 403');
  const component = pages[0]?.components.find(({ id }) => id === API);
  expect(component).toMatchObject({ status: 'partial_outage', countsFor: ['anthropic'] });
  // Told by the page of the time before we looked, then seen.
  expect(component?.periods?.at(-1)).toMatchObject({ status: 'partial_outage', source: 'seen' });
  expect(pages[0]?.incidents.map(({ name }) => name)).toEqual(['Elevated errors on the API']);
  expect((await get<StatusAnswer>('/api/status')).pages[0]?.components[0]).not.toHaveProperty('periods');
});

test('incidents and episodes of a range know of each other', async () => {
  const { incidents, agreement } = await get<IncidentsAnswer>('/api/incidents?from=now-12h');
  expect(incidents.map(({ name, counts, state }) => [name, counts, state])).toEqual([
    ['Elevated errors on the API', true, 'confirmed'],
    ['Old trouble', false, 'no_local_impact'],
  ]);
  expect(incidents[0]?.updates[0]?.body).toBe('Looking into it');
  expect(agreement).toMatchObject([{ provider: 'anthropic', page: 'anthropic', confirmed: 1 }]);
  expect((await get<IncidentsAnswer>('/api/incidents?from=now-12h&counts=false')).incidents).toHaveLength(1);

  const { episodes, countedTo } = await get<EpisodesAnswer>('/api/episodes?from=now-1h');
  expect(countedTo).toBeGreaterThan(OUTAGE);
  expect(episodes).toMatchObject([
    {
      id: `anthropic:${OUTAGE}`,
      endedAt: null,
      state: 'confirmed',
      lead: { ms: 10 * MINUTE },
      models: ['claude-sonnet-5'],
      matches: [{ incident: { id: incidents[0]?.id, postedAt: POSTED } }],
    },
  ]);

  const id = incidents[0]?.id ?? '';
  for (const path of [id, encodeURIComponent(id)]) {
    const one = await get<IncidentAnswer>(`/api/incidents/${path}`);
    expect(one.incident).toMatchObject({ id, name: 'Elevated errors on the API' });
    expect(one.episodes).toMatchObject([{ id: `anthropic:${OUTAGE}` }]);
  }
});

test('an upstream that is overloaded right now turns the headline at once', async () => {
  const body = JSON.stringify({ model: 'claude-sonnet-5', max_tokens: 1, messages: [] });
  for (let i = 0; i < 12; i += 1) {
    const answer = await fetch(`${gateway.url}/to/other/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-weir-retries': '0' },
      body,
    });
    expect(answer.status).toBe(529);
    await answer.arrayBuffer();
  }
  const told = await eventually(
    () => get<VerdictAnswer>('/api/verdict'),
    ({ providers }) =>
      providers.some(({ provider: name, state }) => name === 'other' && state.startsWith('overloaded')),
  );
  expect(told.providers.map((each) => each.provider).toSorted()).toEqual(['anthropic', 'other']);
  const { episodes } = await get<EpisodesAnswer>('/api/episodes?from=now-1h&provider=other');
  expect(episodes).toMatchObject([{ provider: 'other', endedAt: null, state: 'unacknowledged' }]);
});

test('a report of the outage says what the page said', async () => {
  const { text } = await ask(`${dashboard.url}/api/export?format=report&from=${OUTAGE}&provider=anthropic`);
  expect(text).toContain('"Elevated errors on the API", impact major, posted');
  expect(text).toContain('seen here 10 min before that post');
  expect(text).toContain('investigating: Looking into it');
});

test('whoever asked for alerts is told that it began, once, and nobody is shown where they go', async () => {
  const receiver = await startMockProvider({ scenario: () => ({ status: 200, body: 'ok' }) });
  const secret = 'services/T0/B0/secret-of-the-channel';
  const destination = { name: 'On call', kind: 'webhook', url: `${receiver.url}/${secret}`, events: ['episode_began'] };
  const put = await ask(`${dashboard.url}/api/alerts`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ destinations: [destination] }),
  });
  expect(put.status).toBe(200);
  expect(put.text).not.toContain(secret);
  const { destinations } = await get<AlertsAnswer>('/api/alerts');
  expect(destinations).toMatchObject([{ name: 'On call', maskedUrl: `${receiver.url}/…nnel` }]);
  const { entries } = await eventually(
    () => get<AlertLogAnswer>('/api/alerts/log'),
    (log) => log.entries.length > 0 && log.entries.every(({ state }) => state === 'sent'),
  );
  expect(entries.filter(({ text }) => text.startsWith('anthropic is overloaded'))).toHaveLength(1);
  await Promise.all(receiver.requests.map(({ complete }) => complete));
  expect(receiver.requests.map(({ body }) => JSON.parse(body.toString()))).toContainEqual(
    expect.objectContaining({ event: 'episode_began', provider: 'anthropic' }),
  );
  const test = await ask(`${dashboard.url}/api/alerts/test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: destinations[0]?.id }),
  });
  expect(test.json()).toMatchObject({ ok: true, status: 200 });
  expect(dashboard.output()).not.toContain(secret);
  await receiver.close();
});

test('the metrics tell of looks at pages and of overloads that go on', async () => {
  const { text } = await ask(`${dashboard.url}/metrics`);
  expect(text).toMatch(/^weir_status_looks_total\{page="anthropic"\} [1-9]\d*$/m);
  expect(text).toContain('weir_episodes_open{provider="anthropic"} 1');
  expect(text).toContain('weir_dashboard_job_failures_total{job="episodes"} 0');
  expect(text).toContain('weir_dashboard_job_failures_total{job="alerts"} 0');
});

test('limits and advice are told of a range', async () => {
  expect(await get('/api/limits?from=now-1h&top=8&points=42')).toMatchObject({ limits: [], total: 0, sampled: false });
  expect(await get('/api/advice?from=now-1h')).toMatchObject({ advice: [], sampled: false });
});

describe('what cannot be asked is refused by name', () => {
  test.each([
    ['/api/status?from=yesterday', 'from'],
    ['/api/status?page=anthropic', 'page'],
    ['/api/incidents?from=now&to=now-1h', 'from'],
    ['/api/incidents?counts=maybe', 'counts'],
    ['/api/incidents?model=x', 'model'],
    [`/api/incidents?page=${'x'.repeat(300)}`, 'page'],
    ['/api/episodes?outcome=ok', 'outcome'],
    ['/api/verdict?provider=nobody', 'provider'],
    ['/api/verdict?from=now-1h', 'from'],
    ['/api/limits?name=tokens', 'name'],
    ['/api/limits?top=0', 'top'],
    ['/api/limits?points=201', 'points'],
    ['/api/advice?from=later', 'from'],
  ])('%s', async (path, field) => {
    const answer = await ask(`${dashboard.url}${path}`);
    expect(answer.status).toBe(400);
    expect((answer.json() as ErrorAnswer).error.field).toBe(field);
  });

  test('an incident that is not there', async () => {
    for (const id of ['anthropic:nothing', 'nothing', `anthropic:${'y'.repeat(2000)}`])
      expect((await ask(`${dashboard.url}/api/incidents/${id}`)).status).toBe(404);
  });
});

test('a dashboard that polls ends at once, though the page hangs', async () => {
  page.answerWith({ status: 200, body: [{ waitMs: 60_000 }] });
  const env = { WEIR_STATUS_PAGES: `anthropic=${page.url}`, WEIR_STATUS_INTERVAL: '60ms' };
  const before = page.asked().length;
  const second = await startDashboard({ env });
  await eventually(
    () => page.asked().length,
    (asked) => asked > before,
  );
  const startedMs = performance.now();
  expect(await second.stop()).toBe(143);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
  page.answerWith(null);
}, 240_000);
