/** A source of uniform numbers from 0 up to, but not including, 1. */
export type Random = () => number;

const TWO_TO_32 = 4_294_967_296;

/** Every draw is `u`: for charts and golden numbers. */
export function fixedRandom(u: number): Random {
  return () => u;
}

/**
 * A small, fast, seeded generator (mulberry32): equal seeds give equal sequences on every machine. Not for secrets.
 * @param seed any number; only its low 32 bits count
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / TWO_TO_32;
  };
}

/** An exponentially distributed draw with the given mean. */
export function exponentialDraw(random: Random, mean: number): number {
  return mean * Math.log(1 / (1 - random()));
}

/** A draw from the standard normal distribution (Box and Muller's method). */
export function normalDraw(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
