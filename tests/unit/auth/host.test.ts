import { describe, expect, test } from 'vitest';
import { hostName, isOwnHost } from '../../../lib/auth/host.ts';
import { isForeign } from '../../../lib/auth/origin.ts';

const LOCAL = { host: '127.0.0.1', allowedHosts: ['weir.example'] };

describe('the Host header', () => {
  test.each([
    'localhost',
    'localhost:5290',
    'LOCALHOST:5290',
    'localhost.:5290',
    '127.0.0.1:5290',
    '127.9.9.9',
    '[::1]:5290',
    '[::1]',
    'weir.example',
    'Weir.Example:443',
  ])('%s is ours', (host) => {
    expect(isOwnHost(host, LOCAL)).toBe(true);
  });

  test.each([
    null,
    '',
    'evil.test',
    'evil.test:5290',
    'localhost.evil.test',
    'evil.test#localhost',
    'localhost@evil.test',
    'localhost, evil.test',
    'localhost:5290:80',
    '127.0.0.1.evil.test',
    '0.0.0.0',
    '[::1',
    '10.0.0.5',
    'sub.weir.example',
    ' localhost',
    'localhost\u0000.evil.test',
  ])('%j is not', (host) => {
    expect(isOwnHost(host, LOCAL)).toBe(false);
  });

  test('may hold the address that is listened on', () => {
    expect(isOwnHost('10.0.0.5:5290', { host: '10.0.0.5', allowedHosts: [] })).toBe(true);
    expect(isOwnHost('10.0.0.6:5290', { host: '10.0.0.5', allowedHosts: [] })).toBe(false);
  });

  test.each(['0.0.0.0', '::'])('may hold any address in digits, but no name, where %s is listened on', (host) => {
    const config = { host, allowedHosts: [] };
    expect(isOwnHost('192.168.1.7:5290', config)).toBe(true);
    expect(isOwnHost('[fd00::7]:5290', config)).toBe(true);
    expect(isOwnHost('rebound.evil.test:5290', config)).toBe(false);
    expect(isOwnHost('1.2.3', config)).toBe(false);
  });

  test('is read without port and brackets', () => {
    expect(hostName('[FD00::7]:5290')).toBe('fd00::7');
    expect(hostName('a:99999999')).toBeNull();
  });
});

describe('a request of another site', () => {
  const foreign = (method: string, headers: Record<string, string>) =>
    isForeign(method, new Headers({ host: 'localhost:5290', ...headers }));

  test.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'http://evil.test' }],
    [{ origin: 'http://localhost:3000' }],
    [{ origin: 'null' }],
    [{ origin: 'not a url' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost:5290' }],
  ])('is told by %j', (headers) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) expect(foreign(method, headers)).toBe(true);
    for (const method of ['GET', 'HEAD']) expect(foreign(method, headers)).toBe(false);
  });

  test.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://localhost:5290' }],
    // Behind something that ends TLS.
    [{ origin: 'https://localhost:5290' }],
  ])('is not one with %j', (headers) => {
    expect(foreign('POST', headers)).toBe(false);
  });
});
