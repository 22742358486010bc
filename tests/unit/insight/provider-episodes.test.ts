import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, type MinuteBin } from '../../../lib/insight/minute-bin.ts';
import {
  followProvider,
  MODELS_MAX,
  type ProviderFollowing,
  type ProviderMinutes,
  startProvider,
} from '../../../lib/insight/provider-episodes.ts';
import { at, T0 } from './minutes.ts';
import { generate, seeded } from './traffic.ts';

/** Minutes of two models, and of both together. */
function twoModels(seed: number, minutes: number, outage: { from: number; to: number; model: 'a' | 'b' }) {
  const random = seeded(seed);
  const traffic = (model: 'a' | 'b'): MinuteBin[] =>
    generate(random, {
      fromMs: T0,
      minutes,
      callsPerMinute: 12,
      swing: 0.4,
      backgroundRate: 0.004,
      burstShare: 0.2,
      episodes: outage.model === model ? [{ startMs: at(outage.from), endMs: at(outage.to), rate: 0.7 }] : [],
    }).bins;
  return summed(new Map([['a', traffic('a')] as const, ['b', traffic('b')] as const]));
}

function summed(models: Map<string, MinuteBin[]>): ProviderMinutes {
  const all = new Map<number, MinuteBin>();
  for (const { minuteMs, calls, failed } of [...models.values()].flat()) {
    const bin = all.get(minuteMs) ?? { minuteMs, calls: 0, failed: 0 };
    all.set(minuteMs, { minuteMs, calls: bin.calls + calls, failed: bin.failed + failed });
  }
  return { all: [...all.values()].sort((a, b) => a.minuteMs - b.minuteMs), models };
}

const from = ({ all, models }: ProviderMinutes, fromMs: number, toMs: number): ProviderMinutes => {
  const within = (bins: MinuteBin[]) => bins.filter(({ minuteMs }) => minuteMs >= fromMs && minuteMs < toMs);
  return { all: within(all), models: new Map([...models].map(([model, bins]) => [model, within(bins)])) };
};

/** Follows minutes in steps that end at these minutes. */
function inSteps(minutes: ProviderMinutes, ends: number[]) {
  let following: ProviderFollowing = startProvider(T0);
  let episodes: ReturnType<typeof followProvider>['episodes'] = [];
  for (const end of ends)
    ({ following, episodes } = followProvider(following, from(minutes, following.all.settledToMs, at(end)), at(end)));
  return { following, episodes };
}

describe('followProvider', () => {
  it('finds an outage of one model, with its name', () => {
    const minutes = twoModels(7, 400, { from: 300, to: 330, model: 'b' });
    const { episodes } = inSteps(minutes, [400]);
    expect(episodes).toHaveLength(1);
    expect(episodes[0]?.models).toEqual(['b']);
    expect(Math.abs((episodes[0]?.startMs ?? 0) - at(300))).toBeLessThanOrEqual(3 * MINUTE_MS);
  });

  it('gives the same episodes however the way there is cut into steps', () => {
    const minutes = twoModels(11, 360, { from: 250, to: 290, model: 'a' });
    const whole = inSteps(minutes, [360]).episodes;
    expect(whole).toHaveLength(1);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 359 }), { maxLength: 30 }), (ends) => {
        expect(inSteps(minutes, [...ends.sort((a, b) => a - b), 360]).episodes).toEqual(whole);
      }),
      { numRuns: 25 },
    );
  });

  it('follows a bounded number of models, those seen first', () => {
    const models = Array.from({ length: MODELS_MAX + 20 }, (_, i): [string, MinuteBin[]] => [
      `m${i}`,
      [{ minuteMs: at(i), calls: 1, failed: 0 }],
    ]);
    const reversed = new Map(models.reverse());
    const { following } = inSteps(summed(reversed), [100]);
    expect([...following.models.keys()]).toEqual(Array.from({ length: MODELS_MAX }, (_, i) => `m${i}`));
  });
});
