import type { Filter, Store } from '../../../db/store.ts';
import { bucketsFor } from '../../api/steps.ts';
import { renderReport } from './render-report.ts';
import { ReportTally } from './tally.ts';
import { worstStretch } from './worst-stretch.ts';

export interface ReportRequest {
  store: Pick<Store, 'attempts' | 'aggregate'>;
  filter: Filter;
  search: string | undefined;
  /** What the provider's status page said in a window, a line each; `null`: not known. */
  statusPage: (fromMs: number, toMs: number) => Promise<readonly string[] | null>;
  nowMs: number;
  version: string;
  signal: AbortSignal;
}

/** A report in one piece: its first sentence needs the last row. It holds counts and a sample, never the rows. */
export async function* reportText(request: ReportRequest): AsyncGenerator<string> {
  const { store, filter, search, nowMs, version, signal } = request;
  const { outcome, status, ...base } = filter;
  const buckets = bucketsFor(filter.fromMs, filter.toMs);
  const cells = await store.aggregate({
    filter: base,
    unit: 'attempts',
    stepMs: buckets.stepMs,
    groupBy: ['outcome'],
    histograms: false,
  });
  const tally = new ReportTally(!outcome);
  for await (const page of store.attempts(filter, search)) {
    signal.throwIfAborted();
    for (const attempt of page) tally.add(attempt);
  }
  const isMatch = (name: string) => (outcome ? (outcome as string[]).includes(name) : name !== 'ok');
  yield renderReport(tally, {
    filter,
    search,
    baseAttempts: cells.reduce((sum, cell) => sum + cell.count, 0),
    worst: worstStretch(cells, isMatch),
    worstStepMs: buckets.stepMs,
    statusPage: await request.statusPage(filter.fromMs, filter.toMs),
    generatedAtMs: nowMs,
    version,
  });
}
