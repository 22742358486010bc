import { connect, type Socket } from 'node:net';
import { sendResult } from '../processes.ts';

/** What the measurement of open streams asks of its process. */
export interface StreamsPlan {
  host: string;
  port: number;
  headers: Record<string, string>;
  body: string;
  streams: number;
  openPerSecond: number;
}

export type StreamsMessage =
  | { type: 'all-open' }
  | { type: 'first-ended' }
  | {
      type: 'result';
      ended: number;
      failed: number;
      events: number;
      latenessMs: { p50: number; p99: number; max: number };
    };

const plan = JSON.parse(process.argv[2] ?? '') as StreamsPlan;
const head = [
  'POST /v1/messages HTTP/1.1',
  `host: ${plan.host}:${plan.port}`,
  `content-length: ${Buffer.byteLength(plan.body)}`,
  ...Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}`),
].join('\r\n');
const request = `${head}\r\n\r\n${plan.body}`;

const latenessMs: number[] = [];
let open = 0;
let ended = 0;
let failed = 0;
let counting = false;

const send = (message: StreamsMessage) => process.send?.(message);

function settle(): void {
  if (ended + failed < plan.streams) return;
  const sorted = Float64Array.from(latenessMs).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  sendResult({
    type: 'result',
    ended,
    failed,
    events: sorted.length,
    latenessMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
  } satisfies StreamsMessage);
}

function finish(socket: Socket, well: boolean): void {
  if (counting) send({ type: 'first-ended' });
  counting = false;
  if (well) ended += 1;
  else failed += 1;
  socket.removeAllListeners('close');
  socket.destroy();
  settle();
}

function openStream(): void {
  let started = false;
  let tail = '';
  const socket = connect({ host: plan.host, port: plan.port, noDelay: true }, () => socket.write(request));
  socket.on('error', () => {});
  socket.on('close', () => finish(socket, false));
  socket.on('data', (data) => {
    const arrivedNs = process.hrtime.bigint();
    const text = tail + data.toString('latin1');
    if (!started) {
      started = true;
      open += 1;
      if (!text.startsWith('HTTP/1.1 200')) return finish(socket, false);
      if (open === plan.streams) {
        counting = true;
        send({ type: 'all-open' });
      }
    }
    let end = 0;
    for (const match of text.matchAll(/t=(\d+);/g)) {
      // The monotonic clock is the machine's, the same in every process.
      if (counting) latenessMs.push(Number(arrivedNs - BigInt(match[1] ?? 0)) / 1e6);
      end = match.index + match[0].length;
    }
    if (text.endsWith('\r\n0\r\n\r\n')) return finish(socket, true);
    tail = text.slice(Math.max(end, text.length - 64));
  });
}

// Spread over time, so that the streams' events are too.
let opened = 0;
const startedAtMs = performance.now();
const timer = setInterval(() => {
  const due = Math.min(plan.streams, ((performance.now() - startedAtMs) / 1000) * plan.openPerSecond);
  for (; opened < due; opened++) openStream();
  if (opened === plan.streams) clearInterval(timer);
}, 2);
