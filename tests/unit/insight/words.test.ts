import { describe, expect, it } from 'vitest';
import { durationWords, limitWords, shareWords } from '../../../lib/insight/words.ts';

const MINUTE = 60_000;

describe('words', () => {
  it.each([
    [0, 'less than a minute'],
    [59_999, 'less than a minute'],
    [MINUTE, '1 min'],
    [59.9 * MINUTE, '59 min'],
    [60 * MINUTE, '1 h'],
    [125 * MINUTE, '2 h 5 min'],
    [47 * 60 * MINUTE, '47 h'],
    [48 * 60 * MINUTE, '2 days'],
  ])('%d ms: %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it.each([
    [0, '0%'],
    [0.0004, 'under 0.1%'],
    [0.001, '0.1%'],
    [0.0249, '2.5%'],
    [0.0999, '10%'],
    [0.344, '34%'],
    [0.9949, '99.5%'],
    [0.9996, 'over 99.9%'],
    [1, '100%'],
  ])('%d: %s', (share, words) => {
    expect(shareWords(share)).toBe(words);
  });

  it.each([
    ['input_tokens', 'input tokens'],
    ['unified', 'subscription'],
    ['unified_5h', '5 h of the subscription'],
    ['unified_7d_opus', '7 d opus of the subscription'],
  ])('%s: %s', (name, words) => {
    expect(limitWords(name)).toBe(words);
  });
});
