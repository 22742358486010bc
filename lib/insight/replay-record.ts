import type { Attempt } from '../outcome/attempt.ts';
import type { Outcome, Phase } from '../outcome/vocabulary.ts';

/** What a replay needs of an attempt. */
export type ReplayAttempt = Pick<
  Attempt,
  'callId' | 'n' | 'final' | 'startedAtMs' | 'durationMs' | 'provider' | 'model' | 'outcome' | 'phase' | 'retryAfterMs'
>;

/** One attempt of a call that did not end well at once. */
export interface PastAttempt {
  n: number;
  startedAtMs: number;
  durationMs: number;
  outcome: Outcome;
  phase: Phase | null;
  retryAfterMs: number | null;
  final: boolean;
}

/** A call with a failed attempt. */
export interface PastCall {
  callId: string;
  /** Which evidence speaks for it: provider and model. */
  group: string;
  attempts: PastAttempt[];
}

/** What attempts met, by the time they began: successes and failures in cells of equal width. */
export interface MetCells {
  ok: Uint32Array;
  failed: Uint32Array;
}

/** A range of the past, condensed for replays. */
export interface ReplayRecord {
  fromMs: number;
  toMs: number;
  cellMs: number;
  cells: Map<string, MetCells>;
  calls: Map<string, PastCall>;
  /** Of the calls with a failed attempt, one in this many is kept. */
  keptOneIn: number;
  /** Calls that ended in failure, kept or not. */
  failed: number;
}

/** Fine enough to tell a retry after two seconds from one after five. */
const CELL_MS = 2000;
/** 31 days in cells of 6.7 s; nine days and less in the finest. */
const MAX_CELLS = 400_000;
const MAX_CALLS = 2000;
const MAX_GROUPS = 20;
const OTHER = 'other';

/** Outcomes that say how the provider was doing. What the client did, or we refused, says nothing. */
const TELLING: ReadonlySet<Outcome> = new Set([
  'ok',
  'overloaded',
  'rate_limited',
  'server_error',
  'timeout',
  'network_error',
  'truncated',
]);

/** An empty record of a range; times in epoch milliseconds. */
export function startReplayRecord(fromMs: number, toMs: number): ReplayRecord {
  const cellMs = Math.max(CELL_MS, Math.ceil((toMs - fromMs) / MAX_CELLS));
  return { fromMs, toMs, cellMs, cells: new Map(), calls: new Map(), keptOneIn: 1, failed: 0 };
}

/**
 * Takes in an attempt of the range, in any order. Memory stays bounded: a range with very many failed calls is
 * thinned evenly, by their ids.
 */
export function recordAttempt(record: ReplayRecord, attempt: ReplayAttempt): void {
  const { fromMs, toMs, cellMs } = record;
  if (!(attempt.startedAtMs >= fromMs && attempt.startedAtMs < toMs)) return;
  const group = groupOf(record, attempt);
  if (TELLING.has(attempt.outcome)) {
    const cells = cellsOf(record, group);
    const met = attempt.outcome === 'ok' ? cells.ok : cells.failed;
    const cell = Math.floor((attempt.startedAtMs - fromMs) / cellMs);
    met[cell] = (met[cell] ?? 0) + 1;
  }
  if (attempt.final && isFailure(attempt.outcome)) record.failed++;
  if (attempt.outcome === 'ok' && attempt.n === 1 && attempt.final) return;
  if (!isKept(record, attempt.callId)) return;
  addToCall(record, group, attempt);
  if (record.calls.size > MAX_CALLS) thin(record);
}

function groupOf(record: ReplayRecord, { provider, model }: ReplayAttempt): string {
  const group = `${provider} ${model ?? ''}`;
  return record.cells.has(group) || record.cells.size < MAX_GROUPS ? group : OTHER;
}

function cellsOf(record: ReplayRecord, group: string): MetCells {
  let cells = record.cells.get(group);
  if (!cells) {
    const count = Math.max(1, Math.ceil((record.toMs - record.fromMs) / record.cellMs));
    cells = { ok: new Uint32Array(count), failed: new Uint32Array(count) };
    record.cells.set(group, cells);
  }
  return cells;
}

function addToCall(record: ReplayRecord, group: string, attempt: ReplayAttempt): void {
  const { callId, n, startedAtMs, durationMs, outcome, phase, retryAfterMs, final } = attempt;
  let call = record.calls.get(callId);
  if (!call) {
    call = { callId, group, attempts: [] };
    record.calls.set(callId, call);
  }
  call.attempts.push({ n, startedAtMs, durationMs, outcome, phase, retryAfterMs, final });
}

/** FNV-1a over the id: the same calls are kept whatever the order in which attempts come. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isKept(record: ReplayRecord, callId: string): boolean {
  return record.keptOneIn === 1 || hashOf(callId) % record.keptOneIn === 0;
}

function thin(record: ReplayRecord): void {
  record.keptOneIn *= 2;
  for (const callId of record.calls.keys()) if (!isKept(record, callId)) record.calls.delete(callId);
}

/** How many failed calls of the range each kept one stands for. */
export function callsPerKept({ calls, failed, keptOneIn }: ReplayRecord): number {
  if (keptOneIn === 1) return 1;
  let kept = 0;
  for (const { attempts } of calls.values())
    if (attempts.some((attempt) => attempt.final && isFailure(attempt.outcome))) kept++;
  return kept > 0 ? failed / kept : keptOneIn;
}

/** Failed calls of the range, whole: begun and ended in it, by id, their attempts in order. */
export function failedCalls(record: ReplayRecord): PastCall[] {
  return [...record.calls.values()]
    .map((call) => ({ ...call, attempts: [...call.attempts].sort((a, b) => a.n - b.n) }))
    .filter(({ attempts }) => {
      const last = attempts.at(-1);
      return attempts[0]?.n === 1 && last?.final === true && isFailure(last.outcome);
    })
    .sort((a, b) => (a.callId < b.callId ? -1 : 1));
}

/** What the application felt as a failure. Who went away felt none; what we refused or lost was no attempt. */
function isFailure(outcome: Outcome): boolean {
  return TELLING.has(outcome) ? outcome !== 'ok' : outcome === 'client_error' || outcome === 'spend_limited';
}
