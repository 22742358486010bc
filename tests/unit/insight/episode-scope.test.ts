import { describe, expect, it } from 'vitest';
import type { Episode } from '../../../lib/insight/episode.ts';
import { joinSeries } from '../../../lib/insight/episode-scope.ts';
import { at } from './minutes.ts';

function episode(start: number, end: number | null, over: Partial<Episode> = {}): Episode {
  const startMs = at(start);
  return {
    startMs,
    endMs: end === null ? null : at(end),
    endedBy: end === null ? null : 'recovered',
    detectedMs: at(start + 3),
    calls: 100,
    failed: 50,
    expected: 1,
    peak: { minuteMs: startMs, calls: 10, failed: 5 },
    confidence: 0.9,
    ...over,
  };
}

describe('joinSeries', () => {
  it('gives nothing for nothing', () => {
    expect(joinSeries([])).toEqual([]);
    expect(joinSeries([{ model: null, episodes: [] }])).toEqual([]);
  });

  it('joins the whole with the models in which it shows, counting calls once', () => {
    const joined = joinSeries([
      { model: 'opus', episodes: [episode(8, 30, { confidence: 0.99 })] },
      { model: null, episodes: [episode(10, 25, { calls: 900, failed: 300 })] },
      { model: 'haiku', episodes: [episode(12, 20)] },
    ]);
    expect(joined).toMatchObject([
      {
        startMs: at(8),
        endMs: at(30),
        models: ['haiku', 'opus'],
        general: true,
        calls: 900,
        failed: 300,
        confidence: 0.99,
        detectedMs: at(11),
      },
    ]);
  });

  it('keeps what shows in one model alone', () => {
    expect(joinSeries([{ model: 'opus', episodes: [episode(8, 30)] }])).toMatchObject([
      { models: ['opus'], general: false, calls: 100 },
    ]);
  });

  it('adds up models where the whole shows nothing', () => {
    const peak = { minuteMs: at(15), calls: 10, failed: 10 };
    const joined = joinSeries([
      { model: 'a', episodes: [episode(8, 30)] },
      { model: 'b', episodes: [episode(10, 20, { failed: 70, peak })] },
    ]);
    expect(joined).toMatchObject([{ calls: 200, failed: 120, expected: 2, peak }]);
  });

  it('joins across a short gap, not across a long one', () => {
    const gap = (second: number) =>
      joinSeries([{ model: 'a', episodes: [episode(0, 10), episode(second, second + 5)] }]);
    expect(gap(25)).toHaveLength(1);
    expect(gap(26)).toHaveLength(2);
  });

  it('goes on while any of them does', () => {
    const joined = joinSeries([
      { model: null, episodes: [episode(0, 10)] },
      { model: 'a', episodes: [episode(5, null)] },
      { model: 'b', episodes: [episode(200, 210)] },
    ]);
    expect(joined).toMatchObject([{ startMs: at(0), endMs: null, endedBy: null, models: ['a', 'b'] }]);
  });

  it('does not depend on the order of the series', () => {
    const all = [
      { model: 'a', episodes: [episode(0, 10), episode(90, 95)] },
      { model: null, episodes: [episode(5, 40)] },
      { model: 'b', episodes: [episode(38, 50)] },
    ];
    expect(joinSeries([...all].reverse())).toEqual(joinSeries(all));
  });
});
