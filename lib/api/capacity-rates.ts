import type { Store } from '../../db/store.ts';
import type { Span } from '../insight/incident.ts';
import { isCapacityError, tellsOfCapacity } from '../insight/minute-bin.ts';
import { OUTCOMES, type Outcome } from '../outcome/vocabulary.ts';
import type { CapacityRateJson } from './incident-shapes.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './times.ts';

const TELLING = OUTCOMES.filter(tellsOfCapacity);
/** How fine the counts are, by how long a stretch they are read of. */
const STEPS = [
  { upToMs: 3 * DAY_MS, stepMs: MINUTE_MS },
  { upToMs: 100 * DAY_MS, stepMs: 5 * MINUTE_MS },
];

/** Attempts that tell of capacity over a stretch, to be summed over parts of it. */
export interface CapacityCounts {
  stepMs: number;
  /** By start of the bucket. */
  buckets: Map<number, { attempts: number; overloaded: number }>;
}

/** Reads the counts of some providers together. */
export async function readCapacity(
  store: Pick<Store, 'aggregate'>,
  providers: readonly string[],
  span: Span,
): Promise<CapacityCounts> {
  const stepMs = STEPS.find(({ upToMs }) => span.toMs - span.fromMs <= upToMs)?.stepMs ?? HOUR_MS;
  const buckets: CapacityCounts['buckets'] = new Map();
  if (providers.length === 0 || !(span.toMs > span.fromMs)) return { stepMs, buckets };
  const cells = await store.aggregate({
    filter: { ...span, provider: [...providers], outcome: TELLING },
    unit: 'attempts',
    stepMs,
    groupBy: ['outcome'],
    histograms: false,
  });
  for (const { bucketMs, group, count } of cells) {
    const bucket = buckets.get(bucketMs) ?? { attempts: 0, overloaded: 0 };
    bucket.attempts += count;
    if (isCapacityError(group[0] as Outcome)) bucket.overloaded += count;
    buckets.set(bucketMs, bucket);
  }
  return { stepMs, buckets };
}

/** The counts of the buckets that begin within any of the spans, which must not overlap; `from` and `to` are their hull. */
export function capacityRate({ stepMs, buckets }: CapacityCounts, spans: readonly Span[]): CapacityRateJson {
  let attempts = 0;
  let overloaded = 0;
  for (const { fromMs, toMs } of spans)
    for (let at = Math.floor(fromMs / stepMs) * stepMs; at < toMs; at += stepMs) {
      const bucket = buckets.get(at);
      attempts += bucket?.attempts ?? 0;
      overloaded += bucket?.overloaded ?? 0;
    }
  return {
    from: spans[0]?.fromMs ?? 0,
    to: spans.at(-1)?.toMs ?? 0,
    attempts,
    overloaded,
    share: attempts > 0 ? overloaded / attempts : null,
  };
}
