import type { Hint } from './hint.ts';
import type { Policy } from './policy.ts';
import { HINT_FLAW_WORDS } from './reasons.ts';

/** What a policy makes of the wait that a server asks for. */
export interface HintUse {
  /** `capped`: a shorter wait is made of it. `gives_up`: the call is not tried again. */
  use: 'followed' | 'ignored' | 'capped' | 'gives_up';
  /** By which rule, in words for people. */
  because: string;
}

const seconds = (ms: number) => `${ms / 1000} s`;

/** By which rule a hint is followed or not; `null`: there was none. */
export function hintUse({ retryAfter: { mode, maxMs, beyondMax } }: Policy, hint: Hint): HintUse | null {
  if (hint.kind === 'none') return null;
  if (hint.kind === 'ignored') return { use: 'ignored', because: HINT_FLAW_WORDS[hint.because] };
  if (mode === 'ignore') return { use: 'ignored', because: 'This policy does not read what the server asks.' };
  if (mode === 'clamp')
    return { use: 'followed', because: `It may lengthen the policy's own delay by up to ${seconds(maxMs)}.` };
  if (hint.waitMs <= maxMs)
    return {
      use: 'followed',
      because:
        mode === 'replace'
          ? "It stands in place of the policy's own delay, without jitter."
          : "It is a floor: the policy's own delay counts where that is longer.",
    };
  const longer = `It is longer than the ${seconds(maxMs)} that this policy believes`;
  if (beyondMax === 'cap') return { use: 'capped', because: `${longer}, which are taken in its place.` };
  if (beyondMax === 'stop') return { use: 'gives_up', because: `${longer}: it gives up.` };
  return { use: 'ignored', because: `${longer}.` };
}
