import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { KeptBytes } from '../../../lib/gateway/kept-bytes.ts';
import { announcedBody, type BodyLimits, RequestBody } from '../../../lib/gateway/request-body.ts';
import type { Hasher, RequestReader } from '../../../lib/outcome/request-reader.ts';

const MB = 1024 ** 2;
const limits: BodyLimits = { maxBodyBytes: 64 * MB, keepBodyBytes: 8 * MB };

let socket: PassThrough;
let owner: { wantsWholeBody: boolean; onBodyReady: () => void; onBodyTooLarge: () => void };
let kept: KeptBytes;
let seen: number;

beforeEach(() => {
  socket = new PassThrough({ highWaterMark: MB });
  owner = { wantsWholeBody: false, onBodyReady: vi.fn(), onBodyTooLarge: vi.fn() };
  kept = new KeptBytes(16 * MB);
  seen = 0;
});

function body(overrides: Partial<BodyLimits> = {}): RequestBody {
  const reader: RequestReader = {
    write: (chunk) => {
      seen += chunk.length;
    },
    finish: () => ({}) as ReturnType<RequestReader['finish']>,
  };
  const subject = new RequestBody(
    socket as unknown as IncomingMessage,
    owner,
    { ...limits, ...overrides },
    reader,
    kept,
  );
  subject.start();
  return subject;
}

const startHash = (): Hasher => {
  const hash = createHash('sha256');
  return { update: (bytes) => hash.update(bytes), digest: () => hash.digest('hex') };
};
const chunk = (bytes: number, fill: number) => Buffer.alloc(bytes, fill);
const called = (mock: unknown) => vi.waitFor(() => expect(mock).toHaveBeenCalled());

async function all(source: Buffer | Readable | null): Promise<Buffer> {
  if (source === null || Buffer.isBuffer(source)) return source ?? Buffer.alloc(0);
  const chunks: Buffer[] = [];
  for await (const piece of source) chunks.push(piece as Buffer);
  return Buffer.concat(chunks);
}

describe('a small body', () => {
  it('is gathered, sent in one piece, and can be sent again', async () => {
    const subject = body();
    socket.write('{"a":');
    socket.end('1}');
    await called(owner.onBodyReady);
    expect(subject.complete).toBe(true);
    expect(String(subject.open())).toBe('{"a":1}');
    expect(subject.sendable).toBe(true);
    expect(String(subject.open())).toBe('{"a":1}');
    expect(seen).toBe(7);
  });

  it('gives back what it kept', async () => {
    const subject = body();
    socket.end(chunk(1000, 1));
    await called(owner.onBodyReady);
    expect(kept.bytes).toBe(1000);
    subject.release();
    subject.release();
    expect(kept.bytes).toBe(0);
    expect(subject.sendable).toBe(false);
  });

  it('that may not be kept is sent once', async () => {
    const subject = body({ keepBodyBytes: 0 });
    socket.end('abc');
    await called(owner.onBodyReady);
    expect(subject.sendable).toBe(false);
    expect(String(subject.open())).toBe('abc');
    expect(kept.bytes).toBe(0);
  });
});

describe('a large body', () => {
  it('begins to be sent before it has all come', async () => {
    const subject = body();
    socket.write(chunk(MB, 1));
    socket.write(chunk(MB, 2));
    await called(owner.onBodyReady);
    expect(subject.complete).toBe(false);
    const sent = all(subject.open());
    socket.end(chunk(MB, 3));
    expect(Buffer.concat([chunk(MB, 1), chunk(MB, 2), chunk(MB, 3)]).equals(await sent)).toBe(true);
    expect(subject.complete).toBe(true);
  });

  it('is sent again from its first byte as long as it is kept', async () => {
    const subject = body();
    const whole = Buffer.concat([chunk(MB, 1), chunk(MB, 2), chunk(MB, 3)]);
    socket.write(whole.subarray(0, 2 * MB));
    await called(owner.onBodyReady);
    const first = subject.open() as Readable;
    first.resume();
    await vi.waitFor(() => expect(first.readableFlowing).toBe(true));
    first.destroy();
    const second = all(subject.open());
    socket.end(whole.subarray(2 * MB));
    expect(whole.equals(await second)).toBe(true);
    expect(subject.sendable).toBe(true);
  });

  it('over what may be kept streams through and cannot be sent again', async () => {
    const subject = body({ keepBodyBytes: 2 * MB });
    socket.write(chunk(MB, 1));
    socket.write(chunk(MB, 2));
    await called(owner.onBodyReady);
    const sent = all(subject.open());
    for (let i = 3; i < 10; i++) socket.write(chunk(MB, i));
    socket.end();
    const whole = Buffer.concat(Array.from({ length: 9 }, (_, i) => chunk(MB, i + 1)));
    expect(whole.equals(await sent)).toBe(true);
    expect(subject.sendable).toBe(false);
    expect(kept.bytes).toBe(0);
  });

  it('is not kept when all bodies together keep too much', async () => {
    kept.take(15 * MB);
    const subject = body();
    socket.write(chunk(MB, 1));
    socket.write(chunk(MB, 2));
    await called(owner.onBodyReady);
    expect(subject.sendable).toBe(false);
    const sent = all(subject.open());
    socket.end();
    expect(await sent).toHaveLength(2 * MB);
    expect(kept.bytes).toBe(15 * MB);
  });

  it('is not read faster than it is sent', async () => {
    const subject = body();
    for (let i = 0; i < 6; i++) socket.write(chunk(MB, i));
    await called(owner.onBodyReady);
    await vi.waitFor(() => expect(socket.isPaused()).toBe(true));
    expect(subject.bytes).toBeLessThanOrEqual(3 * MB);
    const sent = all(subject.open());
    socket.end();
    expect(await sent).toHaveLength(6 * MB);
  });

  it('is gathered whole, up to a limit, where only the whole tells what it is', async () => {
    owner.wantsWholeBody = true;
    const subject = body();
    for (let i = 0; i < 3; i++) socket.write(chunk(MB, i));
    await vi.waitFor(() => expect(subject.bytes).toBe(3 * MB));
    expect(owner.onBodyReady).not.toHaveBeenCalled();
    socket.end();
    await called(owner.onBodyReady);
    const hash = subject.hash(startHash);
    expect(hash).toBe(
      createHash('sha256')
        .update(Buffer.concat([0, 1, 2].map((fill) => chunk(MB, fill))))
        .digest('hex'),
    );
  });

  it('is not gathered whole beyond what may be hashed, or kept', async () => {
    owner.wantsWholeBody = true;
    const subject = body({ keepBodyBytes: 2 * MB });
    for (let i = 0; i < 4; i++) socket.write(chunk(MB, i));
    await called(owner.onBodyReady);
    expect(subject.complete).toBe(false);
    expect(subject.hash(startHash)).toBeNull();
  });

  it('over its limit is reported', async () => {
    body({ maxBodyBytes: 1000 });
    socket.write(chunk(1001, 1));
    await called(owner.onBodyTooLarge);
  });
});

describe('silence of a client', () => {
  it('counts only while more is expected and taken', async () => {
    const subject = body();
    socket.write(chunk(10, 1));
    await vi.waitFor(() => expect(subject.bytes).toBe(10));
    const later = performance.now() + 400_000;
    expect(subject.isSilent(later, 300_000)).toBe(true);
    expect(subject.isSilent(later, 500_000)).toBe(false);
    socket.end();
    await called(owner.onBodyReady);
    expect(subject.isSilent(later, 300_000)).toBe(false);
  });

  it('does not count while we hold the client up', async () => {
    const subject = body();
    for (let i = 0; i < 6; i++) socket.write(chunk(MB, i));
    await vi.waitFor(() => expect(socket.isPaused()).toBe(true));
    expect(subject.isSilent(performance.now() + 400_000, 300_000)).toBe(false);
  });
});

describe('the body that a head announces', () => {
  it.each([
    [{}, false, null],
    [{ 'content-length': '0' }, false, 0],
    [{ 'content-length': '12' }, true, 12],
    [{ 'transfer-encoding': 'chunked' }, true, null],
  ])('%j', (headers, present, bytes) => {
    expect(announcedBody({ headers } as unknown as IncomingMessage)).toEqual({ present, bytes });
  });
});
