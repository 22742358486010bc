import { describe, expect, it } from 'vitest';
import { sdkOptions } from '../../../lib/scheduler/codegen/sdk-options.ts';
import { BASE_POLICY } from '../../../lib/scheduler/policy.ts';
import { presetById } from '../../../lib/scheduler/presets.ts';

const sdk = presetById('anthropic-sdk');
const article = presetById('article');
if (!sdk || !article) throw new Error('presets are missing');

describe('a policy as options of the Anthropic SDK', () => {
  it("says all of the SDK's own policy, with any number of retries", () => {
    expect(sdkOptions({ ...sdk, policy: { ...sdk.policy, maxRetries: 7 } })).toEqual({
      typescript: 'const client = new Anthropic({ maxRetries: 7 });',
      python: 'client = anthropic.Anthropic(max_retries=7)',
      cannot: [],
    });
  });

  it('names each thing that cannot be said, and what the SDK does instead', () => {
    const { cannot } = sdkOptions({ ...article, policy: { ...article.policy, multiplier: 3, maxElapsedMs: 30_000 } });
    expect(cannot).toEqual([
      'A first delay of 1 s: the SDK begins at 0.5 s.',
      'A longest delay of 60 s: the SDK stays below 8 s.',
      'A growth of 3 times: the SDK doubles.',
      "Jitter: up to 0.75 s on top. The SDK's is a factor from 0.75 to 1.",
      'How a retry-after is taken: the SDK waits exactly what it says, up to 24.8 days.',
      'An end after 30 s: the SDK limits each attempt (timeout), not the whole call.',
      'Which answers are tried again (529): the SDK retries 408, 409, 429, 500 and above, and lost connections.',
    ]);
  });

  it('tells apart factors of another size', () => {
    const policy = { ...sdk.policy, jitter: { kind: 'proportional', low: 0.5, high: 1 } } as const;
    expect(sdkOptions({ ...sdk, policy }).cannot).toHaveLength(1);
    expect(sdkOptions({ policy: BASE_POLICY, retries: { statuses: [], from: null } }).cannot.at(-1)).toMatch(
      /\(none\)/,
    );
  });
});
