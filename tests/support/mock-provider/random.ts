/** A number from 0 up to, but not including, 1. */
export type Random = () => number;

/** Repeatable random numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** An id of the provider's look, such as `req_011C…` or `msg_011C…`. */
export function randomId(prefix: string, random: Random): string {
  const tail = Array.from({ length: 20 }, () => BASE58[Math.floor(random() * BASE58.length)]).join('');
  return `${prefix}_011C${tail}`;
}
