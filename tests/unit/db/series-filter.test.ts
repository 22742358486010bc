import { describe, expect, test } from 'vitest';
import { groupSeries, selectSeries } from '../../../db/sqlite/series-filter.ts';
import type { Series } from '../../../db/sqlite/series-registry.ts';

const first: Series = {
  id: 2,
  provider: 'anthropic',
  endpoint: '/v1/messages',
  model: 'a',
  stream: true,
  app: 'shop',
  client: 'curl',
  source: 'proxy',
  outcome: 'ok',
  status: 200,
};

function all(...others: Partial<Series>[]): Map<number, Series> {
  const series = [first, ...others.map((other, i) => ({ ...first, id: 5 + i, ...other }))];
  return new Map(series.map((each) => [each.id, each]));
}

describe('groupSeries', () => {
  test('numbers the groups of the series that pass', () => {
    const series = all({ model: 'b' }, { model: 'b', app: 'blog' }, { model: 'c', stream: false });
    const { groupOf, groups } = groupSeries(series, { stream: [true] }, ['model']);
    expect(groups).toEqual([['a'], ['b']]);
    expect([...groupOf]).toEqual([-1, -1, 0, -1, -1, 1, 1, -1]);
  });

  test('without dimensions all that pass are one group', () => {
    expect(groupSeries(all({ model: 'b' }), {}, []).groups).toEqual([[]]);
    expect(groupSeries(all({ model: 'b' }), { model: ['none such'] }, []).groups).toEqual([]);
    expect(groupSeries(new Map(), {}, []).groups).toEqual([]);
  });

  test('a filter that all pass, or a label that all share, does not tell them apart', () => {
    const series = all({ model: 'b', status: 529 });
    const of = (...args: [Parameters<typeof groupSeries>[1], Parameters<typeof groupSeries>[2]]) =>
      [...groupSeries(series, ...args).dimensions].sort();
    expect(of({ provider: ['anthropic'], source: ['proxy'], model: ['a', 'b'] }, [])).toEqual([]);
    expect(of({ provider: ['anthropic'], model: ['a'] }, ['provider', 'stream'])).toEqual(['model']);
    expect(of({ provider: ['openai'] }, ['status'])).toEqual(['provider', 'status']);
    expect(of({ app: [] }, ['app'])).toEqual([]);
  });
});

describe('selectSeries', () => {
  test('marks those that pass', () => {
    const selection = selectSeries(all({ model: 'b' }, {}), { model: ['a'] });
    expect(selection?.ids).toEqual([2, 6]);
    expect([...(selection?.mask ?? [])]).toEqual([0, 0, 1, 0, 0, 0, 1]);
  });

  test('where all pass there is nothing to mark', () => {
    expect(selectSeries(all({ model: 'b' }), { provider: ['anthropic'] })).toBeNull();
    expect(selectSeries(new Map(), { provider: ['anthropic'] })).toBeNull();
    expect(selectSeries(all(), { model: ['none such'] })?.ids).toEqual([]);
  });
});
