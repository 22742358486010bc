import { lowerBound } from './episode-evidence.ts';
import type { ProviderEpisode } from './episode-scope.ts';
import { MINUTE_MS, type MinuteBin } from './minute-bin.ts';

/** How far back an overload that is no episode yet is looked for. */
const LOOK_MS = 2 * MINUTE_MS;
const FAILED_MIN = 10;
const SHARE_MIN = 0.25;

/**
 * An overload too young to be an episode: in this minute and the two before at least 10 first attempts and a quarter of
 * them failed. In: the last minutes, the one that has not closed included. Out: as an episode with confidence 0 that goes
 * on; `null`: nothing of the kind. It may turn out to be a mere burst, but it is so right now.
 */
export function onset(minutes: readonly MinuteBin[], nowMs: number): ProviderEpisode | null {
  const fromMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - LOOK_MS;
  const recent = minutes.filter(({ minuteMs }) => minuteMs >= fromMs && minuteMs <= nowMs);
  const firstFailing = recent.findIndex(({ failed }) => failed > 0);
  const since = firstFailing < 0 ? [] : recent.slice(firstFailing);
  const calls = since.reduce((sum, bin) => sum + bin.calls, 0);
  const failed = since.reduce((sum, bin) => sum + bin.failed, 0);
  const [first] = since;
  const last = since.at(-1);
  if (!first || !last || failed < FAILED_MIN || failed < SHARE_MIN * calls) return null;
  if (last.failed === 0 && last.calls > 0) return null;
  const bound = (bin: MinuteBin): number => lowerBound(bin.calls, bin.failed);
  const { minuteMs, calls: peakCalls, failed: peakFailed } = since.reduce((a, b) => (bound(b) > bound(a) ? b : a));
  return {
    startMs: first.minuteMs,
    endMs: null,
    endedBy: null,
    detectedMs: nowMs,
    calls,
    failed,
    expected: 0,
    peak: { minuteMs, calls: peakCalls, failed: peakFailed },
    confidence: 0,
    models: [],
    general: true,
  };
}
