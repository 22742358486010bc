/** Counts by label, for at most so many labels: the rest of a flood of names is counted together. */
export class Counts {
  private readonly counts = new Map<string, number>();
  private readonly capacity: number;
  /** Of labels that came when `capacity` others were known. */
  uncounted = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  add(label: string): void {
    const count = this.counts.get(label);
    if (count === undefined && this.counts.size >= this.capacity) this.uncounted++;
    else this.counts.set(label, (count ?? 0) + 1);
  }

  /** Most frequent first. */
  top(limit: number): [label: string, count: number][] {
    return [...this.counts].sort((a, b) => b[1] - a[1]).slice(0, limit);
  }

  get size(): number {
    return this.counts.size;
  }
}
