import type { AddressRecord } from '../../db/status-store.ts';
import { type Backoff, startBackoff } from '../scheduler/backoff.ts';
import { BASE_POLICY, type Policy } from '../scheduler/policy.ts';
import { type ConditionalAnswer, conditionalGet, type StatusDeps } from './request.ts';

const TIMEOUT_MS = 20_000;
const MAX_BYTES = 8 * 1024 ** 2;
const BACK_OFF_MAX_MS = 10 * 60_000;
const HINT_MAX_MS = 60 * 60_000;

export interface AddressLimits {
  timeoutMs: number;
  maxBytes: number;
}

/** After a failure an address is left alone for the interval, then for longer each time, or as long as it asks. */
function failurePolicy(intervalMs: number): Policy {
  return {
    ...BASE_POLICY,
    maxRetries: Number.POSITIVE_INFINITY,
    initialDelayMs: intervalMs,
    maxDelayMs: Math.max(intervalMs, BACK_OFF_MAX_MS),
    jitter: { kind: 'equal' },
    retryAfter: { mode: 'floor', maxMs: HINT_MAX_MS, beyondMax: 'cap' },
  };
}

interface Address {
  record: AddressRecord;
  backoff: Backoff;
  /** Not tried before. */
  nextTryMs: number;
}

/**
 * An answer, read. `absent`: the page does not have it, or not for us. `failed`: no address gave an answer, for now.
 * `resting`: all of them failed lately and are left alone.
 */
export type PageReading<T> =
  | { kind: 'value'; value: T; base: string }
  | { kind: 'unchanged'; base: string }
  | { kind: 'absent' }
  | { kind: 'failed' }
  | { kind: 'resting' };

/** Turns a body into what it tells; `null`: it is not what was asked for. */
export type Reader<T> = (text: string, base: string) => T | null;

/** The addresses at which one page can be read, the preferred one first. */
export class Addresses {
  private readonly addresses: Address[];
  private readonly etags = new Map<string, string>();
  private readonly deps: StatusDeps;
  private readonly limits: AddressLimits;

  /** `known`: as kept from an earlier run. */
  constructor(
    bases: readonly string[],
    known: readonly AddressRecord[],
    intervalMs: number,
    deps: StatusDeps,
    limits: AddressLimits = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES },
  ) {
    const policy = failurePolicy(intervalMs);
    this.deps = deps;
    this.limits = limits;
    this.addresses = bases.map((base) => ({
      record: known.find((record) => record.base === base) ?? untried(base),
      backoff: startBackoff(policy, deps.random),
      nextTryMs: 0,
    }));
  }

  /** How each address does, in their order. */
  records(): AddressRecord[] {
    return this.addresses.map(({ record }) => ({ ...record }));
  }

  /**
   * Reads a path at the first address that answers with something readable.
   * `optional`: a page need not have this path, so that a refusal is no failure of the address; the next one is asked.
   */
  async read<T>(path: string, reader: Reader<T>, signal: AbortSignal, optional = false): Promise<PageReading<T>> {
    let tried = 0;
    let refused = 0;
    for (const address of this.addresses) {
      if (address.nextTryMs > this.deps.nowMs()) continue;
      tried += 1;
      const { base } = address.record;
      const url = base + path;
      const answer = await conditionalGet(
        { url, etag: this.etags.get(url) ?? null, signal, ...this.limits },
        this.deps,
      );
      if (answer.kind === 'unchanged') {
        this.succeeded(address);
        return { kind: 'unchanged', base };
      }
      const value = answer.kind === 'body' ? reader(answer.text, base) : null;
      if (answer.kind === 'body' && value !== null) {
        if (answer.etag === null) this.etags.delete(url);
        else this.etags.set(url, answer.etag);
        this.succeeded(address);
        return { kind: 'value', value, base };
      }
      if (optional && isRefusal(answer)) refused += 1;
      else this.failed(address, answer);
    }
    if (tried === 0) return { kind: 'resting' };
    return { kind: refused > 0 ? 'absent' : 'failed' };
  }

  /** Makes the next reads complete ones, as after a write that failed. */
  forgetEtags(): void {
    this.etags.clear();
  }

  private succeeded(address: Address): void {
    address.backoff.reset();
    address.nextTryMs = 0;
    address.record = { ...address.record, lastOkMs: this.deps.nowMs(), problem: null, failingSinceMs: null };
  }

  private failed(address: Address, answer: ConditionalAnswer): void {
    const nowMs = this.deps.nowMs();
    const { failingSinceMs } = address.record;
    const problem = answer.kind === 'failed' ? answer.problem : 'answers with something else than a status page';
    const hintMs = answer.kind === 'failed' ? answer.retryAfterMs : null;
    address.record = { ...address.record, problem, failingSinceMs: failingSinceMs ?? nowMs };
    address.nextTryMs = nowMs + (address.backoff.next(hintMs) ?? BACK_OFF_MAX_MS);
  }
}

function untried(base: string): AddressRecord {
  return { base, lastOkMs: null, problem: null, failingSinceMs: null };
}

/** Not there, not for us, or not what was asked for; trying again would not help. */
function isRefusal(answer: ConditionalAnswer): boolean {
  if (answer.kind !== 'failed') return true;
  const { status } = answer;
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429;
}
