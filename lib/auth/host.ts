import { isIP } from 'node:net';
import { type Config, isLoopbackHost } from '../config.ts';

const WILDCARD_HOSTS = ['0.0.0.0', '::'];

/** The name in a `Host` header, lower-case, without port and brackets; `null`: not a host. */
export function hostName(header: string | null | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::\d{1,5})?$/i.exec(header ?? '');
  const name = match?.[1] ?? match?.[2];
  return name ? name.toLowerCase().replace(/\.$/, '') : null;
}

/**
 * Whether a request that names this host is meant for us. A page of another site can make its own name resolve to
 * our address (DNS rebinding), but then its name stands in `Host`. An address in digits cannot be rebound, so with
 * a wildcard `WEIR_HOST` any of them is ours.
 */
export function isOwnHost(header: string | null | undefined, config: Pick<Config, 'host' | 'allowedHosts'>): boolean {
  const name = hostName(header);
  if (!name) return false;
  if (isLoopbackHost(name) || name === config.host.toLowerCase() || config.allowedHosts.includes(name)) return true;
  return WILDCARD_HOSTS.includes(config.host) && isIP(name) !== 0;
}
