import { describe, expect, it } from 'vitest';
import { countedWord, unseenNote } from '../../../components/overview/told-of.ts';

describe('what a chart says it counts', () => {
  it('is the unit where everything is seen, and before an answer came', () => {
    expect([countedWord('attempts', undefined), countedWord('attempts', {})]).toEqual(['attempts', 'attempts']);
    expect([unseenNote('attempts', undefined), unseenNote('attempts', {})]).toEqual([null, null]);
  });

  it('is what was told of, and why that may not be all', () => {
    expect(countedWord('attempts', { blindSources: ['otlp'] })).toBe('attempts told of');
    expect(unseenNote('attempts', { blindSources: ['report', 'otlp'] })).toMatch(/^source report, otlp: /);
  });

  it('is calls in any case: of those everybody tells', () => {
    expect([countedWord('calls', { blindSources: ['otlp'] }), unseenNote('calls', { blindSources: ['otlp'] })]).toEqual(
      ['calls', null],
    );
  });
});
