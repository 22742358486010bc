import { describe, expect, it } from 'vitest';
import { onset } from '../../../lib/insight/onset.ts';
import { at, series } from './minutes.ts';

const calm = { minutes: 60, calls: 30, failed: 0 };

describe('onset', () => {
  it('tells of an overload in the minute in which it begins', () => {
    const bins = series(calm, { minutes: 1, calls: 20, failed: 12 });
    expect(onset(bins, at(60) + 40_000)).toMatchObject({ startMs: at(60), endMs: null, failed: 12, confidence: 0 });
  });

  it('goes back to the first failing minute of three', () => {
    const bins = series(calm, { minutes: 2, calls: 20, failed: 8 });
    expect(onset(bins, at(61) + 1)).toMatchObject({ startMs: at(60), calls: 40, failed: 16, peak: { failed: 8 } });
  });

  it.each([
    ['nothing', [], 0],
    ['calm', [calm], 60],
    ['nine failures', [calm, { minutes: 1, calls: 9, failed: 9 }], 61],
    ['below a quarter', [calm, { minutes: 1, calls: 41, failed: 10 }], 61],
    ['over since', [calm, { minutes: 1, calls: 20, failed: 20 }, { minutes: 1, calls: 20, failed: 0 }], 61],
    ['long ago', [calm, { minutes: 1, calls: 20, failed: 20 }], 63],
    ['in the future', [calm, { minutes: 1, calls: 20, failed: 20 }], 59],
  ])('is not there: %s', (_, stretches, minute) => {
    expect(onset(series(...stretches), at(minute) + 500)).toBeNull();
  });
});
