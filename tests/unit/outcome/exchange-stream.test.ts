import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createExchangeReader } from '../../../lib/outcome/exchange.ts';
import type { ExchangeEnd } from '../../../lib/outcome/exchange-types.ts';
import {
  BLOCK,
  BLOCK_END,
  CLOSED,
  COMPLETE,
  DELTA,
  GONE,
  OVERLOADED,
  PING,
  play,
  RESET,
  SILENT,
  START,
  STOP,
  sse,
  streamed,
  TEXT,
} from './exchange-support.ts';
import { anyCuts, bytes } from './pieces.ts';

const WHOLE = sse(START, BLOCK, PING, TEXT, TEXT, BLOCK_END, DELTA, STOP);

describe('a stream of the Messages API', () => {
  it('is read whole', () => {
    expect(play(streamed(), WHOLE)).toEqual({
      outcome: 'ok',
      phase: null,
      errorType: null,
      errorCode: null,
      errorMessage: null,
      requestId: 'req_head',
      model: 'claude-opus-5',
      usage: {
        inputTokens: 391,
        outputTokens: 64,
        cacheCreationInputTokens: null,
        cacheReadInputTokens: 5,
        serviceTier: 'standard',
      },
      stopReason: 'end_turn',
      ttftMs: 1,
      retryAfterMs: null,
      limits: null,
      organizationId: null,
      stream: true,
    });
  });

  it('is read the same in any pieces', () => {
    const whole = { ...play(streamed(), WHOLE), ttftMs: expect.any(Number) };
    fc.assert(
      fc.property(anyCuts, (cuts) => {
        expect(play(streamed(), WHOLE, COMPLETE, cuts)).toEqual(whole);
      }),
    );
  });

  it.each([
    ['CR', (text: string) => text.replaceAll('\n', '\r')],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['comments', (text: string) => text.replaceAll('event:', ': keep-alive\nevent:')],
    ['no names', (text: string) => text.replaceAll(/event: .*\n/g, '')],
    ['names behind the data', (text: string) => text.replaceAll(/(event: .*\n)(data: .*\n)/g, '$2$1')],
    ['no last blank line', (text: string) => text.trimEnd()],
    ['data in several lines', (text: string) => text.replaceAll('{"type"', '{\ndata: "type"')],
    [
      'events nobody knows',
      (text: string) => text.replaceAll('event: ping', 'event: aurora\ndata: {"a":[]}\n\nevent: ping'),
    ],
    [
      'data that is no JSON',
      (text: string) => text.replaceAll('event: ping', 'event: noise\ndata: ]]{{"\n\nevent: ping'),
    ],
  ])('is read the same with %s', (_name, change) => {
    expect(play(streamed(), change(WHOLE))).toEqual(play(streamed(), WHOLE));
  });

  it('keeps of message_start what message_delta lacks, and takes every later count', () => {
    const later = { ...DELTA, usage: { input_tokens: 400, output_tokens: 70, cache_creation_input_tokens: 9 } };
    expect(play(streamed(), sse(START, TEXT, DELTA, later, STOP)).usage).toEqual({
      inputTokens: 400,
      outputTokens: 70,
      cacheCreationInputTokens: 9,
      cacheReadInputTokens: 5,
      serviceTier: 'standard',
    });
  });

  it('times the first delta, or the end of a block that had none', () => {
    const at = (...events: { type: string }[]) => {
      const reader = createExchangeReader(streamed());
      events.forEach((event, i) => {
        reader.write(bytes(sse(event)), 1_000_000 + (i + 1) * 100);
      });
      return reader.finish(COMPLETE).ttftMs;
    };
    expect(at(START, BLOCK, PING, TEXT, TEXT)).toBe(400);
    expect(at(START, BLOCK, BLOCK_END)).toBe(300);
    expect(at(START, PING)).toBeNull();
  });

  it('keeps the model that was asked for where the stream names none', () => {
    expect(play(streamed(), sse(OVERLOADED)).model).toBe('claude-asked');
  });

  it('reads on behind an event of 10 MB', () => {
    const huge = { ...TEXT, delta: { type: 'text_delta', text: '"model":"x",'.repeat(900_000) } };
    const unknown = { type: 'aurora', data: 'x'.repeat(10_000_000), usage: { input_tokens: 1 } };
    const cuts = Array.from({ length: 400 }, (_, i) => i * 65_536);
    expect(play(streamed(), sse(START, huge, unknown, DELTA, STOP), COMPLETE, cuts)).toMatchObject({
      outcome: 'ok',
      model: 'claude-opus-5',
      stopReason: 'end_turn',
    });
  });

  describe('that carries an error', () => {
    it('first: failed before content', () => {
      expect(play(streamed(), sse(OVERLOADED), { kind: 'complete', passedOn: false })).toMatchObject({
        outcome: 'overloaded',
        phase: 'before_content',
        errorType: 'overloaded_error',
        errorMessage: 'Overloaded',
        requestId: 'req_head',
        stream: true,
      });
    });

    it('first, handed on in the end: failed before content all the same', () => {
      expect(play(streamed(), sse(PING, OVERLOADED), COMPLETE).phase).toBe('before_content');
    });

    it('later: failed in mid-stream, with what had been said by then', () => {
      expect(play(streamed(), sse(START, BLOCK, TEXT, OVERLOADED))).toMatchObject({
        outcome: 'overloaded',
        phase: 'mid_stream',
        model: 'claude-opus-5',
        usage: { inputTokens: 391, outputTokens: 8 },
        stopReason: null,
      });
    });

    it('and names its request in the event alone', () => {
      const headers = { 'content-type': 'text/event-stream', 'x-request-id': 'of-some-proxy' };
      expect(play(streamed({ headers }), sse(START, OVERLOADED)).requestId).toBe('req_event');
    });

    test.each([
      ['rate_limit_error', 'Rate limited', 'rate_limited'],
      ['api_error', 'Internal server error', 'server_error'],
      ['api_error', 'Overloaded', 'overloaded'],
      ['timeout_error', 'x', 'timeout'],
      ['invalid_request_error', 'x', 'client_error'],
    ])('%s %j: %s, whatever way the connection ends', (type, message, outcome) => {
      const body = sse(START, TEXT, { type: 'error', error: { type, message } } as { type: string });
      for (const end of [COMPLETE, CLOSED, GONE, RESET, SILENT])
        expect(play(streamed(), body, end)).toMatchObject({ outcome, errorType: type, errorMessage: message });
    });

    it('without a name, without a type, without anything', () => {
      expect(play(streamed(), 'data: {"error":{"message":"boom"}}\n\n')).toMatchObject({
        outcome: 'server_error',
        errorMessage: 'boom',
      });
      expect(play(streamed(), 'event: error\ndata: {}\n\n').outcome).toBe('server_error');
      expect(play(streamed(), 'event: error\ndata: oops\n\n').outcome).toBe('server_error');
      expect(
        play(streamed(), 'event: error\ndata: {"type":"overloaded_error","message":"Overloaded"}\n\n').outcome,
      ).toBe('overloaded');
    });

    it('and says so in the first of several errors', () => {
      const second = { type: 'error', error: { type: 'api_error', message: 'x' } };
      expect(play(streamed(), sse(START, OVERLOADED, second)).errorType).toBe('overloaded_error');
    });

    it('after its end: that changes nothing', () => {
      expect(play(streamed(), sse(START, TEXT, DELTA, STOP, OVERLOADED)).outcome).toBe('ok');
    });
  });

  describe('and its end', () => {
    const cut = sse(START, BLOCK, TEXT);
    test.each<[string, string, ExchangeEnd, object]>([
      ['whole, closed in order', WHOLE, COMPLETE, { outcome: 'ok', phase: null }],
      ['whole, then broken', WHOLE, CLOSED, { outcome: 'ok', phase: null }],
      ['whole, then the client left', WHOLE, GONE, { outcome: 'ok', phase: null }],
      ['whole, then reset', WHOLE, RESET, { outcome: 'ok', errorType: null }],
      ['whole, then silent', WHOLE, SILENT, { outcome: 'ok' }],
      ['cut, closed in order', cut, COMPLETE, { outcome: 'truncated', phase: 'mid_stream' }],
      ['cut, broken', cut, CLOSED, { outcome: 'truncated', phase: 'mid_stream' }],
      ['cut, reset', cut, RESET, { outcome: 'truncated', errorType: 'ECONNRESET', errorMessage: 'read ECONNRESET' }],
      ['cut, client left', cut, GONE, { outcome: 'cancelled', phase: null, errorType: null }],
      ['cut, silent', cut, SILENT, { outcome: 'timeout', phase: 'mid_stream', errorType: 'silence_timeout' }],
      ['without its message_stop', sse(START, TEXT, DELTA), COMPLETE, { outcome: 'truncated', stopReason: 'end_turn' }],
      ['cut within message_stop', WHOLE.slice(0, -12), COMPLETE, { outcome: 'truncated' }],
      ['empty', '', COMPLETE, { outcome: 'truncated', phase: 'mid_stream' }],
      [
        'empty, nothing passed on',
        '',
        { kind: 'complete', passedOn: false },
        { outcome: 'truncated', phase: 'before_content' },
      ],
      [
        'pings alone',
        sse(PING, PING),
        { kind: 'upstream_closed', passedOn: false },
        { outcome: 'truncated', phase: 'before_content' },
      ],
      [
        'silent from the start',
        '',
        { kind: 'timeout', what: 'first_byte', passedOn: false },
        { outcome: 'timeout', phase: 'before_content', errorType: 'first_byte_timeout' },
      ],
    ])('%s', (_name, body, end, expected) => {
      expect(play(streamed(), body, end)).toMatchObject(expected);
    });
  });

  it('of the old completions is whole with its stop reason', () => {
    const piece = { type: 'completion', completion: ' Hi', stop_reason: null, model: 'claude-instant-1.2' };
    expect(play(streamed(), sse(piece, { ...piece, stop_reason: 'stop_sequence' } as never))).toMatchObject({
      outcome: 'ok',
      model: 'claude-instant-1.2',
      stopReason: 'stop_sequence',
    });
  });

  it('never throws, whatever the bytes, and says the same for any cuts', () => {
    const part = fc.oneof(
      fc.constantFrom(...[START, PING, TEXT, DELTA, STOP, OVERLOADED].map((event) => sse(event))),
      fc.constantFrom('event: error\n', 'data: {"error":{"type":"', 'data: [DONE]\n\n', 'data: {"usage":7}\n', '\n\n'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), anyCuts, (parts, cuts) => {
        const once = play(streamed(), parts.join(''));
        expect(play(streamed(), parts.join(''), COMPLETE, cuts)).toEqual({
          ...once,
          ttftMs: once.ttftMs === null ? null : expect.any(Number),
        });
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (garbage) => play(streamed(), garbage).outcome.length > 0));
  });
});

describe('the decision on a stream', () => {
  function decisions(...writes: string[]) {
    const reader = createExchangeReader(streamed());
    return [
      reader.decision,
      ...writes.map((text) => {
        reader.write(bytes(text), 1_000_001);
        return reader.decision;
      }),
    ];
  }

  it('waits for the first event, pings and comments aside', () => {
    expect(decisions(': hello\n\n', sse(PING), 'event: message_st', 'art\ndata: {}\n', '\n')).toEqual([
      'pending',
      'pending',
      'pending',
      'pending',
      'pending',
      'pass',
    ]);
  });

  it('fails on an error that comes first', () => {
    expect(decisions(sse(PING), sse(OVERLOADED))).toEqual(['pending', 'pending', 'fail']);
    expect(decisions('data: {"error":{"message":"x"}}\n\n')).toEqual(['pending', 'fail']);
  });

  it('stands, whatever comes after', () => {
    expect(decisions(sse(START), sse(OVERLOADED))).toEqual(['pending', 'pass', 'pass']);
    expect(decisions(sse(OVERLOADED), sse(START))).toEqual(['pending', 'fail', 'fail']);
    expect(decisions(sse(START, OVERLOADED))).toEqual(['pending', 'pass']);
  });

  it('passes content that comes first', () => {
    expect(decisions(sse(TEXT))).toEqual(['pending', 'pass']);
    expect(decisions(sse({ type: 'aurora' }))).toEqual(['pending', 'pass']);
  });

  it('gives up after 64 KB without an event', () => {
    expect(decisions(`data: ${'x'.repeat(65_530)}`, 'x', '\n\n')).toEqual(['pending', 'pending', 'pass', 'pass']);
    expect(decisions(`: ${'x'.repeat(70_000)}\n`, sse(OVERLOADED))).toEqual(['pending', 'pass', 'pass']);
  });

  it('is the caller’s to force, and then an error is one of mid-stream', () => {
    const reader = createExchangeReader(streamed());
    reader.letPass();
    expect(reader.decision).toBe('pass');
    reader.write(bytes(sse(OVERLOADED)), 1_000_001);
    expect(reader.decision).toBe('pass');
    expect(reader.finish(COMPLETE)).toMatchObject({ outcome: 'overloaded', phase: 'mid_stream' });
  });

  it('cannot be forced once it has been made', () => {
    const reader = createExchangeReader(streamed());
    reader.write(bytes(sse(OVERLOADED)), 1_000_001);
    reader.letPass();
    expect(reader.decision).toBe('fail');
  });

  it('is made at the end where the only event lacks its blank line', () => {
    const reader = createExchangeReader(streamed());
    reader.write(bytes(sse(OVERLOADED).trimEnd()), 1_000_001);
    expect(reader.decision).toBe('pending');
    expect(reader.finish({ kind: 'complete', passedOn: false }).phase).toBe('before_content');
    expect(reader.decision).toBe('fail');
  });
});
