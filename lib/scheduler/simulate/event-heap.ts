/**
 * A binary heap of timed events, earliest first; of equal times, the one pushed first. Times and payloads are kept
 * in typed arrays that double when full, so that millions of events make no garbage.
 */
export class EventHeap {
  private times: Float64Array;
  private orders: Float64Array;
  private payloads: Int32Array;
  private pushed = 0;
  private count = 0;

  constructor(capacity = 1024) {
    this.times = new Float64Array(capacity);
    this.orders = new Float64Array(capacity);
    this.payloads = new Int32Array(capacity);
  }

  get size(): number {
    return this.count;
  }

  /** Time of the earliest event; `Infinity` when empty. */
  get nextMs(): number {
    return this.count > 0 ? (this.times[0] as number) : Number.POSITIVE_INFINITY;
  }

  push(timeMs: number, payload: number): void {
    if (this.count === this.times.length) this.grow();
    const order = this.pushed++;
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.isAfter(parent, timeMs, order)) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.put(hole, timeMs, order, payload);
  }

  /** Takes the earliest event out and gives its payload. Ask `size` or `nextMs` first. */
  pop(): number {
    const first = this.payloads[0] as number;
    const last = --this.count;
    if (last > 0) this.sink(this.times[last] as number, this.orders[last] as number, this.payloads[last] as number);
    return first;
  }

  private sink(timeMs: number, order: number, payload: number): void {
    let hole = 0;
    for (;;) {
      let child = hole * 2 + 1;
      if (child >= this.count) break;
      const right = child + 1;
      if (right < this.count && this.isAfter(child, this.times[right] as number, this.orders[right] as number))
        child = right;
      if (this.isAfter(child, timeMs, order)) break;
      this.move(child, hole);
      hole = child;
    }
    this.put(hole, timeMs, order, payload);
  }

  private isAfter(index: number, timeMs: number, order: number): boolean {
    const own = this.times[index] as number;
    return own > timeMs || (own === timeMs && (this.orders[index] as number) > order);
  }

  private move(from: number, to: number): void {
    this.times[to] = this.times[from] as number;
    this.orders[to] = this.orders[from] as number;
    this.payloads[to] = this.payloads[from] as number;
  }

  private put(index: number, timeMs: number, order: number, payload: number): void {
    this.times[index] = timeMs;
    this.orders[index] = order;
    this.payloads[index] = payload;
  }

  private grow(): void {
    const wider = this.times.length * 2;
    const [times, orders, payloads] = [new Float64Array(wider), new Float64Array(wider), new Int32Array(wider)];
    times.set(this.times);
    orders.set(this.orders);
    payloads.set(this.payloads);
    this.times = times;
    this.orders = orders;
    this.payloads = payloads;
  }
}
