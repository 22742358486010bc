import { formatBytes, formatCount, formatDuration, formatShare } from '../../lib/format/number.ts';
import type { AdviceItem } from '../../lib/insight/advice-input.ts';

const WORDS: Record<string, string> = {
  limit: 'limit',
  shareAbove: 'refused above it',
  shareBelow: 'refused below it',
  attemptsAbove: 'attempts above it',
  attempts: 'attempts',
  failed: 'of them failed',
  share: 'failed share',
  streamedShare: 'failed share, streamed',
  longestMs: 'longest answer',
  prefixes: 'repeated prompts',
  savedTokens: 'tokens that could be cached',
  prefixBytes: 'size of the largest',
  model: 'model',
  app: 'app',
  apps: 'apps',
  calls: 'calls',
  refused: 'refused attempts',
  both: 'retried by both',
  gatewayRetried: 'retried by the gateway',
  clientRetried: 'retried by the client',
  attemptsOfBoth: 'attempts in those',
  attemptsPerCall: 'attempts a call',
  client: 'client',
  clients: 'clients',
  medianGapMs: 'median pause',
  retries: 'retries',
  curable: 'would have passed',
  medianWaitMs: 'median wait',
};

function wordsOf(key: string, value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value !== 'number') return null;
  if (key.endsWith('Bytes')) return formatBytes(value);
  if (key.endsWith('Ms')) return formatDuration(value);
  if (/share/i.test(key)) return formatShare(value);
  return Number.isInteger(value) ? formatCount(value) : value.toFixed(1);
}

/** The numbers behind a piece of advice, as pairs of words. What has no words of its own stays out. */
export function evidenceOf({ evidence }: Pick<AdviceItem, 'evidence'>): [label: string, value: string][] {
  return Object.entries(evidence).flatMap(([key, value]): [string, string][] => {
    const label = WORDS[key];
    const text = wordsOf(key, value);
    return label && text !== null ? [[label, text]] : [];
  });
}
