import { BASE_POLICY, type Policy } from '../policy.ts';
import { presetById, type RetriedStatuses } from '../presets.ts';
import type { CodegenInput } from './source.ts';

/** A policy as far as the Anthropic SDK's options can say it. */
export interface SdkOptions {
  typescript: string;
  python: string;
  /** What the options cannot say, a sentence each; empty: they say it all. */
  cannot: string[];
}

/** What the SDK does whatever its options are; only the number of retries can be set. */
const SDK: Policy = presetById('anthropic-sdk')?.policy ?? BASE_POLICY;
const SDK_STATUSES: RetriedStatuses | undefined = presetById('anthropic-sdk')?.retries;

const inSeconds = (ms: number): string => `${ms / 1000} s`;

function shapeOf({ jitter }: Policy): string {
  if (jitter.kind === 'proportional') return `a factor from ${jitter.low} to ${jitter.high}`;
  return jitter.kind === 'additive' ? `up to ${inSeconds(jitter.maxMs)} on top` : jitter.kind;
}

function statusesOf({ statuses, from }: RetriedStatuses): string {
  return [statuses.join(', '), from === null ? '' : `${from} and above`].filter((part) => part !== '').join(', ');
}

/** The policy as options of the Anthropic SDK, and what these cannot say. */
export function sdkOptions({ policy, retries }: CodegenInput): SdkOptions {
  const cannot: string[] = [];
  const differs = (same: boolean, sentence: string) => {
    if (!same) cannot.push(sentence);
  };
  differs(
    policy.initialDelayMs === SDK.initialDelayMs,
    `A first delay of ${inSeconds(policy.initialDelayMs)}: the SDK begins at ${inSeconds(SDK.initialDelayMs)}.`,
  );
  differs(
    policy.maxDelayMs === SDK.maxDelayMs,
    `A longest delay of ${inSeconds(policy.maxDelayMs)}: the SDK stays below ${inSeconds(SDK.maxDelayMs)}.`,
  );
  differs(policy.multiplier === SDK.multiplier, `A growth of ${policy.multiplier} times: the SDK doubles.`);
  differs(shapeOf(policy) === shapeOf(SDK), `Jitter: ${shapeOf(policy)}. The SDK's is ${shapeOf(SDK)}.`);
  differs(
    policy.retryAfter.mode === SDK.retryAfter.mode && policy.retryAfter.maxMs === SDK.retryAfter.maxMs,
    'How a retry-after is taken: the SDK waits exactly what it says, up to 24.8 days.',
  );
  differs(
    policy.maxElapsedMs === null,
    `An end after ${inSeconds(policy.maxElapsedMs ?? 0)}: the SDK limits each attempt (timeout), not the whole call.`,
  );
  differs(
    SDK_STATUSES !== undefined && statusesOf(retries) === statusesOf(SDK_STATUSES),
    `Which answers are tried again (${statusesOf(retries) || 'none'}): the SDK retries ${statusesOf(SDK_STATUSES ?? retries)}, and lost connections.`,
  );
  return {
    typescript: `const client = new Anthropic({ maxRetries: ${policy.maxRetries} });`,
    python: `client = anthropic.Anthropic(max_retries=${policy.maxRetries})`,
    cannot,
  };
}
