import { describe, expect, it } from 'vitest';
import { extraText, replayHeadline, savedText } from '../../../../components/playground/replay-view.ts';
import type { ReplayAnswer } from '../../../../lib/api/shapes.ts';
import { presetById } from '../../../../lib/scheduler/presets.ts';

function answer(over: Partial<ReplayAnswer> = {}): ReplayAnswer {
  return {
    name: 'article',
    policy: presetById('article')?.policy,
    verdict: 'estimate',
    failed: 100,
    curable: 90,
    recovered: 61.7,
    recoveredShare: 0.617,
    recoveredLow: 48,
    recoveredHigh: 74,
    addedMs: { p50: 4200, p95: 18_000 },
    extraAttempts: 130,
    ...over,
  } as ReplayAnswer;
}

describe('the headline of a replay', () => {
  it('says how many calls would have been saved, and how soon', () => {
    expect(replayHeadline(answer())).toBe(
      'Of 100 calls that failed, The well-known fix would have saved about 62, half of them within 4.2 s.',
    );
  });

  it('does not give a time where next to none would have been saved', () => {
    const none = answer({ recovered: 0, addedMs: { p50: null, p95: null } });
    expect(replayHeadline(none)).toBe('Of 100 calls that failed, The well-known fix would have saved next to none.');
  });

  it.each([
    ['nothing_failed', 'nothing to save'],
    ['nothing_curable', 'none of a kind that a retry cures'],
    ['too_little_data', 'too few attempts'],
  ] as const)('says so when the verdict is %s', (verdict, words) => {
    expect(replayHeadline(answer({ verdict, recovered: null }))).toContain(words);
  });
});

describe('the figures of a replay', () => {
  it('have their bounds beside them', () => {
    expect(savedText(answer())).toBe('62% (48% to 74%)');
    expect(savedText(answer({ recoveredLow: null }))).toBe('too little data');
  });

  it('have a minus where fewer attempts would have been made', () => {
    expect(extraText(answer({ extraAttempts: -25 }))).toBe('−25');
    expect(extraText(answer({ extraAttempts: 25 }))).toBe('25');
  });
});
