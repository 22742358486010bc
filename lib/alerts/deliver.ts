import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { readHint } from '../scheduler/retry-after.ts';
import { VERSION } from '../version.ts';

/** What became of one attempt to send. `problem` `null`: it went through. */
export interface Delivery {
  status: number | null;
  /** In words, such as `answers 404`; never the address, nor anything of the answer. */
  problem: string | null;
  retryAfterMs: number | null;
}

export interface DeliverOptions {
  timeoutMs?: number;
  nowMs?: () => number;
}

const TIMEOUT_MS = 10_000;

/** Addresses at which clouds hand out credentials to whoever asks: nothing of ours is there. */
const FORBIDDEN = new BlockList();
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4');
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6');
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6');

class ForbiddenAddress extends Error {}

function refuseForbidden(address: string): void {
  const family = isIP(address);
  if (family !== 0 && FORBIDDEN.check(address, family === 6 ? 'ipv6' : 'ipv4')) throw new ForbiddenAddress();
}

/** A name is looked up once, and what it leads to is what is connected to: no second answer can differ. */
const carefulLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 4);
    try {
      for (const { address } of addresses) refuseForbidden(address);
    } catch (refusal) {
      return done(refusal as Error, '', 4);
    }
    const [first] = addresses;
    if (options.all) return done(null, addresses);
    return done(null, first?.address ?? '', first?.family ?? 4);
  });
};

const agent = new Agent({ connect: { lookup: carefulLookup, timeout: TIMEOUT_MS }, pipelining: 0 });

/**
 * Sends a JSON body once, following no redirect; what is answered is not read. Never throws, but for an abort of `signal`.
 */
export async function deliver(
  url: string,
  body: string,
  signal: AbortSignal,
  { timeoutMs = TIMEOUT_MS, nowMs = Date.now }: DeliverOptions = {},
): Promise<Delivery> {
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const { origin, pathname, search, hostname } = new URL(url);
    refuseForbidden(hostname.replace(/^\[|\]$/g, ''));
    const response = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': `weir-alerts/${VERSION}` },
      body,
      signal: AbortSignal.any([signal, limit]),
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    response.body.on('error', () => {});
    response.body.destroy();
    const { statusCode: status, headers } = response;
    if (status >= 200 && status < 300) return { status, problem: null, retryAfterMs: null };
    const hint = readHint((name) => String(headers[name] ?? '') || null, nowMs());
    const problem =
      status >= 300 && status < 400 ? `redirects (${status}), which is not followed` : `answers ${status}`;
    return { status, problem, retryAfterMs: hint.kind === 'wait' ? hint.waitMs : null };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { status: null, problem: problemOf(error, limit.aborted, timeoutMs), retryAfterMs: null };
  }
}

function problemOf(error: unknown, isLate: boolean, timeoutMs: number): string {
  if (error instanceof ForbiddenAddress) return 'leads to an address that nothing is sent to';
  if (isLate) return `does not answer within ${Math.round(timeoutMs / 1000)} s`;
  const code = error !== null && typeof error === 'object' && 'code' in error ? String(error.code) : '';
  return /^[A-Z][A-Z0-9_]{2,40}$/.test(code) ? `cannot be reached (${code})` : 'cannot be reached';
}

/** Whether another try can help. */
export function mayRecover({ status }: Delivery): boolean {
  return status === null || status === 408 || status === 429 || status >= 500;
}
