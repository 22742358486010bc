import { describe, expect, it } from 'vitest';
import type { QueryResult, QueryTimes } from '../../../bench/measure/compare-times.ts';
import type { Throughput } from '../../../bench/measure/throughput.ts';
import { requirements } from '../../../bench/requirements.ts';

function row(name: string, requestsPerSecond: number, rest: Partial<Throughput> = {}): Throughput {
  const base = {
    coldRequestsPerSecond: 1,
    p50Ms: 1,
    p99Ms: 2,
    cpuUsPerRequest: 100,
    requests: 10,
    failed: 0,
    record: null,
  };
  return { name, requestsPerSecond, ...base, ...rest };
}
const complete = { made: 10, recorded: 11, late: 0, complete: true };

describe('requirements', () => {
  it('compares with the peers that were measured, and only with those', () => {
    const weir = row('Weir', 700);
    expect(requirements({ json: [row('bare undici proxy', 1000), weir, row('Portkey 1.15.2', 71)] })).toEqual([
      { text: 'JSON: at least 10 times the requests/s of Portkey 1.15.2', measured: '9.86', met: false },
      { text: 'JSON: at least 0.7 times the requests/s of bare undici proxy', measured: '0.70', met: true },
    ]);
    expect(requirements({ json: [row('Portkey 1.15.2', 71)] })).toEqual([]);
  });

  it('wants every call on record and none failed', () => {
    const met = (rest: Partial<Throughput>) =>
      requirements({ streams: [row('Weir', 1, rest)] }).map((each) => each.met);
    expect(met({ record: complete })).toEqual([true]);
    expect(met({ record: complete, failed: 1 })).toEqual([false]);
    expect(met({ record: { ...complete, late: 1 } })).toEqual([false]);
    expect(met({ record: { ...complete, recorded: 9, complete: false } })).toEqual([false]);
  });

  it('holds latency, lateness and memory to their limits', () => {
    const sequential = [{ name: 'Weir', p50Ms: 1, p99Ms: 2, p50AboveDirectMs: 0.61, record: null }];
    const openStreams = [
      {
        name: 'Weir',
        streams: 1000,
        failed: 0,
        events: 1,
        latenessMs: { p50: 1, p99: 50, max: 90 },
        bytesPerStream: 60 * 1024 + 1,
        idleBytes: 0,
        cpuMsPerSecond: 1,
        record: null,
      },
    ];
    expect(requirements({ sequential, openStreams }).map(({ measured, met }) => [measured, met])).toEqual([
      ['0.61 ms', false],
      ['50.00 ms', true],
      ['60.00 KB', false],
    ]);
  });

  it('holds the API and the store to time and growth, and the store to size', () => {
    const facts = { attempts: 1_000_000, bytesPerAttempt: 338, groupByMs: 700 };
    const query = (p50Ms: number, p95Ms: number, small: QueryTimes | null = { p50Ms: 2, p95Ms: 3 }) => ({
      name: 'chart',
      small,
      large: { p50Ms, p95Ms },
    });
    const of = (requests: QueryResult[], queries: QueryResult[], bytesPerAttempt = 338) =>
      requirements({
        store: { small: { ...facts, attempts: 100_000 }, large: { ...facts, bytesPerAttempt }, requests, queries },
      }).map(({ measured, met }) => `${measured} ${met}`);
    expect(of([query(4, 50)], [query(4, 50), query(4.1, 51)])).toEqual([
      '1 of 1 true',
      '1 of 1 true',
      '1 of 2 false',
      '1 of 2 false',
      '338.00 bytes true',
    ]);
    expect(of([query(9, 51, null), query(1, 1)], []).slice(0, 2)).toEqual(['1 of 2 false', '1 of 1 true']);
    expect(of([], [], 401).at(-1)).toBe('401.00 bytes false');
  });

  it('holds the overview to its limits, by what is on the screen', () => {
    const times = (p50: number) => ({ p50, worst: 9_999 });
    const change = (name: string, ms: number) => ({
      name,
      figures: times(1),
      onScreen: times(ms),
      all: times(5_000),
    });
    const overview = {
      cold: times(2_000),
      readable: times(2_000),
      changes: [change('to last 7 days', 300), change('to last hour', 301)],
      live: { seconds: 120, longestTaskMs: 201 },
      shift: 0,
      scriptBytes: 449_999,
    };
    expect(requirements({ overview }).map(({ text, met }) => [text, met])).toEqual([
      ['overview: a load with nothing cached, in the median at most 2000 ms', true],
      ['overview: and every chart read with a pointer, in the median at most 2000 ms', true],
      ['overview: to last 7 days, what is on the screen, in the median at most 300 ms', true],
      ['overview: to last hour, what is on the screen, in the median at most 300 ms', false],
      ['overview: longest task in 120 s of live traffic at most 200 ms', false],
      ['overview: layout shift at most 0.01', true],
      ['overview: scripts, compressed at most 450 KB', true],
    ]);
  });
});
