import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadGenerator, runLoad } from './load/load.ts';
import { measureOverview } from './measure/overview.ts';
import { measureReports } from './measure/reports.ts';
import { measureSequential } from './measure/sequential.ts';
import { measureStore } from './measure/store.ts';
import { measureStreams } from './measure/streams.ts';
import { measureThroughput } from './measure/throughput.ts';
import { type BenchOptions, readOptions, USAGE } from './options.ts';
import { type RunningProcess, startNode } from './processes.ts';
import {
  openStreamsTable,
  overviewTable,
  reportsTable,
  requirementsTable,
  sequentialTable,
  storeTables,
  throughputTable,
} from './report.ts';
import { type Results, requirements } from './requirements.ts';
import { requestBody } from './servers/payloads.ts';
import { startTargets } from './targets/all.ts';
import { hasNginx, startNginxUpstream } from './targets/nginx.ts';
import { installPeers } from './targets/peers.ts';
import { type Target, urlOf } from './targets/target.ts';

const MEMORY_UPSTREAM = resolve(import.meta.dirname, 'servers/memory-upstream.ts');
const CONNECTIONS = 16;
const STREAMS = 1000;
const SMALL_STORE = 100_000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

function memoryUpstream(scratch: string, ...args: string[]): Promise<RunningProcess> {
  return startNode('upstream', MEMORY_UPSTREAM, { args, scratch });
}

/** Runs `measure` with an upstream and everything that stands before it, and stops them all. */
async function withTargets<T>(
  upstream: RunningProcess,
  scratch: string,
  wanted: (name: string) => boolean,
  measure: (targets: Target[]) => Promise<T>,
): Promise<T> {
  let targets: Target[] = [];
  try {
    targets = await startTargets({ upstreamUrl: urlOf(upstream), scratch }, wanted, say);
    return await measure([
      { name: 'upstream alone', url: urlOf(upstream), headers: {}, process: upstream },
      ...targets,
    ]);
  } finally {
    await Promise.all([...targets.map((target) => target.process.stop()), upstream.stop()]);
  }
}

async function run(options: BenchOptions, scratchRoot: string): Promise<Results> {
  const { quick, parts } = options;
  const chosen = (name: string) =>
    options.targets.length === 0 || name === 'weir' || options.targets.some((part) => name.includes(part));
  const direct = (name: string) => chosen(name) && ['bare', 'weir'].includes(name);
  const scratch = () => mkdtemp(join(scratchRoot, 'part-'));
  const jsonUpstream = (folder: string) => (hasNginx() ? startNginxUpstream(folder) : memoryUpstream(folder, 'json'));
  const load = { connections: CONNECTIONS, seconds: quick ? 3 : 8, rounds: quick ? 2 : 5, say };
  const results: Results = {};

  if (parts.includes('json')) {
    say(`\nJSON: a POST of 1 KB, ${CONNECTIONS} connections, ${loadGenerator()}`);
    const folder = await scratch();
    results.json = await withTargets(await jsonUpstream(folder), folder, chosen, (targets) =>
      measureThroughput(targets, { ...load, body: requestBody(false) }),
    );
    say(`\n${throughputTable(results.json)}`);
  }
  if (parts.includes('streams')) {
    say(`\nStreams: 100 events each, ${CONNECTIONS} connections, ${loadGenerator()}`);
    const folder = await scratch();
    results.streams = await withTargets(await memoryUpstream(folder, 'stream'), folder, chosen, (targets) =>
      measureThroughput(targets, { ...load, body: requestBody(true) }),
    );
    say(`\n${throughputTable(results.streams)}`);
  }
  if (parts.includes('sequential')) {
    say('\nOne call at a time');
    const folder = await scratch();
    const plan = { body: requestBody(false), blocks: quick ? 5 : 30, callsPerBlock: 100 };
    results.sequential = await withTargets(await jsonUpstream(folder), folder, direct, (targets) =>
      measureSequential(targets, plan),
    );
    say(`\n${sequentialTable(results.sequential)}`);
  }
  if (parts.includes('open-streams')) {
    const events = quick ? 80 : 180;
    say(`\n${STREAMS} streams open at once, 10 events/s each`);
    const folder = await scratch();
    const plan = { body: requestBody(true), streams: STREAMS, openPerSecond: 300 };
    const upstream = await memoryUpstream(folder, 'paced', String(events), '100');
    results.openStreams = await withTargets(upstream, folder, direct, async (targets) => {
      const rows = [];
      for (const target of targets) {
        await warmUp(target);
        rows.push(await measureStreams(target, plan));
      }
      return rows;
    });
    say(`\n${openStreamsTable(results.openStreams)}`);
  }
  if (parts.includes('reports')) {
    say('\nReports: 10,000 attempts/s in batches of 500, beside 200 proxied calls/s');
    const folder = await scratch();
    results.reports = await withTargets(
      await jsonUpstream(folder),
      folder,
      (name) => name === 'weir',
      async (targets) => {
        const target = targets.find(({ name }) => name === 'Weir');
        if (!target) throw new Error('the gateway did not start');
        const plan = { body: requestBody(false), seconds: quick ? 5 : 15, rounds: quick ? 2 : 5, say };
        return measureReports(target, plan);
      },
    );
    say(`\n${reportsTable(results.reports)}`);
  }
  if (parts.includes('store')) {
    say('\nStore: what the dashboard asks, of a small and a large database over 90 days');
    const { storeFolder, storeAttempts } = options;
    const plan = { folder: storeFolder, small: SMALL_STORE, large: storeAttempts, rounds: quick ? 5 : 20, say };
    results.store = await measureStore(plan);
    say(`\n${storeTables(results.store)}`);
  }
  if (parts.includes('overview')) {
    say('\nOverview: the demonstration in a browser');
    const plan = { scratch: await scratch(), rounds: quick ? 3 : 10, liveSeconds: quick ? 20 : 120, say };
    results.overview = await measureOverview(plan);
    say(`\n${overviewTable(results.overview)}`);
  }
  return results;
}

/** A process that has worked once is at its resting size. */
async function warmUp(target: Target): Promise<void> {
  await runLoad(target, { body: requestBody(true), path: '/v1/messages?warm-up', connections: 20, seconds: 2 });
  await sleep(2000);
}

const options = (() => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    process.exit(2);
  }
})();

if (options.help) {
  say(USAGE);
  process.exit(0);
}
if (options.installPeers) {
  await installPeers();
  process.exit(0);
}
if (process.platform !== 'linux') {
  process.stderr.write('The benchmark reads /proc, so it runs on Linux only.\n');
  process.exit(2);
}

const [load = 0] = loadavg();
say(`${cpus().length} processors, ${cpus()[0]?.model}; Node ${process.version}; load ${load.toFixed(2)} at the start`);
if (load > 0.3) say('The machine is not quiet: these numbers are not worth much.');
const scratchRoot = await mkdtemp(join(tmpdir(), 'weir-bench-'));
try {
  const results = await run(options, scratchRoot);
  const rows = requirements(results);
  if (rows.length > 0) say(`\n${requirementsTable(rows)}`);
  if (options.json) await writeFile(options.json, `${JSON.stringify({ results, requirements: rows }, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await rm(scratchRoot, { recursive: true, force: true });
}
