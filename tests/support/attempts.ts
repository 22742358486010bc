import type { CallRow } from '../../db/store.ts';
import type { Attempt } from '../../lib/outcome/attempt.ts';

/** A finished, successful call of one attempt; `over` changes what a test is about. */
export function anAttempt(over: Partial<Attempt> = {}): Attempt {
  const startedAtMs = over.startedAtMs ?? Date.UTC(2026, 10, 24, 14);
  const durationMs = over.durationMs ?? 1200;
  const callId = over.callId ?? 'call-1';
  const n = over.n ?? 1;
  const final = over.final ?? true;
  return {
    id: `${callId}.${n}`,
    callId,
    n,
    final,
    source: 'proxy',
    startedAtMs,
    durationMs,
    provider: 'anthropic',
    endpoint: '/v1/messages',
    model: 'claude-sonnet-5',
    stream: true,
    app: 'shop',
    client: 'anthropic-typescript',
    clientVersion: '1.12.0',
    outcome: 'ok',
    phase: null,
    status: 200,
    errorType: null,
    errorMessage: null,
    requestId: `req_${callId}_${n}`,
    organizationId: 'org-1',
    stopReason: 'end_turn',
    cause: 'first',
    retryAfterMs: null,
    waitedMs: 0,
    firstByteMs: 200,
    ttftMs: 250,
    usage: {
      inputTokens: 100,
      outputTokens: 50,
      cacheCreationInputTokens: 0,
      cacheReadInputTokens: 10,
      serviceTier: 'standard',
    },
    limits: null,
    maxTokens: 1024,
    prefixBytes: 2000,
    prefixHash: 'aabb',
    cacheControl: false,
    requestBytes: 3000,
    responseBytes: 5000,
    keyHash: 'ccdd',
    sessionId: null,
    userAgent: 'Anthropic/JS 1.12.0',
    retryCount: 0,
    inFlight: 1,
    call: final ? { startedAtMs, durationMs, queuedMs: 0, backoffMs: 0, attempts: n } : null,
    ...over,
  };
}

/** An attempt that the provider had no capacity for. */
export function anOverload(over: Partial<Attempt> = {}): Attempt {
  return anAttempt({
    outcome: 'overloaded',
    phase: 'before_content',
    status: 529,
    errorType: 'overloaded_error',
    errorMessage: 'Overloaded',
    stopReason: null,
    ttftMs: null,
    usage: null,
    ...over,
  });
}

export function aRow(seq: number, over: Partial<Attempt> = {}): CallRow {
  return { ...anAttempt({ callId: `call-${seq}`, ...over }), seq };
}
