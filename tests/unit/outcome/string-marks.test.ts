import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StringMarks } from '../../../lib/outcome/string-marks.ts';

const [QUOTE, ESCAPE, OTHER] = [0x22, 0x5c, 0x78] as const;

it('finds the next quote or backslash, never beyond the end, as a search byte by byte does', () => {
  const chunk = fc.array(fc.constantFrom(QUOTE, ESCAPE, OTHER, OTHER, OTHER, OTHER), { maxLength: 60 });
  fc.assert(
    fc.property(chunk, fc.array(fc.nat(20), { maxLength: 10 }), fc.nat(60), (bytes, steps, cut) => {
      const to = Math.min(cut, bytes.length);
      const marks = new StringMarks();
      let from = 0;
      for (const step of steps) {
        from = Math.min(to, from + step);
        const found = bytes.findIndex((byte, at) => at >= from && at < to && byte !== OTHER);
        expect(marks.next(Uint8Array.from(bytes), from, to)).toBe(found < 0 ? to : found);
      }
    }),
  );
});

it('looks at each byte of a chunk a few times only, however many strings are in it', () => {
  const chunk = new Uint8Array(10_000).fill(QUOTE);
  let looked = 0;
  const counting = Object.assign(chunk, {
    indexOf(byte: number, from: number) {
      const at = Uint8Array.prototype.indexOf.call(chunk, byte, from);
      looked += (at < 0 ? chunk.length : at + 1) - from;
      return at;
    },
  });
  const marks = new StringMarks();
  for (let from = 0; from < chunk.length; from++) expect(marks.next(counting, from, chunk.length)).toBe(from);
  expect(looked).toBeLessThanOrEqual(3 * chunk.length);
});

it('forgets a chunk when the next begins', () => {
  const marks = new StringMarks();
  expect(marks.next(Uint8Array.of(OTHER, QUOTE), 0, 2)).toBe(1);
  marks.beginChunk();
  expect(marks.next(Uint8Array.of(OTHER, OTHER), 0, 2)).toBe(2);
});
