/** What a retry costs and a success gives back, under the rules of the AWS SDKs' standard mode of 2026. */
export interface QuotaSettings {
  capacity: number;
  retryCost: number;
  throttlingCost: number;
  /** Given back by a success that needed no retry. */
  successGain: number;
}

export const AWS_QUOTA: QuotaSettings = { capacity: 500, retryCost: 14, throttlingCost: 5, successGain: 1 };

/** What a retry draws from a quota of `tokens`: what is left and what was paid; `null`: not enough is left. */
export function payForRetry(
  tokens: number,
  throttled: boolean,
  settings: QuotaSettings = AWS_QUOTA,
): { tokens: number; paid: number } | null {
  const paid = throttled ? settings.throttlingCost : settings.retryCost;
  return tokens < paid ? null : { tokens: tokens - paid, paid };
}

/**
 * The quota after a success.
 * @param paid what the successful attempt's own retry had cost; 0: it was the first attempt
 */
export function refundSuccess(tokens: number, paid: number, settings: QuotaSettings = AWS_QUOTA): number {
  return Math.min(settings.capacity, tokens + (paid > 0 ? paid : settings.successGain));
}

/** gRPC's retry throttling: a bucket that failures drain by one and successes fill by a ratio. */
export interface ThrottlingSettings {
  maxTokens: number;
  tokenRatio: number;
}

export const GRPC_THROTTLING: ThrottlingSettings = { maxTokens: 10, tokenRatio: 0.1 };

/** The bucket after an attempt has ended. */
export function countOutcome(tokens: number, failed: boolean, settings: ThrottlingSettings = GRPC_THROTTLING): number {
  const moved = failed ? tokens - 1 : tokens + settings.tokenRatio;
  return Math.min(settings.maxTokens, Math.max(0, moved));
}

/** Retries go out only while the bucket is more than half full. */
export function throttlingAllows(tokens: number, settings: ThrottlingSettings = GRPC_THROTTLING): boolean {
  return tokens > settings.maxTokens / 2;
}
