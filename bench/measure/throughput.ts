import { type LoadResult, runLoad } from '../load/load.ts';
import { cpuMsOf, processTree } from '../procfs.ts';
import { median, sum } from '../statistics.ts';
import type { Target } from '../targets/target.ts';
import { checkRecord, joined, type RecordCheck } from './record-check.ts';

export interface Throughput {
  name: string;
  requestsPerSecond: number;
  /** Of the first seconds after its start, not counted in the rest. */
  coldRequestsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Processor time of the target alone, threads and children included. */
  cpuUsPerRequest: number;
  requests: number;
  failed: number;
  record: RecordCheck | null;
}

export interface ThroughputOptions {
  body: string;
  connections: number;
  seconds: number;
  rounds: number;
  say: (line: string) => void;
}

interface Round extends LoadResult {
  cpuMs: number;
}

/** Measures all targets in turn, round after round, so that a drift of the machine hits all alike. The first round only warms up. */
export async function measureThroughput(targets: Target[], options: ThroughputOptions): Promise<Throughput[]> {
  const rounds = new Map<Target, Round[]>(targets.map((target) => [target, []]));
  const records = new Map<Target, RecordCheck>();
  for (let round = 0; round <= options.rounds; round++) {
    for (const target of targets) {
      const before = { recorded: await target.recorded?.(), cpuMs: cpuMsOf(target.process.pid) };
      const load = await runLoad(target, options);
      const cpuMs = cpuMsOf(target.process.pid) - before.cpuMs;
      rounds.get(target)?.push({ ...load, cpuMs });
      const rate = Math.round(load.requests / load.seconds);
      const processes = processTree(target.process.pid).length;
      options.say(
        `  round ${round} of ${options.rounds}: ${target.name} ${rate}/s (${processes} process${processes > 1 ? 'es' : ''})`,
      );
      if (before.recorded === undefined) continue;
      // What was under way when the load ended may be on record too: one call a connection at most.
      const check = await checkRecord(target, before.recorded, load.requests, options.connections);
      records.set(target, joined(records.get(target) ?? null, check));
    }
  }
  return targets.map((target) => summary(target, rounds.get(target) ?? [], records.get(target) ?? null));
}

function summary(target: Target, all: Round[], record: RecordCheck | null): Throughput {
  const [cold, ...rounds] = all;
  const requests = sum(rounds.map((round) => round.requests));
  return {
    name: target.name,
    requestsPerSecond: median(rounds.map((round) => round.requests / round.seconds)),
    coldRequestsPerSecond: cold ? cold.requests / cold.seconds : Number.NaN,
    p50Ms: median(rounds.map((round) => round.p50Ms)),
    p99Ms: median(rounds.map((round) => round.p99Ms)),
    cpuUsPerRequest: (sum(rounds.map((round) => round.cpuMs)) * 1000) / requests,
    requests,
    failed: sum(rounds.map((round) => round.failed)),
    record,
  };
}
