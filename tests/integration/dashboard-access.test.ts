import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { type RunningDashboard, startDashboard } from '../support/dashboard.ts';
import { concrete, pages, type Route, routes } from '../support/routes.ts';

const TOKEN = 'correct-horse-battery';
/** What answers without the token: health tells nothing of the record, and the others are how one gets in and out. */
const OPEN_ROUTES = ['/api/health', '/api/login', '/api/logout'];
const OPEN_PAGES = ['/login'];
/** Public code, for npm, which brings no token. */
const PACKAGE = '/reporter.tgz';

let locked: RunningDashboard;
let open: RunningDashboard;

beforeAll(async () => {
  locked = await startDashboard({ env: { WEIR_TOKEN: TOKEN, WEIR_ALLOWED_HOSTS: 'weir.example' } });
  open = await startDashboard();
}, 240_000);
afterAll(async () => {
  await Promise.all([locked?.stop(), open?.stop()]);
});

const everyRoute = routes()
  .filter(({ path }) => path !== PACKAGE)
  .flatMap((route) => route.methods.map((method) => ({ ...route, method })));
type Handler = Route & { method: string };
const url = (on: RunningDashboard, path: string) => on.url + concrete(path);
const errorCode = (answer: { json(): unknown }) => (answer.json() as { error: { code: string } }).error.code;

describe('every route', () => {
  test('is known to this test', () => {
    expect(everyRoute.length).toBeGreaterThanOrEqual(20);
    for (const { path, methods } of routes()) expect(methods, path).not.toEqual([]);
  });

  test.each(everyRoute)('$method $path is wrapped under its own name', ({ path, source }: Handler) => {
    for (const [, name] of source.matchAll(/\bhandle\(\s*'([^']*)'/g)) expect(name).toBe(path);
    expect(source).toMatch(/\bhandle\(/);
  });

  test.each(everyRoute)('$method $path refuses a host name that is not ours', async ({ method, path }: Handler) => {
    for (const headers of [
      { host: 'evil.test' },
      { host: `evil.test:${open.port}`, 'x-forwarded-host': 'localhost' },
    ]) {
      const answer = await ask(url(open, path), { method, headers });
      expect(answer.status).toBe(421);
      expect(errorCode(answer)).toBe('misdirected');
    }
  });

  test.each(everyRoute.filter(({ method }) => method !== 'GET'))(
    "$method $path refuses another site's page",
    async ({ method, path }: Handler) => {
      for (const headers of [{ origin: 'http://evil.test' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
        const answer = await ask(url(open, path), { method, headers, body: '{}' });
        expect(answer.status).toBe(403);
        expect(errorCode(answer)).toBe('foreign_origin');
      }
    },
  );

  test.each(everyRoute.filter(({ path }) => !OPEN_ROUTES.includes(path)))(
    '$method $path asks for the token',
    async ({ method, path }: Handler) => {
      const forged = `weir_session_${locked.port}=${'A'.repeat(43)}`;
      for (const headers of [{}, { cookie: forged }, { authorization: 'Basic d2VpcjpwYXNz' }]) {
        const answer = await ask(url(locked, path), { method, headers });
        expect(answer.status).toBe(401);
        expect(errorCode(answer)).toBe('unauthorized');
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      }
    },
  );

  test.each(everyRoute.filter(({ path, method }) => path !== '/api/live' && method === 'GET'))(
    '$method $path answers to the token, under headers that keep it private',
    async ({ path }: Handler) => {
      const answer = await ask(url(locked, path), { headers: { authorization: `Bearer ${TOKEN}` } });
      expect([200, 400, 404]).toContain(answer.status);
      expect(answer.headers['cache-control']).toContain('no-store');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers['x-powered-by']).toBeUndefined();
    },
  );
});

describe('the other doors in', () => {
  test('the reporter is served without the token, but under no host name that is not ours', async () => {
    const answer = await ask(locked.url + PACKAGE);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/gzip');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(locked.url + PACKAGE, { headers: { host: 'evil.test' } })).status).toBe(421);
  });

  test('health needs no token and tells nothing of the record', async () => {
    const answer = await ask(`${locked.url}/api/health`);
    expect(answer.status).toBe(200);
    expect(answer.json()).toEqual({
      ok: true,
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      uptimeMs: expect.any(Number),
      database: { ok: true },
      gateway: { ok: false },
    });
  });

  test('names from WEIR_ALLOWED_HOSTS and loopback are ours', async () => {
    for (const host of ['weir.example', 'localhost', '127.0.0.1:9', '[::1]:5290'])
      expect((await ask(`${locked.url}/api/health`, { headers: { host } })).status, host).toBe(200);
  });

  test('a path that is not there is a JSON 404', async () => {
    const answer = await ask(`${open.url}/api/no/such/thing`);
    expect(answer.status).toBe(404);
    expect(errorCode(answer)).toBe('not_found');
  });

  test('a header of Next that once let requests past its middleware does not', async () => {
    const headers = { host: 'evil.test', 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' };
    expect((await ask(`${open.url}/`, { headers })).status).toBe(421);
    expect((await ask(`${open.url}/api/calls`, { headers })).status).toBe(421);
  });
});

describe('every page', () => {
  test.each([...pages(), '/no-such-page'])('%s refuses a host name that is not ours', async (path) => {
    expect((await ask(url(open, path), { headers: { host: 'evil.test' } })).status).toBe(421);
  });

  test.each(pages().filter((path) => !OPEN_PAGES.includes(path)))(
    '%s leads to the login without a session',
    async (path) => {
      const answer = await ask(`${url(locked, path)}?from=now-6h`);
      expect(answer.status).toBe(307);
      const query = `?next=${encodeURIComponent(`${concrete(path)}?from=now-6h`)}`;
      expect(answer.headers.location).toBe(`/login${query}`);
    },
  );

  test.each(pages().filter((path) => !OPEN_PAGES.includes(path)))('%s has a policy with a nonce', async (path) => {
    const [first, second] = [await ask(url(open, path)), await ask(url(open, path))];
    expect([200, 404]).toContain(first.status);
    const policy = first.headers['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(String(policy))?.[1] ?? '';
    expect(nonce.length).toBeGreaterThanOrEqual(20);
    expect(second.headers['content-security-policy']).not.toBe(policy);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("'strict-dynamic'");
    expect(String(policy).replace(/style-src-attr [^;]*/, '')).not.toMatch(/unsafe|https?:|\*/);
    expect(first.headers['referrer-policy']).toBe('same-origin');
    const scripts = first.text.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(first.text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});

describe('logging in', () => {
  const login = (token: unknown, headers = {}) =>
    ask(`${locked.url}/api/login`, { method: 'POST', headers, body: JSON.stringify({ token }) });

  test('gives a session that opens pages and API, and can be ended', async () => {
    const answer = await login(TOKEN);
    expect(answer.status).toBe(200);
    const setCookie = answer.headers['set-cookie']?.[0] ?? '';
    expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/);
    expect(setCookie).not.toContain(TOKEN);
    const cookie = setCookie.split(';')[0] ?? '';
    expect((await ask(`${locked.url}/api/config`, { headers: { cookie } })).status).toBe(200);
    expect((await ask(`${locked.url}/`, { headers: { cookie } })).status).toBe(200);

    const ended = await ask(`${locked.url}/api/logout`, { method: 'POST', headers: { cookie } });
    expect(ended.headers['set-cookie']?.[0]).toContain('Max-Age=0');
    expect((await ask(`${locked.url}/api/config`, { headers: { cookie } })).status).toBe(401);
    expect((await ask(`${locked.url}/`, { headers: { cookie } })).status).toBe(307);
  });

  test('refuses what is no token', async () => {
    for (const token of ['', 7, null, 'x'.repeat(201)]) expect((await login(token)).status).toBe(400);
    const huge = await ask(`${locked.url}/api/login`, { method: 'POST', body: `"${'x'.repeat(3000)}"` });
    expect(huge.status).toBe(413);
  });

  test('says that there is nothing to log in to where no token is set', async () => {
    const answer = await ask(`${open.url}/api/login`, { method: 'POST', body: '{"token":"whatever-it-is"}' });
    expect(answer.status).toBe(400);
    expect(errorCode(answer)).toBe('no_token');
  });

  // Last: it makes this address wait.
  test('makes who guesses wrong wait, whatever they say of where they come from', async () => {
    const wrong = await login('wrong-guess-1');
    expect(wrong.status).toBe(401);
    expect(errorCode(wrong)).toBe('wrong_token');
    const forged = { 'x-forwarded-for': '10.9.8.7', 'x-weir-peer': '10.9.8.7' };
    const tooSoon = await login(TOKEN, forged);
    expect(tooSoon.status).toBe(429);
    expect(Number(tooSoon.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    const bearer = await ask(`${locked.url}/api/config`, { headers: { authorization: `Bearer ${TOKEN}`, ...forged } });
    expect(bearer.status).toBe(429);
  });
});
