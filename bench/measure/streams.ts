import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { requestHeaders } from '../load/load.ts';
import { resultOf } from '../processes.ts';
import { cpuMsOf, residentBytesOf } from '../procfs.ts';
import { median } from '../statistics.ts';
import type { Target } from '../targets/target.ts';
import { checkRecord, type RecordCheck } from './record-check.ts';
import type { StreamsMessage, StreamsPlan } from './streams-client.ts';

export interface OpenStreams {
  name: string;
  streams: number;
  failed: number;
  events: number;
  /** From the upstream's writing of an event to its arrival at the client, while all streams were open. */
  latenessMs: { p50: number; p99: number; max: number };
  /** Resident memory while all were open, less that before the first. */
  bytesPerStream: number;
  idleBytes: number;
  /** Processor time of the target per second, while all were open, in milliseconds. */
  cpuMsPerSecond: number;
  record: RecordCheck | null;
}

const SAMPLE_MS = 200;

/** Holds many slow streams open at once through one target. */
export async function measureStreams(
  target: Target,
  options: { body: string; streams: number; openPerSecond: number },
): Promise<OpenStreams> {
  const before = await target.recorded?.();
  const pid = target.process.pid;
  const idleBytes = residentBytesOf(pid);
  const { hostname, port } = new URL(target.url);
  const headers = requestHeaders(target.headers);
  const plan: StreamsPlan = { ...options, host: hostname, port: Number(port), headers };
  const child = fork(resolve(import.meta.dirname, 'streams-client.ts'), [JSON.stringify(plan)]);

  const samples: { atMs: number; bytes: number; cpuMs: number }[] = [];
  const sample = () => samples.push({ atMs: performance.now(), bytes: residentBytesOf(pid), cpuMs: cpuMsOf(pid) });
  let sampling: NodeJS.Timeout | undefined;
  child.on('message', ({ type }: StreamsMessage) => {
    if (type === 'all-open') {
      sample();
      sampling = setInterval(sample, SAMPLE_MS);
    } else clearInterval(sampling);
  });
  const isResult = (message: unknown) => (message as StreamsMessage).type === 'result';
  const result = await resultOf<Extract<StreamsMessage, { type: 'result' }>>('the streams client', child, isResult);

  const [first, last] = [samples[0], samples.at(-1)];
  const spanMs = first && last ? last.atMs - first.atMs : Number.NaN;
  const openBytes = median(samples.map(({ bytes }) => bytes));
  return {
    name: target.name,
    streams: options.streams,
    failed: result.failed,
    events: result.events,
    latenessMs: result.latenessMs,
    bytesPerStream: (openBytes - idleBytes) / options.streams,
    idleBytes,
    cpuMsPerSecond: (((last?.cpuMs ?? 0) - (first?.cpuMs ?? 0)) / spanMs) * 1000,
    record: before === undefined ? null : await checkRecord(target, before, options.streams, 0),
  };
}
