import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots, type Slotted } from '../../../lib/gateway/slots.ts';

const all = (slots: Slots<Slotted>) => {
  const found: Slotted[] = [];
  slots.each((item) => {
    found.push(item);
  });
  return found;
};

describe('slots', () => {
  it('hold what was added and not deleted, as a set does', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ add: fc.boolean(), which: fc.nat(20) })), (steps) => {
        const items = Array.from({ length: 21 }, (): Slotted => ({ slot: -1 }));
        const slots = new Slots<Slotted>();
        const model = new Set<Slotted>();
        for (const { add, which } of steps) {
          const item = items[which] as Slotted;
          if (add && !model.has(item)) slots.add(item);
          if (add) model.add(item);
          else {
            slots.delete(item);
            model.delete(item);
          }
          expect(slots.size).toBe(model.size);
        }
        expect(new Set(all(slots))).toEqual(model);
      }),
    );
  });

  it('use places again', () => {
    const slots = new Slots<Slotted>();
    for (let i = 0; i < 1000; i++) {
      const item = { slot: -1 };
      slots.add(item);
      expect(item.slot).toBe(0);
      slots.delete(item);
      expect(item.slot).toBe(-1);
    }
  });

  it('can be emptied while they are walked through', () => {
    const slots = new Slots<Slotted>();
    for (let i = 0; i < 5; i++) slots.add({ slot: -1 });
    slots.each((item) => {
      slots.delete(item);
    });
    expect(slots.size).toBe(0);
    expect(all(slots)).toEqual([]);
  });
});
