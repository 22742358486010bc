import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { Store } from '../../db/store.ts';
import type { LiveEvent } from '../../lib/api/live-shapes.ts';
import { ask } from '../support/ask.ts';
import { anAttempt } from '../support/attempts.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { type LiveReader, readLive } from '../support/live-events.ts';

let dashboard: RunningDashboard;
/** Another connection, as the gateway's. */
let store: Store;
const open: LiveReader[] = [];

beforeAll(async () => {
  dashboard = await startDashboard();
  store = openSqliteStore(dashboard.databasePath);
}, 240_000);
afterAll(async () => {
  await store?.close();
  for (const reader of open) reader.leave();
  await dashboard?.stop();
});

async function live(headers: Record<string, string> = {}): Promise<LiveReader> {
  const reader = await readLive(`${dashboard.url}/api/live`, headers);
  open.push(reader);
  return reader;
}

const withCall = (id: string) => (event: LiveEvent) =>
  event.type === 'calls' && event.calls.some((call) => call.id === id);
const write = (callId: string) => store.write([anAttempt({ callId, startedAtMs: Date.now() })], 'process');
const liveClients = async () =>
  /weir_dashboard_live_clients (\d+)/.exec((await ask(`${dashboard.url}/metrics`)).text)?.[1];

async function untilClients(count: number): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while ((await liveClients()) !== String(count)) {
    if (Date.now() > deadlineMs) throw new Error(`still ${await liveClients()} clients, not ${count}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('the live stream', () => {
  test('tells of a call within 2 s of its being written by another process, uncompressed', async () => {
    const reader = await live();
    expect(reader.status).toBe(200);
    expect(reader.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(reader.response.headers['content-encoding']).toBeUndefined();
    await reader.until(({ type }) => type === 'hello');
    await write('seen-live');
    const event = await reader.until(withCall('seen-live'), 2_000);
    expect(event).toMatchObject({ calls: [{ id: 'seen-live', outcome: 'ok', attempts: 1, status: 200 }] });
  });

  test('greets with the mark that the overview came with, until there is news', async () => {
    const greeting = async () => {
      const hello = await (await live()).until(({ type }) => type === 'hello');
      return hello.type === 'hello' ? { seq: hello.seq, news: hello.news } : null;
    };
    const overview = async () => {
      const { text } = await ask(dashboard.url);
      const [, seq, news] = /"data":\{"seq":(\d+),"news":"([^"]+)"\}/.exec(text.replaceAll('\\"', '"')) ?? [];
      return { seq: Number(seq), news };
    };
    /** Of a moment without news: as the record settles, episodes and the status page are told of. */
    const both = async () => {
      for (let before = await overview(), after = before; ; before = after) {
        const greeted = await greeting();
        after = await overview();
        if (isDeepStrictEqual(before, after)) return { brought: after, greeted };
      }
    };
    const first = await both();
    expect(first.greeted).toEqual(first.brought);
    const put = await ask(`${dashboard.url}/api/policy`, { method: 'PUT', body: '{}' });
    expect(put.status).toBe(200);
    const then = await both();
    expect(then.greeted).toEqual(then.brought);
    expect(then.brought.news).not.toBe(first.brought.news);
  });

  test('tells a client that comes back what it missed, and nothing twice', async () => {
    const first = await live();
    const { seq } = await first.until(({ type }) => type === 'hello');
    first.leave();
    await write('missed-1');
    await write('missed-2');
    const second = await live({ 'last-event-id': String(seq) });
    await second.until(withCall('missed-2'));
    await write('after');
    await second.until(withCall('after'));
    const ids = second.events.flatMap((event) => (event.type === 'calls' ? event.calls.map(({ id }) => id) : []));
    expect(ids.toSorted()).toEqual(['after', 'missed-1', 'missed-2']);
  });

  test('says when policies were put', async () => {
    const reader = await live();
    await reader.until(({ type }) => type === 'hello');
    await write('before-policies');
    await reader.until(withCall('before-policies'));
    const put = await ask(`${dashboard.url}/api/policy`, { method: 'PUT', body: '{}' });
    expect(put.status).toBe(200);
    await reader.until(({ type }) => type === 'policies');
  });

  test('refuses a Last-Event-ID that is none', async () => {
    const answer = await ask(`${dashboard.url}/api/live`, { headers: { 'last-event-id': '12; x' } });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ error: { field: 'last-event-id' } });
  });

  test('lets go of those who left, and costs nothing for HEAD', async () => {
    for (const reader of open.splice(0)) reader.leave();
    await untilClients(0);
    await ask(`${dashboard.url}/api/live`, { method: 'HEAD' });
    const readers = await Promise.all([live(), live(), live()]);
    await untilClients(3);
    for (const reader of readers) reader.leave();
    await untilClients(0);
  });

  test('has room for a hundred, and says so to the next', async () => {
    const readers = await Promise.all(Array.from({ length: 100 }, () => live()));
    await untilClients(100);
    const answer = await ask(`${dashboard.url}/api/live`);
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    await write('to-all');
    await Promise.all(readers.map((reader) => reader.until(withCall('to-all'))));
    for (const reader of readers) reader.leave();
    await untilClients(0);
  });
});
