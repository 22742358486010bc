import { describe, expect, it } from 'vitest';
import { OUTCOME_STYLES, outcomeVariables, STACK_ORDER } from '../../../components/outcome/outcome-style.ts';
import { OUTCOMES } from '../../../lib/outcome/vocabulary.ts';

const GROUNDS = { light: ['#ffffff', '#f4f8f9'], dark: ['#161f25', '#0f171c'] };

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** `color-mix(in srgb, top 9%, ground)`, as the badge's ground is painted. */
function mix(top: string, ground: string, share: number): string {
  const part = (at: number) => {
    const read = (hex: string) => Number.parseInt(hex.slice(at, at + 2), 16);
    return Math.round(read(top) * share + read(ground) * (1 - share))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}

describe('looks of outcomes', () => {
  it.each(OUTCOMES)('%s is legible as text in both themes, on the ground and on its own badge', (outcome) => {
    for (const theme of ['light', 'dark'] as const) {
      const color = OUTCOME_STYLES[outcome][theme];
      for (const ground of GROUNDS[theme]) {
        expect(contrast(color, ground)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(color, mix(color, ground, 0.09))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('gives every outcome its own shape, label and colour', () => {
    const styles = OUTCOMES.map((outcome) => OUTCOME_STYLES[outcome]);
    for (const key of ['shape', 'label', 'light', 'dark'] as const)
      expect(new Set(styles.map((style) => style[key])).size).toBe(OUTCOMES.length);
  });

  it('keeps 529 and 429 apart without colour: other shape, other pattern', () => {
    expect(OUTCOME_STYLES.overloaded.shape).not.toBe(OUTCOME_STYLES.rate_limited.shape);
    expect(OUTCOME_STYLES.overloaded.pattern).not.toBe(OUTCOME_STYLES.rate_limited.pattern);
  });

  it('stacks every outcome once', () => {
    expect([...STACK_ORDER].sort()).toEqual([...OUTCOMES].sort());
  });

  it('names one CSS variable for each', () => {
    expect(outcomeVariables('dark')).toMatchObject({ '--outcome-rate-limited': '#5fb0ff', '--outcome-ok': '#3cc79a' });
    expect(Object.keys(outcomeVariables('light'))).toHaveLength(OUTCOMES.length);
  });
});
