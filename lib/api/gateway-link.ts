import type { Config } from '../config.ts';

const TIMEOUT_MS = 1_000;
const CACHED_MS = 2_000;
const WILDCARD_HOSTS = ['0.0.0.0', '::'];

const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * The gateway's address as a reader's client can use it. Where it listens on every address, the one under which the
 * reader reached the dashboard is the best guess.
 */
export function gatewayUrl(config: Pick<Config, 'host' | 'gatewayPort'>, readersHost: string | null): string {
  const host = WILDCARD_HOSTS.includes(config.host) ? (readersHost ?? 'localhost') : config.host;
  return `http://${inUrl(host)}:${config.gatewayPort}`;
}

/** Asks the gateway how it is, over its own port: the two processes share nothing but the database. */
export class GatewayLink {
  private readonly url: string;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private answer: Promise<boolean> = Promise.resolve(false);

  constructor(config: Pick<Config, 'host' | 'gatewayPort'>) {
    this.url = `${gatewayUrl(config, null)}/healthz`;
  }

  /** Whether it answers. Asked at most every two seconds, however many want to know. */
  isUp(nowMs: number): Promise<boolean> {
    if (nowMs - this.askedAtMs >= CACHED_MS) {
      this.askedAtMs = nowMs;
      this.answer = this.ask();
    }
    return this.answer;
  }

  private async ask(): Promise<boolean> {
    try {
      const response = await fetch(this.url, { signal: AbortSignal.timeout(TIMEOUT_MS), cache: 'no-store' });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
