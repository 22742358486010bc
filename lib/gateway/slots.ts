/** Something that remembers which slot it has; -1: none. */
export interface Slotted {
  slot: number;
}

/**
 * A set of what comes and goes by the thousand. A `Set` would do, but each time it rehashes, its old table keeps
 * pointing at the new one and at what was in it; once one such table is old, all that ever was in the set survives
 * every small garbage collection, which made those fifty times slower. Here nothing points at what has left.
 */
export class Slots<T extends Slotted> {
  private readonly items: (T | null)[] = [];
  private readonly free: number[] = [];

  get size(): number {
    return this.items.length - this.free.length;
  }

  add(item: T): void {
    item.slot = this.free.pop() ?? this.items.length;
    this.items[item.slot] = item;
  }

  delete(item: T): void {
    if (item.slot === -1) return;
    this.items[item.slot] = null;
    this.free.push(item.slot);
    item.slot = -1;
  }

  /** All that are in it now; what is called may add and delete. */
  each(visit: (item: T) => void): void {
    for (let i = 0; i < this.items.length; i++) {
      const item = this.items[i];
      if (item) visit(item);
    }
  }
}
