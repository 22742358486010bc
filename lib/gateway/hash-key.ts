import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Hasher } from '../outcome/request-reader.ts';

const KEY_BYTES = 32;
/** 128 bits in hex: enough that two keys never share a hash. */
const HASH_CHARACTERS = 32;
const CACHED_KEYS = 1000;
const FILE_NAME = 'weir.key';

function readKey(path: string): Buffer | null {
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
    return key.length === KEY_BYTES ? key : null;
  } catch {
    return null;
  }
}

/**
 * The secret with which keys and prompts are hashed, kept beside the database, readable by its owner alone. Made on
 * first use; where it cannot be kept, one for this process only (`kept` is false: hashes change at the next start).
 */
export function loadHashKey(databasePath: string): { key: Buffer; kept: boolean } {
  const path = join(dirname(databasePath), FILE_NAME);
  const existing = readKey(path);
  if (existing) return { key: existing, kept: true };
  const key = randomBytes(KEY_BYTES);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return { key, kept: true };
  } catch {
    // Another gateway may have made it in the meantime.
    const other = readKey(path);
    return other ? { key: other, kept: true } : { key, kept: false };
  }
}

/** Keyed hashes: the same input gives the same hash, and nobody without the key can try inputs against it. */
export class KeyedHash {
  private readonly key: KeyObject;
  private readonly ofApiKey = new Map<string, string>();

  constructor(key: Buffer) {
    // Made once: from bytes, each hash would make its own, at four times the cost.
    this.key = createSecretKey(key);
  }

  /** Makes a hash that takes bytes as they come. */
  readonly start = (): Hasher => {
    const hmac = createHmac('sha256', this.key);
    return {
      update: (bytes) => hmac.update(bytes),
      digest: () => hmac.digest('hex').slice(0, HASH_CHARACTERS),
    };
  };

  of(input: string): string {
    const hasher = this.start();
    hasher.update(Buffer.from(input));
    return hasher.digest();
  }

  /** As `of`, remembered for the keys last seen: an application uses few. */
  ofKey(apiKey: string): string {
    const known = this.ofApiKey.get(apiKey);
    if (known !== undefined) return known;
    if (this.ofApiKey.size >= CACHED_KEYS) this.ofApiKey.clear();
    const hash = this.of(apiKey);
    this.ofApiKey.set(apiKey, hash);
    return hash;
  }
}

/** The API key of a request, wherever its provider takes it; `null`: none. */
export function apiKeyOf(headers: Record<string, string | string[] | undefined>): string | null {
  for (const name of ['x-api-key', 'x-goog-api-key', 'api-key']) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  const authorization = headers.authorization;
  if (typeof authorization !== 'string' || authorization === '') return null;
  return /^bearer +(.+)$/i.exec(authorization)?.[1] ?? authorization;
}
