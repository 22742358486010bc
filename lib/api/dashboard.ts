import type { Server } from 'node:http';
import pino from 'pino';
import { openSqliteStore } from '../../db/sqlite/open.ts';
import type { Store } from '../../db/store.ts';
import { StoreError } from '../../db/store-error.ts';
import { Lock } from '../auth/lock.ts';
import { notePeers } from '../auth/peer.ts';
import { type Config, ConfigError, readConfig } from '../config.ts';
import { compactionJob } from '../jobs/compaction.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { retentionJob } from '../jobs/retention.ts';
import { LiveHub } from '../live/live-hub.ts';
import { VERSION } from '../version.ts';
import { startWatch, type Watch } from './background.ts';
import { GatewayLink } from './gateway-link.ts';
import { KeptAnswers } from './kept-answers.ts';
import type { AdviceAnswer } from './present-shapes.ts';
import { RequestCounts } from './request-counts.ts';

/** What there is one of in the dashboard's process. */
export interface Dashboard extends Watch {
  config: Config;
  store: Store;
  log: pino.Logger;
  lock: Lock;
  live: LiveHub;
  jobs: JobRunner;
  gateway: GatewayLink;
  requests: RequestCounts;
  /** By the query that asked for it. */
  advice: KeptAnswers<AdviceAnswer>;
  startedAtMs: number;
  /** Aborts when the process is about to end. */
  closing: AbortSignal;
}

// Next evaluates a module several times in one process; what must be single lives here.
const KEY = Symbol.for('weir.dashboard');
const holder = globalThis as { [KEY]?: Dashboard };

/** The one dashboard of this process. @throws Error before `startDashboard` has resolved */
export function dashboard(): Dashboard {
  const own = holder[KEY];
  if (!own) throw new Error('the dashboard has not started');
  return own;
}

/** Reads the settings, opens the store and starts what runs beside the pages. */
export async function startDashboard(): Promise<void> {
  if (holder[KEY]) return;
  const config = orExit(() => readConfig(process.env));
  const log = pino({ level: config.logLevel, name: 'dashboard' }, pino.destination({ fd: 2, sync: true }));
  const stopping = new AbortController();
  const servers = new Set<Server>();
  const own = orExit(() => assemble(config, log, stopping.signal));
  holder[KEY] = own;
  notePeers((server) => servers.add(server));
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      stopping.abort(new Error('the dashboard is stopping'));
      void stop(own, servers);
    });
  // The supervisor is gone without a word: nobody would ever stop this process.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  log.info({ version: VERSION }, 'started');
}

/** What cannot be read or opened ends the process, with the one line that says why. */
function orExit<T>(attempt: () => T): T {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof StoreError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function assemble(config: Config, log: pino.Logger, closing: AbortSignal): Dashboard {
  const store = openSqliteStore(config.databasePath);
  const live = new LiveHub({ store, version: VERSION, onError: (err) => log.warn({ err }, 'no news could be read') });
  const jobs = new JobRunner({ onError: (job, err) => log.error({ job, err }, 'a job failed'), nowMs: Date.now });
  jobs.start(retentionJob({ store, retentionDays: config.retentionDays, nowMs: Date.now }));
  jobs.start(compactionJob(store, Date.now));
  const watch = startWatch({ config, store, live, jobs, log });
  return {
    config,
    store,
    log,
    lock: new Lock(config),
    live,
    jobs,
    ...watch,
    gateway: new GatewayLink(config),
    requests: new RequestCounts(),
    advice: new KeptAnswers(),
    startedAtMs: Date.now(),
    closing,
  };
}

/**
 * Ends what would keep the process. Next's own handler, which ran before this one, waits for all connections: event
 * streams would hold it for ever, and idle ones for seconds.
 */
async function stop(
  { live, jobs, poller, store, status, alerts, log }: Dashboard,
  servers: ReadonlySet<Server>,
): Promise<void> {
  live.close();
  await Promise.all([jobs.stop(), poller.stop()]);
  for (const server of servers) server.closeIdleConnections();
  for (const open of [store, status, alerts])
    await open.close().catch((err: unknown) => log.error({ err }, 'the database did not close'));
  log.info('stopped');
}
