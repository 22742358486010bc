import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SqliteStore } from '../../db/sqlite/open.ts';
import { EpisodeWatch } from '../../lib/jobs/episode-watch.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../support/attempts.ts';
import { temporaryStore } from '../support/sqlite-store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T0 = Date.UTC(2026, 2, 10, 12);
const DEPTH_MS = 90 * 24 * HOUR;

let opened: ReturnType<typeof temporaryStore>;
let store: SqliteStore;
let nowMs = T0;
let count = 0;

beforeEach(() => {
  opened = temporaryStore();
  store = opened.store;
  nowMs = T0;
  count = 0;
});
afterEach(() => opened.remove());

interface Minute {
  calls: number;
  failed: number;
  over?: Partial<Attempt>;
}

/** A minute's first attempts, spread over it. */
function minute(minuteMs: number, { calls, failed, over = {} }: Minute): Attempt[] {
  return Array.from({ length: calls }, (_, i) => {
    const labels = { callId: `c${count++}`, startedAtMs: minuteMs + Math.floor((i * MINUTE) / calls), ...over };
    return i < failed ? anOverload(labels) : anAttempt(labels);
  });
}

function watchOf(onChange?: () => void): EpisodeWatch {
  return new EpisodeWatch({ store, nowMs: () => nowMs, depthMs: DEPTH_MS, ...(onChange && { onChange }) });
}

async function recounted(provider = 'anthropic') {
  const watch = watchOf();
  await watch.update();
  return watch.episodesOf(provider);
}

async function quiet(fromMs: number, toMs: number): Promise<void> {
  const attempts: Attempt[] = [];
  for (let at = fromMs; at < toMs; at += MINUTE) attempts.push(...minute(at, { calls: 10, failed: 0 }));
  await store.write(attempts, 'process');
}

/** Lets minutes go by, each written when it has closed. */
async function live(watch: EpisodeWatch, minutes: number, each: Minute): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    await store.write(minute(nowMs, each), 'process');
    nowMs += MINUTE;
    await watch.update();
  }
}

describe('an outage while it is watched', () => {
  test('is found within two minutes, told of once, and ends', async () => {
    await quiet(T0 - 5 * HOUR, T0);
    let changes = 0;
    const watch = watchOf(() => changes++);
    expect(watch.countedToMs).toBeNull();
    await watch.update();
    expect(watch.countedToMs).toBe(T0);
    expect(watch.episodesOf('anthropic')).toEqual([]);
    changes = 0;
    await live(watch, 5, { calls: 10, failed: 0 });
    expect(changes).toBe(0);
    const outageMs = nowMs;
    await live(watch, 2, { calls: 20, failed: 12 });
    expect(watch.episodesOf('anthropic').at(-1)).toMatchObject({ startMs: outageMs, endMs: null });
    await live(watch, 10, { calls: 20, failed: 12 });
    const going = watch.episodesOf('anthropic');
    expect(going).toMatchObject([{ startMs: outageMs, endMs: null, models: ['claude-sonnet-5'], general: true }]);
    expect(going[0]?.confidence).toBeGreaterThan(0.99);
    await live(watch, 10, { calls: 20, failed: 0 });
    expect(watch.episodesOf('anthropic')).toMatchObject([
      { startMs: outageMs, endMs: outageMs + 12 * MINUTE, endedBy: 'recovered', calls: 240, failed: 144 },
    ]);
    // Began as an onset, became an episode, ended.
    expect(changes).toBeGreaterThanOrEqual(2);
    expect(changes).toBeLessThanOrEqual(4);
    expect(await recounted()).toEqual(watch.episodesOf('anthropic'));
  });

  test('of one model among many calls to others is told with that model', async () => {
    await quiet(T0 - 5 * HOUR, T0);
    const watch = watchOf();
    await watch.update();
    for (let i = 0; i < 12; i++) {
      await store.write(minute(nowMs, { calls: 200, failed: 0 }), 'process');
      await live(watch, 1, { calls: 5, failed: 4, over: { model: 'claude-opus-4-5' } });
    }
    expect(watch.episodesOf('anthropic')).toMatchObject([{ models: ['claude-opus-4-5'], endMs: null }]);
    expect(watch.providers).toEqual(['anthropic']);
    expect(await recounted()).toEqual(watch.episodesOf('anthropic'));
  });

  test('is not seen in retries, in account limits, or in bad requests', async () => {
    await quiet(T0 - 5 * HOUR, T0);
    const watch = watchOf();
    await watch.update();
    for (const over of [
      { cause: 'retry_overloaded' as const },
      { cause: 'client_retry' as const },
      { outcome: 'rate_limited' as const, status: 429 },
      { outcome: 'client_error' as const, status: 400 },
    ])
      await live(watch, 4, { calls: 30, failed: 30, over });
    expect(watch.episodesOf('anthropic')).toEqual([]);
  });
});

describe('what is counted live equals a recount', () => {
  test('whatever comes late, is under way, or is compacted meanwhile', async () => {
    await quiet(T0 - 26 * HOUR, T0);
    const watch = watchOf();
    await watch.update();
    const held: Attempt[] = [];
    for (let i = 0; i < 90; i++) {
      const isBad = (i > 20 && i < 40) || (i > 60 && i < 64);
      const attempts = minute(nowMs, { calls: 12, failed: isBad ? 7 : i % 9 === 0 ? 1 : 0 });
      held.push(...attempts.filter((_, k) => k % 4 === 0));
      await store.write(
        attempts.filter((_, k) => k % 4 !== 0),
        'process',
      );
      const open = { n: 1, startedAtMs: nowMs, provider: 'anthropic', endpoint: '/v1/messages', model: 'slow' };
      await store.noteOpen(
        [{ ...open, callId: `open-${i}`, stream: true, app: null, client: null, processId: 'p' }],
        nowMs,
        i > 5 ? [{ callId: `open-${i - 5}`, n: 1 }] : [],
      );
      // Some reports come 25 minutes late.
      if (i % 25 === 24) await store.write(held.splice(0), 'process');
      if (i % 10 === 0) await store.compact(nowMs - 10 * MINUTE, 100);
      nowMs += MINUTE;
      await watch.update();
    }
    await store.write(held.splice(0), 'process');
    nowMs += 2 * MINUTE;
    await watch.update();
    expect(watch.episodesOf('anthropic').length).toBeGreaterThanOrEqual(1);
    expect(await recounted()).toEqual(watch.episodesOf('anthropic'));
  });

  test('also where an attempt comes days late', async () => {
    await quiet(T0 - 50 * HOUR, T0);
    const watch = watchOf();
    await watch.update();
    await live(watch, 3, { calls: 10, failed: 0 });
    const late: Attempt[] = [];
    for (let i = 0; i < 15; i++) late.push(...minute(T0 - 40 * HOUR + i * MINUTE, { calls: 10, failed: 10 }));
    await store.write(late, 'power');
    nowMs += MINUTE;
    await watch.update();
    expect(watch.episodesOf('anthropic')).toMatchObject([
      { startMs: T0 - 40 * HOUR, endMs: T0 - 40 * HOUR + 15 * MINUTE },
    ]);
    expect(await recounted()).toEqual(watch.episodesOf('anthropic'));
  });
});

test('a first count that is broken off leaves nothing half done', async () => {
  await quiet(T0 - 30 * HOUR, T0);
  const watch = watchOf();
  await watch.update(AbortSignal.abort());
  expect(watch.countedToMs).toBeNull();
  await watch.update();
  expect(watch.countedToMs).toBe(T0);
});

test('an empty record has no episodes, and is followed from then on', async () => {
  const watch = watchOf();
  await watch.update();
  expect(watch.countedToMs).toBe(T0);
  expect(watch.providers).toEqual([]);
  await live(watch, 3, { calls: 40, failed: 40 });
  expect(watch.episodesOf('anthropic')).toMatchObject([{ startMs: T0, endMs: null }]);
});
