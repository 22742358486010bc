import type { DenseHistogram } from '../lib/histogram/dense.ts';
import type { Attempt } from '../lib/outcome/attempt.ts';
import type { Outcome, Source, Unit } from '../lib/outcome/vocabulary.ts';

/** Which rows count. An absent or empty list does not filter. A missing label (no model, no app) is the empty string. */
export interface Filter {
  /** Inclusive, epoch milliseconds. */
  fromMs: number;
  /** Exclusive, epoch milliseconds. */
  toMs: number;
  outcome?: Outcome[];
  /** Wire status; 0: no answer came. */
  status?: number[];
  model?: string[];
  provider?: string[];
  endpoint?: string[];
  app?: string[];
  client?: string[];
  source?: Source[];
  stream?: boolean[];
}

/** What rates can be grouped by. */
export const DIMENSIONS = [
  'outcome',
  'status',
  'model',
  'provider',
  'endpoint',
  'app',
  'client',
  'source',
  'stream',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export interface AggregateQuery {
  filter: Filter;
  unit: Unit;
  /**
   * Bucket width; a multiple of a minute. `null`: one bucket for the whole range, its `bucketMs` the range's start.
   * Buckets are aligned to the epoch. Whole minutes count: `fromMs` is rounded down, `toMs` up. Where minutes have
   * expired whole hours count. Widths of 1, 2, 5, 10, 15, 30 minutes, 1, 2, 3, 4, 6, 8, 12 hours, and days are fast.
   */
  stepMs: number | null;
  groupBy: Dimension[];
  /** Histograms cost reading: ask only where percentiles are shown. */
  histograms: boolean;
}

/** Counts and sums of one bucket and group. Times are those of the attempt's, or the call's, start. */
export interface AggregateCell {
  /** Start of the bucket, epoch milliseconds. */
  bucketMs: number;
  /** Values in the order of `groupBy`; `stream` is `true` or `false`, a missing label the empty string, no status `0`. */
  group: string[];
  count: number;
  /** Of unit `calls`: attempts beyond the first. */
  retries: number;
  queuedMs: number;
  backoffMs: number;
  inputTokens: number;
  outputTokens: number;
  cacheCreationInputTokens: number;
  cacheReadInputTokens: number;
  /**
   * Of unit `attempts`: those with the cause `first`, each an independent look at the provider. Of hours whose attempts
   * had expired before this was counted: 0.
   */
  firsts: number;
  latency: DenseHistogram | null;
  ttft: DenseHistogram | null;
}

/** A call as lists show it: its final attempt with what belongs to the whole. */
export type CallRow = Attempt & { seq: number };

export interface Page<T> {
  rows: T[];
  /** Opaque; `null`: no more. */
  nextCursor: string | null;
}

export interface CallQuery {
  filter: Filter;
  /** 1 to 1,000. */
  limit: number;
  /** @throws CursorError if it is not one that `calls` gave out. */
  cursor: string | null;
  /** A request id, a call id, or a fragment of an error message. */
  search?: string;
}

/** `power`: the batch survives a power cut once written. `process`: it survives the end of every process. */
export type Durability = 'process' | 'power';

export interface WriteResult {
  accepted: number;
  /** Ids that were on record already, or twice in the batch. */
  duplicates: number;
}

/** An attempt that somebody else told of. */
export interface ReportedAttempt extends Attempt {
  /**
   * Of a span: the id of the span above it (`null`: none). If that is a call, now or later, this is part of it. Absent:
   * the attempt is no span, and `callId` says where it belongs.
   */
  parentId?: string | null;
}

/** An attempt under way, so that it can be told as abandoned should the process die. */
export interface OpenAttempt {
  callId: string;
  n: number;
  startedAtMs: number;
  provider: string;
  endpoint: string;
  model: string | null;
  stream: boolean;
  app: string | null;
  client: string | null;
  /** Tells the attempts of one gateway process from those of another that still runs. */
  processId: string;
}

export interface StoreSize {
  bytes: number;
  attempts: number;
  /** Start of the oldest attempt kept. */
  oldestMs: number | null;
}

/** A label beyond the limits counts as this one, so that a flood of names cannot drown the rollups. */
export const OTHER_LABEL = 'other';

export interface Cardinality {
  /** Distinct combinations of labels, outcome and status. */
  series: number;
  seriesLimit: number;
  /** Attempts whose label became `other`, by dimension. Empty: all is told apart. */
  collapsed: { dimension: Dimension; attempts: number }[];
}

/** First attempts under way that began in one minute. */
export interface UnderWay {
  minuteMs: number;
  provider: string;
  /** A missing one is the empty string. */
  model: string;
  attempts: number;
}

/** A cursor that this store did not give out, or not for this kind of list. */
export class CursorError extends Error {
  override name = 'CursorError';
  constructor() {
    super('cursor is not one that this list gave out');
  }
}

/** A set of policies as it was put, kept as history. */
export interface PolicyChange {
  id: number;
  atMs: number;
  policies: unknown;
  note: string | null;
}

/**
 * Everything that is kept. Asynchronous so that an engine may live in another thread or on another machine;
 * `tests/support/store-contract/` is what any implementation must pass.
 */
export interface Store {
  /** Writes a batch in one transaction with its rollups. A later attempt of a call takes `final` from an earlier one. */
  write(attempts: ReportedAttempt[], durability: Durability): Promise<WriteResult>;
  /**
   * Notes attempts under way, and that their processes lived at `nowMs`. `write` forgets an attempt's note by itself;
   * `forget` names others that need none any more.
   */
  noteOpen(opened: OpenAttempt[], nowMs: number, forget?: Pick<OpenAttempt, 'callId' | 'n'>[]): Promise<void>;
  /**
   * Turns what earlier processes left open into `abandoned` attempts; returns how many. Should such an attempt be
   * written after all (its process still ran), the real one replaces it.
   */
  settleAbandoned(currentProcessId: string, nowMs: number): Promise<number>;

  /** First attempts under way that have been noted and began within the range, by minute. */
  underWay(fromMs: number, toMs: number): Promise<UnderWay[]>;

  aggregate(query: AggregateQuery): Promise<AggregateCell[]>;
  /** Several at once, of one state of the record, each as `aggregate` answers it; what they have in common is read once. */
  aggregates(queries: readonly AggregateQuery[]): Promise<AggregateCell[][]>;
  calls(query: CallQuery): Promise<Page<CallRow>>;
  /** All attempts of a call in order; empty: no such call. */
  call(callId: string): Promise<CallRow[]>;
  /** All matching attempts, oldest first, in pages: constant memory at any size. */
  attempts(filter: Filter, search?: string): AsyncIterable<Attempt[]>;
  /** Attempts written after `seq`, oldest first; `seq` 0 with `limit` 0 tells only the newest `seq`. */
  since(seq: number, limit: number): Promise<{ rows: CallRow[]; seq: number }>;
  /** The start of the oldest attempt written after `seq` (`null`: none was), and the newest `seq`. */
  writtenSince(seq: number): Promise<{ seq: number; oldestMs: number | null }>;
  /** Distinct values of a dimension, most frequent first, over the whole record. */
  labels(dimension: Dimension): Promise<string[]>;

  policies(): Promise<PolicyChange | null>;
  policyHistory(fromMs: number, toMs: number): Promise<PolicyChange[]>;
  putPolicies(policies: unknown, atMs: number, note: string | null): Promise<PolicyChange>;

  /**
   * Folds rollups of minutes before `beforeMs` into the form that charts read fastest, in a step of at most `limit` of
   * them; returns how many it folded. No answer changes by it.
   */
  compact(beforeMs: number, limit: number): Promise<number>;
  /**
   * Deletes at most `limit` attempts that started before `beforeMs` and, with the last of them, what only they needed
   * (minute rollups, texts); hours and days stay. Returns how many attempts.
   */
  expire(beforeMs: number, limit: number): Promise<number>;
  size(): Promise<StoreSize>;
  /** How many label values are told apart, and what had to become `other`. */
  cardinality(): Promise<Cardinality>;
  close(): Promise<void>;
}
