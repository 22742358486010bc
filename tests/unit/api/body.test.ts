import { describe, expect, test } from 'vitest';
import { readJson } from '../../../lib/api/body.ts';

function post(body: BodyInit, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

function chunks(count: number, chunk: Uint8Array, taken: { count: number }): ReadableStream<Uint8Array> {
  return new ReadableStream(
    {
      pull(controller) {
        if (taken.count++ === count) controller.close();
        else controller.enqueue(chunk);
      },
    },
    { highWaterMark: 0 },
  );
}

describe('a JSON body', () => {
  test('is read, also where a character is split between chunks', async () => {
    const bytes = new TextEncoder().encode('{"a":"é"}');
    const parts = [bytes.subarray(0, 7), bytes.subarray(7)];
    const stream = new ReadableStream({
      pull(controller) {
        const part = parts.shift();
        if (part) controller.enqueue(part);
        else controller.close();
      },
    });
    expect(await readJson(post(stream))).toEqual({ a: 'é' });
  });

  test('is refused by its stated length before it is read', async () => {
    const taken = { count: 0 };
    const request = post(chunks(10, new Uint8Array(10), taken), { 'content-length': '1000000' });
    await expect(readJson(request, 1000)).rejects.toMatchObject({ status: 413, code: 'too_large' });
    expect(taken.count).toBe(0);
  });

  test('is refused as soon as it is too long, where no length is stated', async () => {
    const taken = { count: 0 };
    await expect(readJson(post(chunks(1000, new Uint8Array(100), taken)), 1000)).rejects.toMatchObject({ status: 413 });
    expect(taken.count).toBeLessThan(20);
  });

  test.each([
    ['', 'the body is empty; it must be JSON'],
    ['{', 'the body is not JSON'],
    ['{"a":1}x', 'the body is not JSON'],
  ])('%j is a 400', async (text, message) => {
    await expect(readJson(post(text))).rejects.toMatchObject({ status: 400, code: 'invalid_json', message });
  });

  test('that is not UTF-8 is a 400', async () => {
    await expect(readJson(post(new Uint8Array([0x22, 0xff, 0x22])))).rejects.toMatchObject({
      status: 400,
      message: 'the body is not UTF-8',
    });
  });

  test('of nested arrays to the limit is read or refused, but breaks nothing', async () => {
    await expect(readJson(post('['.repeat(200_000)))).rejects.toMatchObject({ status: 400 });
  });
});
