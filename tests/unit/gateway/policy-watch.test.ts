import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PolicyChange } from '../../../db/store.ts';
import type { Writer } from '../../../db/writer/writer.ts';
import { PolicyWatch } from '../../../lib/gateway/policy-watch.ts';
import { DEFAULT_POLICY_SET } from '../../../lib/scheduler/default-policies.ts';
import type { PolicySet } from '../../../lib/scheduler/policy-set.ts';

let stored: PolicyChange | null;
let answer: (() => Promise<PolicyChange | null>) | null;
let asked: number;
let applied: PolicySet[];
let lines: string[];
let watch: PolicyWatch;

const change = (id: number, policies: unknown): PolicyChange => ({ id, atMs: id, policies, note: null });

beforeEach(() => {
  vi.useFakeTimers();
  stored = null;
  answer = null;
  asked = 0;
  applied = [];
  lines = [];
  const writer = {
    policies: () => {
      asked++;
      return answer ? answer() : Promise.resolve(stored);
    },
  };
  const log = pino({ level: 'debug' }, { write: (line: string) => lines.push(line) });
  watch = new PolicyWatch(writer as Writer, log, (set) => applied.push(set));
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('watching the policies', () => {
  it('takes what is on record at the start', async () => {
    stored = change(1, { observeOnly: true });
    watch.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(applied).toMatchObject([{ observeOnly: true }]);
  });

  it('takes a change within a second, and only changes', async () => {
    watch.start();
    await vi.advanceTimersByTimeAsync(3000);
    expect(applied).toEqual([]);
    stored = change(1, { observeOnly: true });
    await vi.advanceTimersByTimeAsync(1000);
    expect(applied).toMatchObject([{ observeOnly: true }]);
    await vi.advanceTimersByTimeAsync(3000);
    expect(applied).toHaveLength(1);
  });

  it('keeps what is in force when what was put does not validate, and says so', async () => {
    watch.start();
    stored = change(1, { default: { retry: { overloaded: { maxRetries: -5 } } } });
    await vi.advanceTimersByTimeAsync(1000);
    expect(applied).toEqual([]);
    expect(lines.join()).toContain('do not validate');
    stored = change(2, {});
    await vi.advanceTimersByTimeAsync(1000);
    expect(applied).toEqual([DEFAULT_POLICY_SET]);
  });

  it('survives a database that cannot be read', async () => {
    answer = () => Promise.reject(new Error('locked'));
    watch.start();
    await vi.advanceTimersByTimeAsync(2000);
    answer = null;
    stored = change(1, { observeOnly: true });
    await vi.advanceTimersByTimeAsync(1000);
    expect(applied).toHaveLength(1);
  });

  it('does not gather questions behind one that is not answered', async () => {
    answer = () => new Promise(() => {});
    watch.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toBe(1);
  });
});
