import { openSqliteStatusStore } from '../../db/sqlite/open-status.ts';
import type { StatusStore } from '../../db/status-store.ts';
import type { InsightSources } from '../../lib/api/insight-sources.ts';
import { type Config, readConfig } from '../../lib/config.ts';
import type { Incident } from '../../lib/insight/incident.ts';
import { EpisodeWatch } from '../../lib/jobs/episode-watch.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from './attempts.ts';
import { temporaryStore } from './sqlite-store.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** A Tuesday, 12:00 UTC. */
export const NOON = Date.UTC(2026, 2, 10, 12);

/** A record, status pages' record and the watch over them, on a clock that a test sets. */
export interface InsightBench extends InsightSources {
  store: ReturnType<typeof temporaryStore>['store'];
  status: StatusStore;
  episodes: EpisodeWatch;
  config: Config;
  nowMs: number;
  /** Writes first attempts for each minute of a stretch, the first `failed` of each overloaded. */
  traffic(
    fromMs: number,
    toMs: number,
    each: { calls: number; failed?: number; over?: Partial<Attempt> },
  ): Promise<void>;
  posted(...incidents: Incident[]): Promise<void>;
  dispose(): Promise<void>;
}

export function insightBench(env: Record<string, string> = {}): InsightBench {
  const opened = temporaryStore();
  const { store } = opened;
  const status = openSqliteStatusStore(opened.path);
  const config = readConfig({ WEIR_STATUS_PAGES: 'anthropic=http://127.0.0.1:1|http://127.0.0.1:2', ...env });
  let count = 0;
  const bench: InsightBench = {
    store,
    status,
    config,
    nowMs: NOON,
    episodes: new EpisodeWatch({ store, nowMs: () => bench.nowMs, depthMs: 90 * DAY }),
    async traffic(fromMs, toMs, { calls, failed = 0, over = {} }) {
      const attempts: Attempt[] = [];
      for (let minuteMs = fromMs; minuteMs < toMs; minuteMs += MINUTE)
        for (let i = 0; i < calls; i += 1) {
          const startedAtMs = minuteMs + Math.floor((i * MINUTE) / calls);
          const labels = { callId: `bench-${count++}`, startedAtMs, ...over };
          attempts.push(i < failed ? anOverload(labels) : anAttempt(labels));
        }
      await store.write(attempts, 'process');
    },
    async posted(...incidents) {
      const page = { page: 'anthropic', lastSeenMs: bench.nowMs, lastBase: 'http://127.0.0.1:2' };
      const addresses = [
        { base: 'http://127.0.0.1:1', lastOkMs: null, problem: 'answers 403', failingSinceMs: bench.nowMs - HOUR },
        { base: 'http://127.0.0.1:2', lastOkMs: bench.nowMs, problem: null, failingSinceMs: null },
      ];
      const rest = { indicator: 'major', description: 'Partial outage', historyPage: null };
      await status.write({ page: { ...page, addresses, ...rest }, incidents });
    },
    async dispose() {
      await status.close();
      await opened.remove();
    },
  };
  return bench;
}

const API = { id: 'k8w3r06qmzrp', name: 'Claude API (api.anthropic.com)' };

/** An incident of the API, posted and (unless `endMs` is null) resolved at these times. */
export function anIncident(id: string, startMs: number, endMs: number | null, over: Partial<Incident> = {}): Incident {
  const update = (atMs: number, status: string, body: string): Incident['updates'][number] => ({
    id: `${id}-${status}`,
    status,
    body,
    createdMs: atMs,
    displayMs: atMs,
    editedMs: null,
    components: [],
  });
  const updates = [update(startMs, 'investigating', 'We are looking into elevated errors.')];
  if (endMs !== null) updates.push(update(endMs, 'resolved', 'This incident has been resolved.'));
  return {
    page: 'anthropic',
    id,
    kind: 'incident',
    name: 'Elevated errors',
    status: endMs === null ? 'investigating' : 'resolved',
    impact: 'major',
    url: `https://status.example/incidents/${id}`,
    createdMs: startMs,
    startedMs: startMs,
    resolvedMs: endMs,
    updatedMs: endMs ?? startMs,
    components: [API],
    updates,
    firstSeenMs: startMs,
    lastSeenMs: endMs ?? startMs,
    vanishedMs: null,
    reopenedMs: null,
    ...over,
  };
}
