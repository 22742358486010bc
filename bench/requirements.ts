import type { QueryResult } from './measure/compare-times.ts';
import type { OverviewResult } from './measure/overview.ts';
import type { ReportsResult } from './measure/reports.ts';
import type { Sequential } from './measure/sequential.ts';
import type { StoreComparison } from './measure/store.ts';
import type { OpenStreams } from './measure/streams.ts';
import type { Throughput } from './measure/throughput.ts';

export interface Results {
  json?: Throughput[];
  streams?: Throughput[];
  sequential?: Sequential[];
  openStreams?: OpenStreams[];
  reports?: ReportsResult;
  store?: StoreComparison;
  overview?: OverviewResult;
}

/** One thing that must hold, as measured. */
export interface Requirement {
  text: string;
  measured: string;
  met: boolean;
}

const RATIOS = [
  { peer: 'Portkey', atLeast: 10 },
  { peer: 'better-ccflare', atLeast: 15 },
  { peer: 'bare undici proxy', atLeast: 0.7 },
];
const SEQUENTIAL_MS = 0.6;
const LATENESS_MS = 50;
const STREAM_BYTES = 60 * 1024;
const REPORTED_PER_SECOND = 10_000;
const P99_RATIO = 2;
const QUERY_MS = 50;
const SIZES_RATIO = 2;
const ATTEMPT_BYTES = 400;
const COLD_MS = 2_000;
const CHANGE_MS = 300;
const TASK_MS = 200;
/** Nothing that an eye would notice. */
const SHIFT = 0.01;
const SCRIPT_KB = 450;

/** What must hold on a quiet machine, of what was measured. */
export function requirements(results: Results): Requirement[] {
  const throughput = (kind: string, rows: Throughput[] = []) => {
    const weir = find(rows, 'Weir');
    return RATIOS.flatMap(({ peer, atLeast }) => {
      const other = find(rows, peer);
      if (!weir || !other) return [];
      const ratio = weir.requestsPerSecond / other.requestsPerSecond;
      const text = `${kind}: at least ${atLeast} times the requests/s of ${other.name}`;
      return [{ text, measured: ratio.toFixed(2), met: ratio >= atLeast }];
    });
  };
  const sequential = find(results.sequential ?? [], 'Weir');
  const open = find(results.openStreams ?? [], 'Weir');
  return [
    ...throughput('JSON', results.json),
    ...throughput('streams', results.streams),
    ...(sequential
      ? [limit('one call at a time: p50 above direct', sequential.p50AboveDirectMs, SEQUENTIAL_MS, 'ms')]
      : []),
    ...(open
      ? [
          limit(`${open.streams} open streams: lateness at p99`, open.latenessMs.p99, LATENESS_MS, 'ms'),
          limit(`${open.streams} open streams: memory each`, open.bytesPerStream / 1024, STREAM_BYTES / 1024, 'KB'),
        ]
      : []),
    ...(results.reports ? reportRequirements(results.reports) : []),
    ...(results.store ? storeRequirements(results.store) : []),
    ...(results.overview ? overviewRequirements(results.overview) : []),
    ...records(results),
  ];
}

function reportRequirements({ alone, withReports, acceptedPerSecond, failed }: ReportsResult): Requirement[] {
  const ratio = withReports.p99Ms / alone.p99Ms;
  return [
    {
      // A batch that ends a moment late is no lower rate.
      text: `reports: ${REPORTED_PER_SECOND} attempts/s in batches are taken, none failed`,
      measured: `${acceptedPerSecond.toFixed(0)}${failed > 0 ? `, ${failed} failed` : ''}`,
      met: acceptedPerSecond >= REPORTED_PER_SECOND * 0.98 && failed === 0,
    },
    {
      text: `reports: p99 of proxied calls meanwhile at most ${P99_RATIO} times as long`,
      measured: ratio.toFixed(2),
      met: ratio <= P99_RATIO,
    },
  ];
}

function storeRequirements({ small, large, requests, queries }: StoreComparison): Requirement[] {
  const beside = `${large.attempts} attempts beside ${small.attempts}`;
  return [
    ...timeRequirements(`API, ${beside}`, 'request', requests),
    ...timeRequirements(`store, ${beside}`, 'question', queries),
    limit('store: bytes on disk an attempt', large.bytesPerAttempt, ATTEMPT_BYTES, 'bytes'),
  ];
}

function overviewRequirements({ cold, readable, changes, live, shift, scriptBytes }: OverviewResult): Requirement[] {
  return [
    limit('overview: a load with nothing cached, in the median', cold.p50, COLD_MS, 'ms'),
    limit('overview: and every chart read with a pointer, in the median', readable.p50, COLD_MS, 'ms'),
    ...changes.map(({ name, onScreen }) =>
      limit(`overview: ${name}, what is on the screen, in the median`, onScreen.p50, CHANGE_MS, 'ms'),
    ),
    limit(`overview: longest task in ${live.seconds} s of live traffic`, live.longestTaskMs, TASK_MS, 'ms'),
    limit('overview: layout shift', shift, SHIFT, ''),
    limit('overview: scripts, compressed', scriptBytes / 1000, SCRIPT_KB, 'KB'),
  ];
}

function timeRequirements(of: string, one: string, results: QueryResult[]): Requirement[] {
  const quick = results.filter(({ large }) => large.p95Ms <= QUERY_MS).length;
  const compared = results.flatMap(({ small, large }) => (small ? [large.p50Ms / small.p50Ms] : []));
  const steady = compared.filter((ratio) => ratio <= SIZES_RATIO).length;
  return [
    {
      text: `${of}: every ${one} within ${QUERY_MS} ms at p95`,
      measured: `${quick} of ${results.length}`,
      met: quick === results.length,
    },
    {
      text: `${of}: every ${one} that both can answer at most ${SIZES_RATIO} times as long`,
      measured: `${steady} of ${compared.length}`,
      met: steady === compared.length,
    },
  ];
}

function limit(text: string, value: number, atMost: number, unit: string): Requirement {
  const of = (number: string) => `${number} ${unit}`.trim();
  return { text: `${text} at most ${of(String(atMost))}`, measured: of(value.toFixed(2)), met: value <= atMost };
}

function records(results: Results): Requirement[] {
  const { store: _, reports: __, overview: ___, ...loads } = results;
  const rows = Object.entries(loads).flatMap(([part, measured]) =>
    (measured as { name: string; record: Throughput['record']; failed?: number }[]).map((row) => ({ part, ...row })),
  );
  return rows.flatMap(({ part, name, record, failed = 0 }) => {
    if (name !== 'Weir' || !record) return [];
    const { made, recorded, late, complete } = record;
    const remarks = `${late > 0 ? `, ${late} late` : ''}${failed > 0 ? `, ${failed} failed` : ''}`;
    const text = `${part}: every call on record before its end is passed on, none failed`;
    return [{ text, measured: `${recorded} of ${made}${remarks}`, met: complete && late === 0 && failed === 0 }];
  });
}

function find<T extends { name: string }>(rows: T[], name: string): T | undefined {
  return rows.find((row) => row.name.startsWith(name));
}
