import type { Attempt } from './attempt.ts';

/** What an attempt that was told of must at least have. */
type Known = Pick<Attempt, 'id' | 'callId' | 'source' | 'startedAtMs' | 'durationMs' | 'outcome'>;

/** An attempt of which nothing is known but this; final, and its call's totals are left to the store. */
export function blankAttempt(known: Known): Attempt {
  return {
    n: 1,
    final: true,
    provider: '',
    endpoint: '',
    model: null,
    stream: false,
    app: null,
    client: null,
    clientVersion: null,
    phase: null,
    status: null,
    errorType: null,
    errorMessage: null,
    requestId: null,
    organizationId: null,
    stopReason: null,
    cause: 'first',
    retryAfterMs: null,
    waitedMs: 0,
    firstByteMs: null,
    ttftMs: null,
    usage: null,
    limits: null,
    maxTokens: null,
    prefixBytes: null,
    prefixHash: null,
    cacheControl: false,
    requestBytes: 0,
    responseBytes: 0,
    keyHash: null,
    sessionId: null,
    userAgent: null,
    retryCount: null,
    inFlight: null,
    call: null,
    ...known,
  };
}
