import type { AggregateCell, AggregateQuery, Dimension, Filter, WriteResult } from '../../db/store.ts';
import { toDense } from '../../lib/histogram/dense.ts';
import { type ExponentialHistogram, emptyHistogram, recordValue } from '../../lib/histogram/histogram.ts';
import type { Attempt, CallTotals } from '../../lib/outcome/attempt.ts';

const MINUTE_MS = 60_000;

/** A cell while it is counted. */
type CountedCell = Omit<AggregateCell, 'latency' | 'ttft'> & Record<'latency' | 'ttft', ExponentialHistogram | null>;

/**
 * What a store must answer, worked out the slow way: it holds every attempt and counts them anew for each question.
 * Attempts must be as a store gives them back (whole numbers, `call` on final ones).
 */
export class RecordModel {
  private readonly byId = new Map<string, Attempt>();
  /** As they were when they expired: hours and days still count them. */
  private readonly expired: Attempt[] = [];

  write(batch: readonly Attempt[]): WriteResult {
    let accepted = 0;
    for (const attempt of batch) {
      const known = this.byId.get(attempt.id);
      if (known && !(known.outcome === 'abandoned' && attempt.outcome !== 'abandoned')) continue;
      this.byId.delete(attempt.id);
      const ofCall = this.attempts().filter((other) => other.callId === attempt.callId);
      const isOvertaken = ofCall.some((other) => isLater(other, attempt));
      const stretched = isOvertaken ? null : widened(totals(attempt), attempt, ofCall);
      this.byId.set(attempt.id, isOvertaken ? demoted(attempt) : { ...attempt, call: stretched });
      if (isOvertaken && attempt.source !== 'proxy')
        for (const other of ofCall)
          if (other.call && other.source !== 'proxy')
            this.byId.set(other.id, { ...other, call: widened(other.call, other, [...ofCall, attempt], attempt) });
      if (attempt.source !== 'proxy') this.callRetries([...ofCall.map(({ id }) => id), attempt.id]);
      // Once overtaken it stays so, whatever becomes of the one that overtook it.
      for (const other of ofCall) if (isLater(attempt, other)) this.byId.set(other.id, demoted(other));
      accepted++;
    }
    return { accepted, duplicates: batch.length - accepted };
  }

  /** Of a call's reported attempts none but the earliest is the first. */
  private callRetries(ids: readonly string[]): void {
    const ofCall = ids
      .map((id) => this.byId.get(id))
      .filter((attempt) => attempt !== undefined && attempt.source !== 'proxy') as Attempt[];
    for (const attempt of ofCall)
      if (attempt.cause === 'first' && ofCall.some((other) => isLater(attempt, other)))
        this.byId.set(attempt.id, { ...attempt, cause: 'client_retry' });
  }

  /** Every attempt as it stands now. */
  attempts(): Attempt[] {
    return [...this.byId.values()];
  }

  expire(beforeMs: number): number {
    const old = this.attempts().filter((attempt) => attempt.startedAtMs < beforeMs);
    for (const attempt of old) this.byId.delete(attempt.id);
    this.expired.push(...old);
    return old.length;
  }

  /** Where minutes have expired, only for whole hours. */
  aggregate(query: AggregateQuery): AggregateCell[] {
    const { filter, unit, stepMs, groupBy, histograms } = query;
    const cells = new Map<string, CountedCell>();
    for (const attempt of [...this.expired, ...this.attempts()]) {
      const { call } = attempt;
      if (!passes(attempt, filter) || (unit === 'calls' && !call)) continue;
      const startedAtMs = unit === 'calls' && call ? call.startedAtMs : attempt.startedAtMs;
      if (startedAtMs < Math.floor(filter.fromMs / MINUTE_MS) * MINUTE_MS) continue;
      if (startedAtMs >= Math.ceil(filter.toMs / MINUTE_MS) * MINUTE_MS) continue;
      const bucketMs = stepMs === null ? filter.fromMs : Math.floor(startedAtMs / stepMs) * stepMs;
      const group = groupBy.map((dimension) => labelOf(attempt, dimension));
      const key = JSON.stringify([bucketMs, group]);
      const cell = cells.get(key) ?? emptyCell(bucketMs, group, histograms);
      cells.set(key, cell);
      addToCell(cell, attempt, unit === 'calls' ? call : null);
    }
    return [...cells.values()].map((cell) => ({
      ...cell,
      latency: cell.latency && toDense(cell.latency),
      ttft: cell.ttft && toDense(cell.ttft),
    }));
  }
}

function isLater(a: Attempt, b: Attempt): boolean {
  if (a.n !== b.n) return a.n > b.n;
  if (a.startedAtMs !== b.startedAtMs) return a.startedAtMs > b.startedAtMs;
  return a.id > b.id;
}

function demoted(attempt: Attempt): Attempt {
  return { ...attempt, final: false, call: null };
}

function totals({ final, call, startedAtMs, durationMs, n }: Attempt): CallTotals | null {
  return final ? (call ?? { startedAtMs, durationMs, queuedMs: 0, backoffMs: 0, attempts: n }) : null;
}

/** A reported call lasts from the first of its attempts to the end of the last, and has as many as there are. */
function widened(
  call: CallTotals | null,
  final: Attempt,
  ofCall: readonly Attempt[],
  added?: Attempt,
): CallTotals | null {
  if (!call || final.source === 'proxy' || ofCall.length === 0) return call;
  const others = (added ? [added] : ofCall).filter(({ source }) => source !== 'proxy');
  const startedAtMs = Math.min(call.startedAtMs, ...others.map((other) => other.startedAtMs));
  const endMs = Math.max(
    call.startedAtMs + call.durationMs,
    ...others.map((other) => other.startedAtMs + other.durationMs),
  );
  const reported = ofCall.filter(({ source }) => source !== 'proxy').length;
  const attempts = Math.max(call.attempts, added ? reported : reported + 1);
  return { ...call, startedAtMs, durationMs: endMs - startedAtMs, attempts };
}

function labelOf(attempt: Attempt, dimension: Dimension): string {
  if (dimension === 'status') return String(attempt.status ?? 0);
  return String(attempt[dimension] ?? '');
}

/** Whether an attempt passes a filter, its times aside. */
export function passes(attempt: Attempt, filter: Filter): boolean {
  const allows = <T>(values: T[] | undefined, value: T) => !values || values.length === 0 || values.includes(value);
  return (
    allows(filter.outcome, attempt.outcome) &&
    allows(filter.status, attempt.status ?? 0) &&
    allows(filter.model, attempt.model ?? '') &&
    allows(filter.provider, attempt.provider) &&
    allows(filter.endpoint, attempt.endpoint) &&
    allows(filter.app, attempt.app ?? '') &&
    allows(filter.client, attempt.client ?? '') &&
    allows(filter.source, attempt.source) &&
    allows(filter.stream, attempt.stream)
  );
}

function emptyCell(bucketMs: number, group: string[], histograms: boolean): CountedCell {
  return {
    bucketMs,
    group,
    count: 0,
    retries: 0,
    queuedMs: 0,
    backoffMs: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheCreationInputTokens: 0,
    cacheReadInputTokens: 0,
    firsts: 0,
    latency: histograms ? emptyHistogram() : null,
    ttft: histograms ? emptyHistogram() : null,
  };
}

function addToCell(cell: CountedCell, attempt: Attempt, call: CallTotals | null): void {
  cell.count += 1;
  cell.retries += call ? call.attempts - 1 : 0;
  cell.queuedMs += call?.queuedMs ?? 0;
  cell.backoffMs += call?.backoffMs ?? 0;
  cell.inputTokens += attempt.usage?.inputTokens ?? 0;
  cell.outputTokens += attempt.usage?.outputTokens ?? 0;
  cell.cacheCreationInputTokens += attempt.usage?.cacheCreationInputTokens ?? 0;
  cell.cacheReadInputTokens += attempt.usage?.cacheReadInputTokens ?? 0;
  cell.firsts += !call && attempt.cause === 'first' ? 1 : 0;
  if (attempt.outcome === 'abandoned') return;
  if (cell.latency) recordValue(cell.latency, call ? call.durationMs : attempt.durationMs);
  const leadMs = call ? Math.max(0, attempt.startedAtMs - call.startedAtMs) : 0;
  if (cell.ttft && attempt.ttftMs !== null) recordValue(cell.ttft, leadMs + attempt.ttftMs);
}

/** Cells in an order of their own, so that two answers can be compared. */
export function sortedCells(cells: readonly AggregateCell[]): AggregateCell[] {
  return cells
    .map((cell) => ({ ...cell }))
    .sort((a, b) => a.bucketMs - b.bucketMs || (JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1));
}
