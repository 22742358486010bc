import { VERSION } from '../version.ts';
import type { Dashboard } from './dashboard.ts';

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

interface Sample {
  labels?: Record<string, string | number>;
  value: number;
}

const escapeLabel = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function line(name: string, { labels = {}, value }: Sample): string {
  const pairs = Object.entries(labels).map(([label, held]) => `${label}="${escapeLabel(String(held))}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

function family(name: string, type: 'gauge' | 'counter', help: string, samples: Sample[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map((sample) => line(name, sample))].join(
    '\n',
  );
}

/** How the dashboard's process does, in Prometheus' text format. The traffic itself is told by the gateway's. */
export async function metricsText(dashboard: Dashboard, nowMs: number) {
  const { store, live, jobs, requests, gateway, startedAtMs, poller } = dashboard;
  const [size, gatewayUp] = await Promise.all([store.size(), gateway.isUp(nowMs)]);
  const usage = process.resourceUsage();
  const states = jobs.states();
  const ofJobs = (value: (state: (typeof states)[number]) => number): Sample[] =>
    states.map((state) => ({ labels: { job: state.name }, value: value(state) }));
  const pages = poller.state();
  const ofPages = (value: (state: (typeof pages)[number]) => number): Sample[] =>
    pages.map((state) => ({ labels: { page: state.page }, value: value(state) }));
  const families = [
    family('weir_dashboard_info', 'gauge', 'Version.', [{ labels: { version: VERSION }, value: 1 }]),
    family('weir_dashboard_uptime_seconds', 'gauge', 'Since the start of the process.', [
      { value: (nowMs - startedAtMs) / 1000 },
    ]),
    family('weir_dashboard_cpu_seconds_total', 'counter', 'CPU time used.', [
      { value: (usage.userCPUTime + usage.systemCPUTime) / 1e6 },
    ]),
    family('weir_dashboard_resident_memory_bytes', 'gauge', 'Memory held.', [{ value: process.memoryUsage.rss() }]),
    family(
      'weir_dashboard_requests_total',
      'counter',
      'Requests answered by the API.',
      [...requests.entries()].map(({ route, status, count }) => ({ labels: { route, status }, value: count })),
    ),
    family('weir_dashboard_exported_bytes_total', 'counter', 'Made by exports.', [{ value: requests.exportedBytes }]),
    family('weir_dashboard_live_clients', 'gauge', 'Open event streams.', [{ value: live.size }]),
    family('weir_dashboard_gateway_up', 'gauge', 'Whether the gateway answers.', [{ value: Number(gatewayUp) }]),
    family(
      'weir_dashboard_job_runs_total',
      'counter',
      'Runs of background jobs.',
      ofJobs(({ runs }) => runs),
    ),
    family(
      'weir_dashboard_job_failures_total',
      'counter',
      'Runs that failed.',
      ofJobs(({ failures }) => failures),
    ),
    family(
      'weir_status_looks_total',
      'counter',
      'Looks at status pages.',
      ofPages(({ looks }) => looks),
    ),
    family(
      'weir_status_unseen_total',
      'counter',
      'Looks for which no address gave a readable answer.',
      ofPages(({ unseen }) => unseen),
    ),
    family('weir_episodes_open', 'gauge', 'Overloads that go on, by provider.', openEpisodes(dashboard)),
    family('weir_database_bytes', 'gauge', 'Size of the database.', [{ value: size.bytes }]),
    family('weir_database_attempts', 'gauge', 'Attempts on record.', [{ value: size.attempts }]),
  ];
  return `${families.join('\n')}\n`;
}

function openEpisodes({ episodes }: Dashboard): Sample[] {
  return episodes.providers.map((provider) => ({
    labels: { provider },
    value: Number(episodes.episodesOf(provider).at(-1)?.endMs === null),
  }));
}
