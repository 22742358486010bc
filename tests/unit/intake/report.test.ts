import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportedId, telemetryId } from '../../../lib/intake/ids.ts';
import { providerNamed } from '../../../lib/intake/provider.ts';
import { reportedAttempt } from '../../../lib/intake/report-attempt.ts';
import { type ReportRecord, readReportRecord } from '../../../lib/intake/report-record.ts';
import { inWritingOrder } from '../../../lib/intake/writing-order.ts';
import { anAttempt } from '../../support/attempts.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const RANGE = { nowMs: NOW, retentionDays: 30 };
const RECORD: ReportRecord = { id: 'a', startedAt: NOW - 1000, durationMs: 500 };

function attempt(over: Partial<ReportRecord> = {}) {
  const record = readReportRecord({ ...RECORD, ...over });
  return typeof record === 'string' ? record : reportedAttempt(record, RANGE);
}

describe('a reported record', () => {
  it('of next to nothing is an attempt that got no answer', () => {
    expect(attempt()).toMatchObject({ outcome: 'network_error', n: 1, final: true, provider: 'unknown', call: null });
  });

  it('may say null for what it does not know', () => {
    const nothing = { callId: null, model: null, usage: null, status: null, ttftMs: null, stream: null, phase: null };
    expect(attempt(nothing)).toEqual(attempt());
  });

  it('is dropped of what nobody asked for', () => {
    expect(attempt({ prompt: 'secret', messages: [] } as object)).toEqual(attempt());
  });

  it.each<[Partial<ReportRecord>, string]>([
    [{ id: '' }, 'id is "", but must be 1 to 200 characters'],
    [{ id: 7 as unknown as string }, 'id is 7, but must be 1 to 200 characters'],
    [{ callId: '' }, 'callId is "", but must be 1 to 200 characters'],
    [{ durationMs: -1 }, 'durationMs is -1, but must be milliseconds from 0 to 604800000'],
    [{ durationMs: '5' as unknown as number }, 'durationMs is "5", but must be milliseconds from 0 to 604800000'],
    [{ status: 99 }, 'status is 99, but must be a whole number from 100 to 999, or null'],
    [{ model: 'a\nb' }, 'model is "a\\nb", but must be up to 200 printable characters'],
    [{ retryCount: 0.5 }, 'retryCount is 0.5, but must be a whole number from 0 to 10000'],
    [{ phase: 'late' as 'mid_stream' }, 'phase is "late", but must be before_content or mid_stream'],
    [{ usage: { inputTokens: -1 } }, 'usage.inputTokens is -1, but must be a whole number from 0 to 1000000000000'],
    [
      { startedAt: '2026-11-24 12:00' },
      'startedAt is "2026-11-24 12:00", but must be epoch milliseconds, or ISO 8601 with a zone',
    ],
    [
      { startedAt: NOW + 300_001 },
      'startedAt is 2026-11-24T12:05:00.001Z, but must not be more than 5 minutes ahead of 2026-11-24T12:00:00.000Z',
    ],
    [{ startedAt: 0 }, 'startedAt is 1970-01-01T00:00:00.000Z, older than the 30 days that WEIR_RETENTION_DAYS keeps'],
    [{ startedAt: 1e300 }, 'startedAt is no time that a calendar has'],
  ])('of %j is refused', (over, error) => {
    expect(attempt(over)).toBe(error);
  });

  it('whatever it is made of is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.object({ key: fc.constantFrom(...Object.keys(RECORD), 'model', 'usage', 'status') }), (value) => {
        const record = readReportRecord(value);
        if (typeof record !== 'string') reportedAttempt(record, RANGE);
        else expect(record).toMatch(/ is .*, but must be /);
      }),
    );
  });

  it.each<[Partial<ReportRecord>, string, string | null]>([
    [{ status: 200 }, 'ok', null],
    [{ status: 200, stream: true, errorType: 'overloaded_error' }, 'overloaded', 'before_content'],
    [{ status: 200, stream: true, errorType: 'overloaded_error', ttftMs: 5 }, 'overloaded', 'mid_stream'],
    [{ status: 200, stream: true, errorType: 'overloaded_error', phase: 'mid_stream' }, 'overloaded', 'mid_stream'],
    [{ status: 529, stream: true }, 'overloaded', 'before_content'],
    [{ status: 200, outcome: 'cancelled' }, 'cancelled', null],
    [{ status: 529, outcome: 'cancelled' }, 'overloaded', null],
    [{ outcome: 'timeout', errorMessage: 'too slow' }, 'timeout', null],
    [{ status: 200, outcome: 'overloaded' as 'timeout' }, 'ok', null],
    [{ status: 200, errorMessage: 'cut off', outcome: 'truncated' }, 'truncated', null],
  ])('of %j is judged from what it says', (over, outcome, phase) => {
    expect(attempt(over)).toMatchObject({ outcome, phase });
  });

  it('puts its own labels where none are given, and small endpoints in any case', () => {
    expect(attempt({ model: 'claude-opus-5' })).toMatchObject({ provider: 'anthropic', endpoint: '/v1/messages' });
    expect(attempt({ model: 'gpt-5' })).toMatchObject({ provider: 'openai', endpoint: '' });
    expect(attempt({ endpoint: '/v1/messages/batches/msgbatch_123?x=1' })).toMatchObject({
      endpoint: '/v1/messages/batches/{id}',
    });
  });

  it('masks keys', () => {
    expect(attempt({ status: 401, errorMessage: 'bad key sk-ant-api03-abcdef' })).toMatchObject({
      errorMessage: 'bad key sk-ant-***',
    });
  });
});

describe('ids', () => {
  it('are one for one name, different for two, and short enough', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200 }), fc.string({ minLength: 1, maxLength: 200 }), (a, b) => {
        expect(reportedId(a) === reportedId(b)).toBe(a === b);
        expect(reportedId(a).length).toBeLessThanOrEqual(200);
      }),
    );
  });

  it('are never those of the gateway, nor of each other', () => {
    const gateway = '01k9zt3v5c0000000000000000.1';
    for (const id of [reportedId(gateway), reportedId('x'.repeat(200)), telemetryId(gateway)]) {
      expect(id).toMatch(/^[RO][.-]/);
      expect(id).not.toBe(gateway);
    }
    expect(telemetryId('ab', 'c')).not.toBe(telemetryId('a', 'bc'));
  });
});

describe('providerNamed', () => {
  it.each([
    ['anthropic', 'anthropic'],
    ['claude-opus-5', 'anthropic'],
    ['api.anthropic.com', 'anthropic'],
    ['aws.bedrock', 'bedrock'],
    ['anthropic.claude-sonnet-5 on bedrock', 'bedrock'],
    ['gcp.vertex_ai', 'vertex'],
    ['gcp.gemini', 'gemini'],
    ['azure.ai.openai', 'azure'],
    ['gpt-5', 'openai'],
    ['o4-mini', 'openai'],
    ['x_ai', 'xai'],
    ['our-own-model', null],
    ['', null],
  ])('%s is of %s', (name, provider) => {
    expect(providerNamed(name)).toBe(provider);
  });
});

describe('inWritingOrder', () => {
  it('keeps all of them, and those alike together, in the order they came', () => {
    const attempts = Array.from({ length: 40 }, (_, i) => anAttempt({ callId: `${i}`, model: `m${i % 3}`, app: null }));
    const ordered = inWritingOrder(attempts);
    expect(new Set(ordered)).toEqual(new Set(attempts));
    const models = ordered.map(({ model }) => model);
    expect(models).toEqual([...models].sort());
    const numbers = ordered.filter(({ model }) => model === 'm1').map(({ callId }) => Number(callId));
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });
});
