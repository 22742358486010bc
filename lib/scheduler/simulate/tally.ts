import type { TimeToSuccess } from './fleet-types.ts';

const SECOND_MS = 1000;
const REFUSED_SHARE = 0.05;
/** A fleet that was still being refused this shortly before the end has not recovered within sight. */
const CALM_MS = 10_000;

/** Numbers in a typed array that doubles when full. */
export class GrowingArray {
  private values = new Float64Array(4096);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }

  /** All values, in ascending order. */
  sorted(): Float64Array {
    return this.values.slice(0, this.length).sort();
  }
}

/** Percentiles of the times of successful calls, by nearest rank. */
export function timeToSuccess(times: GrowingArray): TimeToSuccess {
  const sorted = times.sorted();
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  return { p50Ms: rank(0.5), p95Ms: rank(0.95), maxMs: rank(1) };
}

/** Attempts and refusals by the second in which they arrived. */
export class SecondTally {
  readonly attempts: Float64Array;
  readonly refused: Float64Array;

  constructor(durationMs: number) {
    const seconds = Math.ceil(durationMs / SECOND_MS);
    this.attempts = new Float64Array(seconds);
    this.refused = new Float64Array(seconds);
  }

  count(timeMs: number, served: boolean): void {
    const second = Math.floor(timeMs / SECOND_MS);
    this.attempts[second] = (this.attempts[second] as number) + 1;
    if (!served) this.refused[second] = (this.refused[second] as number) + 1;
  }

  /** End of the last second from `fromMs` on with more than 5 % refused; `null`: too near `untilMs` to say. */
  recoveredAtMs(fromMs: number, untilMs: number): number | null {
    let lastBadEndMs = fromMs;
    for (let second = Math.floor(fromMs / SECOND_MS); second < this.attempts.length; second++) {
      const bad = (this.refused[second] as number) > REFUSED_SHARE * (this.attempts[second] as number);
      if (bad) lastBadEndMs = (second + 1) * SECOND_MS;
    }
    return lastBadEndMs + CALM_MS > untilMs ? null : lastBadEndMs;
  }

  /** Rates a second in buckets of whole seconds. */
  rates(bucketMs: number): { load: number[]; served: number[] } {
    const width = bucketMs / SECOND_MS;
    const buckets = Math.ceil(this.attempts.length / width);
    const rate = (value: (second: number) => number) =>
      Array.from({ length: buckets }, (_, bucket) => {
        const [from, to] = [bucket * width, Math.min(this.attempts.length, (bucket + 1) * width)];
        let sum = 0;
        for (let second = from; second < to; second++) sum += value(second);
        return sum / (to - from);
      });
    const { attempts, refused } = this;
    return {
      load: rate((second) => attempts[second] as number),
      served: rate((second) => (attempts[second] as number) - (refused[second] as number)),
    };
  }

  get peak(): number {
    return this.attempts.reduce((most, count) => Math.max(most, count), 0);
  }
}
