import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventHeap } from '../../../lib/scheduler/simulate/event-heap.ts';

describe('the event heap', () => {
  it('gives events by time, and those of one time in the order they came', () => {
    const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 200 });
    fc.assert(
      fc.property(times, (all) => {
        const heap = new EventHeap(1);
        for (const [payload, time] of all.entries()) heap.push(time, payload);
        const expected = [...all.entries()].sort(([i, a], [j, b]) => a - b || i - j).map(([payload]) => payload);
        const found = expected.map(() => heap.pop());
        expect(found).toEqual(expected);
        expect([heap.size, heap.nextMs]).toEqual([0, Number.POSITIVE_INFINITY]);
      }),
    );
  });

  it('keeps its order when pushes and pops alternate', () => {
    const moves = fc.array(fc.option(fc.integer({ min: 0, max: 1000 }), { freq: 3 }), { maxLength: 300 });
    fc.assert(
      fc.property(moves, (all) => {
        const heap = new EventHeap(2);
        const model: number[] = [];
        for (const time of all) {
          if (time !== null) {
            heap.push(time, time);
            model.push(time);
            model.sort((a, b) => a - b);
          } else if (model.length > 0) {
            expect(heap.nextMs).toBe(model[0]);
            expect(heap.pop()).toBe(model.shift());
          }
        }
        expect(heap.size).toBe(model.length);
      }),
    );
  });
});
