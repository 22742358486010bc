import type { Outcome, Phase, Source } from './vocabulary.ts';

/** Token counts as the provider last stated them. `null`: it did not say. */
export interface Usage {
  inputTokens: number | null;
  outputTokens: number | null;
  cacheCreationInputTokens: number | null;
  cacheReadInputTokens: number | null;
  serviceTier: string | null;
}

/** One limit as the provider's response headers told it. */
export interface LimitReading {
  /** `requests`, `tokens`, `input_tokens`, `output_tokens`, or of a subscription `unified_5h`, `unified_7d`, ... */
  name: string;
  limit: number | null;
  remaining: number | null;
  /** Share used, 0 to 1 (can pass 1). */
  utilization: number | null;
  resetAtMs: number | null;
  /** As sent, such as `allowed` or `rejected`. */
  status: string | null;
}

/** What the client told of itself. */
export interface ClientFacts {
  /** Family, such as `anthropic-typescript`, `anthropic-python`, `claude-code`, `curl`; `null`: unknown. */
  client: string | null;
  clientVersion: string | null;
  userAgent: string | null;
  sessionId: string | null;
  /** The client's own count of retries (`x-stainless-retry-count`), from 0. */
  retryCount: number | null;
  /** The client's own time limit, in milliseconds (`x-stainless-timeout` is in seconds). */
  timeoutMs: number | null;
}

/** What the request asked for. Nothing of its content is kept. */
export interface RequestFacts {
  model: string | null;
  stream: boolean;
  maxTokens: number | null;
  /** Size of the system prompt plus tools, in bytes; with the keyed hash it tells repeated prefixes. */
  prefixBytes: number | null;
  prefixHash: string | null;
  /** Whether the request marks any part for caching. */
  cacheControl: boolean;
  bytes: number;
}

/** What belongs to a whole call; carried by its final attempt. */
export interface CallTotals {
  startedAtMs: number;
  durationMs: number;
  queuedMs: number;
  backoffMs: number;
  attempts: number;
}

/** Why an attempt was made: the first, our retry of an outcome, or the client's own retry of a call we saw fail. */
export type AttemptCause = 'first' | 'client_retry' | `retry_${Outcome}` | 'probe';

/** One HTTP exchange with the provider: one row of the fact table. */
export interface Attempt {
  /** Unique; a second record with this id counts once. Proxied: `CALLID.N`. */
  id: string;
  callId: string;
  /** From 1, within its call. */
  n: number;
  final: boolean;
  source: Source;
  startedAtMs: number;
  durationMs: number;
  provider: string;
  /** Path without query or ids, such as `/v1/messages`. */
  endpoint: string;
  /** As the response named it, else as the request asked. */
  model: string | null;
  stream: boolean;
  app: string | null;
  client: string | null;
  clientVersion: string | null;
  outcome: Outcome;
  phase: Phase | null;
  /** Wire status; `null`: no answer came. */
  status: number | null;
  errorType: string | null;
  /** At most 500 characters, with keys masked. */
  errorMessage: string | null;
  requestId: string | null;
  organizationId: string | null;
  stopReason: string | null;
  cause: AttemptCause;
  /** What the provider asked us to wait. */
  retryAfterMs: number | null;
  /** How long was waited before this attempt. */
  waitedMs: number;
  /** From our request to the response's head. */
  firstByteMs: number | null;
  /** From our request to the first content of a stream. */
  ttftMs: number | null;
  usage: Usage | null;
  limits: LimitReading[] | null;
  maxTokens: number | null;
  prefixBytes: number | null;
  prefixHash: string | null;
  cacheControl: boolean;
  requestBytes: number;
  responseBytes: number;
  /** Keyed hash of the API key, hex. */
  keyHash: string | null;
  sessionId: string | null;
  userAgent: string | null;
  /** The client's own retry count on this request. */
  retryCount: number | null;
  /** Calls open to this upstream when the attempt began, itself included. */
  inFlight: number | null;
  /** Only on the final attempt. */
  call: CallTotals | null;
}
