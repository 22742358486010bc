import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTarget } from '../../../lib/gateway/target.ts';

describe('request targets', () => {
  it.each([
    ['/v1/messages', null, '/v1/messages'],
    ['/v1/messages?beta=true', null, '/v1/messages?beta=true'],
    ['/v1', null, '/v1'],
    ['/v1?x', null, '/v1?x'],
    ['/v1/a%2Fb/%20/../c?q=%00&q=+', null, '/v1/a%2Fb/%20/../c?q=%00&q=+'],
    ['/to/openai/v1/chat/completions', 'openai', '/v1/chat/completions'],
    ['/to/openai', 'openai', '/'],
    ['/to/openai?x=1', 'openai', '/?x=1'],
    ['/to/a/?x=/to/b', 'a', '/?x=/to/b'],
    ['/to//v1', '', '/v1'],
  ])('%s leads to %s', (target, upstream, path) => {
    expect(readTarget(target)).toEqual({ kind: 'forward', upstream, path });
  });

  it.each(['/healthz', '/metrics', '/report/v1/attempts', '/otlp/v1/traces'])('%s is our own', (path) => {
    expect(readTarget(path)).toEqual({ kind: 'own', path });
    expect(readTarget(`${path}?x=1`)).toEqual({ kind: 'own', path });
  });

  it.each([
    ['http://evil.example/v1/messages', 400],
    ['//evil.example/v1/messages', 400],
    ['/\\evil.example/v1', 400],
    ['/to/anthropic//evil.example/', 400],
    ['/to/anthropic/\\evil.example/', 400],
    ['*', 400],
    ['', 400],
    ['evil.example:443', 400],
    ['/', 404],
    ['/v2/messages', 404],
    ['/v1beta/models', 404],
    ['/V1/messages', 404],
    ['/to', 404],
    ['/healthz/x', 404],
    ['/report', 404],
  ])('%s is refused with %i', (target, status) => {
    expect(readTarget(target)).toMatchObject({ kind: 'refused', answer: { status } });
  });

  it('passes on any path below /v1 as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (rest) => {
        expect(readTarget(`/v1/${rest}`)).toEqual({ kind: 'forward', upstream: null, path: `/v1/${rest}` });
      }),
    );
  });

  it('never forwards anything but a path that starts with exactly one slash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (target) => {
        const read = readTarget(target);
        if (read.kind === 'forward') expect(read.path).toMatch(/^\/(?![/\\])/);
      }),
    );
  });
});
