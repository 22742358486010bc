import type { AdviceInput, AdviceItem, AppLoad, InFlightGroup, RepeatedPrefix, RetryTiming } from './advice-input.ts';
import { logLikelihoodRatio, observedRate } from './episode-evidence.ts';
import { durationWords, shareWords } from './words.ts';

/** Evidence in nats, divided by what failures vary more than independent ones do. */
const EVIDENCE_MIN = 8;
const DISPERSION = 3;
const HOUR_MS = 3_600_000;

type Share = { attempts: number; failed: number };

const shareOf = ({ attempts, failed }: Share): number => (attempts > 0 ? failed / attempts : 0);

/** How strongly two shares differ, in nats: apart against pooled. */
function difference(a: Share, b: Share): number {
  const pooled = observedRate(a.attempts + b.attempts, a.failed + b.failed);
  const of = ({ attempts, failed }: Share): number =>
    logLikelihoodRatio(attempts, failed, observedRate(attempts, failed), pooled);
  return (of(a) + of(b)) / DISPERSION;
}

/**
 * What would reduce 429s and 529s, from a record's own numbers: each item only where its evidence is there, what touches
 * the most attempts first.
 */
export function advice(input: AdviceInput): AdviceItem[] {
  return [
    limitConcurrency(input.inFlight),
    streamLongAnswers(input.longAnswers),
    cachePrefixes(input.prefixes),
    moveToBatches(input.apps, input.rangeMs),
    stackedRetries(input.stacked),
    backOff(input.timings),
    waitForLimit(input.rateLimited),
  ]
    .filter((item) => item !== null)
    .sort((a, b) => b.weight - a.weight);
}

/** A limit that most attempts would wait for is no remedy, and refusals as rare as this need none. */
const HELD_BACK_MAX = 0.4;
const REFUSED_ABOVE_MIN = 0.03;

function limitConcurrency(groups: InFlightGroup[]): AdviceItem | null {
  const sum = (part: InFlightGroup[]): Share => ({
    attempts: part.reduce((total, { attempts }) => total + attempts, 0),
    failed: part.reduce((total, { refused }) => total + refused, 0),
  });
  let best: { limit: number; below: Share; above: Share; evidence: number } | null = null;
  for (let i = 1; i < groups.length; i += 1) {
    const limit = groups[i - 1]?.inFlightMax ?? 0;
    const below = sum(groups.slice(0, i));
    const above = sum(groups.slice(i));
    const evidence = difference(below, above);
    const spares = above.attempts <= HELD_BACK_MAX * (below.attempts + above.attempts);
    const matters = shareOf(above) >= Math.max(REFUSED_ABOVE_MIN, 2 * shareOf(below));
    if (spares && matters && evidence > (best?.evidence ?? EVIDENCE_MIN)) best = { limit, below, above, evidence };
  }
  if (!best || best.below.attempts < 50 || best.above.failed < 10) return null;
  const { limit, below, above } = best;
  return {
    id: 'limit_concurrency',
    title: `Keep no more than ${limit} calls in flight`,
    text: `With more than ${limit} calls in flight ${shareWords(shareOf(above))} of attempts are refused, with fewer ${shareWords(shareOf(below))}. Set a limit on concurrency in the policy: the rest waits its turn instead of failing.`,
    evidence: { limit, shareAbove: shareOf(above), shareBelow: shareOf(below), attemptsAbove: above.attempts },
    weight: above.failed,
  };
}

function streamLongAnswers({ notStreamed, streamed, longestMs }: AdviceInput['longAnswers']): AdviceItem | null {
  const { attempts, failed } = notStreamed;
  if (attempts < 20 || failed < 5) return null;
  const worse = shareOf(notStreamed) >= 2 * shareOf(streamed) && difference(notStreamed, streamed) >= EVIDENCE_MIN / 2;
  if (streamed.attempts >= 20 && !worse) return null;
  const compared =
    streamed.attempts >= 20
      ? `, of streamed ones ${shareWords(shareOf(streamed))}`
      : '; a stream shows early whether it works, and keeps the connection alive';
  return {
    id: 'stream_long_answers',
    title: 'Stream long answers',
    text: `Of attempts that ask for 4,096 tokens or more without streaming ${shareWords(shareOf(notStreamed))} time out, break off or are refused${compared}.`,
    evidence: { attempts, failed, share: shareOf(notStreamed), streamedShare: shareOf(streamed), longestMs },
    weight: failed,
  };
}

/** Providers cache from about a thousand tokens on: 4 bytes each. */
const CACHEABLE_BYTES = 4096;

function cachePrefixes(prefixes: RepeatedPrefix[]): AdviceItem | null {
  const worth = prefixes.filter(
    ({ attempts, prefixBytes, marked, cacheReadInputTokens, uncachedInputTokens }) =>
      attempts >= 20 &&
      prefixBytes >= CACHEABLE_BYTES &&
      marked < 0.1 * attempts &&
      cacheReadInputTokens < 0.1 * uncachedInputTokens,
  );
  const [largest] = [...worth].sort((a, b) => b.attempts * b.prefixBytes - a.attempts * a.prefixBytes);
  if (!largest) return null;
  const attempts = worth.reduce((sum, each) => sum + each.attempts, 0);
  // Never more than was sent: the prefix is only part of the input.
  const savedTokens = worth.reduce(
    (sum, each) => sum + Math.min(each.uncachedInputTokens, ((each.attempts - 1) * each.prefixBytes) / 4),
    0,
  );
  return {
    id: 'cache_prefixes',
    title: 'Mark repeated prompts for caching',
    text: `${attempts} attempts repeat the same system prompt and tools and pay for them in full each time. Cached tokens cost less and mostly do not count against the limit of input tokens.`,
    evidence: {
      prefixes: worth.length,
      attempts,
      savedTokens: Math.round(savedTokens),
      prefixHash: largest.prefixHash,
      prefixBytes: largest.prefixBytes,
      model: largest.model,
      app: largest.app,
    },
    weight: attempts,
  };
}

function moveToBatches(apps: AppLoad[], rangeMs: number): AdviceItem | null {
  // A burst can only be told from steady use over a day and more.
  if (rangeMs < 24 * HOUR_MS) return null;
  const bulk = apps.filter(
    ({ calls, notStreamed, inBusiestTenth, refused }) =>
      calls >= 500 && notStreamed >= 0.95 * calls && inBusiestTenth >= 0.7 * calls && refused >= 0.01 * calls,
  );
  const [largest] = [...bulk].sort((a, b) => b.refused - a.refused);
  if (!largest) return null;
  return {
    id: 'use_batches',
    title: 'Send bulk work to the batch endpoint',
    text: `An application makes ${shareWords(largest.inBusiestTenth / largest.calls)} of its calls in a tenth of the hours, without streaming, and ${largest.refused} attempts are refused for it. What can wait for an hour is cheaper as a batch, and has limits of its own.`,
    evidence: { app: largest.app, calls: largest.calls, refused: largest.refused, apps: bulk.length },
    weight: bulk.reduce((sum, { refused }) => sum + refused, 0),
  };
}

function stackedRetries(stacked: AdviceInput['stacked']): AdviceItem | null {
  const { gatewayRetried, clientRetried, both, attemptsOfBoth } = stacked;
  if (both < 10 || both < 0.05 * gatewayRetried) return null;
  return {
    id: 'stacked_retries',
    title: 'Let only one of the two retry',
    text: `${both} calls were retried by the gateway and again by the client: ${Math.round((10 * attemptsOfBoth) / both) / 10} attempts each. Set the SDK’s maxRetries to 0 behind the gateway.`,
    evidence: { both, gatewayRetried, clientRetried, attemptsOfBoth, attemptsPerCall: attemptsOfBoth / both },
    weight: attemptsOfBoth,
  };
}

/** Pauses shorter than this, in the middle and later on, are no back-off. */
const BACK_OFF_MS = 500;
const LATER_BACK_OFF_MS = 1000;

function backOff(timings: RetryTiming[]): AdviceItem | null {
  const hammering = timings.filter(
    ({ retries, medianGapMs, laterGapMs }) =>
      retries >= 20 && medianGapMs < BACK_OFF_MS && (laterGapMs === null || laterGapMs < LATER_BACK_OFF_MS),
  );
  const [worst] = [...hammering].sort((a, b) => b.retries - a.retries);
  if (!worst) return null;
  const retries = hammering.reduce((sum, each) => sum + each.retries, 0);
  return {
    id: 'back_off',
    title: 'Pause before trying again',
    text: `A client tries again ${Math.round(worst.medianGapMs)} ms after a failure, in the middle. In an overload that is load without a chance: back off exponentially, with jitter, or let the gateway retry.`,
    evidence: {
      client: worst.client,
      app: worst.app,
      medianGapMs: worst.medianGapMs,
      retries,
      clients: hammering.length,
    },
    weight: retries,
  };
}

function waitForLimit({ calls, curable, medianWaitMs }: AdviceInput['rateLimited']): AdviceItem | null {
  if (curable < 5 || curable < 0.1 * calls) return null;
  const wait = medianWaitMs === null ? '' : ` The wait is ${waitWords(medianWaitMs)} in the middle.`;
  return {
    id: 'wait_for_limit',
    title: 'Wait for the limit to reset',
    text: `${curable} of ${calls} calls that failed with 429 would have gone through after a wait of at most a minute, as the answer itself says.${wait} Let the policy wait for it.`,
    evidence: { calls, curable, medianWaitMs },
    weight: curable,
  };
}

const waitWords = (ms: number): string => (ms < 60_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : durationWords(ms));
