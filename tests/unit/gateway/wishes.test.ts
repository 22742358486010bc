import { describe, expect, it } from 'vitest';
import { readWishes } from '../../../lib/gateway/wishes.ts';

describe("Weir's own request headers", () => {
  it('are all optional', () => {
    expect(readWishes({})).toEqual({ app: null, maxRetries: null, maxWaitMs: null });
  });

  it('are read', () => {
    const headers = { 'x-weir-app': 'batch job', 'x-weir-retries': '0', 'x-weir-max-wait-ms': '30000' };
    expect(readWishes(headers)).toEqual({ app: 'batch job', maxRetries: 0, maxWaitMs: 30_000 });
  });

  it.each([
    ['x-weir-retries', '21', 'from 0 to 20'],
    ['x-weir-retries', '-1', 'from 0 to 20'],
    ['x-weir-retries', 'many', 'from 0 to 20'],
    ['x-weir-retries', '1.5', 'from 0 to 20'],
    ['x-weir-max-wait-ms', '3600001', 'from 0 to 3600000'],
    ['x-weir-app', 'x'.repeat(65), '64 printable ASCII'],
    ['x-weir-app', 'caf\xe9', '64 printable ASCII'],
  ])('%s: %s is refused, naming header, value and range', (name, value, range) => {
    const error = readWishes({ [name]: value });
    expect(error).toContain(name);
    expect(error).toContain(value);
    expect(error).toContain(range);
  });

  it('quotes only the beginning of a long value', () => {
    expect((readWishes({ 'x-weir-retries': '9'.repeat(5000) }) as string).length).toBeLessThan(200);
  });
});
