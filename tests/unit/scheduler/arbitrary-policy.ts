import fc from 'fast-check';
import { type Jitter, type Policy, RETRY_AFTER_MODES } from '../../../lib/scheduler/policy.ts';

const jitter: fc.Arbitrary<Jitter> = fc.oneof(
  fc.constantFrom<Jitter>(
    { kind: 'none' },
    { kind: 'full' },
    { kind: 'equal' },
    { kind: 'decorrelated' },
    { kind: 'decorrelatedV2' },
  ),
  fc
    .tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 3, noNaN: true }))
    .map(([a, b]): Jitter => ({ kind: 'proportional', low: Math.min(a, b), high: Math.max(a, b) })),
  fc.integer({ min: 0, max: 10_000 }).map((maxMs): Jitter => ({ kind: 'additive', maxMs })),
);

/** Any policy that validates, within sizes that a person might type. */
export const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    maxRetries: fc.integer({ min: 0, max: 12 }),
    initialDelayMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
    above: fc.integer({ min: 0, max: 300_000 }),
    multiplier: fc.double({ min: 1, max: 5, noNaN: true }),
    jitter,
    mode: fc.constantFrom(...RETRY_AFTER_MODES),
    hintMaxMs: fc.integer({ min: 0, max: 200_000 }),
    beyondMax: fc.constantFrom('ignore' as const, 'stop' as const, 'cap' as const),
    maxElapsedMs: fc.option(fc.integer({ min: 0, max: 600_000 })),
  })
  .map(({ above, mode, hintMaxMs, beyondMax, ...rest }) => ({
    ...rest,
    maxDelayMs: rest.initialDelayMs + above,
    retryAfter: { mode, maxMs: hintMaxMs, beyondMax },
  }));

export const anyDraw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
export const anyHint = fc.option(fc.integer({ min: -10_000, max: 400_000 }));
export const anySeed = fc.integer({ min: 0, max: 4_294_967_295 });

/** How far floating point may carry a product past its bound. */
export const SLACK = 1e-9;
