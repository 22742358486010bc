import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BodyError, inflate, parseJson } from '../../../lib/intake/body.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function statusOf(work: () => unknown): number | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof BodyError ? error.status : -1;
  }
}

describe('inflate', () => {
  it('gives back what was compressed, up to the limit', () => {
    expect(Buffer.from(inflate(gzipSync('hello'), 5)).toString()).toBe('hello');
  });

  it('gives up what becomes larger', () => {
    expect(statusOf(() => inflate(gzipSync('hello'), 4))).toBe(413);
    expect(statusOf(() => inflate(gzipSync(Buffer.alloc(50_000_000)), 1_000_000))).toBe(413);
  });

  it.each([
    ['nothing', ''],
    ['text', 'hello'],
  ])('refuses %s', (_, text) => {
    expect(statusOf(() => inflate(bytes(text), 100))).toBe(400);
  });

  it('refuses a body that was cut short', () => {
    expect(statusOf(() => inflate(gzipSync('hello').subarray(0, 12), 100))).toBe(400);
  });
});

describe('parseJson', () => {
  it('reads any JSON of moderate depth as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('counts no bracket within a string', () => {
    const text = JSON.stringify({ a: `${'[{"'.repeat(500)}\\` });
    expect(parseJson(bytes(text))).toEqual(JSON.parse(text));
  });

  it.each([
    ['64 levels', 64, null],
    ['65 levels', 65, 400],
    ['a million levels', 1_000_000, 400],
  ])('of %s', (_, depth, status) => {
    expect(statusOf(() => parseJson(bytes('['.repeat(depth) + ']'.repeat(depth))))).toBe(status);
  });

  it('refuses more values than any telemetry holds', () => {
    expect(statusOf(() => parseJson(bytes(`[${'0,'.repeat(3_000_001)}0]`)))).toBe(413);
    expect(statusOf(() => parseJson(bytes(`[${'{},'.repeat(1_600_000)}0]`)))).toBe(413);
  });

  it.each(['', '{', '{"a": 1,}', 'nul', '"\u0000'])('refuses %j with a line that a person can read', (text) => {
    expect(() => parseJson(bytes(text))).toThrow(/^the body is not JSON: [\x20-\x7e]*$/);
  });

  it('refuses bytes that are no UTF-8', () => {
    expect(statusOf(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22)))).toBe(400);
  });
});
