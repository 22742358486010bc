import { describe, expect, it } from 'vitest';
import { rememberCalls } from '../../../lib/reporter/calls.ts';
import { exchange } from './support.ts';

const retry = (count: number | null) => (count === null ? {} : { 'x-stainless-retry-count': String(count) });
const failed = (status = 529) => new Response(null, { status });

/** Sends one request after another, each with its count, and gives their records. */
function calls(...attempts: [count: number | null, status: number, body?: string][]) {
  const known = rememberCalls();
  return attempts.map(([count, status, body = '{"model":"claude-a"}']) => {
    const { exchange: one, records } = exchange({ headers: retry(count), body }, { calls: known });
    one.begin(failed(status));
    one.open().end('complete');
    return records[0] as Record<string, unknown>;
  });
}

describe('attempts of one call', () => {
  it('are told by the count that the SDK sends, and only the last may be final', () => {
    const [first, second, third] = calls([0, 529], [1, 500], [2, 200]);
    expect(second).toMatchObject({ callId: first?.callId, retryCount: 1, final: false });
    expect(third).toMatchObject({ callId: first?.callId, retryCount: 2 });
    expect(first?.final).toBe(false);
    expect(third?.final).toBeUndefined();
  });

  it('are told by the body where there is no count', () => {
    const [first, second, third] = calls([null, 529], [null, 503], [null, 200]);
    expect([second?.callId, third?.callId]).toEqual([first?.callId, first?.callId]);
    expect([first?.retryCount, second?.retryCount, third?.retryCount]).toEqual([0, 1, 2]);
  });

  it('are none after a success, a failure that no retry cures, or another body', () => {
    for (const [first, second] of [
      calls([null, 200], [null, 200]),
      calls([null, 400], [null, 400]),
      calls([0, 529], [0, 529]),
      calls([null, 529, '{"model":"a"}'], [null, 529, '{"model":"b"}']),
    ])
      expect(second?.callId).not.toBe(first?.callId);
  });

  it('of equal calls are each taken once', () => {
    const records = calls([0, 529], [0, 529], [1, 200], [1, 200]);
    expect(new Set(records.map(({ callId }) => callId)).size).toBe(2);
    expect(records[2]?.callId).not.toBe(records[3]?.callId);
  });

  it('are not told after five minutes', () => {
    const known = rememberCalls();
    known.remember('key', { callId: 'c', retryCount: 0, atMs: 0 });
    expect(known.take('key', 1, 299_999)?.callId).toBe('c');
    known.remember('key', { callId: 'c', retryCount: 0, atMs: 0 });
    expect(known.take('key', 1, 300_000)).toBeUndefined();
  });

  it('are remembered of the newest 500 alone', () => {
    const known = rememberCalls();
    for (let i = 0; i < 10_000; i++) known.remember(`key ${i}`, { callId: `c${i}`, retryCount: 0, atMs: 0 });
    expect(known.take('key 9499', 1, 0)).toBeUndefined();
    expect(known.take('key 9500', 1, 0)?.callId).toBe('c9500');
    expect(known.take('key 9999', 1, 0)?.callId).toBe('c9999');
  });
});
