import { nextLimit } from '../scheduler/aimd.ts';
import type { ConcurrencySettings } from '../scheduler/policy-set.ts';

/** Someone who wants to open an exchange. Exactly one of the two is called, once, if it had to wait. */
export interface Waiter {
  onSlot(): void;
  onSlotTimeout(): void;
}

export type SlotAnswer = 'open' | 'queued' | 'full';

/** Those who wait, in the order they came, each with the timer that ends its wait. */
type Queue = Map<Waiter, NodeJS.Timeout>;

/** Weight of the newest exchange in the average time that one keeps its slot. */
const AVERAGE_WEIGHT = 0.1;

/**
 * How many exchanges may be open to an upstream at once. Those that find no slot wait in the order they came, as many
 * as may and as long as they may. In mode `off` it only counts.
 */
export class Limiter {
  private settings: ConcurrencySettings;
  private adaptiveLimit: number;
  private readonly newcomers: Queue = new Map();
  /** Calls that have had a slot before and go on with a retry: older than all newcomers. */
  private readonly returning: Queue = new Map();
  private averageMs = 1000;
  private open = 0;

  constructor(settings: ConcurrencySettings) {
    this.settings = settings;
    this.adaptiveLimit = settings.limit;
  }

  get inUse(): number {
    return this.open;
  }

  get waiting(): number {
    return this.newcomers.size + this.returning.size;
  }

  /** Exchanges that may be open; `Infinity` when off. */
  get limit(): number {
    const { mode, limit } = this.settings;
    if (mode === 'off') return Number.POSITIVE_INFINITY;
    return mode === 'fixed' ? limit : Math.max(1, Math.floor(this.adaptiveLimit));
  }

  /** New settings hold at once; whoever waits keeps its place. */
  configure(settings: ConcurrencySettings): void {
    const { minLimit, maxLimit, limit, mode } = settings;
    if (mode !== this.settings.mode || limit !== this.settings.limit) this.adaptiveLimit = limit;
    this.adaptiveLimit = Math.min(maxLimit, Math.max(minLimit, this.adaptiveLimit));
    this.settings = settings;
    this.admit();
  }

  /**
   * Takes a slot (`open`), or a place in the queue, for at most `maxWaitMs`.
   * @param again the call has had a slot before: it goes before those who have not, and is never turned away
   */
  acquire(waiter: Waiter, maxWaitMs: number, again: boolean): SlotAnswer {
    const before = again ? this.returning.size : this.waiting;
    if (this.open < this.limit && before === 0) {
      this.open++;
      return 'open';
    }
    if (!again && this.newcomers.size >= this.settings.maxQueue) return 'full';
    const queue = again ? this.returning : this.newcomers;
    const waitMs = Math.min(maxWaitMs, this.settings.maxWaitMs);
    queue.set(
      waiter,
      setTimeout(() => {
        queue.delete(waiter);
        waiter.onSlotTimeout();
      }, waitMs),
    );
    return 'queued';
  }

  /** Leaves the queue; nothing is called any more. */
  leave(waiter: Waiter): void {
    for (const queue of [this.returning, this.newcomers]) {
      clearTimeout(queue.get(waiter));
      queue.delete(waiter);
    }
  }

  /** Gives a slot back. `overloaded`: how the exchange ended; `null`: it proves nothing. */
  release(heldMs: number, overloaded: boolean | null): void {
    if (this.settings.mode === 'adaptive' && overloaded !== null)
      this.adaptiveLimit = nextLimit(this.adaptiveLimit, this.open, overloaded, this.settings);
    this.averageMs += (heldMs - this.averageMs) * AVERAGE_WEIGHT;
    this.open--;
    this.admit();
  }

  /** When somebody turned away now may find a place, by how fast the queue has moved. */
  get retryAfterMs(): number {
    return (this.averageMs * (this.waiting + 1)) / Math.min(this.limit, 1_000_000);
  }

  private admit(): void {
    this.admitFrom(this.returning);
    this.admitFrom(this.newcomers);
  }

  private admitFrom(queue: Queue): void {
    for (const [waiter, timer] of queue) {
      if (this.open >= this.limit) return;
      clearTimeout(timer);
      queue.delete(waiter);
      this.open++;
      waiter.onSlot();
    }
  }
}
