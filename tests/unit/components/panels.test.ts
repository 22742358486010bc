import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../../components/advice/evidence.ts';
import { decodedPart } from '../../../components/data/decoded-part.ts';
import { fillOf } from '../../../components/gateway/fill.ts';
import { limitName } from '../../../components/limits/limit-name.ts';
import { sparklinePath } from '../../../components/limits/sparkline-path.ts';

describe('sparklinePath', () => {
  const at = (...used: (number | null)[]) => used.map((value, index) => ({ at: index, used: value }));

  it('goes from edge to edge, empty at the bottom and full at the top', () => {
    expect(sparklinePath(at(0, 1), 80, 18)).toBe('M0.0 17.0L80.0 1.0');
  });

  it('breaks where nothing was told, and stays inside', () => {
    expect(sparklinePath(at(0.5, null, 3), 80, 18)).toBe('M0.0 9.0M80.0 1.0');
  });

  it('draws nothing of fewer than two values', () => {
    expect(sparklinePath(at(0.5), 80, 18)).toBeNull();
    expect(sparklinePath(at(null, 0.5), 80, 18)).toBeNull();
    expect(sparklinePath([], 80, 18)).toBeNull();
  });
});

describe('evidenceOf', () => {
  it('gives numbers in their units, and leaves out what has no words', () => {
    const evidence = {
      calls: 1200,
      medianWaitMs: 12_000,
      shareAbove: 0.034,
      prefixBytes: 31_744,
      prefixHash: 'x',
      app: null,
    };
    expect(evidenceOf({ evidence })).toEqual([
      ['calls', '1,200'],
      ['median wait', '12 s'],
      ['refused above it', '3.4%'],
      ['size of the largest', '31 KB'],
    ]);
  });
});

describe('small words and measures', () => {
  it('fills up to a hundred, and not at all without a limit', () => {
    expect(fillOf({ inFlight: 5, limit: 10 })).toBe(50);
    expect(fillOf({ inFlight: 25, limit: 10 })).toBe(100);
    expect(fillOf({ inFlight: 5, limit: null })).toBe(0);
  });

  it('names limits', () => {
    expect(limitName('input_tokens')).toBe('Input tokens');
    expect(limitName('unified_5h')).toBe('5 h of the subscription');
  });

  it('takes a badly encoded part of a path as it stands', () => {
    expect(decodedPart('anthropic%3Ainc1')).toBe('anthropic:inc1');
    expect(decodedPart('100%')).toBe('100%');
  });
});
