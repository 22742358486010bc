import type { QueryResult } from './measure/compare-times.ts';
import type { OverviewResult, Times } from './measure/overview.ts';
import type { ReportsResult } from './measure/reports.ts';
import type { Sequential } from './measure/sequential.ts';
import type { StoreComparison } from './measure/store.ts';
import type { OpenStreams } from './measure/streams.ts';
import type { Throughput } from './measure/throughput.ts';
import type { Requirement } from './requirements.ts';

/** Columns as wide as they need to be: the first to the left, the others to the right. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

export function throughputTable(rows: Throughput[]): string {
  const weir = rows.find((row) => row.name === 'Weir');
  return table(
    ['', 'requests/s', 'cold', 'p50', 'p99', 'CPU/request', 'Weir is', 'failed'],
    rows.map((row) => [
      row.name,
      row.requestsPerSecond.toFixed(0),
      row.coldRequestsPerSecond.toFixed(0),
      `${row.p50Ms.toFixed(2)} ms`,
      `${row.p99Ms.toFixed(2)} ms`,
      `${row.cpuUsPerRequest.toFixed(0)} µs`,
      weir ? `${(weir.requestsPerSecond / row.requestsPerSecond).toFixed(2)} x` : '',
      String(row.failed),
    ]),
  );
}

export function sequentialTable(rows: Sequential[]): string {
  return table(
    ['', 'p50', 'p99', 'p50 above direct'],
    rows.map((row) => [
      row.name,
      `${row.p50Ms.toFixed(3)} ms`,
      `${row.p99Ms.toFixed(3)} ms`,
      `${row.p50AboveDirectMs.toFixed(3)} ms`,
    ]),
  );
}

export function openStreamsTable(rows: OpenStreams[]): string {
  return table(
    ['', 'events', 'late p50', 'late p99', 'latest', 'idle', 'each', 'CPU', 'failed'],
    rows.map((row) => [
      row.name,
      String(row.events),
      `${row.latenessMs.p50.toFixed(1)} ms`,
      `${row.latenessMs.p99.toFixed(1)} ms`,
      `${row.latenessMs.max.toFixed(1)} ms`,
      `${(row.idleBytes / 1024 ** 2).toFixed(0)} MB`,
      `${(row.bytesPerStream / 1024).toFixed(1)} KB`,
      `${(row.cpuMsPerSecond / 10).toFixed(0)} %`,
      String(row.failed),
    ]),
  );
}

const SLOWEST = 12;

export function storeTables({ small, large, requests, queries }: StoreComparison): string {
  const databases = table(
    ['', 'bytes each', 'plain GROUP BY'],
    [small, large].map(({ attempts, bytesPerAttempt, groupByMs }) => [
      `${attempts} attempts`,
      bytesPerAttempt.toFixed(0),
      `${groupByMs.toFixed(0)} ms`,
    ]),
  );
  const parts = [
    databases,
    slowestTable('requests to the API', requests),
    slowestTable('questions to the store', queries),
  ];
  return parts.join('\n\n');
}

function slowestTable(what: string, results: QueryResult[]): string {
  const slowest = results.toSorted((a, b) => b.large.p95Ms - a.large.p95Ms).slice(0, SLOWEST);
  return table(
    [`the slowest of ${results.length} ${what}`, 'small p50', 'large p50', 'large p95', 'ratio'],
    slowest.map(({ name, small, large }) => [
      name,
      small ? `${small.p50Ms.toFixed(2)} ms` : 'no such page',
      `${large.p50Ms.toFixed(2)} ms`,
      `${large.p95Ms.toFixed(2)} ms`,
      small ? `${(large.p50Ms / small.p50Ms).toFixed(1)} x` : '',
    ]),
  );
}

export function reportsTable({ alone, withReports, acceptedPerSecond, reportP99Ms, failed }: ReportsResult): string {
  const row = (name: string, { p50Ms, p99Ms }: ReportsResult['alone']) => [
    name,
    `${p50Ms.toFixed(2)} ms`,
    `${p99Ms.toFixed(2)} ms`,
    `${(p99Ms / alone.p99Ms).toFixed(2)} x`,
  ];
  const rows = [row('proxied calls alone', alone), row('beside reports', withReports)];
  const reports = `${acceptedPerSecond.toFixed(0)} attempts/s reported, p99 of a batch ${reportP99Ms.toFixed(0)} ms, ${failed} failed`;
  return `${table(['', 'p50', 'p99', 'p99 is'], rows)}\n${reports}`;
}

export function overviewTable({ cold, readable, changes, live, shift, scriptBytes }: OverviewResult): string {
  const shown = ({ p50, worst }: Times) => [`${p50.toFixed(0)} ms`, `${worst.toFixed(0)} ms`];
  const times = table(
    ['', 'figures', 'worst', 'on the screen', 'worst', 'all charts', 'worst'],
    [
      ['a load, with nothing cached', '', '', '', '', ...shown(cold)],
      ['and every chart read with a pointer', '', '', '', '', ...shown(readable)],
      ...changes.map(({ name, figures, onScreen, all }) => [
        name,
        ...shown(figures),
        ...shown(onScreen),
        ...shown(all),
      ]),
    ],
  );
  const kb = (scriptBytes / 1000).toFixed(0);
  const rest = `layout shift ${shift.toFixed(3)}; ${kb} KB of scripts, compressed; longest task in ${live.seconds} s of live traffic`;
  return `${times}\n${rest} ${live.longestTaskMs > 0 ? `${live.longestTaskMs.toFixed(0)} ms` : 'under 50 ms'}`;
}

export function requirementsTable(rows: Requirement[]): string {
  return table(
    ['required', 'measured', ''],
    rows.map((row) => [row.text, row.measured, row.met ? 'met' : 'NOT MET']),
  );
}
