import { describe, expect, it, vi } from 'vitest';
import { TIMER_MAX_MS } from '../../../lib/scheduler/policy.ts';
import { sleep, type Timer } from '../../../lib/scheduler/sleep.ts';

/** A timer that fires when told to. */
function handTimer() {
  const pending = new Map<number, { callback: () => void; delayMs: number }>();
  let last = 0;
  const timer: Timer = {
    set(callback, delayMs) {
      pending.set(++last, { callback, delayMs });
      return last;
    },
    clear: (handle) => void pending.delete(handle as number),
  };
  const fire = () => {
    for (const [handle, { callback }] of pending) {
      pending.delete(handle);
      callback();
    }
  };
  return { timer, pending, fire };
}

describe('a wait', () => {
  it('ends when its timer fires, and leaves no listener', async () => {
    const { timer, pending, fire } = handTimer();
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');
    const waiting = sleep(500, controller.signal, timer);
    expect([...pending.values()].map((entry) => entry.delayMs)).toEqual([500]);
    fire();
    await expect(waiting).resolves.toBeUndefined();
    expect(pending.size).toBe(0);
    expect(removed).toHaveBeenCalledOnce();
  });

  it('ends with the reason as soon as it is aborted, and leaves no timer', async () => {
    const { timer, pending } = handTimer();
    const controller = new AbortController();
    const waiting = sleep(500, controller.signal, timer);
    controller.abort(new Error('client left'));
    await expect(waiting).rejects.toThrow('client left');
    expect(pending.size).toBe(0);
  });

  it('does not begin once aborted', async () => {
    const { timer, pending } = handTimer();
    await expect(sleep(500, AbortSignal.abort(new Error('gone')), timer)).rejects.toThrow('gone');
    expect(pending.size).toBe(0);
  });

  it.each([
    [-5, 0],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, TIMER_MAX_MS],
    [TIMER_MAX_MS + 1, TIMER_MAX_MS],
  ])('takes %s as %s, for a timer beyond its range would fire at once', (asked, set) => {
    const { timer, pending } = handTimer();
    void sleep(asked, null, timer);
    expect([...pending.values()][0]?.delayMs).toBe(set);
  });

  it('runs on the real timer where none is given', async () => {
    await expect(sleep(0)).resolves.toBeUndefined();
    const controller = new AbortController();
    const waiting = sleep(TIMER_MAX_MS, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
