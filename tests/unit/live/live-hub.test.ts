import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallRow } from '../../../db/store.ts';
import type { LiveEvent } from '../../../lib/api/live-shapes.ts';
import { LiveHub, type LiveOptions } from '../../../lib/live/live-hub.ts';
import { aRow } from '../../support/attempts.ts';

class FakeRecord {
  rows: CallRow[] = [];
  policyId = 0;
  looks = 0;
  broken = false;

  add(count: number, final = true): void {
    for (let i = 0; i < count; i++) this.rows.push(aRow(this.rows.length + 1, { final }));
  }

  async since(seq: number, limit: number) {
    this.looks++;
    if (this.broken) throw new Error('locked');
    const newest = this.rows.length;
    if (limit === 0) return { rows: [], seq: newest };
    const rows = this.rows.slice(seq, seq + limit);
    return { rows, seq: rows.at(-1)?.seq ?? seq };
  }

  async policies() {
    return this.policyId === 0 ? null : { id: this.policyId, atMs: 0, policies: {}, note: null };
  }
}

let record: FakeRecord;
let hub: LiveHub;
const errors: unknown[] = [];

function start(options: Partial<LiveOptions> = {}): void {
  hub = new LiveHub({ store: record, version: '1', onError: (e) => errors.push(e), ...options });
}

/** Reads a stream's events as they come; `events` grows. */
function listen(lastSeq: number | null = null) {
  const events: LiveEvent[] = [];
  const comments: string[] = [];
  const state = { events, comments, ended: false, cancel: async () => {} };
  const reader = hub.open(lastSeq).getReader();
  state.cancel = () => reader.cancel();
  void (async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const text = new TextDecoder().decode(part.value);
      const data = /^data: (.*)$/m.exec(text)?.[1];
      if (data) events.push(JSON.parse(data));
      else comments.push(text);
    }
    state.ended = true;
  })();
  return state;
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const types = ({ events }: { events: LiveEvent[] }) => events.map(({ type }) => type);

beforeEach(() => {
  vi.useFakeTimers();
  record = new FakeRecord();
  errors.length = 0;
  start();
});
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

describe('the live stream', () => {
  test('begins with where the record stands, then tells what is written', async () => {
    record.add(3);
    const client = listen();
    await pass(0);
    expect(client.events).toEqual([{ type: 'hello', seq: 3, news: expect.any(String), version: '1' }]);
    record.add(2);
    record.add(1, false);
    await pass(200);
    expect(client.events[1]).toMatchObject({ type: 'calls', seq: 6, attempts: 3, more: false });
    const event = client.events[1] as Extract<LiveEvent, { type: 'calls' }>;
    expect(event.calls.map(({ id }) => id)).toEqual(['call-5', 'call-4']);
  });

  test('asks the store once for all listeners, and not at all without any', async () => {
    await pass(5_000);
    expect(record.looks).toBe(0);
    const clients = [listen(), listen(), listen()];
    await pass(1_000);
    const looks = record.looks;
    record.add(1);
    await pass(1_000);
    expect(record.looks - looks).toBeLessThanOrEqual(6);
    for (const client of clients) expect(types(client)).toEqual(['hello', 'calls']);
    for (const client of clients) await client.cancel();
    await pass(1_000);
    const after = record.looks;
    await pass(5_000);
    expect(record.looks).toBe(after);
    expect(hub.size).toBe(0);
  });

  test('begins anew after everyone has left', async () => {
    const first = listen();
    await pass(0);
    await first.cancel();
    const second = listen();
    await pass(400);
    record.add(1);
    await pass(400);
    expect(types(second)).toEqual(['hello', 'calls']);
  });

  test('greets with the mark that a page took before, as long as there was no news', async () => {
    record.add(3);
    const before = await hub.mark();
    const greeting = async () => {
      const client = listen();
      await pass(400);
      const [hello] = client.events;
      await client.cancel();
      // Until nobody looks any more.
      await pass(400);
      return hello;
    };
    expect(await greeting()).toMatchObject(before);
    record.add(1);
    const written = await greeting();
    expect(written).toMatchObject({ ...before, seq: 4 });
    hub.tellIncidents();
    const told = await hub.mark();
    expect(told.news).not.toBe(before.news);
    expect(await greeting()).toMatchObject(told);
    record.policyId = 5;
    expect((await hub.mark()).news).not.toBe(told.news);
    const elsewhere = new LiveHub({ store: record, version: '1', onError: () => undefined });
    expect((await elsewhere.mark()).news).not.toBe((await hub.mark()).news);
  });

  test('loses no news that come while a client is being greeted', async () => {
    const policies = record.policies.bind(record);
    let asked = 0;
    record.policies = async () => {
      const answer = await policies();
      // Just after it was read for the greeting, and before the next look.
      if (++asked === 1) record.policyId = 9;
      return answer;
    };
    const client = listen();
    await pass(0);
    hub.tellIncidents();
    await pass(200);
    expect(types(client)).toEqual(['hello', 'policies', 'incidents']);
  });

  test('gives a client that comes back what it missed, once', async () => {
    record.add(10);
    const other = listen();
    await pass(0);
    const client = listen(7);
    record.add(1);
    await pass(200);
    expect(client.events.map(({ type, seq }) => [type, seq])).toEqual([
      ['hello', 7],
      ['calls', 10],
      ['calls', 11],
    ]);
    const told = client.events.flatMap((event) => (event.type === 'calls' ? event.calls.map(({ seq }) => seq) : []));
    expect(told.toSorted((a, b) => a - b)).toEqual([8, 9, 10, 11]);
    expect(types(other)).toEqual(['hello', 'calls']);
  });

  test('tells a client that missed too much, or comes from another database, to fetch anew', async () => {
    record.add(2000);
    const late = listen(3);
    const alien = listen(99_999);
    const current = listen(2000);
    await pass(0);
    expect(types(late)).toEqual(['hello', 'reset']);
    expect(late.events[1]?.seq).toBe(2000);
    expect(types(alien)).toEqual(['hello', 'reset']);
    expect(types(current)).toEqual(['hello']);
  });

  test('keeps up with more than one batch between two looks, and shows the newest', async () => {
    const client = listen();
    await pass(0);
    record.add(3000);
    await pass(200);
    const event = client.events[1] as Extract<LiveEvent, { type: 'calls' }>;
    expect(event).toMatchObject({ seq: 3000, attempts: 3000, more: true });
    expect(event.calls).toHaveLength(100);
    expect(event.calls[0]?.seq).toBe(3000);
  });

  test('says when episodes or incidents changed, to whoever has been told where it stands', async () => {
    hub.tellIncidents();
    record.add(3);
    const client = listen();
    await pass(0);
    hub.tellIncidents();
    await pass(0);
    expect(client.events.slice(1)).toEqual([{ type: 'incidents', seq: 3 }]);
    await client.cancel();
    await pass(500);
    hub.tellIncidents();
    expect(client.events).toHaveLength(2);
  });

  test('says when policies were changed', async () => {
    const client = listen();
    await pass(400);
    record.policyId = 1;
    await pass(400);
    expect(types(client)).toEqual(['hello', 'policies']);
  });

  test('keeps quiet connections alive', async () => {
    const client = listen();
    await pass(31_000);
    expect(client.comments.filter((text) => text.startsWith(':'))).toHaveLength(2);
  });

  test('drops what a slow client does not take, and tells it to fetch anew', async () => {
    start({ maxQueuedBytes: 20_000 });
    const reader = hub.open(null).getReader();
    await reader.read();
    const hello = reader.read();
    await pass(0);
    expect(new TextDecoder().decode((await hello).value)).toContain('hello');
    for (let i = 0; i < 50; i++) {
      record.add(10);
      await pass(200);
    }
    const texts: string[] = [];
    for (let i = 0; i < 3; i++) texts.push(new TextDecoder().decode((await reader.read()).value));
    expect(texts.some((text) => text.includes('"type":"reset"'))).toBe(true);
    expect(texts.join('').length).toBeLessThan(45_000);
  });

  test('has room for so many, and ends those beyond', async () => {
    start({ maxClients: 2 });
    const clients = [listen(), listen(), listen()];
    await pass(0);
    expect(hub.isFull).toBe(true);
    expect(clients.map(({ ended }) => ended)).toEqual([false, false, true]);
    await clients[0]?.cancel();
    expect(hub.isFull).toBe(false);
  });

  test('costs nothing when nobody reads it', () => {
    for (let i = 0; i < 1000; i++) hub.open(null);
    expect(hub.size).toBe(0);
  });

  test('outlives trouble with the store', async () => {
    record.broken = true;
    const client = listen();
    await pass(1_000);
    expect(errors.length).toBeGreaterThan(1);
    record.broken = false;
    await pass(400);
    record.add(1);
    await pass(400);
    expect(types(client)).toEqual(['hello', 'calls']);
  });

  test('ends every stream when it is closed, and later ones at once', async () => {
    const client = listen();
    await pass(0);
    hub.close();
    await pass(0);
    expect(client.ended).toBe(true);
    const late = listen();
    await pass(0);
    expect(late.ended).toBe(true);
    expect(vi.getTimerCount()).toBeLessThanOrEqual(2);
    await pass(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
