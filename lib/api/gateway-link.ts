import * as z from 'zod';
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

const healthSchema = z.object({
  openCalls: z.number(),
  recorder: z.object({ state: z.enum(['ok', 'failing']) }),
  upstreams: z.array(
    z.object({
      name: z.string(),
      inFlight: z.number(),
      waiting: z.number(),
      limit: z.number().nullable(),
      circuit: z.enum(['open', 'closed']),
    }),
  ),
});

/** How busy the gateway is, as it tells. */
export type GatewayState = z.infer<typeof healthSchema>;

interface Answer {
  isUp: boolean;
  /** `null`: it did not tell. */
  state: GatewayState | null;
}

const SILENT: Answer = { isUp: false, state: null };

/** Asks the gateway how it is, over its own port: the two processes share nothing but the database. */
export class GatewayLink {
  private readonly url: string;
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private answer: Promise<Answer> = Promise.resolve(SILENT);

  constructor(config: Pick<Config, 'host' | 'gatewayPort'>) {
    this.url = `${gatewayUrl(config, null)}/healthz`;
  }

  /** Whether it answers. Asked at most every two seconds, however many want to know. */
  async isUp(nowMs: number): Promise<boolean> {
    return (await this.latest(nowMs)).isUp;
  }

  /** How busy it is; `null`: it does not answer, or is of another version. */
  async state(nowMs: number): Promise<GatewayState | null> {
    return (await this.latest(nowMs)).state;
  }

  private latest(nowMs: number): Promise<Answer> {
    if (nowMs - this.askedAtMs >= CACHED_MS) {
      this.askedAtMs = nowMs;
      this.answer = this.ask();
    }
    return this.answer;
  }

  private async ask(): Promise<Answer> {
    try {
      const response = await fetch(this.url, { signal: AbortSignal.timeout(TIMEOUT_MS), cache: 'no-store' });
      const told = healthSchema.safeParse(await response.json().catch(() => null));
      return { isUp: response.ok, state: told.success ? told.data : null };
    } catch {
      return SILENT;
    }
  }
}
