/**
 * Keeps an evenly spread part of a sequence whose length nobody knows: every first, then every second, every fourth
 * element and so on, so that never more than `capacity` are held. The same sequence gives the same part.
 */
export class EvenSample<T> {
  private readonly capacity: number;
  private stride = 1;
  private kept: T[] = [];
  /** All that were offered. */
  seen = 0;

  /** @param capacity at least 2 */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(value: T): void {
    const index = this.seen++;
    if (index % this.stride !== 0) return;
    if (this.kept.length === this.capacity) {
      this.kept = this.kept.filter((_, position) => position % 2 === 0);
      this.stride *= 2;
      if (index % this.stride !== 0) return;
    }
    this.kept.push(value);
  }

  get values(): readonly T[] {
    return this.kept;
  }

  get isComplete(): boolean {
    return this.kept.length === this.seen;
  }
}
