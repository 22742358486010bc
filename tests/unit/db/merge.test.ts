import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arranged, widened } from '../../../db/merge/arrange.ts';
import { filled, isSameStatus, knowsBetter } from '../../../db/merge/fill.ts';
import type { Attempt } from '../../../lib/outcome/attempt.ts';
import { anAttempt, anOverload } from '../../support/attempts.ts';

const NOTHING: Partial<Attempt> = {
  model: null,
  app: null,
  client: null,
  clientVersion: null,
  requestId: null,
  stopReason: null,
  organizationId: null,
  usage: null,
  ttftMs: null,
  firstByteMs: null,
  sessionId: null,
  userAgent: null,
};

describe('knowsBetter', () => {
  it('is the gateway before reports before telemetry', () => {
    expect([knowsBetter('proxy', 'report'), knowsBetter('report', 'otlp'), knowsBetter('proxy', 'otlp')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([knowsBetter('otlp', 'otlp'), knowsBetter('otlp', 'report')]).toEqual([false, false]);
  });
});

describe('isSameStatus', () => {
  it.each([
    [200, 200, true],
    [200, null, true],
    [null, null, true],
    [200, 529, false],
  ])('%s and %s: %s', (a, b, same) => {
    expect([isSameStatus(a, b), isSameStatus(b, a)]).toEqual([same, same]);
  });
});

describe('filled', () => {
  const told = anAttempt({ id: 'O-1', callId: 'O-1', source: 'otlp', app: 'told', startedAtMs: 900, durationMs: 5000 });

  it('takes what is missing, and nothing else', () => {
    const base = anAttempt({ ...NOTHING, source: 'proxy', startedAtMs: 1000, durationMs: 700 });
    expect(filled(base, told)).toMatchObject({
      id: base.id,
      source: 'proxy',
      startedAtMs: 1000,
      durationMs: 700,
      app: 'told',
      model: told.model,
      usage: told.usage,
      requestId: told.requestId,
    });
    const full = anAttempt({ source: 'proxy' });
    expect(filled(full, anAttempt({ source: 'otlp', app: 'x', model: 'y', usage: null }))).toEqual(full);
  });

  it('is the same when done twice', () => {
    const parts = fc.record({
      app: fc.constantFrom(null, 'a', 'b'),
      model: fc.constantFrom(null, 'm'),
      outcome: fc.constantFrom('ok' as const, 'overloaded' as const, 'network_error' as const),
      errorType: fc.constantFrom(null, 'overloaded_error'),
      status: fc.constantFrom(null, 200, 529),
      source: fc.constantFrom('proxy' as const, 'report' as const, 'otlp' as const),
      ttftMs: fc.constantFrom(null, 5, 500),
      n: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        const once = filled(anAttempt(a), anAttempt(b));
        expect(filled(once, anAttempt(b))).toEqual(once);
      }),
    );
  });

  it('adds up token counts field by field', () => {
    const usage = { ...NONE, outputTokens: 7 };
    const base = anAttempt({ usage });
    const other = anAttempt({ usage: { ...NONE, inputTokens: 3, outputTokens: 99 } });
    expect(filled(base, other).usage).toEqual({ ...NONE, inputTokens: 3, outputTokens: 7 });
  });

  it('counts the time to first token from the start that is kept', () => {
    const base = anAttempt({ ...NOTHING, startedAtMs: 1000 });
    expect(filled(base, { ...told, ttftMs: 250 }).ttftMs).toBe(150);
    expect(filled(base, { ...told, startedAtMs: 1500, ttftMs: 250 }).ttftMs).toBe(250);
    expect(filled(base, { ...told, ttftMs: 50 }).ttftMs).toBe(0);
  });

  it('believes the gateway’s outcome, and of others who knows of an error', () => {
    const failure = anOverload({ source: 'otlp', status: 200, phase: 'mid_stream' });
    expect(filled(anAttempt({ source: 'proxy' }), failure)).toMatchObject({ outcome: 'ok', errorType: null });
    expect(filled(anAttempt({ source: 'report' }), failure)).toMatchObject({
      outcome: 'overloaded',
      phase: 'mid_stream',
      errorType: 'overloaded_error',
    });
    expect(filled(failure, anAttempt({ source: 'otlp' })).outcome).toBe('overloaded');
  });
});

const NONE = {
  inputTokens: null,
  outputTokens: null,
  cacheCreationInputTokens: null,
  cacheReadInputTokens: null,
  serviceTier: null,
};

describe('widened', () => {
  const call = { startedAtMs: 100, durationMs: 50, queuedMs: 1, backoffMs: 2, attempts: 2 };

  it('holds every stretch, and as many attempts as there are', () => {
    const stretches = [
      { startedAtMs: 90, durationMs: 5 },
      { startedAtMs: 140, durationMs: 30 },
    ];
    expect(widened(call, stretches, 3)).toEqual({ ...call, startedAtMs: 90, durationMs: 80, attempts: 3 });
    expect(widened(call, [], 1)).toEqual(call);
  });
});

describe('arranged', () => {
  const request = (i: number, over: Partial<Attempt> = {}) =>
    anAttempt({
      ...NOTHING,
      id: `r${i}`,
      callId: `r${i}`,
      source: 'otlp',
      startedAtMs: i * 1000,
      durationMs: 100,
      ...over,
    });
  const whole = anAttempt({
    id: 'c',
    callId: 'c',
    source: 'otlp',
    n: 4,
    startedAtMs: 900,
    durationMs: 9000,
    call: null,
  });

  it('numbers by start, and ends with the last', () => {
    const rows = arranged('c', [request(3), request(1), request(2)], []);
    expect(rows.map(({ id, callId, n, final }) => [id, callId, n, final])).toEqual([
      ['r1', 'c', 1, false],
      ['r2', 'c', 2, false],
      ['r3', 'c', 3, true],
    ]);
    expect(rows.map(({ cause }) => cause)).toEqual(['first', 'client_retry', 'client_retry']);
    expect(rows[2]?.call).toMatchObject({ startedAtMs: 1000, durationMs: 2100, attempts: 3 });
  });

  it('puts the call’s own span into the last, and its labels into all', () => {
    const rows = arranged('c', [request(1, { status: 529, outcome: 'overloaded' }), request(2)], [whole]);
    expect(rows.map(({ id, n, model, requestId }) => [id, n, model, requestId])).toEqual([
      ['r1', 1, whole.model, null],
      ['r2', 4, whole.model, whole.requestId],
    ]);
    expect(rows[1]?.call).toMatchObject({ startedAtMs: 900, durationMs: 9000, attempts: 4 });
  });

  it('lets the span stand for the last as long as that is not known', () => {
    const rows = arranged('c', [request(1, { status: 529, outcome: 'overloaded' })], [whole]);
    expect(rows.map(({ id, final, outcome }) => [id, final, outcome])).toEqual([
      ['r1', false, 'overloaded'],
      ['c', true, 'ok'],
    ]);
  });

  it('of nothing is nothing', () => {
    expect(arranged('c', [], [])).toEqual([]);
  });
});
