import type { Policy } from '../policy.ts';
import type { RetriedStatuses } from '../presets.ts';

/** What code is made from. */
export interface CodegenInput {
  policy: Policy;
  retries: RetriedStatuses;
}

/** Whether the delay builds on `initial * multiplier^n`. */
export function isExponential({ jitter }: Policy): boolean {
  return jitter.kind !== 'decorrelated' && jitter.kind !== 'decorrelatedV2';
}
