import { type Policy, TIMER_MAX_MS } from './policy.ts';

/** Where a server said how long to wait. */
export type HintSource = 'retry-after-ms' | 'retry-after';

/** What a server's headers say about waiting. `ignored`: something was there that the rules do not accept. */
export type Hint =
  | { kind: 'none' }
  | { kind: 'wait'; waitMs: number; from: HintSource }
  | { kind: 'ignored'; from: HintSource; value: string; because: HintFlaw };

/** Why a hint is not followed. */
export type HintFlaw = 'not_a_time' | 'not_positive' | 'beyond_timer';

export const NO_HINT: Hint = { kind: 'none' };

/** How the policy's own delay and the server's hint came together. */
export interface Wait {
  delayMs: number;
  /** What set the delay: the own back-off, the hint, or the hint held to the most it may add. */
  setBy: 'backoff' | 'hint' | 'clamped_hint';
  /** The hint is longer than the rule believes and the rule says to stop then. */
  tooLong: boolean;
}

/**
 * The delay that a hint makes of the policy's own one. In every mode it never falls as the own delay rises.
 * @param ownMs the policy's own delay
 * @param hintMs the server's, or `null`; not positive or beyond a timer counts as none
 */
export function combine(policy: Policy, ownMs: number, hintMs: number | null): Wait {
  const { mode, maxMs, beyondMax } = policy.retryAfter;
  const own: Wait = { delayMs: ownMs, setBy: 'backoff', tooLong: false };
  if (hintMs === null || !(hintMs > 0 && hintMs <= TIMER_MAX_MS) || mode === 'ignore') return own;
  if (mode === 'clamp') {
    const delayMs = Math.max(ownMs, Math.min(hintMs, ownMs + maxMs));
    if (delayMs === ownMs) return own;
    return { delayMs, setBy: delayMs < hintMs ? 'clamped_hint' : 'hint', tooLong: false };
  }
  if (hintMs > maxMs && beyondMax !== 'cap') return { ...own, tooLong: beyondMax === 'stop' };
  const believedMs = Math.min(hintMs, maxMs);
  if (mode === 'floor' && ownMs >= believedMs) return own;
  return { delayMs: believedMs, setBy: believedMs < hintMs ? 'clamped_hint' : 'hint', tooLong: false };
}
