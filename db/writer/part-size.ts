/** A proxied call that has ended waits behind one part at most: no longer than this, as far as parts are alike. */
const AIM_MS = 1.5;
const LEAST = 15;
const MOST = 250;

/** How many attempts of a batch go into one commit. */
export interface PartSize {
  readonly attempts: number;
  /** A commit of `attempts` took so long. */
  took(attempts: number, ms: number): void;
}

/**
 * The more attempts share a commit the less each costs, and the longer others wait. So parts grow while their commits
 * are quick, and shrink at once where they are not.
 */
export function startPartSize(): PartSize {
  let size = 50;
  return {
    get attempts() {
      return Math.round(size);
    },
    took(attempts, ms) {
      // The end of a batch is shorter than a part, and tells little.
      if (attempts < Math.round(size)) return;
      const wanted = size * Math.min(1.25, Math.max(0.5, AIM_MS / Math.max(ms, 0.1)));
      size = Math.min(MOST, Math.max(LEAST, wanted));
    },
  };
}
