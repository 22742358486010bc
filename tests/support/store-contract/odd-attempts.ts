import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt } from '../attempts.ts';
import { T0 } from './ranges.ts';

export function fullAttempt(): Attempt {
  return anAttempt({
    id: 'report-7',
    callId: 'call-7',
    n: 3,
    phase: 'mid_stream',
    outcome: 'truncated',
    retryAfterMs: 0,
    waitedMs: 77,
    cause: 'retry_rate_limited',
    sessionId: 'session-1',
    limits: [
      { name: 'requests', limit: 4000, remaining: 3999, utilization: null, resetAtMs: T0 + 60_000, status: null },
      {
        name: 'unified_5h',
        limit: null,
        remaining: null,
        utilization: 0.123,
        resetAtMs: T0 + 17_001,
        status: 'allowed',
      },
      { name: 'odd', limit: 0.5, remaining: -1e300, utilization: 1 / 3, resetAtMs: 0.25, status: '' },
      { name: 'empty', limit: null, remaining: null, utilization: null, resetAtMs: null, status: null },
    ],
    usage: {
      inputTokens: 0,
      outputTokens: null,
      cacheCreationInputTokens: 1e9,
      cacheReadInputTokens: 3,
      serviceTier: 'x',
    },
    call: { startedAtMs: T0, durationMs: 99_999, queuedMs: 1, backoffMs: 2, attempts: 3 },
  });
}

export function bareAttempt(): Attempt {
  return anAttempt({
    id: 'bare',
    callId: 'bare',
    source: 'otlp',
    durationMs: 0,
    provider: '',
    endpoint: '',
    model: null,
    app: null,
    client: null,
    clientVersion: null,
    outcome: 'network_error',
    status: null,
    requestId: null,
    organizationId: null,
    stopReason: null,
    firstByteMs: null,
    ttftMs: null,
    usage: null,
    limits: null,
    maxTokens: null,
    prefixBytes: null,
    prefixHash: null,
    keyHash: null,
    sessionId: null,
    userAgent: null,
    retryCount: null,
    inFlight: null,
  });
}

export function hostileTexts(): string[] {
  return [
    "'; DROP TABLE attempts; --",
    '"><script>alert(1)</script>',
    '=HYPERLINK("http://x")',
    'line\nbreak\tand\u0000nul',
    '%_\\',
    'ünïcödé 😀 مرحبا',
    '__proto__',
  ];
}
