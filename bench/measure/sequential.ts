import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { requestHeaders } from '../load/load.ts';
import { resultOf } from '../processes.ts';
import { quantile } from '../statistics.ts';
import type { Target } from '../targets/target.ts';
import { checkRecord, type RecordCheck } from './record-check.ts';
import type { SequentialPlan, SequentialResult } from './sequential-client.ts';

export interface Sequential {
  name: string;
  p50Ms: number;
  p99Ms: number;
  /** Above the first target, which is the upstream without anything between. */
  p50AboveDirectMs: number;
  record: RecordCheck | null;
}

/** One call after another on one connection, the targets taking turns. */
export async function measureSequential(
  targets: Target[],
  options: { body: string; blocks: number; callsPerBlock: number },
): Promise<Sequential[]> {
  const plan: SequentialPlan = {
    ...options,
    targets: targets.map(({ name, url, headers }) => ({ name, url, headers: requestHeaders(headers) })),
  };
  const before = await Promise.all(targets.map((target) => target.recorded?.()));
  const child = fork(resolve(import.meta.dirname, 'sequential-client.ts'), [JSON.stringify(plan)]);
  const { result } = await resultOf<{ result: SequentialResult }>('the sequential client', child);

  const made = (options.blocks + 1) * options.callsPerBlock;
  const p50Ms = result.map((times) => quantile(times, 0.5));
  return Promise.all(
    targets.map(async (target, i) => ({
      name: target.name,
      p50Ms: p50Ms[i] ?? Number.NaN,
      p99Ms: quantile(result[i] ?? [], 0.99),
      p50AboveDirectMs: (p50Ms[i] ?? Number.NaN) - (p50Ms[0] ?? Number.NaN),
      record: target.recorded ? await checkRecord(target, before[i] ?? 0, made, 0) : null,
    })),
  );
}
