import { exponentialMs } from '../scheduler/delay.ts';
import type { ReporterOptions, ReporterStats } from './package/index.d.ts';
import { quietly } from './quietly.ts';
import type { WireAttempt } from './wire.ts';

/** From 1 s, doubling to a minute; never given up. */
const BACKOFF = { initialDelayMs: 1000, maxDelayMs: 60_000, multiplier: 2 };
const SEND_WITHIN_MS = 10_000;
const LAST_SEND_WITHIN_MS = 2000;
/** The longest `Retry-After` that is believed. */
const MAX_HINT_MS = 600_000;
/** What a browser still sends for a page that is gone has to be small: 64 KB in all. */
const LAST_BATCH = 50;

// biome-ignore lint/suspicious/noConsole: an application that named no other place is told here, once of each kind.
const warn = (message: string) => console.warn(`weir-reporter: ${message}`);

const between = (value: number | undefined, fallback: number, max: number) =>
  Math.min(max, Math.max(1, Math.trunc(value ?? 0) || fallback));

/** What waits to be sent, and its sending: one batch at a time, in the background. */
export interface Outbox {
  add(record: WireAttempt): void;
  stats(): ReporterStats;
  /** Sends all that waits; gives up at the first failure. `last`: the page or the process is about to end. */
  flush(last?: boolean): Promise<boolean>;
}

/** @throws TypeError for an address that is none */
export function openOutbox(options: ReporterOptions): Outbox {
  const { token, url, onTrouble = warn } = options;
  const endpoint = new URL(`${url.replace(/\/+$/, '')}/report/v1/attempts`).href;
  const maxQueue = between(options.maxQueue, 1000, 100_000);
  const intervalMs = between(options.intervalMs, 5000, 3_600_000);
  let batchSize = between(options.batchSize, 100, 1000);
  let waiting: WireAttempt[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sending: Promise<boolean> | undefined;
  /** Failures since the last success, and until when nothing is sent but by `flush()`. */
  let failures = 0;
  let quietUntilMs = 0;
  let [sent, dropped, droppedTold, refused] = [0, 0, 0, 0];
  const told = new Set<string | number>();

  /** Says each kind of trouble once. */
  const tell = (kind: string | number, message: string) => {
    if (!told.has(kind)) quietly(() => onTrouble(message));
    told.add(kind);
  };

  /** The oldest go first: what is happening now matters more. */
  const trim = () => {
    const over = waiting.length - maxQueue;
    if (over <= 0) return;
    waiting.splice(0, over);
    dropped += over;
    tell('full', 'queue full, oldest dropped');
  };

  const plan = () => {
    if (sending || !waiting.length) return;
    const isFull = waiting.length >= batchSize;
    if (timer && !isFull) return;
    clearTimeout(timer);
    timer = setTimeout(start, Math.max(quietUntilMs - performance.now(), isFull ? 0 : intervalMs));
    // Reporting alone never keeps a process alive.
    (timer as { unref?(): void }).unref?.();
  };

  /** Backs off with full jitter; a `Retry-After` is a floor. */
  const putOff = (kind: string | number, hintMs = 0) => {
    const ownMs = Math.random() * exponentialMs(BACKOFF, failures++);
    quietUntilMs = performance.now() + Math.max(ownMs, Math.min(hintMs || 0, MAX_HINT_MS));
    tell(kind, `${endpoint} answers ${kind}; it is tried again`);
    return false;
  };

  /** Whether the batch is done with. */
  const send = async (batch: readonly WireAttempt[], last: boolean): Promise<boolean> => {
    const news = dropped - droppedTold;
    const response = await (options.fetch ?? fetch)(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ attempts: batch, ...(news && { dropped: news }) }),
      signal: AbortSignal.timeout?.(last ? LAST_SEND_WITHIN_MS : SEND_WITHIN_MS),
      keepalive: last,
    });
    const { status, ok } = response;
    if (!ok) response.body?.cancel().catch(() => {});
    if (status === 413 && batch.length > 1) {
      batchSize = Math.ceil(batch.length / 2);
      return false;
    }
    if (!ok && ![400, 413, 422].includes(status))
      return putOff(status, Number(response.headers.get('retry-after')) * 1000);
    const rejected = ok ? [(await response.json().catch(() => null))?.rejected ?? []].flat() : batch;
    refused += rejected.length;
    sent += batch.length - rejected.length;
    if (rejected.length) tell('refused', `attempts are refused (${status}): ${rejected[0]?.error}`);
    droppedTold += news;
    failures = quietUntilMs = 0;
    return true;
  };

  const start = (last = false): Promise<boolean> => {
    clearTimeout(timer);
    timer = undefined;
    sending ??= (async () => {
      const batch = waiting.splice(0, last ? Math.min(LAST_BATCH, batchSize) : batchSize);
      const isDone = await send(batch, last).catch(() => putOff('nothing'));
      if (!isDone) waiting = batch.concat(waiting);
      sending = undefined;
      trim();
      plan();
      return isDone || !quietUntilMs;
    })();
    return sending;
  };

  return {
    add(record) {
      waiting.push(record);
      trim();
      plan();
    },
    stats: () => ({ queued: waiting.length, sent, dropped, refused }),
    async flush(last = false) {
      await sending;
      while (waiting.length) if (!(await start(last))) return false;
      return true;
    },
  };
}
