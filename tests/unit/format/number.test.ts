import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatCompact,
  formatCount,
  formatDuration,
  formatShare,
  NO_VALUE,
} from '../../../lib/format/number.ts';

describe('formatCount and formatCompact', () => {
  it('groups thousands, and shortens only what is long', () => {
    expect(formatCount(12_345)).toBe('12,345');
    expect(formatCompact(9_999)).toBe('9,999');
    expect(formatCompact(12_345)).toBe('12.3K');
    expect(formatCompact(10_400_000)).toBe('10.4M');
  });

  it('shows what is missing as missing, not as zero', () => {
    for (const format of [formatCount, formatCompact, formatShare, formatDuration, formatBytes]) {
      expect(format(null)).toBe(NO_VALUE);
      expect(format(undefined)).toBe(NO_VALUE);
      expect(format(Number.NaN)).toBe(NO_VALUE);
    }
  });
});

describe('formatShare', () => {
  it.each([
    [0, '0%'],
    [0.00001, '<0.01%'],
    [0.0042, '0.42%'],
    [0.005, '0.5%'],
    [0.0421, '4.2%'],
    [0.04, '4%'],
    [0.12, '12%'],
    [0.1, '10%'],
    [0.9, '90%'],
    [0.995, '99.5%'],
    [0.99999, '99.99%'],
    [1, '100%'],
  ])('%d is %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });

  it('says 0% only of nothing and 100% only of all', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1 - 1e-12, noNaN: true }), (share) => {
        expect(formatShare(share)).not.toBe('0%');
        expect(formatShare(share)).not.toBe('100%');
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '<1 ms'],
    [850, '850 ms'],
    [999.6, '1 s'],
    [1_240, '1.24 s'],
    [10_000, '10 s'],
    [12_400, '12.4 s'],
    [59_960, '1 min'],
    [125_000, '2 min 5 s'],
    [120_000, '2 min'],
    [12_000_000, '3 h 20 min'],
    [187_200_000, '2 d 4 h'],
  ])('%d ms is %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('never shows sixty of a unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (ms) => {
        expect(formatDuration(ms)).not.toMatch(/(^| )60 (s|min)/);
      }),
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1_434, '1.4 KB'],
    [100 * 1024, '100 KB'],
    [32 * 1024 ** 2, '32 MB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatChange', () => {
  it('tells counts and durations as a factor', () => {
    expect(formatChange(120, 100, 'relative')).toEqual({ text: '+20%', direction: 'up' });
    expect(formatChange(80, 100, 'relative')).toEqual({ text: '−20%', direction: 'down' });
    expect(formatChange(420, 100, 'relative')).toEqual({ text: '4.2×', direction: 'up' });
    expect(formatChange(100, 100, 'relative')).toEqual({ text: 'no change', direction: 'level' });
    expect(formatChange(5, 0, 'relative')).toEqual({ text: 'from 0', direction: 'up' });
    expect(formatChange(0, 0, 'relative')).toEqual({ text: 'no change', direction: 'level' });
  });

  it('tells shares in percentage points', () => {
    expect(formatChange(0.12, 0.03, 'share')).toEqual({ text: '+9 pp', direction: 'up' });
    expect(formatChange(0.001, 0.004, 'share')).toEqual({ text: '−0.3 pp', direction: 'down' });
    expect(formatChange(0.5, 0.5, 'share')).toEqual({ text: 'no change', direction: 'level' });
  });

  it('says nothing where there was nothing', () => {
    expect(formatChange(5, null, 'relative')).toBeNull();
    expect(formatChange(null, 5, 'share')).toBeNull();
  });
});
