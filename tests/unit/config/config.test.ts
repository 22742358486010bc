import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, isLoopbackHost, readConfig } from '../../../lib/config.ts';

describe('readConfig', () => {
  it('has the documented defaults', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      databaseUrl: 'file:./data/weir.db',
      host: '127.0.0.1',
      dashboardPort: 5290,
      gatewayPort: 5291,
      upstreams: [{ name: 'anthropic', url: 'https://api.anthropic.com' }],
      statusPages: [{ name: 'anthropic', bases: ['https://status.claude.com', 'https://anthropic.statuspage.io'] }],
      statusIntervalMs: 60_000,
      token: null,
      reportToken: null,
      retentionDays: 90,
      logLevel: 'info',
      observeOnly: false,
      maxBodyBytes: 500 * 1024 ** 2,
      keepBodyBytes: 32 * 1024 ** 2,
      connectTimeoutMs: 10_000,
      firstByteTimeoutMs: 600_000,
      silenceTimeoutMs: 300_000,
    });
    expect(config.databasePath.endsWith('/data/weir.db')).toBe(true);
  });

  it.each([
    ['file:/tmp/a.db', '/tmp/a.db'],
    ['file:///tmp/a.db', '/tmp/a.db'],
  ])('reads the path out of %s', (url, path) => {
    expect(readConfig({ WEIR_DATABASE_URL: url }).databasePath).toBe(path);
  });

  it('takes an empty setting as not set, but for the status pages, where it turns polling off', () => {
    expect(readConfig({ WEIR_GATEWAY_PORT: ' ' }).gatewayPort).toBe(5291);
    expect(readConfig({ WEIR_STATUS_PAGES: '' }).statusPages).toEqual([]);
  });

  it('reads several upstreams in order and cuts the slash at their ends', () => {
    const { upstreams } = readConfig({ WEIR_UPSTREAMS: 'a=http://127.0.0.1:1/, b=https://b.test/base/' });
    expect(upstreams).toEqual([
      { name: 'a', url: 'http://127.0.0.1:1' },
      { name: 'b', url: 'https://b.test/base' },
    ]);
  });

  it('reads status pages with their fallbacks', () => {
    const { statusPages } = readConfig({ WEIR_STATUS_PAGES: 'x=https://a.test|https://b.test,y=https://c.test' });
    expect(statusPages).toEqual([
      { name: 'x', bases: ['https://a.test', 'https://b.test'] },
      { name: 'y', bases: ['https://c.test'] },
    ]);
  });

  it.each([
    ['50ms', 50],
    ['60s', 60_000],
    ['1.5s', 1500],
    ['10m', 600_000],
    ['1h', 3_600_000],
  ])('reads the duration %s', (text, ms) => {
    expect(readConfig({ WEIR_STATUS_INTERVAL: text }).statusIntervalMs).toBe(ms);
  });

  it.each([
    ['WEIR_DASHBOARD_PORT', '65536', 'a whole number from 0 to 65535'],
    ['WEIR_GATEWAY_PORT', '-1', 'a whole number from 0 to 65535'],
    ['WEIR_GATEWAY_PORT', '80.5', 'a whole number'],
    ['WEIR_UPSTREAMS', 'anthropic', 'name=url'],
    ['WEIR_UPSTREAMS', ',', 'at least one'],
    ['WEIR_UPSTREAMS', 'a=ftp://x', 'http or https'],
    ['WEIR_UPSTREAMS', 'a=https://u:p@x', 'no credentials'],
    ['WEIR_UPSTREAMS', 'A=https://x', 'lower-case'],
    ['WEIR_UPSTREAMS', 'a=https://x,a=https://y', 'every name stands once'],
    ['WEIR_UPSTREAMS', 'a=https://x|https://y', 'one url'],
    ['WEIR_STATUS_PAGES', 'nonsense', 'name=url'],
    ['WEIR_STATUS_INTERVAL', '60', 'a duration'],
    ['WEIR_STATUS_INTERVAL', '1ms', 'a duration'],
    ['WEIR_RETENTION_DAYS', '0', 'from 1 to 3650'],
    ['WEIR_LOG', 'loud', 'trace, debug, info'],
    ['WEIR_OBSERVE_ONLY', 'maybe', 'true or false'],
    ['WEIR_MAX_BODY', '5 MB', 'a size such as'],
    ['WEIR_DATABASE_URL', 'mysql://x', 'file:PATH'],
    ['WEIR_HOST', 'not a host', 'an IP address'],
  ])('refuses %s=%s and says what may stand there', (setting, held, allowed) => {
    const read = () => readConfig({ [setting]: held });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(setting);
    expect(read).toThrow(JSON.stringify(held));
    expect(read).toThrow(allowed);
  });

  it('never repeats a secret in an error', () => {
    expect(() => readConfig({ WEIR_TOKEN: 'short' })).toThrow(/WEIR_TOKEN/);
    expect(() => readConfig({ WEIR_TOKEN: 'short' })).not.toThrow(/short"/);
  });

  it('does not open an address to other machines without a token', () => {
    expect(() => readConfig({ WEIR_HOST: '0.0.0.0' })).toThrow(/WEIR_TOKEN/);
    expect(readConfig({ WEIR_HOST: '0.0.0.0', WEIR_TOKEN: 'long-enough' }).host).toBe('0.0.0.0');
    expect(readConfig({ WEIR_HOST: '127.0.0.2' }).host).toBe('127.0.0.2');
  });

  it('gives a value or one line that names the setting, whatever it holds', () => {
    fc.assert(
      fc.property(fc.constantFrom('WEIR_UPSTREAMS', 'WEIR_STATUS_INTERVAL', 'WEIR_HOST'), fc.string(), (name, text) => {
        try {
          readConfig({ [name]: text, WEIR_TOKEN: 'a-long-token' });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          expect((error as Error).message).not.toContain('\n');
          expect((error as Error).message).toContain(name);
        }
      }),
    );
  });
});

describe('isLoopbackHost', () => {
  it.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1'])('%s is', (host) => expect(isLoopbackHost(host)).toBe(true));
  it.each(['0.0.0.0', '10.0.0.1', '127.0.0.1.evil.test', ''])('%s is not', (host) =>
    expect(isLoopbackHost(host)).toBe(false),
  );
});
