import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { requestHeaders } from '../load/load.ts';
import { resultOf } from '../processes.ts';
import { median, quantile, sum } from '../statistics.ts';
import type { Target } from '../targets/target.ts';
import type { PacedPlan, PacedResult } from './paced-client.ts';

const CALLS_PER_SECOND = 200;
const BATCH = 500;
const REPORTS_PER_SECOND = 10_000;

export interface ReportsResult {
  /** Of proxied calls, at a fixed rate. */
  alone: { p50Ms: number; p99Ms: number };
  withReports: { p50Ms: number; p99Ms: number };
  /** Attempts accepted in a second, as long as they were sent. */
  acceptedPerSecond: number;
  reportP99Ms: number;
  failed: number;
}

async function run(plan: PacedPlan): Promise<PacedResult> {
  const child = fork(resolve(import.meta.dirname, 'paced-client.ts'), [JSON.stringify(plan)]);
  return resultOf<PacedResult>('a paced client', child);
}

/** Proxied calls at a steady rate, by themselves and while attempts are reported, in turns. */
export async function measureReports(
  target: Target,
  options: { body: string; seconds: number; rounds: number; say: (line: string) => void },
): Promise<ReportsResult> {
  const { seconds } = options;
  const calls = (): Promise<PacedResult> =>
    run({
      url: target.url,
      path: '/v1/messages',
      headers: requestHeaders(target.headers),
      body: options.body,
      batch: 1,
      perSecond: CALLS_PER_SECOND,
      connections: 16,
      seconds,
    });
  const reports = (): Promise<PacedResult> =>
    run({
      url: target.url,
      path: '/report/v1/attempts',
      headers: { 'content-type': 'application/json' },
      batch: BATCH,
      perSecond: REPORTS_PER_SECOND / BATCH,
      connections: 8,
      seconds,
    });
  await Promise.all([calls(), reports()]);
  const alone: PacedResult[] = [];
  const beside: PacedResult[] = [];
  const reported: PacedResult[] = [];
  for (let round = 1; round <= options.rounds; round++) {
    alone.push(await calls());
    const [called, result] = await Promise.all([calls(), reports()]);
    beside.push(called);
    reported.push(result);
    const p99s = [alone, beside].map((results) => quantile(results.at(-1)?.times ?? [], 0.99).toFixed(1));
    options.say(`  round ${round} of ${options.rounds}: p99 ${p99s[0]} ms alone, ${p99s[1]} ms beside reports`);
  }
  const of = (results: PacedResult[]) => ({
    p50Ms: median(results.map(({ times }) => quantile(times, 0.5))),
    p99Ms: median(results.map(({ times }) => quantile(times, 0.99))),
  });
  return {
    alone: of(alone),
    withReports: of(beside),
    acceptedPerSecond: median(reported.map(({ accepted, tookMs }) => accepted / Math.max(seconds, tookMs / 1000))),
    reportP99Ms: median(reported.map(({ times }) => quantile(times, 0.99))),
    failed: sum([...alone, ...beside, ...reported].map(({ failed }) => failed)),
  };
}
