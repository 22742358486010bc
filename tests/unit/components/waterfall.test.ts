import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { waterfallOf } from '../../../components/calls/waterfall.ts';
import type { AttemptJson } from '../../../lib/api/shapes.ts';

function attempt(n: number, more: Partial<AttemptJson>): AttemptJson {
  return {
    id: `c.${n}`,
    callId: 'c',
    n,
    final: false,
    startedAt: 0,
    durationMs: 0,
    source: 'proxy',
    provider: 'anthropic',
    endpoint: '/v1/messages',
    model: null,
    stream: true,
    app: null,
    client: null,
    clientVersion: null,
    userAgent: null,
    sessionId: null,
    outcome: 'ok',
    phase: null,
    status: 200,
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
    requestBytes: 0,
    responseBytes: 0,
    retryCount: null,
    inFlight: null,
    ...more,
  };
}

const kinds = (call: Parameters<typeof waterfallOf>[0]) =>
  waterfallOf(call).lanes.map(({ segments }) => segments.map(({ kind, fromMs, toMs }) => [kind, fromMs, toMs]));

describe('waterfallOf', () => {
  it('shows queue, wait, first token and stream of one attempt', () => {
    const call = {
      startedAt: 1_000,
      durationMs: 5_200,
      queuedMs: 200,
      attempts: [attempt(1, { startedAt: 1_200, durationMs: 5_000, firstByteMs: 800, ttftMs: 1_000 })],
    };
    expect(kinds(call)).toEqual([
      [
        ['queued', 1_000, 1_200],
        ['waiting', 1_200, 2_000],
        ['responding', 2_000, 2_200],
        ['streaming', 2_200, 6_200],
      ],
    ]);
    expect(waterfallOf(call)).toMatchObject({ startMs: 1_000, endMs: 6_200 });
  });

  it('shows the back-off before a retry', () => {
    const call = {
      startedAt: 0,
      durationMs: 2_000,
      queuedMs: 0,
      attempts: [
        attempt(1, { startedAt: 0, durationMs: 300, outcome: 'overloaded', status: 529 }),
        attempt(2, { startedAt: 1_300, durationMs: 700, waitedMs: 1_000, firstByteMs: 600, stream: false }),
      ],
    };
    expect(kinds(call)).toEqual([
      [['waiting', 0, 300]],
      [
        ['backoff', 300, 1_300],
        ['waiting', 1_300, 1_900],
        ['receiving', 1_900, 2_000],
      ],
    ]);
  });

  it('shows an attempt without an answer as waiting to its end', () => {
    const call = {
      startedAt: 0,
      durationMs: 50,
      queuedMs: 0,
      attempts: [attempt(1, { durationMs: 50, status: null })],
    };
    expect(kinds(call)).toEqual([[['waiting', 0, 50]]]);
  });

  it('keeps segments in order and within the picture, whatever the clocks say', () => {
    const ms = fc.integer({ min: -1_000, max: 10_000 });
    const optional = fc.option(ms, { nil: null });
    fc.assert(
      fc.property(
        ms,
        ms,
        fc.nat(500),
        ms,
        ms,
        optional,
        optional,
        (startedAt, durationMs, queuedMs, began, took, firstByteMs, ttftMs) => {
          const attempts = [attempt(1, { startedAt: began, durationMs: took, firstByteMs, ttftMs })];
          const { startMs, endMs, lanes } = waterfallOf({ startedAt, durationMs, queuedMs, attempts });
          expect(endMs).toBeGreaterThan(startMs);
          for (const { segments } of lanes)
            for (const [index, { fromMs, toMs }] of segments.entries()) {
              expect(toMs).toBeGreaterThan(fromMs);
              expect(fromMs).toBeGreaterThanOrEqual(startMs);
              expect(toMs).toBeLessThanOrEqual(endMs);
              const next = segments[index + 1];
              if (next) expect(next.fromMs).toBe(toMs);
            }
        },
      ),
    );
  });
});
