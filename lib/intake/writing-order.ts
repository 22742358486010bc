import type { Attempt } from '../outcome/attempt.ts';

const MINUTE_MS = 60_000;

/**
 * Attempts of a kind next to each other: they are counted in the same rollups and lie together in the indexes, so that a
 * commit of a few of them touches little. What is on record in the end does not depend on it.
 */
export function inWritingOrder(attempts: readonly Attempt[]): Attempt[] {
  const keyed = attempts.map((attempt, i) => {
    const { provider, endpoint, model, stream, app, client, outcome, status, startedAtMs } = attempt;
    const minute = Math.floor(startedAtMs / MINUTE_MS);
    return { attempt, i, key: [minute, model, app, outcome, status, endpoint, stream, client, provider].join('\n') };
  });
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.i - b.i));
  return keyed.map(({ attempt }) => attempt);
}
