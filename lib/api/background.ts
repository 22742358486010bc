import type { Logger } from 'pino';
import type { AlertStore } from '../../db/alert-store.ts';
import { openSqliteAlertStore } from '../../db/sqlite/open-alerts.ts';
import { openSqliteStatusStore } from '../../db/sqlite/open-status.ts';
import type { StatusStore } from '../../db/status-store.ts';
import type { Store } from '../../db/store.ts';
import { deliver } from '../alerts/deliver.ts';
import type { Config } from '../config.ts';
import { alertsJob, deliveryJob } from '../jobs/alerts.ts';
import { EpisodeWatch } from '../jobs/episode-watch.ts';
import { episodesJob } from '../jobs/episodes.ts';
import type { JobRunner } from '../jobs/job-runner.ts';
import type { LiveHub } from '../live/live-hub.ts';
import { StatusPoller } from '../status/poller.ts';
import { REAL_STATUS_DEPS } from '../status/request.ts';
import { alertSnapshot } from './alert-snapshot.ts';
import { DAY_MS } from './times.ts';
import { UsualTraffic } from './usual.ts';

/** Minutes close every minute; what has just begun is to be seen sooner. */
const EPISODES_EVERY_MS = 5_000;
const ALERTS_EVERY_MS = 10_000;
/** Episodes are looked for no farther back, however long attempts are kept. */
const EPISODE_DAYS_MAX = 400;

/** What watches the providers beside the pages. */
export interface Watch {
  /** What status pages said. */
  status: StatusStore;
  poller: StatusPoller;
  /** Our own numbers' episodes. */
  episodes: EpisodeWatch;
  usual: UsualTraffic;
  /** Where alerts go, and which went. */
  alerts: AlertStore;
}

export interface WatchDeps {
  config: Config;
  store: Store;
  live: LiveHub;
  jobs: JobRunner;
  log: Logger;
}

/** Starts to poll status pages, to follow episodes, and to tell alerts. */
export function startWatch({ config, store, live, jobs, log }: WatchDeps): Watch {
  const status = openSqliteStatusStore(config.databasePath);
  const alerts = openSqliteAlertStore(config.databasePath);
  const usual = new UsualTraffic();
  const poller = new StatusPoller({
    pages: config.statusPages,
    intervalMs: config.statusIntervalMs,
    store: status,
    deps: REAL_STATUS_DEPS,
    onChange: () => live.tellIncidents(),
    onError: (page, err) => log.error({ page, err }, 'what a status page said could not be kept'),
  });
  const episodes = new EpisodeWatch({
    store,
    nowMs: Date.now,
    depthMs: Math.min(config.retentionDays, EPISODE_DAYS_MAX) * DAY_MS,
    onChange: () => live.tellIncidents(),
  });
  // Until the past is counted, what goes on would look as if it had just begun.
  const snapshot = async () =>
    episodes.countedToMs === null ? null : alertSnapshot({ config, store, status, episodes }, usual, Date.now());
  const everyMs = (ms: number): number => Math.min(ms, config.statusIntervalMs);
  poller.start();
  jobs.start(episodesJob(episodes, everyMs(EPISODES_EVERY_MS)));
  jobs.start(alertsJob(alerts, snapshot, everyMs(ALERTS_EVERY_MS)));
  jobs.start(deliveryJob(alerts, { deliver, nowMs: Date.now, random: Math.random }, everyMs(ALERTS_EVERY_MS)));
  return { status, poller, episodes, usual, alerts };
}
