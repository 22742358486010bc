import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntities, plainLine, plainText } from '../../../lib/status/plain-text.ts';

/** Any code points, lone surrogates and control characters included; markup more often than chance. */
const anyText = fc
  .array(
    fc.oneof(
      fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
      fc.constantFrom('<', '>', '&', ';', '#', '<br>', '<script>'),
    ),
    { maxLength: 150 },
  )
  .map((parts) => parts.join(''));

describe('plainText', { timeout: 30_000 }, () => {
  it.each([
    ['Just text.', 'Just text.'],
    ['<p>One</p><p>Two<br>Three<br />Four</p>', 'One\nTwo\nThree\nFour'],
    [
      'Errors &amp; delays &lt;5 %&gt; &quot;so&quot; it&#39;s &#x27;on&#x27;&nbsp;&hellip;',
      "Errors & delays <5 %> \"so\" it's 'on' …",
    ],
    ['&lt;b&gt;no tag&lt;/b&gt;', '<b>no tag</b>'],
    ['&amp;lt; stays', '&lt; stays'],
    ['<script>alert(1)</script>after', 'after'],
    ['<SCRIPT src=x>alert(1)</SCRIPT >after', 'after'],
    ['before<style>p{}', 'before'],
    ['<img src=x onerror=alert(1)>x', 'x'],
    ['3 < 4 and 5 > 4', '3 < 4 and 5 > 4'],
    ['<!-- hidden -->seen', 'seen'],
    ['a\r\nb\rc\n\n\n\nd', 'a\nb\nc\n\nd'],
    ['zero\u0000byte\u0007 and \u202eturned\u202c', 'zerobyte and turned'],
    ['&#0;&#xd800;&#1114112;&bogus;&;', '&bogus;&;'],
    ['  spaced \t out  ', 'spaced out'],
    ['\u{1F525} fire', '\u{1F525} fire'],
  ])('%j', (html, text) => {
    expect(plainText(html, 1000)).toBe(text);
  });

  it('is cut to size, and takes any input in short time', () => {
    expect(plainText('x'.repeat(1_000_000), 20)).toHaveLength(20);
    expect(plainText('<'.repeat(100_000), 50)).toHaveLength(50);
    expect(plainText('<script>'.repeat(100_000), 5000)).toBe('');
    fc.assert(
      fc.property(anyText, (any) => {
        const text = plainText(any, 100);
        expect(text.length).toBeLessThanOrEqual(100);
        expect(text).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });

  it('makes one line of many', () => {
    expect(plainLine('<p>One</p>\n<p>Two</p>', 100)).toBe('One Two');
    expect(decodeEntities('&AMP;')).toBe('&');
  });
});
