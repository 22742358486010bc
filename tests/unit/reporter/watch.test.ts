import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { watchResponse } from '../../../lib/reporter/watch.ts';
import { START, STOP, sse, TEXT } from '../outcome/exchange-support.ts';
import { anyCuts, bytes } from '../outcome/pieces.ts';
import { ASKED, exchange, received } from './support.ts';

const EVENTS = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };
const MESSAGE = { type: 'message', model: 'claude-opus-5', usage: { input_tokens: 1, output_tokens: 2 } };

/** Cuts bytes at the given places. */
function cut(whole: Uint8Array<ArrayBuffer>, cuts: readonly number[]): Uint8Array<ArrayBuffer>[] {
  const places = [...new Set([0, ...cuts.map((place) => place % whole.length), whole.length])].sort((a, b) => a - b);
  return places.slice(1).map((to, i) => whole.slice(places[i], to));
}

/** A response whose body comes in these pieces, each when it is asked for; `asked` counts the askings. */
function response(
  parts: Uint8Array<ArrayBuffer>[],
  init: ResponseInit,
  { type, failure, left }: { type?: 'bytes'; failure?: unknown; left?: (reason: unknown) => void } = {},
) {
  let asked = 0;
  const source = {
    pull(controller: ReadableStreamDefaultController) {
      const part = parts[asked++];
      if (part) controller.enqueue(part);
      else if (failure) controller.error(failure);
      else controller.close();
    },
    cancel: (reason: unknown) => left?.(reason),
  };
  const stream = new ReadableStream({ type, ...source } as UnderlyingDefaultSource, { highWaterMark: 0 });
  return { own: new Response(stream, init), asked: () => asked };
}

/** Watches a response; `told` is what the server makes of the report, once there is one. */
function watched(own: Response, asked: object = ASKED) {
  const { exchange: one, records } = exchange({ body: JSON.stringify(asked) });
  one.begin(own);
  watchResponse(own, one);
  return {
    records,
    told: () => {
      expect(records).toHaveLength(1);
      return received(records[0] as Record<string, unknown>);
    },
  };
}

const WHOLE = bytes(sse(START, TEXT, STOP)) as Uint8Array<ArrayBuffer>;
const concat = (parts: Uint8Array[]) => Buffer.concat(parts).toString();

async function readAll(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream as unknown as AsyncIterable<Uint8Array>) parts.push(part);
  return concat(parts);
}

describe('a watched response', () => {
  it('is the object that came, with all that it said', () => {
    const { own } = response([WHOLE], { status: 203, statusText: 'Odd', headers: EVENTS });
    const keys = Object.keys(own);
    watched(own);
    expect(own).toBeInstanceOf(Response);
    expect([own.status, own.statusText, own.ok, own.url, own.type]).toEqual([203, 'Odd', true, '', 'default']);
    expect(Object.keys(own)).toEqual(keys);
    expect(own.bodyUsed).toBe(false);
    expect(own.body).toBe(own.body);
    expect(own.body).toBeInstanceOf(ReadableStream);
    expect(own.body?.locked).toBe(false);
  });

  it('gives the same pieces, in the same sizes, only when they are asked for', async () => {
    await fc.assert(
      fc.asyncProperty(anyCuts, fc.constantFrom(undefined, 'bytes' as const), async (cuts, type) => {
        const parts = cut(WHOLE, cuts);
        const { own, asked } = response(
          parts.map((part) => part.slice()),
          { headers: EVENTS },
          { type },
        );
        const { told, records } = watched(own);
        const reader = (own.body as ReadableStream<Uint8Array>).getReader();
        for (const [i, part] of parts.entries()) {
          expect(asked()).toBe(i);
          expect((await reader.read()).value).toEqual(part);
        }
        expect(records).toHaveLength(0);
        expect(await reader.read()).toEqual({ done: true, value: undefined });
        expect(told()).toMatchObject({ outcome: 'ok', model: 'claude-opus-5' });
      }),
    );
  });

  it('serves readers that bring their own buffer, where the body did', async () => {
    const { own } = response([WHOLE.slice()], { headers: EVENTS }, { type: 'bytes' });
    const { told } = watched(own);
    const reader = (own.body as ReadableStream<Uint8Array>).getReader({ mode: 'byob' });
    const parts: Uint8Array[] = [];
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(7));
      if (done) break;
      parts.push(value);
    }
    expect(concat(parts)).toBe(concat([WHOLE]));
    expect(told()).toMatchObject({ outcome: 'ok' });
  });

  it.each(['tee', 'pipeThrough', 'clone'] as const)('can be split by %s', async (how) => {
    const { own } = response(cut(WHOLE, [9, 99]), { headers: EVENTS });
    const { told } = watched(own);
    const streams =
      how === 'clone'
        ? [own.clone().body, own.body]
        : how === 'tee'
          ? (own.body?.tee() ?? [])
          : [own.body?.pipeThrough(new TransformStream()) ?? null];
    for (const text of await Promise.all(streams.map(readAll))) expect(text).toBe(concat([WHOLE]));
    expect(told()).toMatchObject({ outcome: 'ok', usage: { inputTokens: 391 } });
  });

  it('that was cloned is told by the copy that is read to its end, when the other is left', async () => {
    const { own } = response(cut(WHOLE, [9, 99]), { headers: EVENTS });
    const { told, records } = watched(own);
    const copy = own.clone();
    const left = copy.body?.cancel();
    expect(records).toHaveLength(0);
    expect(await own.text()).toBe(concat([WHOLE]));
    await left;
    expect(told()).toMatchObject({ outcome: 'ok' });
  });

  it('passes an error on as it is', async () => {
    const failure = new TypeError('terminated', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) });
    const { own } = response(cut(WHOLE, [200]).slice(0, 1), { headers: EVENTS }, { failure });
    const { told } = watched(own);
    await expect(readAll(own.body)).rejects.toBe(failure);
    expect(told()).toMatchObject({ outcome: 'truncated', errorType: 'ECONNRESET', phase: 'mid_stream' });
  });

  it('passes cancelling on, with its reason', async () => {
    let reason: unknown;
    const { own } = response(cut(WHOLE, [200]), { headers: EVENTS }, { left: (why) => (reason = why) });
    const { told } = watched(own);
    const reader = (own.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel('enough');
    expect(reason).toBe('enough');
    expect(told()).toMatchObject({ outcome: 'cancelled', phase: null });
  });

  it('that is cancelled before it is read is cancelled', async () => {
    let reason: unknown;
    const { own } = response([WHOLE], { headers: EVENTS }, { left: (why) => (reason = why) });
    const { told } = watched(own);
    await own.body?.cancel('unwanted');
    expect(reason).toBe('unwanted');
    expect(told()).toMatchObject({ outcome: 'cancelled' });
  });

  it.each(['json', 'text', 'arrayBuffer', 'bytes'] as const)('is told by what %s() gives', async (how) => {
    const json = bytes(JSON.stringify(MESSAGE)) as Uint8Array<ArrayBuffer>;
    const { own } = response([json.slice()], { headers: JSON_TYPE });
    const plain = response([json.slice()], { headers: JSON_TYPE });
    const { told } = watched(own);
    expect(await own[how]()).toEqual(await plain.own[how]());
    expect(told()).toMatchObject({ outcome: 'ok', model: 'claude-opus-5', usage: { outputTokens: 2 } });
  });

  it.each(['blob', 'formData'] as const)('is over once %s() is there', async (how) => {
    const body = how === 'blob' ? new Blob(['abc']) : new FormData();
    const own = new Response(body);
    const { told } = watched(own, {});
    await own[how]();
    expect(told()).toMatchObject({ outcome: 'ok' });
  });

  it('that is no JSON rejects as ever, and was cut off', async () => {
    const { own } = response([bytes('{"type":"mess') as Uint8Array<ArrayBuffer>], { headers: JSON_TYPE });
    const { told } = watched(own);
    await expect(own.json()).rejects.toThrow(SyntaxError);
    expect(told()).toMatchObject({ outcome: 'truncated' });
  });

  it('whose ways to read call each other, as those of Node 18.0, is known by the outermost', async () => {
    class Nested extends Response {
      override async text(): Promise<string> {
        return (await this.blob()).text();
      }
      override async json(): Promise<unknown> {
        return JSON.parse(await this.text());
      }
    }
    const own = new Nested(JSON.stringify(MESSAGE), { headers: JSON_TYPE });
    const { told } = watched(own);
    expect(await own.json()).toEqual(MESSAGE);
    expect(told()).toMatchObject({ outcome: 'ok', model: 'claude-opus-5', usage: { outputTokens: 2 } });
  });

  it('read twice rejects as ever, and is told once', async () => {
    const own = Response.json(MESSAGE);
    const { told } = watched(own);
    await own.json();
    await expect(own.text()).rejects.toThrow(TypeError);
    expect(told()).toMatchObject({ outcome: 'ok' });
  });

  it('can be read whole after its body was only looked at', async () => {
    const own = Response.json(MESSAGE);
    const { told } = watched(own);
    expect(own.body?.locked).toBe(false);
    expect(await own.json()).toEqual(MESSAGE);
    expect(told()).toMatchObject({ outcome: 'ok' });
  });

  it.each([204, 304])('without a body (%i) is over at once', (status) => {
    const { told } = watched(new Response(null, { status }), {});
    expect(told()).toMatchObject({ status, outcome: 'ok' });
  });

  it('with an error that nobody reads is read for its sense, and leaves at once', async () => {
    const error = { type: 'error', error: { type: 'api_error', message: 'Overloaded' } };
    const { own } = response([bytes(JSON.stringify(error)) as Uint8Array<ArrayBuffer>], {
      status: 500,
      headers: JSON_TYPE,
    });
    const { told, records } = watched(own);
    await own.body?.cancel();
    await expect.poll(() => records.length).toBe(1);
    expect(told()).toMatchObject({ outcome: 'overloaded', status: 500, errorMessage: 'Overloaded' });
  });

  it('with an error without end that nobody reads is read in part alone', async () => {
    const endless = Array.from({ length: 100 }, () => new Uint8Array(1024).fill(0x20));
    let isLeft = false;
    const { own, asked } = response(endless, { status: 529, headers: JSON_TYPE }, { left: () => (isLeft = true) });
    const { told, records } = watched(own);
    await own.body?.cancel();
    await expect.poll(() => records.length).toBe(1);
    expect(told()).toMatchObject({ outcome: 'overloaded', status: 529 });
    expect([asked() <= 17, isLeft]).toEqual([true, true]);
  });

  it('of a test, which is a plain object, works as it did', async () => {
    const body = { any: 'thing' };
    const own = {
      status: 200,
      headers: new Headers(JSON_TYPE),
      body,
      json: async () => MESSAGE,
    } as unknown as Response;
    const { told } = watched(own);
    expect(own.body).toBe(body);
    expect(await own.json()).toBe(MESSAGE);
    expect(told()).toMatchObject({ outcome: 'ok', model: 'claude-opus-5' });
  });

  it('whose body is no web stream hands it on as it is', () => {
    class Odd extends Response {
      readonly stream = { pipe: () => {} };
      override get body(): never {
        return this.stream as never;
      }
    }
    const own = new Odd('x');
    const { told } = watched(own);
    expect(own.body).toBe(own.stream);
    expect(told()).toMatchObject({ outcome: 'ok', status: 200 });
  });

  it('that cannot be watched, being frozen, is left alone', async () => {
    const own = Object.freeze(Response.json(MESSAGE));
    const { exchange: one } = exchange();
    expect(() => watchResponse(own, one)).toThrow(TypeError);
    expect(await own.json()).toEqual(MESSAGE);
  });
});
