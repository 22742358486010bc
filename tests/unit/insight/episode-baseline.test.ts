import { describe, expect, it } from 'vitest';
import {
  dispersion,
  emptyBaseline,
  learn,
  NORMAL_RATE_MIN,
  normalRate,
} from '../../../lib/insight/episode-baseline.ts';
import { at } from './minutes.ts';
import { generate, seeded } from './traffic.ts';

const HOUR = 60;

function learnt(minutes: number, of: (minute: number) => { calls: number; failed: number; episode?: boolean }) {
  const baseline = emptyBaseline();
  for (let minute = 0; minute < minutes; minute += 1) {
    const { calls, failed, episode } = of(minute);
    learn(baseline, { minuteMs: at(minute), calls, failed }, episode ?? false);
  }
  return baseline;
}

describe('normalRate', () => {
  it('assumes 3 in 1,000 before anything was seen', () => {
    expect(normalRate(emptyBaseline(), at(0))).toBeCloseTo(0.003, 6);
  });

  it('never goes below the least, nor above the most', () => {
    expect(
      normalRate(
        learnt(2000, () => ({ calls: 1000, failed: 0 })),
        at(0),
      ),
    ).toBe(NORMAL_RATE_MIN);
    expect(
      normalRate(
        learnt(2000, () => ({ calls: 1000, failed: 900 })),
        at(0),
      ),
    ).toBe(0.3);
  });

  it('comes near the true rate with enough calls, from either side', () => {
    for (const failed of [2, 20])
      expect(
        normalRate(
          learnt(3000, () => ({ calls: 1000, failed })),
          at(0),
        ) /
          (failed / 1000),
      ).toBeCloseTo(1, 1);
  });

  it('tells the hours of the day apart', () => {
    const evenings = (minute: number) => Math.floor(minute / HOUR) % 24 >= 18 && Math.floor(minute / HOUR) % 24 < 22;
    const baseline = learnt(5 * 24 * HOUR, (minute) => ({ calls: 500, failed: evenings(minute) ? 10 : 1 }));
    expect(normalRate(baseline, at(19 * HOUR))).toBeGreaterThan(0.017);
    expect(normalRate(baseline, at(3 * HOUR))).toBeLessThan(0.0025);
  });

  it('takes the mean of the day where an hour has few failures to show', () => {
    const baseline = learnt(2 * 24 * HOUR, (minute) => ({ calls: 1, failed: minute % (24 * HOUR) === 90 ? 1 : 0 }));
    expect(normalRate(baseline, at(HOUR)) / normalRate(baseline, at(12 * HOUR))).toBeLessThan(1.5);
  });

  it('forgets: after weeks only the new rate counts', () => {
    const baseline = learnt(40 * 24 * HOUR, (minute) => ({ calls: 200, failed: minute < 5 * 24 * HOUR ? 8 : 1 }));
    expect(normalRate(baseline, at(0))).toBeLessThan(0.0055);
  });
});

describe('learning within an episode', () => {
  it('hardly changes after one outage', () => {
    const calm = learnt(3 * 24 * HOUR, () => ({ calls: 100, failed: 0 }));
    const before = normalRate(calm, at(HOUR));
    for (let minute = 0; minute < HOUR; minute += 1)
      learn(calm, { minuteMs: at(3 * 24 * HOUR + minute), calls: 100, failed: 100 }, true);
    expect(normalRate(calm, at(HOUR))).toBeLessThan(3 * before);
  });

  it('does not count for dispersion', () => {
    const wild = (minute: number) => ({ calls: 100, failed: minute % 60, episode: true });
    expect(dispersion(learnt(1000, wild))).toBe(3);
  });
});

describe('dispersion', () => {
  it('is at least 3, for independent failures too', () => {
    expect(dispersion(emptyBaseline())).toBe(3);
    expect(dispersion(learnt(5000, (minute) => ({ calls: 50, failed: minute % 2 })))).toBe(3);
  });

  it('grows with bursts, up to 10', () => {
    const bursts = (size: number) => learnt(20_000, (m) => ({ calls: 50, failed: m % 50 === 0 ? size : 0 }));
    expect(dispersion(bursts(8))).toBeGreaterThan(5);
    expect(dispersion(bursts(40))).toBe(10);
  });
});

describe('the traffic the sweep runs on', { timeout: 30_000 }, () => {
  it('has the rate, volume and episodes that were asked for, and repeats itself', () => {
    const options = {
      fromMs: at(0),
      minutes: 20 * 1440,
      callsPerMinute: 40,
      swing: 0.7,
      backgroundRate: 0.005,
      burstShare: 0.03,
      episodes: [{ startMs: at(5000), endMs: at(5100), rate: 0.3 }],
    };
    const { bins, failedInEpisode } = generate(seeded(1), options);
    const calls = bins.reduce((sum, bin) => sum + bin.calls, 0);
    const failed = bins.reduce((sum, bin) => sum + bin.failed, 0) - (failedInEpisode[0] ?? 0);
    expect(calls / options.minutes / 40).toBeCloseTo(1, 1);
    // Volume and rate swing together, so the overall rate lies above the background's mean.
    expect(failed / calls).toBeGreaterThan(0.005);
    expect(failed / calls).toBeLessThan(0.0065);
    expect(failedInEpisode[0]).toBeGreaterThan(700);
    expect(generate(seeded(1), options)).toEqual(generate(seeded(1), options));
  });
});
