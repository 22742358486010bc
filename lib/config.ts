import { resolve } from 'node:path';

/** A provider behind the gateway: the first serves `/v1/...`, each serves `/to/NAME/...`. */
export interface Upstream {
  name: string;
  /** Origin and optional base path, without a trailing slash. */
  url: string;
}

/** A status page and the addresses it can be read at, the preferred one first. */
export interface StatusPage {
  name: string;
  bases: string[];
}

/** Which components of a status page count for an upstream. */
export interface StatusComponents {
  upstream: string;
  /** The page's name; the upstream's own unless another is given. */
  page: string;
  /** Each an id, or a component's name or its beginning. */
  components: string[];
}

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface Config {
  databaseUrl: string;
  /** Absolute path of the SQLite file. */
  databasePath: string;
  host: string;
  dashboardPort: number;
  gatewayPort: number;
  upstreams: Upstream[];
  statusPages: StatusPage[];
  statusIntervalMs: number;
  statusComponents: StatusComponents[];
  token: string | null;
  reportToken: string | null;
  retentionDays: number;
  logLevel: LogLevel;
  /** Nothing is retried, limited or marked: every byte and status passes as without Weir. */
  observeOnly: boolean;
  /** Host names besides loopback and `host` under which the doors may be addressed. */
  allowedHosts: string[];
  maxBodyBytes: number;
  /** Of a request body, how much is kept so that it can be sent again. */
  keepBodyBytes: number;
  connectTimeoutMs: number;
  firstByteTimeoutMs: number;
  silenceTimeoutMs: number;
}

/** A setting that does not parse. The message names the setting, what it held and what it may hold, on one line. */
export class ConfigError extends Error {
  override name = 'ConfigError';
  constructor(setting: string, held: string, allowed: string) {
    super(`${setting} is ${JSON.stringify(held)}, but may be ${allowed}`);
  }
}

type Env = Record<string, string | undefined>;
type Parse<T> = (setting: string, text: string) => T;

const DURATION_UNIT_MS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const SIZE_UNIT_BYTES: Record<string, number> = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '::1'];

function wholeNumber(min: number, max: number): Parse<number> {
  return (setting, text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new ConfigError(setting, text, `a whole number from ${min} to ${max}`);
    return value;
  };
}

function durationMs(minMs: number, maxMs: number): Parse<number> {
  return (setting, text) => {
    const match = /^(\d{1,9}(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
    const value = match ? Number(match[1]) * (DURATION_UNIT_MS[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
    if (!(value >= minMs && value <= maxMs))
      throw new ConfigError(setting, text, `a duration such as 500ms, 60s, 10m or 1h, from ${minMs}ms to ${maxMs}ms`);
    return value;
  };
}

const byteSize: Parse<number> = (setting, text) => {
  const match = /^(\d{1,12})(B|KB|MB|GB)?$/.exec(text);
  if (!match) throw new ConfigError(setting, text, 'a size such as 32MB');
  return Number(match[1]) * (SIZE_UNIT_BYTES[match[2] ?? ''] ?? 1);
};

const flag: Parse<boolean> = (setting, text) => {
  if (['1', 'true', 'on', 'yes'].includes(text)) return true;
  if (['0', 'false', 'off', 'no'].includes(text)) return false;
  throw new ConfigError(setting, text, 'true or false');
};

const secret: Parse<string> = (setting, text) => {
  if (text.length < 8 || text.length > 200 || /[^\x21-\x7e]/.test(text))
    throw new ConfigError(setting, '(hidden)', '8 to 200 printable ASCII characters without spaces');
  return text;
};

const databasePath: Parse<string> = (setting, text) => {
  const path = /^file:(?:\/\/)?(.+)$/.exec(text)?.[1];
  if (!path) throw new ConfigError(setting, text, 'file:PATH, such as file:./data/weir.db');
  return resolve(path);
};

function httpUrl(setting: string, whole: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const usable = url && /^https?:$/.test(url.protocol) && !url.username && !url.search && !url.hash;
  if (!usable) throw new ConfigError(setting, whole, 'name=https://host,... (http or https, no credentials, no query)');
  return url.href.replace(/\/+$/, '');
}

function namedUrls(setting: string, text: string): { name: string; urls: string[] }[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const match = /^([a-z][a-z0-9-]{0,31})=(.+)$/.exec(entry);
      if (!match?.[1] || !match[2])
        throw new ConfigError(setting, text, 'name=url,... with names of lower-case letters, digits and dashes');
      return { name: match[1], urls: match[2].split('|').map((url) => httpUrl(setting, text, url.trim())) };
    });
  const names = new Set(entries.map((entry) => entry.name));
  if (names.size !== entries.length) throw new ConfigError(setting, text, 'a list in which every name stands once');
  return entries;
}

const upstreams: Parse<Upstream[]> = (setting, text) => {
  const entries = namedUrls(setting, text);
  if (entries.length === 0) throw new ConfigError(setting, text, 'at least one name=url');
  return entries.map(({ name, urls }) => {
    if (urls.length !== 1 || !urls[0]) throw new ConfigError(setting, text, 'one url for each name');
    return { name, url: urls[0] };
  });
};

const statusPages: Parse<StatusPage[]> = (setting, text) =>
  namedUrls(setting, text).map(({ name, urls }) => ({ name, bases: urls }));

const statusComponents: Parse<StatusComponents[]> = (setting, text) => {
  const allowed =
    'upstream=component|component,... or upstream@page=..., each component an id or a name of up to 100 characters';
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry) => {
      const match = /^([a-z][a-z0-9-]{0,31})(?:@([a-z][a-z0-9-]{0,31}))?=(.+)$/.exec(entry);
      const components = (match?.[3] ?? '').split('|').map((component) => component.trim());
      if (!match?.[1] || components.some((component) => component === '' || component.length > 100))
        throw new ConfigError(setting, text, allowed);
      return { upstream: match[1], page: match[2] ?? match[1], components };
    });
  const upstreamNames = new Set(entries.map(({ upstream }) => upstream));
  if (upstreamNames.size !== entries.length)
    throw new ConfigError(setting, text, 'a list in which every upstream stands once');
  return entries;
};

const logLevel: Parse<LogLevel> = (setting, text) => {
  const level = LOG_LEVELS.find((known) => known === text);
  if (!level) throw new ConfigError(setting, text, LOG_LEVELS.join(', '));
  return level;
};

const hostName: Parse<string> = (setting, text) => {
  if (!/^[A-Za-z0-9.:-]{1,253}$/.test(text)) throw new ConfigError(setting, text, 'an IP address or a host name');
  return text;
};

const hostNames: Parse<string[]> = (setting, text) =>
  text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
    .map((name) => hostName(setting, name));

export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOSTS.includes(host) || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Every setting, read and validated once.
 * @throws ConfigError for a value that does not parse, and for an open address without a token.
 */
export function readConfig(env: Env): Config {
  const read = <T>(setting: string, fallback: string, parse: Parse<T>): T =>
    parse(setting, env[setting]?.trim() || fallback);
  const optional = <T>(setting: string, parse: Parse<T>): T | null => {
    const text = env[setting]?.trim();
    return text ? parse(setting, text) : null;
  };

  const databaseUrl = env.WEIR_DATABASE_URL?.trim() || 'file:./data/weir.db';
  const host = read('WEIR_HOST', '127.0.0.1', hostName);
  const token = optional('WEIR_TOKEN', secret);
  if (!isLoopbackHost(host) && !token)
    throw new ConfigError(
      'WEIR_HOST',
      host,
      '127.0.0.1 unless WEIR_TOKEN is set: other machines could read the record',
    );

  return {
    databaseUrl,
    databasePath: databasePath('WEIR_DATABASE_URL', databaseUrl),
    host,
    dashboardPort: read('WEIR_DASHBOARD_PORT', '5290', wholeNumber(0, 65_535)),
    gatewayPort: read('WEIR_GATEWAY_PORT', '5291', wholeNumber(0, 65_535)),
    upstreams: read('WEIR_UPSTREAMS', 'anthropic=https://api.anthropic.com', upstreams),
    // Set but empty turns polling off, so this one does not fall back.
    statusPages: statusPages(
      'WEIR_STATUS_PAGES',
      env.WEIR_STATUS_PAGES ?? 'anthropic=https://status.claude.com|https://anthropic.statuspage.io',
    ),
    statusIntervalMs: read('WEIR_STATUS_INTERVAL', '60s', durationMs(50, 86_400_000)),
    statusComponents: read(
      'WEIR_STATUS_COMPONENTS',
      'anthropic=k8w3r06qmzrp|Claude API,openai=API|Responses|Chat Completions',
      statusComponents,
    ),
    token,
    reportToken: optional('WEIR_REPORT_TOKEN', secret),
    retentionDays: read('WEIR_RETENTION_DAYS', '90', wholeNumber(1, 3650)),
    logLevel: read('WEIR_LOG', 'info', logLevel),
    observeOnly: read('WEIR_OBSERVE_ONLY', 'false', flag),
    allowedHosts: read('WEIR_ALLOWED_HOSTS', '', hostNames),
    maxBodyBytes: read('WEIR_MAX_BODY', '500MB', byteSize),
    keepBodyBytes: read('WEIR_KEEP_BODY', '32MB', byteSize),
    connectTimeoutMs: read('WEIR_CONNECT_TIMEOUT', '10s', durationMs(1, 3_600_000)),
    firstByteTimeoutMs: read('WEIR_FIRST_BYTE_TIMEOUT', '600s', durationMs(1, 86_400_000)),
    silenceTimeoutMs: read('WEIR_SILENCE_TIMEOUT', '300s', durationMs(1, 86_400_000)),
  };
}
