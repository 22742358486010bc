import { describe, expect, it } from 'vitest';
import { ClientRetries, type FailedCall, type RequestIdentity } from '../../../lib/gateway/client-retries.ts';
import type { Outcome } from '../../../lib/outcome/vocabulary.ts';

const sdk = (retryCount: number, bodyHash = 'b'): RequestIdentity => ({
  keyHash: 'k',
  sessionId: null,
  endpoint: '/v1/messages',
  bodyHash,
  retryCount,
});
const claudeCode: RequestIdentity = { ...sdk(0), sessionId: 'session' };
const failed = (callId: string, endedAtMs = 1000): FailedCall => ({
  callId,
  attempts: 1,
  startedAtMs: 0,
  endedAtMs,
  queuedMs: 0,
  backoffMs: 0,
});

/** As a call does: only what may come again is remembered. */
function remember(retries: ClientRetries, identity: RequestIdentity, call: FailedCall, outcome: Outcome): void {
  if (retries.mayReturn(identity, outcome)) retries.remember(identity, call);
}

describe('retries that a client makes', () => {
  it('of an SDK are found by their count', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'overloaded');
    expect(retries.take(sdk(1), 1500)?.callId).toBe('a');
  });

  it('are found once only', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'overloaded');
    retries.take(sdk(1), 1500);
    expect(retries.take(sdk(1), 1500)).toBeNull();
  });

  it('do not take a fresh request for one', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'overloaded');
    expect(retries.take(sdk(0), 1500)).toBeNull();
    expect(retries.take({ ...sdk(0), retryCount: null }, 1500)).toBeNull();
  });

  it.each([
    ['body', { bodyHash: 'other' }],
    ['key', { keyHash: 'other' }],
    ['endpoint', { endpoint: '/v1/messages/count_tokens' }],
    ['session', { sessionId: 'other' }],
  ])('do not cross to another %s', (_name, other) => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'overloaded');
    expect(retries.take({ ...sdk(1), ...other }, 1500)).toBeNull();
  });

  it('follow the count of the try before', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('first'), 'overloaded');
    remember(retries, sdk(1), failed('second'), 'overloaded');
    expect(retries.take(sdk(2), 1500)?.callId).toBe('second');
    expect(retries.take(sdk(2), 1500)).toBeNull();
    expect(retries.take(sdk(1), 1500)?.callId).toBe('first');
  });

  it('of two equal calls take up one each, the newer first, for an older one may have been given up', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'overloaded');
    remember(retries, sdk(0), failed('b'), 'overloaded');
    expect(retries.take(sdk(1), 1500)?.callId).toBe('b');
    expect(retries.take(sdk(1), 1500)?.callId).toBe('a');
  });

  it('of Claude Code are found by session and body', () => {
    const retries = new ClientRetries();
    remember(retries, claudeCode, failed('a'), 'overloaded');
    expect(retries.take(claudeCode, 1500)?.callId).toBe('a');
  });

  it('are only expected after a failure', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'ok');
    expect(retries.take(sdk(1), 1500)).toBeNull();
  });

  it('of a client without a count are not expected after its own doing', () => {
    const retries = new ClientRetries();
    remember(retries, { ...claudeCode, retryCount: null }, failed('a'), 'cancelled');
    remember(retries, { ...claudeCode, retryCount: null }, failed('b'), 'client_error');
    expect(retries.take({ ...claudeCode, retryCount: null }, 1500)).toBeNull();
  });

  it('that are counted go on after a time-out of the client', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a'), 'cancelled');
    expect(retries.take(sdk(1), 1500)?.callId).toBe('a');
  });

  it('are looked for only where there may be some', () => {
    const retries = new ClientRetries();
    expect(retries.mayExpect(sdk(1))).toBe(false);
    remember(retries, sdk(0), failed('a'), 'overloaded');
    expect(retries.mayExpect(sdk(1))).toBe(true);
    expect(retries.mayExpect(sdk(0))).toBe(false);
    expect(retries.mayExpect(claudeCode)).toBe(true);
    expect(retries.mayExpect({ retryCount: null, sessionId: null })).toBe(false);
  });

  it('are forgotten after five minutes', () => {
    const retries = new ClientRetries();
    remember(retries, sdk(0), failed('a', 1000), 'overloaded');
    expect(retries.take(sdk(1), 301_000)).toBeNull();
  });

  it('are bounded in number: the oldest are forgotten', () => {
    const retries = new ClientRetries();
    for (let i = 0; i < 10_100; i++) remember(retries, sdk(0, `b${i}`), failed(`c${i}`, i), 'overloaded');
    expect(retries.take(sdk(1, 'b50'), 10_200)).toBeNull();
    expect(retries.take(sdk(1, 'b200'), 10_200)?.callId).toBe('c200');
  });

  it('leave nothing behind once expired', () => {
    const retries = new ClientRetries();
    for (let i = 0; i < 9000; i++) remember(retries, sdk(0, `b${i}`), failed(`c${i}`, 0), 'overloaded');
    for (let i = 0; i < 9000; i++) remember(retries, sdk(0, `n${i}`), failed(`n${i}`, 400_000), 'overloaded');
    expect(retries.take(sdk(1, 'n0'), 400_001)?.callId).toBe('n0');
  });
});
