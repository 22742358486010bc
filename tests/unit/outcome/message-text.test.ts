import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { safeLabel, safeMessage } from '../../../lib/outcome/message-text.ts';
import { anyText } from './pieces.ts';

describe('safeMessage', () => {
  test.each([
    ['invalid x-api-key', 'invalid x-api-key'],
    ['key sk-ant-api03-abcDEF123_-456 is bad', 'key sk-ant-*** is bad'],
    ['key sk-proj-abcDEF123456 is bad', 'key sk-proj-*** is bad'],
    ['key sk-or-v1-abcdef0123 is bad', 'key sk-or-*** is bad'],
    ['Incorrect API key provided: sk-abcd********1234.', 'Incorrect API key provided: ***'],
    ['Incorrect API key provided: my-own-secret. See the docs', 'Incorrect API key provided: *** See the docs'],
    ['API key AIzaSyA1234567890abcdef is not valid', 'API key AIza*** is not valid'],
    ['authorization: Bearer abc.def-ghi, please', 'authorization: Bearer ***, please'],
    ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln here', 'token eyJ*** here'],
    ['GET /v1/x?a=1&key=abcdefgh&b=2 failed', 'GET /v1/x?a=1&key=***&b=2 failed'],
    ['{"x-api-key": "0123456789"} refused', '{"x-api-key": "***"} refused'],
    ['gsk_abcdefgh12345678 and xai-abcdefgh1234', 'gsk_*** and xai-***'],
    ['AKIAIOSFODNN7EXAMPLE cannot', 'AKIA*** cannot'],
    ['We asked the api key owner: nothing', 'We asked the api key owner: nothing'],
    ['two\nlines\r\n\u0007and\u202e tricks', 'two lines and tricks'],
    ['   ', null],
    [null, null],
  ])('%j', (text, expected) => {
    expect(safeMessage(text)).toBe(expected);
  });

  it('cuts at 500 characters, never through a key or a pair of surrogates', () => {
    expect(safeMessage('x'.repeat(600))).toBe(`${'x'.repeat(499)}…`);
    expect(safeMessage('x'.repeat(500))).toBe('x'.repeat(500));
    const secret = `sk-ant-${'k'.repeat(600)}`;
    expect(safeMessage(`${'x '.repeat(245)}${secret}`)).toBe(`${'x '.repeat(245)}sk-ant-***`);
    expect(safeMessage(`${'x'.repeat(498)}🌊🌊🌊`)).toBe(`${'x'.repeat(498)}…`);
  });

  it('masks a key wherever it stands', () => {
    const key = fc.stringMatching(/^[A-Za-z0-9_-]{20,60}$/);
    fc.assert(
      fc.property(fc.lorem(), key, fc.lorem(), (before, secret, after) => {
        const text = safeMessage(`${before} sk-ant-api03-${secret} ${after}`);
        expect(text).not.toContain(secret);
        expect(text).toContain('sk-ant-***');
      }),
    );
  });

  it('is short and printable whatever comes', () => {
    fc.assert(
      fc.property(anyText, fc.nat(60), (text, times) => {
        const safe = safeMessage(text.repeat(times));
        expect(safe?.length ?? 1).toBeLessThanOrEqual(500);
        expect(safe ?? 'x').toMatch(/^[^\p{Cc}]+$/u);
      }),
    );
  });

  it('takes a hostile message without running wild', () => {
    for (const unit of ['sk-', 'api key: ', 'eyJ.', 'Bearer ', '?key=', 'a', '-']) safeMessage(unit.repeat(1_000_000));
  });
});

describe('safeLabel', () => {
  test.each([
    ['overloaded_error', 'overloaded_error'],
    ['模型-3', '模型-3'],
    ['<script>', '<script>'],
    ['', null],
    [null, null],
    ['a\nb', null],
    ['a\u202eb', null],
    ['x'.repeat(101), null],
  ])('%j', (text, expected) => {
    expect(safeLabel(text)).toBe(expected);
  });
});
