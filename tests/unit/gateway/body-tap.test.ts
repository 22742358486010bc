import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type BodyTap, createBodyTap } from '../../../lib/gateway/body-tap.ts';

const TEXT = Buffer.from('{"type":"message","usage":{"input_tokens":12}}'.repeat(500));

interface Read {
  bytes: Buffer;
  unreadable: string[];
}

/** Everything that a tap reads of chunks. */
async function read(encoding: string, chunks: Buffer[]): Promise<Read> {
  const decoded: Buffer[] = [];
  const unreadable: string[] = [];
  const tap = createBodyTap(encoding, {
    onDecoded: (chunk) => decoded.push(chunk),
    onUnreadable: (reason) => unreadable.push(reason),
  }) as BodyTap;
  for (const chunk of chunks) tap.write(chunk);
  await new Promise<void>((resolve) => tap.end(resolve));
  tap.close();
  return { bytes: Buffer.concat(decoded), unreadable };
}

const pieces = (whole: Buffer, size: number) =>
  Array.from({ length: Math.ceil(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size));

describe('reading a compressed body on the side', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['zstd', zstdCompressSync(TEXT)],
  ])('%s comes out whole, in one piece or byte by byte', async (encoding, compressed) => {
    expect((await read(encoding, [compressed])).bytes.equals(TEXT)).toBe(true);
    expect((await read(encoding, pieces(compressed, 1))).bytes.equals(TEXT)).toBe(true);
  });

  it.each([[null], ['identity'], [''], ['Identity, ']])('%j needs no tap', (encoding) => {
    expect(createBodyTap(encoding, { onDecoded: () => {}, onUnreadable: () => {} })).toBeNull();
  });

  it.each(['gzip', 'br', 'zstd', 'deflate'])('%s that is cut short gives what came', async (encoding) => {
    const compress = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync, deflate: deflateSync };
    const noise = Buffer.from(Array.from({ length: 40_000 }, (_, i) => (i * 7919 + (i >> 3) * 31) % 251));
    const compressed = compress[encoding as keyof typeof compress](noise);
    const { bytes, unreadable } = await read(encoding, [compressed.subarray(0, compressed.length - 5)]);
    expect(unreadable).toEqual([]);
    expect(noise.subarray(0, bytes.length)).toEqual(bytes);
  });

  it('gives up on damage, once', async () => {
    const damaged = gzipSync(TEXT);
    damaged.fill(0xff, 20, 60);
    const { unreadable } = await read('gzip', pieces(damaged, 10));
    expect(unreadable).toHaveLength(1);
  });

  it.each(['snappy', 'gzip, br'])('gives up on %s', async (encoding) => {
    const { bytes, unreadable } = await read(encoding, [TEXT]);
    expect(bytes).toHaveLength(0);
    expect(unreadable).toHaveLength(1);
  });

  it('stops at a bomb instead of unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(80 * 1024 ** 2));
    const { bytes, unreadable } = await read('gzip', pieces(bomb, 16_384));
    expect(unreadable).toEqual([expect.stringContaining('unpacks to more than')]);
    expect(bytes.length).toBeLessThanOrEqual(64 * 1024 ** 2);
  });

  it('calls back at once when nothing came', async () => {
    expect((await read('gzip', [])).bytes).toHaveLength(0);
  });

  it('calls back when it is closed while reading to the end', async () => {
    const tap = createBodyTap('gzip', { onDecoded: () => {}, onUnreadable: () => {} }) as BodyTap;
    tap.write(gzipSync(TEXT));
    const ended = new Promise<void>((resolve) => tap.end(resolve));
    tap.close();
    await ended;
  });
});
