import { hostName } from './host.ts';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a request that changes something was made by another site's page in a browser. Browsers say so in
 * `Sec-Fetch-Site`, and in `Origin` with every request that is neither GET nor HEAD; other clients send neither.
 */
export function isForeign(method: string, headers: Headers): boolean {
  if (SAFE_METHODS.includes(method)) return false;
  const site = headers.get('sec-fetch-site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (!origin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.get('host') || !hostName(headers.get('host'));
}
