import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { apiKeyOf, KeyedHash, loadHashKey } from '../../../lib/gateway/hash-key.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the secret for hashes', () => {
  it('is made once, kept beside the database, and readable by its owner alone', () => {
    const database = join(folder, 'data', 'weir.db');
    const first = loadHashKey(database);
    expect(first.kept).toBe(true);
    expect(first.key).toHaveLength(32);
    expect(statSync(join(folder, 'data', 'weir.key')).mode & 0o777).toBe(0o600);
    expect(loadHashKey(database).key).toEqual(first.key);
  });

  it('differs between installations', () => {
    expect(loadHashKey(join(folder, 'a', 'w.db')).key).not.toEqual(loadHashKey(join(folder, 'b', 'w.db')).key);
  });

  it('lasts for the process alone where it cannot be kept', () => {
    writeFileSync(join(folder, 'file'), '');
    const { key, kept } = loadHashKey(join(folder, 'file', 'weir.db'));
    expect(kept).toBe(false);
    expect(key).toHaveLength(32);
  });

  it('does not overwrite a file that holds something else', () => {
    writeFileSync(join(folder, 'weir.key'), 'not a key');
    expect(loadHashKey(join(folder, 'weir.db')).kept).toBe(false);
    expect(readFileSync(join(folder, 'weir.key'), 'utf8')).toBe('not a key');
  });
});

describe('keyed hashes', () => {
  const hash = new KeyedHash(Buffer.alloc(32, 1));

  it('are 32 hex characters and depend on input and secret', () => {
    expect(hash.of('a')).toMatch(/^[0-9a-f]{32}$/);
    expect(hash.of('a')).not.toBe(hash.of('b'));
    expect(hash.of('a')).not.toBe(new KeyedHash(Buffer.alloc(32, 2)).of('a'));
  });

  it('are the same at once and in pieces, remembered or not', () => {
    const pieces = hash.start();
    pieces.update(Buffer.from('sk-'));
    pieces.update(Buffer.from('key'));
    expect(pieces.digest()).toBe(hash.of('sk-key'));
    expect(hash.ofKey('sk-key')).toBe(hash.of('sk-key'));
    expect(hash.ofKey('sk-key')).toBe(hash.of('sk-key'));
  });

  it('stay right when more keys come than are remembered', () => {
    for (let i = 0; i < 2500; i++) hash.ofKey(`k${i}`);
    expect(hash.ofKey('k3')).toBe(hash.of('k3'));
  });
});

describe('the API key of a request', () => {
  it.each([
    [{ 'x-api-key': 'a' }, 'a'],
    [{ authorization: 'Bearer b' }, 'b'],
    [{ authorization: 'bearer   b' }, 'b'],
    [{ authorization: 'Basic dTpw' }, 'Basic dTpw'],
    [{ 'x-goog-api-key': 'g' }, 'g'],
    [{ 'api-key': 'z' }, 'z'],
    [{ 'x-api-key': 'a', authorization: 'Bearer b' }, 'a'],
    [{ 'x-api-key': '' }, null],
    [{}, null],
  ])('of %j is %j', (headers, key) => {
    expect(apiKeyOf(headers)).toBe(key);
  });

  it('is the same hash for x-api-key and Bearer', () => {
    const hash = new KeyedHash(Buffer.alloc(32, 1));
    const ofHeaders = (headers: Record<string, string>) => hash.ofKey(apiKeyOf(headers) ?? '');
    expect(ofHeaders({ 'x-api-key': 'k' })).toBe(ofHeaders({ authorization: 'Bearer k' }));
  });
});
