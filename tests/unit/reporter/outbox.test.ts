import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Outbox, openOutbox } from '../../../lib/reporter/outbox.ts';
import type { ReporterOptions } from '../../../lib/reporter/package/index.d.ts';

interface Sent {
  url: string;
  headers: Record<string, string>;
  ids: string[];
  dropped?: number;
  keepalive?: boolean;
}

/** A receiver that no socket is needed for: answers in turn, then with 200. */
function receiver(...answers: (Response | Error | (() => Promise<Response>))[]) {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { attempts, dropped } = JSON.parse(String(init.body));
    sent.push({
      url,
      headers: init.headers as Record<string, string>,
      ids: attempts.map(({ id }: { id: string }) => id),
      dropped,
      keepalive: init.keepalive,
    });
    const answer = answers.shift() ?? Response.json({ accepted: attempts.length, duplicates: 0, rejected: [] });
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer() : answer;
  };
  return { sent, fetch };
}

const status = (code: number, headers: Record<string, string> = {}) => new Response('{}', { status: code, headers });

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

let troubles: string[];
function open(fetch: ReporterOptions['fetch'], options: Partial<ReporterOptions> = {}): Outbox {
  troubles = [];
  return openOutbox({ url: 'http://weir:5291/', fetch, onTrouble: (text) => troubles.push(text), ...options });
}
function add(outbox: Outbox, count: number, from = 0): void {
  for (let i = from; i < from + count; i++) outbox.add({ id: String(i) });
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the queue of a reporter', () => {
  it('sends what waits after the interval, in one batch', async () => {
    const { sent, fetch } = receiver();
    const outbox = open(fetch, { token: 'secret' });
    add(outbox, 3);
    await pass(4999);
    expect(sent).toHaveLength(0);
    await pass(1);
    expect(sent).toMatchObject([
      {
        url: 'http://weir:5291/report/v1/attempts',
        headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
        ids: ['0', '1', '2'],
        keepalive: false,
      },
    ]);
    expect(outbox.stats()).toEqual({ queued: 0, sent: 3, dropped: 0, refused: 0 });
    await pass(60_000);
    expect(sent).toHaveLength(1);
  });

  it('sends a full batch at once, and one after the other', async () => {
    const first = Promise.withResolvers<Response>();
    const { sent, fetch } = receiver(() => first.promise);
    const outbox = open(fetch, { batchSize: 10 });
    add(outbox, 25);
    await pass(0);
    expect(sent.map(({ ids }) => ids.length)).toEqual([10]);
    first.resolve(Response.json({ rejected: [] }));
    await pass(0);
    expect(sent.map(({ ids }) => ids.length)).toEqual([10, 10]);
    await pass(5000);
    expect(sent.map(({ ids }) => ids.length)).toEqual([10, 10, 5]);
  });

  it('backs off while the receiver is in trouble, sends the same again, and forgets the trouble', async () => {
    const { sent, fetch } = receiver(status(503), new TypeError('fetch failed'), status(500));
    const outbox = open(fetch, { intervalMs: 100 });
    add(outbox, 2);
    await pass(100);
    expect(sent).toHaveLength(1);
    // Half of 1 s, of 2 s and of 4 s.
    for (const [waitMs, count] of [
      [499, 1],
      [1, 2],
      [999, 2],
      [1, 3],
      [1999, 3],
      [1, 4],
    ] as const) {
      await pass(waitMs);
      expect(sent).toHaveLength(count);
    }
    expect(new Set(sent.map(({ ids }) => ids.join()))).toEqual(new Set(['0,1']));
    expect(outbox.stats()).toEqual({ queued: 0, sent: 2, dropped: 0, refused: 0 });
    add(outbox, 1, 2);
    await pass(100);
    expect(sent).toHaveLength(5);
  });

  it('never waits longer than a minute of its own, nor believes more than ten of the receiver', async () => {
    const { sent, fetch } = receiver(
      ...Array.from({ length: 20 }, () => status(503)),
      status(429, { 'retry-after': '120' }),
      status(429, { 'retry-after': '31536000' }),
      status(429, { 'retry-after': 'soon' }),
    );
    const outbox = open(fetch, { intervalMs: 1 });
    add(outbox, 1);
    // Halves of 1, 2, 4, 8, 16 and 32 s, and then of a minute, 14 times.
    for (const [waitMs, count] of [
      [1, 1],
      [31_500 + 14 * 30_000 - 1, 20],
      [1, 21],
      [119_999, 21],
      [1, 22],
      [599_999, 22],
      [1, 23],
      [30_000, 24],
    ] as const) {
      await pass(waitMs);
      expect(sent).toHaveLength(count);
    }
    expect(outbox.stats().sent).toBe(1);
  });

  it('holds no more than it may; the oldest go, are counted, and the receiver is told', async () => {
    const { sent, fetch } = receiver(status(503));
    const outbox = open(fetch, { maxQueue: 10, batchSize: 10 });
    add(outbox, 25);
    expect(outbox.stats()).toMatchObject({ queued: 10, dropped: 15 });
    await pass(0);
    add(outbox, 5, 25);
    await pass(10_000);
    expect(sent[1]).toMatchObject({ ids: ['20', '21', '22', '23', '24', '25', '26', '27', '28', '29'], dropped: 20 });
    expect(outbox.stats()).toEqual({ queued: 0, sent: 10, dropped: 20, refused: 0 });
    add(outbox, 1, 30);
    await pass(10_000);
    expect(sent[2]?.dropped).toBeUndefined();
    expect(troubles.filter((text) => text.includes('dropped'))).toHaveLength(1);
  });

  it('does not grow while a batch is under way', async () => {
    const never = new Promise<Response>(() => {});
    const { fetch } = receiver(() => never);
    const outbox = open(fetch, { maxQueue: 100, batchSize: 10 });
    for (let i = 0; i < 1000; i++) {
      add(outbox, 10);
      await pass(1);
    }
    expect(outbox.stats().queued).toBe(100);
  });

  it('makes smaller batches where they are too large, down to one', async () => {
    const { sent, fetch } = receiver(status(413), status(413), status(413), status(413), status(413));
    const outbox = open(fetch, { batchSize: 8 });
    add(outbox, 8);
    await pass(60_000);
    expect(sent.slice(0, 5).map(({ ids }) => ids.length)).toEqual([8, 4, 2, 1, 1]);
    expect(outbox.stats()).toEqual({ queued: 0, sent: 6, dropped: 0, refused: 2 });
  });

  it.each([400, 422])('drops what is refused with %i, and goes on', async (code) => {
    const { sent, fetch } = receiver(status(code));
    const outbox = open(fetch);
    add(outbox, 2);
    await pass(5000);
    add(outbox, 1, 2);
    await pass(5000);
    expect(sent).toHaveLength(2);
    expect(outbox.stats()).toEqual({ queued: 0, sent: 1, dropped: 0, refused: 2 });
  });

  it('counts what is rejected one by one', async () => {
    const { fetch } = receiver(Response.json({ rejected: [{ index: 0, error: 'status is 7, but must be more' }] }));
    const outbox = open(fetch);
    add(outbox, 2);
    await pass(5000);
    expect(outbox.stats()).toEqual({ queued: 0, sent: 1, dropped: 0, refused: 1 });
    expect(troubles).toEqual([expect.stringContaining('status is 7')]);
  });

  it.each(['not json', 'null', '[]', '{"rejected":7}', '{"rejected":[null]}'])(
    'lives with an answer of %s',
    async (text) => {
      const { fetch } = receiver(new Response(text));
      const outbox = open(fetch);
      add(outbox, 1);
      await pass(10_000);
      expect(outbox.stats()).toMatchObject({ queued: 0, dropped: 0 });
      expect(outbox.stats().sent + outbox.stats().refused).toBe(1);
    },
  );

  it.each([401, 403, 404])('keeps what it has when it is locked out with %i, and says so once', async (code) => {
    const { fetch } = receiver(...Array.from({ length: 50 }, () => status(code)));
    const outbox = open(fetch);
    add(outbox, 2);
    await pass(300_000);
    expect(outbox.stats().queued).toBe(2);
    expect(troubles).toEqual([expect.stringContaining(String(code))]);
  });

  it('flushes at once, also while it backs off, and says whether all is gone', async () => {
    const { sent, fetch } = receiver(status(503));
    const outbox = open(fetch, { batchSize: 2 });
    add(outbox, 5);
    expect(await outbox.flush()).toBe(false);
    expect(await outbox.flush()).toBe(true);
    expect(sent.map(({ ids }) => ids.length)).toEqual([2, 2, 2, 1]);
    expect(await outbox.flush()).toBe(true);
    expect(sent).toHaveLength(4);
  });

  it('sends its last small enough to outlive a page', async () => {
    const { sent, fetch } = receiver();
    const outbox = open(fetch, { batchSize: 1000 });
    add(outbox, 120);
    expect(await outbox.flush(true)).toBe(true);
    expect(sent.map(({ ids, keepalive }) => [ids.length, keepalive])).toEqual([
      [50, true],
      [50, true],
      [20, true],
    ]);
  });

  it('says what is wrong on the console where no one asked, and survives one who throws', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const { fetch } = receiver(status(401), status(401));
    const outbox = openOutbox({ url: 'http://weir:5291', fetch });
    add(outbox, 1);
    await pass(20_000);
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/^weir-reporter: http:\/\/weir:5291\/.* 401/)]]);
    const strict = open(receiver(status(401)).fetch, {
      onTrouble: () => {
        throw new Error('mine');
      },
    });
    add(strict, 1);
    await pass(20_000);
    expect(strict.stats()).toMatchObject({ queued: 0, sent: 1 });
  });

  it.each([undefined, Number.NaN, -1, 0, 1e9, 'x' as never])('makes something of a limit of %s', async (limit) => {
    const { fetch } = receiver();
    const outbox = open(fetch, { maxQueue: limit, batchSize: limit, intervalMs: limit });
    add(outbox, 3);
    await pass(3_600_000);
    expect(outbox.stats().queued).toBe(0);
  });

  it.each(['', 'weir'])('throws for the address %j', (url) => {
    expect(() => openOutbox({ url })).toThrow(TypeError);
  });
});
