import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hintInWords,
  hintTrouble,
  lanes,
  linePercent,
  lineTicks,
} from '../../../../components/playground/schedule-rows.ts';
import type { ChosenPolicy } from '../../../../components/playground/use-playground-state.ts';
import { PRESETS, presetById } from '../../../../lib/scheduler/presets.ts';

function chosen(id: string): ChosenPolicy {
  const preset = presetById(id);
  if (!preset) throw new Error(`no preset ${id}`);
  return { title: preset.title, preset, policy: preset.policy };
}

describe('lanes', () => {
  it('puts the chosen policy first and leaves it out beside', () => {
    const rows = lanes(chosen('article'), ['article', 'immediate', 'no-such'], '', 1, 0);
    expect(rows.map(({ id }) => id)).toEqual(['chosen', 'immediate']);
    expect(rows.map(({ wrongWay }) => wrongWay)).toEqual([false, true]);
  });

  it('adds up the waits of the well-known fix: 1, 2, 4 and 8 s, each with up to 750 ms', () => {
    const [lane] = lanes(chosen('article'), [], '', 1, 0);
    expect(lane?.retries.map(({ earliestMs }) => earliestMs)).toEqual([1000, 3000, 7000, 15_000]);
    expect(lane?.retries.map(({ latestMs }) => latestMs)).toEqual([1750, 4500, 9250, 18_000]);
    expect(lane?.longestMs).toBe(18_000);
  });

  it('shows what a retry-after does by the rule of each policy', () => {
    const [sdk, article] = lanes(chosen('anthropic-sdk'), ['article'], '20', 1, 0);
    expect(sdk?.retries[0]).toMatchObject({ delayMs: 20_000, setBy: 'hint' });
    expect(article?.retries[0]).toMatchObject({ setBy: 'backoff' });
  });

  it.each(['-3', 'soon', '99999999999'])('says why retry-after: %s is ignored', (retryAfter) => {
    const [lane] = lanes(chosen('claude-code'), [], retryAfter, 1, 0);
    expect(lane && hintTrouble(lane)).toContain(JSON.stringify(retryAfter));
  });

  it('says for each policy by which rule it follows a hint or does not', () => {
    const rows = lanes(chosen('undici'), ['article', 'anthropic-sdk', 'claude-code'], '120', 1, 0);
    expect(rows.map((lane) => hintInWords(lane)?.label)).toEqual([
      'retry-after shortened',
      'retry-after ignored',
      'retry-after followed',
      'retry-after followed',
    ]);
    expect(hintInWords(lanes(chosen('undici'), [], '', 1, 0)[0] as never)).toBeNull();
  });

  it('draws every retry inside its band, the same for the same seed, whatever the policy', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PRESETS.map(({ id }) => id)), fc.nat(), (id, seed) => {
        const [lane] = lanes(chosen(id), [], '', seed, 0);
        for (const retry of lane?.retries ?? []) {
          expect(retry.cumulativeMs).toBeGreaterThanOrEqual(retry.earliestMs - 1e-6);
          expect(retry.cumulativeMs).toBeLessThanOrEqual(retry.latestMs + 1e-6);
        }
        expect(lanes(chosen(id), [], '', seed, 0)).toEqual([lane]);
      }),
    );
  });
});

describe('the line', () => {
  it('runs from 0 to 100 % and never falls', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e7, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (end, share) => {
          const at = linePercent(end * share, end);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThanOrEqual(100);
          expect(linePercent(end, end)).toBe(100);
        },
      ),
    );
    expect(linePercent(5, 0)).toBe(0);
  });

  it('marks round times, none too near another', () => {
    const ticks = lineTicks(18_000);
    expect(ticks[0]).toBe(0);
    const gaps = ticks.slice(1).map((ms, i) => linePercent(ms, 18_000) - linePercent(ticks[i] ?? 0, 18_000));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(7);
  });
});
