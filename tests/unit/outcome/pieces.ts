import fc from 'fast-check';

const encoder = new TextEncoder();

export function bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Splits bytes at the given places, in any order; the pieces are copies that are wiped once the next one is asked for. */
export function* pieces(whole: Uint8Array, cuts: readonly number[]): Generator<Uint8Array> {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length])].sort((a, b) => a - b);
  for (let i = 1; i < places.length; i++) {
    const piece = whole.slice(places[i - 1], places[i]);
    yield piece;
    // A gateway's buffers are used again: nobody may keep a view of one.
    piece.fill(0x21);
  }
}

export const anyCuts = fc.array(fc.nat(), { maxLength: 12 });

/** Text of ASCII, of other alphabets and of halves of surrogate pairs. */
export const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));
