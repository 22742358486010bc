import { describe, expect, test } from 'vitest';
import { isDestinationUrl, maskedUrl } from '../../../lib/alerts/destination-url.ts';
import { type Message, payload } from '../../../lib/alerts/payload.ts';

const MESSAGE: Message = {
  event: 'episode_began',
  provider: 'anthropic',
  atMs: Date.UTC(2026, 0, 5),
  text: 'anthropic is overloaded. The status page: <!channel> & "more".',
  fromMs: 1,
  toMs: 2,
  facts: { calls: 3, models: 'opus' },
};

describe('payload', () => {
  test('for a webhook holds everything, as JSON', () => {
    expect(JSON.parse(payload('webhook', MESSAGE))).toEqual({
      event: 'episode_began',
      provider: 'anthropic',
      text: MESSAGE.text,
      at: '2026-01-05T00:00:00.000Z',
      window: { from: 1, to: 2 },
      facts: { calls: 3, models: 'opus' },
      sender: { name: 'weir', version: expect.any(String) },
    });
    expect(JSON.parse(payload('webhook', { ...MESSAGE, fromMs: null }))).toMatchObject({ window: null });
  });

  test('for Slack holds a text in which nothing from outside mentions anybody', () => {
    expect(JSON.parse(payload('slack', MESSAGE))).toEqual({
      text: ':red_circle: anthropic is overloaded. The status page: &lt;!channel&gt; &amp; "more".',
    });
  });
});

describe('a destination', () => {
  test.each([
    ['https://hooks.slack.com/services/T0/B0/abcdefghijk3Qx', 'https://hooks.slack.com/…k3Qx'],
    ['http://127.0.0.1:9000/hook', 'http://127.0.0.1:9000/…'],
    ['https://example.com/?token=0123456789abcdef', 'https://example.com/…cdef'],
    ['https://example.com', 'https://example.com'],
  ])('%s is shown as %s', (url, masked) => {
    expect(isDestinationUrl(url)).toBe(true);
    expect(maskedUrl(url)).toBe(masked);
  });

  test.each([
    '',
    'hooks.slack.com',
    'ftp://x/y',
    'file:///etc/passwd',
    'https://a:b@c/',
    `https://x/${'y'.repeat(1000)}`,
  ])('cannot be %s', (url) => {
    expect(isDestinationUrl(url)).toBe(false);
  });
});
