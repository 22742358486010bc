import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { belongs, mergeCalls } from '../../../components/calls/call-list.ts';
import type { FilterValues } from '../../../components/filters/use-filters.ts';
import type { CallJson } from '../../../lib/api/shapes.ts';

function call(id: string, startedAt: number, more: Partial<CallJson> = {}): CallJson {
  return {
    id,
    startedAt,
    durationMs: 10,
    source: 'proxy',
    provider: 'anthropic',
    endpoint: '/v1/messages',
    model: 'claude-haiku-4-5',
    stream: false,
    app: null,
    client: 'curl',
    clientVersion: null,
    outcome: 'overloaded',
    phase: null,
    status: 529,
    errorType: 'overloaded_error',
    errorMessage: 'Overloaded, try later',
    requestId: `req_${id}`,
    organizationId: null,
    stopReason: null,
    attempts: 1,
    queuedMs: 0,
    backoffMs: 0,
    ttftMs: null,
    usage: null,
    seq: startedAt,
    ...more,
  };
}

const NO_FILTERS: FilterValues = {
  outcome: [],
  status: [],
  model: [],
  app: [],
  client: [],
  endpoint: [],
  stream: [],
  provider: [],
  source: [],
};

describe('belongs', () => {
  const one = call('c1', 1);
  it('lets everything through without filters', () => {
    expect(belongs(one, NO_FILTERS, '')).toBe(true);
  });

  it('takes any of a field’s values, and all of the fields', () => {
    expect(belongs(one, { ...NO_FILTERS, outcome: ['ok', 'overloaded'] }, '')).toBe(true);
    expect(belongs(one, { ...NO_FILTERS, outcome: ['overloaded'], model: ['claude-opus-5'] }, '')).toBe(false);
    expect(belongs(one, { ...NO_FILTERS, status: ['529'], stream: ['false'] }, '')).toBe(true);
  });

  it('knows missing labels as the empty string, and no answer as 0', () => {
    expect(belongs(one, { ...NO_FILTERS, app: [''] }, '')).toBe(true);
    expect(belongs(call('c', 1, { status: null }), { ...NO_FILTERS, status: ['0'] }, '')).toBe(true);
  });

  it('searches whole ids and parts of messages', () => {
    expect(belongs(one, NO_FILTERS, ' REQ_C1 ')).toBe(true);
    expect(belongs(one, NO_FILTERS, 'c1')).toBe(true);
    expect(belongs(one, NO_FILTERS, 'try LATER')).toBe(true);
    expect(belongs(one, NO_FILTERS, 'req_')).toBe(false);
  });
});

describe('mergeCalls', () => {
  const ids = (calls: CallJson[]) => calls.map(({ id }) => id);

  it('puts new calls on top', () => {
    expect(ids(mergeCalls([call('b', 2), call('a', 1)], [call('c', 3)], true))).toEqual(['c', 'b', 'a']);
  });

  it('puts a long call that has just ended where it began', () => {
    expect(ids(mergeCalls([call('c', 30), call('a', 10)], [call('b', 20, { seq: 99 })], true))).toEqual([
      'c',
      'b',
      'a',
    ]);
  });

  it('takes the later state of a call it knows', () => {
    const before = call('a', 1, { seq: 5, attempts: 1 });
    expect(mergeCalls([before], [call('a', 1, { seq: 9, attempts: 2 })], false)).toMatchObject([{ attempts: 2 }]);
    expect(mergeCalls([before], [call('a', 1, { seq: 4, attempts: 7 })], false)).toMatchObject([{ attempts: 1 }]);
  });

  it('leaves what is older than the last one loaded to its page', () => {
    const loaded = [call('c', 30), call('b', 20)];
    expect(ids(mergeCalls(loaded, [call('a', 10)], true))).toEqual(['c', 'b']);
    expect(ids(mergeCalls(loaded, [call('a', 10)], false))).toEqual(['c', 'b', 'a']);
  });

  it('holds each call once, newest first, whatever comes', () => {
    const calls = fc.array(fc.record({ id: fc.constantFrom(...'abcdefgh'), at: fc.nat(20), seq: fc.nat(20) }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(calls, calls, fc.boolean(), (loaded, fresh, hasMore) => {
        const toCalls = (list: typeof loaded) => list.map(({ id, at, seq }) => call(id, at, { seq }));
        const distinct = [...new Map(toCalls(loaded).map((one) => [one.id, one])).values()].sort(
          (a, b) => b.startedAt - a.startedAt || b.seq - a.seq,
        );
        const merged = mergeCalls(distinct, toCalls(fresh), hasMore);
        expect(new Set(ids(merged)).size).toBe(merged.length);
        for (const [index, one] of merged.slice(1).entries())
          expect(merged[index]?.startedAt).toBeGreaterThanOrEqual(one.startedAt);
      }),
    );
  });
});
