import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReportRecord } from '../../../lib/intake/report-record.ts';
import type { ReportedAttempt } from '../../../lib/reporter/package/index.d.ts';
import { newId, toWire } from '../../../lib/reporter/wire.ts';

const sent = (attempt: unknown) => JSON.parse(JSON.stringify(toWire(attempt as ReportedAttempt)));

describe('what is sent', () => {
  it('is what was given, of what is allowed', () => {
    const attempt = {
      id: 'a',
      callId: 'c',
      startedAt: 1_790_000_000_000,
      durationMs: 12.4,
      provider: 'anthropic',
      model: 'claude-opus-5',
      endpoint: '/v1/messages',
      stream: true,
      status: 200,
      errorType: 'overloaded_error',
      errorCode: 'x',
      errorMessage: 'Overloaded',
      outcome: 'truncated',
      phase: 'mid_stream',
      requestId: 'req_1',
      retryCount: 1,
      final: false,
      usage: {
        inputTokens: 1,
        outputTokens: 2,
        cacheCreationInputTokens: 3,
        cacheReadInputTokens: 4,
        serviceTier: 's',
      },
      ttftMs: 3,
      retryAfterMs: 4,
      stopReason: 'end_turn',
      client: 'me',
      clientVersion: '1',
      sessionId: 's',
      app: 'shop',
    } satisfies ReportedAttempt;
    expect(sent({ ...attempt, prompt: 'secret', messages: ['secret'], apiKey: 'secret' })).toEqual({
      ...attempt,
      durationMs: 12,
    });
  });

  it('is always something that the server takes, whatever was given', () => {
    const anything = fc.oneof(fc.anything(), fc.string({ maxLength: 400, unit: 'binary' }), fc.double());
    const keys = Object.keys(toWire({ durationMs: 1 })).concat('usage');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), anything), (attempt) => {
        let wire: unknown;
        try {
          wire = sent(attempt);
        } catch {
          // Only what cannot be turned into text at all; `reportAttempt` drops it.
          return;
        }
        const read = readReportRecord(wire);
        // Numbers out of range, and words of which there are few, are the server's to refuse.
        if (typeof read === 'string') expect(read).toMatch(/^(startedAt|phase|status|\w+Ms|\w+Count|usage\.\w+) /);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    'Incorrect API key provided: sk-proj-abcdefghijkl. You can find it at https://x',
    'invalid x-api-key: abcdefghijkl',
    'Bearer abcdefghijkl is not valid',
    'https://h/v1?key=AIzaabcdefghijkl&alt=sse failed',
    'access_token="abcdefghijkl"',
    'eyJhbGciOiJIUzI1NiJ9.abcdefghijkl.abcdefghijkl',
    'gsk_abcdefghijkl',
  ])('holds no key: %s', (errorMessage) => {
    expect(sent({ durationMs: 1, errorMessage }).errorMessage).not.toContain('abcdefghijkl');
  });

  it('holds 300 characters of a message at most, on one line', () => {
    const { errorMessage } = sent({ durationMs: 1, errorMessage: `a\nb\u0000c\u202e${'d'.repeat(5000)}` });
    expect(errorMessage).toHaveLength(300);
    expect(errorMessage).toMatch(/^a b c d+$/);
  });

  it('has ids that do not come again', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(new Set(ids).size).toBe(10_000);
    expect(ids[0]?.length).toBeLessThan(60);
  });

  it('began when it says, or as long ago as it took', () => {
    expect(sent({ durationMs: 5000 }).startedAt).toBeLessThanOrEqual(Date.now() - 5000);
    expect(sent({ durationMs: 5000, startedAt: '2026-11-24T10:00:00Z' }).startedAt).toBe('2026-11-24T10:00:00Z');
  });
});
