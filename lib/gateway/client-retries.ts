import type { Outcome } from '../outcome/vocabulary.ts';

/** What tells that a request is the same one again. */
export interface RequestIdentity {
  keyHash: string | null;
  sessionId: string | null;
  endpoint: string;
  bodyHash: string;
  /** The client's own count; `null`: it sends none. */
  retryCount: number | null;
}

type Client = Pick<RequestIdentity, 'retryCount' | 'sessionId'>;

/** A call whose last answer was a failure, as its client's next request takes it up. */
export interface FailedCall {
  callId: string;
  attempts: number;
  startedAtMs: number;
  endedAtMs: number;
  queuedMs: number;
  backoffMs: number;
}

interface Entry extends FailedCall {
  retryCount: number | null;
  expiresAtMs: number;
}

const MAX_ENTRIES = 10_000;
/** The longest pause a client is thought to make: SDKs believe a `retry-after` of up to a minute, Claude Code backs off to 38 s. */
const EXPIRES_AFTER_MS = 300_000;

/** After these a client may well try again by itself. A call its user cancelled is only taken up when the count says so. */
const TRIED_AGAIN: ReadonlySet<Outcome> = new Set([
  'overloaded',
  'rate_limited',
  'server_error',
  'timeout',
  'network_error',
  'truncated',
  'shed',
]);

function keyOf(identity: RequestIdentity): string {
  return `${identity.keyHash ?? ''} ${identity.sessionId ?? ''} ${identity.endpoint} ${identity.bodyHash}`;
}

/**
 * Finds the call that a client's request retries. SDKs number their retries; Claude Code does not, so there the same
 * body in the same session after a failure counts. Bounded in number and time; lost at a restart.
 */
export class ClientRetries {
  private readonly entries = new Map<string, Entry[]>();
  private size = 0;

  /** Whether the client may come again after this outcome, in a way that it can be told. */
  mayReturn({ retryCount, sessionId }: Client, outcome: Outcome): boolean {
    if (outcome === 'ok') return false;
    return retryCount !== null || (sessionId !== null && TRIED_AGAIN.has(outcome));
  }

  /** Whether this request may be a retry of something: worth hashing its body to find out. */
  mayExpect({ retryCount, sessionId }: Client): boolean {
    return this.size > 0 && ((retryCount ?? 0) > 0 || sessionId !== null);
  }

  /** Remembers a call that ended badly, should its client come again. */
  remember(identity: RequestIdentity, call: FailedCall): void {
    this.expire(call.endedAtMs);
    const key = keyOf(identity);
    const entry = { ...call, retryCount: identity.retryCount, expiresAtMs: call.endedAtMs + EXPIRES_AFTER_MS };
    const same = this.entries.get(key);
    // Put anew, so that the map's order is that of expiry.
    this.entries.delete(key);
    this.entries.set(key, same ? [...same, entry] : [entry]);
    this.size++;
    if (this.size > MAX_ENTRIES) this.dropOldest();
  }

  /** The call that this request goes on with, which is then forgotten; `null`: a new call. */
  take(identity: RequestIdentity, nowMs: number): FailedCall | null {
    const key = keyOf(identity);
    const same = this.entries.get(key);
    if (!same) return null;
    // The newest: an older one that was not taken up was given up.
    const found = same.findLastIndex((entry) => entry.expiresAtMs > nowMs && follows(identity, entry));
    if (found === -1) return null;
    const [entry] = same.splice(found, 1);
    this.size--;
    if (same.length === 0) this.entries.delete(key);
    return entry ?? null;
  }

  private expire(nowMs: number): void {
    for (const [key, same] of this.entries) {
      if ((same.at(-1)?.expiresAtMs ?? 0) > nowMs) return;
      this.entries.delete(key);
      this.size -= same.length;
    }
  }

  private dropOldest(): void {
    for (const [key, same] of this.entries) {
      this.entries.delete(key);
      this.size -= same.length;
      return;
    }
  }
}

function follows(identity: RequestIdentity, entry: Entry): boolean {
  const count = identity.retryCount ?? 0;
  if (count > 0) return entry.retryCount === count - 1;
  return identity.sessionId !== null;
}
