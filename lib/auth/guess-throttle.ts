import { exponentialMs } from '../scheduler/delay.ts';
import { BASE_POLICY, type Policy } from '../scheduler/policy.ts';

/** After a wrong guess, how long until the next is heard: 0.5 s, doubling to a minute. */
const WAIT_POLICY: Policy = {
  ...BASE_POLICY,
  initialDelayMs: 500,
  maxDelayMs: 60_000,
  multiplier: 2,
  jitter: { kind: 'none' },
};
const FORGET_AFTER_MS = 15 * 60_000;
const MAX_PEERS = 1000;

interface PeerRecord {
  failures: number;
  heardFromMs: number;
}

/**
 * Slows down those who guess at the token, each address by itself. Until the wait is over a guess is not even
 * compared, so that guessing in parallel gains nothing.
 */
export class GuessThrottle {
  private readonly peers = new Map<string, PeerRecord>();

  /** Milliseconds until a guess from `peer` is heard again; 0: now. */
  waitMs(peer: string, nowMs: number): number {
    return Math.max(0, (this.peers.get(peer)?.heardFromMs ?? 0) - nowMs);
  }

  /** Notes a wrong guess; returns the wait that it costs, in milliseconds. */
  failed(peer: string, nowMs: number): number {
    const known = this.peers.get(peer);
    const failures = known && nowMs - known.heardFromMs < FORGET_AFTER_MS ? known.failures : 0;
    const waitMs = exponentialMs(WAIT_POLICY, failures);
    this.peers.delete(peer);
    this.peers.set(peer, { failures: failures + 1, heardFromMs: nowMs + waitMs });
    if (this.peers.size > MAX_PEERS) this.forgetOldest();
    return waitMs;
  }

  succeeded(peer: string): void {
    this.peers.delete(peer);
  }

  private forgetOldest(): void {
    const oldest = this.peers.keys().next().value;
    if (oldest !== undefined) this.peers.delete(oldest);
  }
}
