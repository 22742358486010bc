import { hashKey } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { firstState } from '../../../components/data/first-state.ts';
import { firstQuestions, firstRange } from '../../../components/overview/first-questions.ts';
import { lowerQuestions } from '../../../components/overview/questions.ts';

const paths = (search: Record<string, string | string[]>) => firstQuestions(search).map(({ path }) => path);

describe('firstQuestions', () => {
  it('asks for the last day where the URL says nothing', () => {
    const span = 'from=now-24h&to=now';
    expect(firstQuestions({})).toEqual([
      { queryKey: ['summary', `${span}&compare=previous`], path: `/api/summary?${span}&compare=previous` },
      {
        queryKey: ['series', `${span}&unit=attempts&by=outcome`],
        path: `/api/series?${span}&unit=attempts&by=outcome`,
      },
      {
        queryKey: ['breakdown', `${span}&unit=attempts&by=model`],
        path: `/api/breakdown?${span}&unit=attempts&by=model`,
      },
      { queryKey: ['incidents', `/api/incidents?${span}`], path: `/api/incidents?${span}` },
      { queryKey: ['episodes', `/api/episodes?${span}`], path: `/api/episodes?${span}` },
      { queryKey: ['policy-history', `/api/policy/history?${span}`], path: `/api/policy/history?${span}` },
    ]);
  });

  it('asks for what the URL shows: range, filters, what is counted and by what', () => {
    const asked = paths({ from: '1', to: '2', model: ['a', 'b&c'], unit: 'calls', by: 'app', split: 'client' });
    const scope = 'from=1&to=2&model=a&model=b%26c';
    expect(asked.slice(0, 4)).toEqual([
      `/api/summary?${scope}&compare=previous`,
      `/api/series?${scope}&unit=calls&by=outcome`,
      `/api/series?${scope}&unit=calls&by=app&percentiles=false`,
      `/api/breakdown?${scope}&unit=calls&by=client`,
    ]);
    expect(asked.slice(4).every((path) => path.endsWith('?from=1&to=2'))).toBe(true);
  });

  it('takes the first of what may be given once, and the usual for what cannot be', () => {
    expect(paths({ from: ['now-1h', 'now-2h'], unit: ['calls', 'attempts'] })[1]).toBe(
      '/api/series?from=now-1h&to=now&unit=calls&by=outcome',
    );
    expect(paths({ unit: 'toString', by: '__proto__', split: '' })).toEqual(paths({}));
  });
});

describe('lowerQuestions', () => {
  it('asks for limits now, and advice for the range that the URL names', () => {
    expect(lowerQuestions(firstRange({ from: 'now-7d', to: ['now', '1'] })).map(({ path }) => path)).toEqual([
      '/api/limits?from=now-6h&to=now&top=8&points=42',
      '/api/advice?from=now-7d&to=now',
    ]);
    expect(firstRange({})).toEqual({ from: 'now-24h', to: 'now' });
  });
});

describe('firstState', () => {
  it('keeps each answer under the key that it is asked for with, and leaves out what is none', () => {
    const { queries } = firstState([
      { queryKey: ['summary', 'q'], answer: { from: 1 } },
      { queryKey: ['series', 'q'], answer: null },
    ]);
    expect(queries.map(({ queryHash, state }) => [queryHash, state.data])).toEqual([
      [hashKey(['summary', 'q']), { from: 1 }],
    ]);
  });
});
