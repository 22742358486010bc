import { Pool } from 'undici';
import type { Config, Upstream } from '../config.ts';
import { type DialectName, dialectFor } from '../outcome/dialect.ts';
import { endpointOf } from '../outcome/endpoint.ts';
import type { Outcome } from '../outcome/vocabulary.ts';
import { type PolicySet, policyFor } from '../scheduler/policy-set.ts';
import { Traffic } from './traffic.ts';

/** An idle plain connection is dropped sooner than common servers drop theirs (5 s), so none is used as it dies. */
const KEEP_ALIVE_MS = 4000;
/** Providers on the internet keep theirs for minutes, and a TLS handshake is dear. */
const KEEP_ALIVE_TLS_MS = 30_000;
const MAX_RESPONSE_HEADER_BYTES = 128 * 1024;

/** What follows from a request's method and path alone. */
export interface PathFacts {
  dialect: DialectName;
  endpoint: string;
}

/** Applications ask for few paths again and again; those with ids in them come and go. */
const KNOWN_PATHS = 500;

/** A provider as the gateway reaches it. */
export class UpstreamLink {
  readonly name: string;
  readonly url: string;
  readonly pool: Pool;
  readonly traffic: Traffic;
  /** Exchanges under way. */
  inFlight = 0;
  private readonly basePath: string;
  private readonly paths = new Map<string, PathFacts>();

  constructor(upstream: Upstream, config: Config, policies: PolicySet) {
    this.name = upstream.name;
    this.url = upstream.url;
    const observeOnly = config.observeOnly || policies.observeOnly;
    this.traffic = new Traffic(policyFor(policies, upstream.name), observeOnly, () => performance.now());
    const url = new URL(upstream.url);
    this.basePath = url.pathname.replace(/\/+$/, '');
    this.pool = new Pool(url.origin, {
      connect: { timeout: config.connectTimeoutMs },
      allowH2: false,
      pipelining: 1,
      headersTimeout: Math.ceil(config.firstByteTimeoutMs),
      bodyTimeout: Math.ceil(config.silenceTimeoutMs),
      keepAliveTimeout: url.protocol === 'https:' ? KEEP_ALIVE_TLS_MS : KEEP_ALIVE_MS,
      maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
    });
  }

  /** An exchange begins; returns how many are under way with it. */
  enter(): number {
    this.inFlight++;
    return this.inFlight;
  }

  /** An exchange has left the upstream: its place is free, and the limit may learn from how it went. */
  leave(durationMs: number, outcome: Outcome | null): void {
    this.inFlight--;
    const overloaded = outcome === 'overloaded' ? true : outcome === 'ok' ? false : null;
    this.traffic.limiter.release(durationMs, overloaded);
  }

  /** Dialect and endpoint of a request, remembered for the paths last seen. */
  factsOf(method: string, path: string): PathFacts {
    const key = `${method} ${path}`;
    const known = this.paths.get(key);
    if (known) return known;
    if (this.paths.size >= KNOWN_PATHS) this.paths.clear();
    const facts = { dialect: dialectFor(this.name, this.url, path), endpoint: endpointOf(method, path) };
    this.paths.set(key, facts);
    return facts;
  }

  /** The request target upstream: the base path of its address, then the path as the client wrote it. */
  targetFor(path: string): string {
    return this.basePath === '' ? path : this.basePath + path;
  }
}

/** The configured upstreams; the first serves `/v1/...`. */
export class UpstreamLinks {
  readonly all: readonly UpstreamLink[];
  private readonly first: UpstreamLink;
  private readonly byName: ReadonlyMap<string, UpstreamLink>;

  private readonly config: Config;

  constructor(config: Config, policies: PolicySet) {
    this.config = config;
    this.all = config.upstreams.map((upstream) => new UpstreamLink(upstream, config, policies));
    const [first] = this.all;
    if (!first) throw new Error('no upstream is configured');
    this.first = first;
    this.byName = new Map(this.all.map((link) => [link.name, link]));
  }

  get names(): string[] {
    return this.all.map((link) => link.name);
  }

  /** `null` names the first. */
  find(name: string | null): UpstreamLink | null {
    return name === null ? this.first : (this.byName.get(name) ?? null);
  }

  /** New policies hold from the next decision on, also for calls under way. */
  configure(policies: PolicySet): void {
    const observeOnly = this.config.observeOnly || policies.observeOnly;
    for (const link of this.all) link.traffic.configure(policyFor(policies, link.name), observeOnly);
  }

  async close(): Promise<void> {
    await Promise.all(this.all.map((link) => link.pool.destroy()));
  }
}
