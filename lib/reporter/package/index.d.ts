/** Token counts as the provider stated them. */
export interface ReportedUsage {
  inputTokens?: number | null;
  outputTokens?: number | null;
  cacheCreationInputTokens?: number | null;
  cacheReadInputTokens?: number | null;
  serviceTier?: string | null;
}

/** One HTTP exchange with a provider. Nothing but what is named here is ever sent. */
export interface ReportedAttempt {
  /** Unique; the same again counts once. Made up when absent. */
  id?: string;
  /** Attempts with the same one are attempts of one call. */
  callId?: string | null;
  /** Epoch milliseconds, or ISO 8601 with a zone. Default: `durationMs` ago. */
  startedAt?: number | string;
  /** From sending the request to the end of the response. */
  durationMs: number;
  /** Such as `anthropic`. */
  provider?: string | null;
  model?: string | null;
  /** Path without query and ids, such as `/v1/messages`. */
  endpoint?: string | null;
  stream?: boolean | null;
  /** Wire status; none: no answer came. */
  status?: number | null;
  /** The provider's word, such as `overloaded_error`; with status 200 it says that a stream failed. */
  errorType?: string | null;
  /** A finer code beside the type, such as `enforced_spend_limit_reached`. */
  errorCode?: string | null;
  /** Cut to 300 characters; what looks like a key is masked. */
  errorMessage?: string | null;
  /** Only what the reporting side alone can know. */
  outcome?: 'cancelled' | 'truncated' | 'timeout' | 'network_error' | null;
  /** When a stream failed. */
  phase?: 'before_content' | 'mid_stream' | null;
  requestId?: string | null;
  /** Which retry of its call this is, from 0. */
  retryCount?: number | null;
  /** False: more attempts of the call follow. */
  final?: boolean | null;
  usage?: ReportedUsage | null;
  ttftMs?: number | null;
  retryAfterMs?: number | null;
  stopReason?: string | null;
  client?: string | null;
  clientVersion?: string | null;
  sessionId?: string | null;
  app?: string | null;
}

export interface ReporterOptions {
  /** The gateway's address, such as `http://127.0.0.1:5291`. */
  url: string;
  /** `WEIR_REPORT_TOKEN`, where one is set. */
  token?: string | null;
  /** What this application is called on the charts. */
  app?: string | null;
  /** Default: told by the host that is called, such as `anthropic`. */
  provider?: string | null;
  /** What carries the reports; default: the global `fetch`. */
  fetch?: (input: string, init: RequestInit) => Promise<Response>;
  /** Longest time that an attempt waits to be sent; default 5,000 ms. */
  intervalMs?: number;
  /** Attempts a batch, 1 to 1,000; default 100. A full one is sent at once. */
  batchSize?: number;
  /** Attempts that wait at most, 1 to 100,000; default 1,000. Beyond it the oldest are dropped and counted. */
  maxQueue?: number;
  /** Told once of each kind of trouble in reporting; default: a warning on the console. Never throws into a call. */
  onTrouble?: (message: string) => void;
}

export interface ReporterStats {
  /** Waiting to be sent. */
  queued: number;
  /** Accepted by the receiver, as new or as known already. */
  sent: number;
  /** Lost because the queue was full. */
  dropped: number;
  /** Refused by the receiver. */
  refused: number;
}

/** The Anthropic SDK's `middleware` option, as far as it is used here. */
export type ReporterMiddleware = <Request extends { url: string }>(
  request: Request,
  next: (request: Request) => Promise<Response>,
  context?: { readonly options?: object | undefined },
) => Promise<Response>;

export interface Reporter {
  /** The same `fetch`, reported. */
  fetch<F extends (...args: never[]) => Promise<unknown>>(fetch: F): F;
  /** For `new Anthropic({ middleware: [reporter.middleware] })`. */
  readonly middleware: ReporterMiddleware;
  /** Reports one attempt by hand. Never throws. */
  reportAttempt(attempt: ReportedAttempt): void;
  /** Sends what waits, without waiting for the next batch. `false`: something is still waiting. Never rejects. */
  flush(): Promise<boolean>;
  stats(): ReporterStats;
}

/** A reporter; the same address, token and app give the same one. Throws a `TypeError` for an address that is none. */
export function createReporter(options: ReporterOptions): Reporter;

/** Wraps any `fetch`: `new Anthropic({ fetch: report(fetch, { url, token, app }) })`. */
export function report<F extends (...args: never[]) => Promise<unknown>>(fetch: F, options: ReporterOptions): F;

/** For `new Anthropic({ middleware: [reportMiddleware({ url, token, app })] })`. */
export function reportMiddleware(options: ReporterOptions): ReporterMiddleware;

/** Reports one attempt by hand; without options to the reporter that was made last. Never throws for what an attempt holds. */
export function reportAttempt(attempt: ReportedAttempt, options?: ReporterOptions): void;

/** Sends what waits in every reporter. `false`: something is still waiting. Never rejects. */
export function flush(): Promise<boolean>;
