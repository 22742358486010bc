import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cookieValue, sessionCookie } from '../../../lib/auth/cookie.ts';
import { GuessThrottle } from '../../../lib/auth/guess-throttle.ts';
import { Lock } from '../../../lib/auth/lock.ts';
import { SESSION_LIFETIME_MS } from '../../../lib/auth/sessions.ts';
import { bearerToken, isSameSecret } from '../../../lib/auth/token.ts';

const TOKEN = 'correct-horse-battery';
const NOW = 1_800_000_000_000;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const lock = (token: string | null = TOKEN) =>
  new Lock({ token, databasePath: join(folder, 'weir.db'), dashboardPort: 5290 });
const bearer = (token: string) => new Headers({ authorization: `Bearer ${token}`, 'x-weir-peer': '10.0.0.9' });
const withCookie = (id: string) => new Headers({ cookie: `theme=dark; weir_session_5290=${id}` });

describe('the lock', () => {
  test('is open without a token', () => {
    expect(lock(null).isOpen).toBe(true);
    expect(lock(null).check(new Headers(), NOW)).toEqual({ kind: 'granted' });
  });

  test('opens to the token alone', () => {
    expect(lock().check(new Headers(), NOW)).toEqual({ kind: 'denied' });
    expect(lock().check(bearer(TOKEN), NOW)).toEqual({ kind: 'granted' });
    for (const wrong of ['', 'x', TOKEN.slice(0, -1), `${TOKEN}x`, TOKEN.toUpperCase()])
      expect(lock().check(bearer(wrong), NOW)).toEqual({ kind: 'denied' });
  });

  test('does not even compare while a wrong guess is too recent, right or not', () => {
    const own = lock();
    own.check(bearer('wrong-guess'), NOW);
    expect(own.check(bearer(TOKEN), NOW + 100)).toEqual({ kind: 'wait', waitMs: 400 });
    expect(own.check(bearer(TOKEN), NOW + 500)).toEqual({ kind: 'granted' });
  });

  test('keeps a session over a restart, until it is ended', () => {
    const id = lock().beginSession(NOW);
    expect(lock().check(withCookie(id), NOW)).toEqual({ kind: 'granted' });
    lock().endSession(withCookie(id), NOW);
    expect(lock().check(withCookie(id), NOW)).toEqual({ kind: 'denied' });
  });

  test('ends a session with its time, and all with a new token', () => {
    const id = lock().beginSession(NOW);
    expect(lock().hasSession(withCookie(id), NOW + SESSION_LIFETIME_MS - 1)).toBe(true);
    expect(lock().hasSession(withCookie(id), NOW + SESSION_LIFETIME_MS)).toBe(false);
    expect(lock('another-token').hasSession(withCookie(id), NOW)).toBe(false);
  });

  test('takes no session for a guess', () => {
    const own = lock();
    for (let i = 0; i < 10; i++) expect(own.check(withCookie('forged'), NOW)).toEqual({ kind: 'denied' });
    expect(own.check(bearer(TOKEN), NOW)).toEqual({ kind: 'granted' });
  });

  test('keeps sessions as hashes, for their owner alone', () => {
    const id = lock().beginSession(NOW);
    const path = join(folder, 'weir.db-sessions');
    expect(readFileSync(path, 'utf8')).not.toContain(id);
    expect(readFileSync(path, 'utf8')).not.toContain(TOKEN);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test.each(['', 'not json', '{}', '[{"hash":"x","expiresAtMs":1}]', '[null]'])(
    'starts from a broken file: %s',
    (text) => {
      writeFileSync(join(folder, 'weir.db-sessions'), text);
      const own = lock();
      expect(own.hasSession(withCookie(own.beginSession(NOW)), NOW)).toBe(true);
    },
  );

  test('keeps the newest of a flood of sessions', () => {
    const own = lock();
    const ids = Array.from({ length: 210 }, () => own.beginSession(NOW));
    expect(own.hasSession(withCookie(ids[0] ?? ''), NOW)).toBe(false);
    expect(own.hasSession(withCookie(ids.at(-1) ?? ''), NOW)).toBe(true);
  });
});

describe('patience with wrong guesses', () => {
  test('grows with each, per address, up to a minute', () => {
    const throttle = new GuessThrottle();
    let now = NOW;
    const waits: number[] = [];
    for (let i = 0; i < 10; i++) {
      const waitMs = throttle.failed('a', now);
      waits.push(waitMs);
      now += waitMs;
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    expect(throttle.waitMs('b', now)).toBe(0);
  });

  test('is forgotten after a quarter of an hour, and at once with the right token', () => {
    const throttle = new GuessThrottle();
    for (let i = 0; i < 5; i++) throttle.failed('a', NOW);
    expect(throttle.failed('a', NOW + 16 * 60_000)).toBe(500);
    throttle.succeeded('a');
    expect(throttle.waitMs('a', NOW + 16 * 60_000)).toBe(0);
  });

  test('takes bounded memory', () => {
    const throttle = new GuessThrottle();
    for (let i = 0; i < 2000; i++) throttle.failed(`peer-${i}`, NOW);
    expect(throttle.waitMs('peer-0', NOW)).toBe(0);
    expect(throttle.waitMs('peer-1999', NOW)).toBe(500);
  });
});

test('secrets are compared whole', () => {
  expect(isSameSecret('abc', 'abc')).toBe(true);
  expect(isSameSecret('abc', 'abcd')).toBe(false);
  expect(isSameSecret('', 'a')).toBe(false);
});

test('bearer tokens are read by the scheme', () => {
  expect(bearerToken('Bearer abc')).toBe('abc');
  expect(bearerToken('bearer  abc ')).toBe('abc');
  for (const not of [null, '', 'Basic abc', 'Bearer', 'Bearer ', 'abc', 'Bearer a b'])
    expect(bearerToken(not)).toBeNull();
});

describe('cookies', () => {
  test('are found by their whole name', () => {
    expect(cookieValue('a=1; weir_session_1=x; b=2', 'weir_session_1')).toBe('x');
    expect(cookieValue('not_weir_session_1=x', 'weir_session_1')).toBeNull();
    expect(cookieValue('weir_session_1=', 'weir_session_1')).toBeNull();
    expect(cookieValue(null, 'weir_session_1')).toBeNull();
  });

  test('are out of reach of scripts and other sites, and last', () => {
    expect(sessionCookie('s', 'id', false)).toBe('s=id; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict');
    expect(sessionCookie('s', 'id', true)).toMatch(/; Secure$/);
    expect(sessionCookie('s', null, false)).toContain('Max-Age=0');
  });
});
