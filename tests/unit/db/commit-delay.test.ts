import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommitDelay } from '../../../db/writer/commit-delay.ts';

let sent = 0;
let delay: CommitDelay;

beforeEach(() => {
  vi.useFakeTimers();
  sent = 0;
  delay = new CommitDelay(() => sent++);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('CommitDelay', () => {
  it('sends what is alone in the same turn of the event loop, once however often it is asked', () => {
    delay.ask(1, 0);
    delay.ask(2, 3);
    expect(sent).toBe(0);
    vi.advanceTimersByTime(0);
    expect(sent).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(sent).toBe(1);
  });

  it('waits a moment while many others are under way, and no longer', () => {
    delay.ask(1, 15);
    vi.advanceTimersByTime(0);
    expect(sent).toBe(0);
    vi.advanceTimersByTime(1);
    expect(sent).toBe(1);
  });

  it('sends at once when as many wait as are under way, and leaves no timer behind', () => {
    for (let waiting = 1; waiting <= 8; waiting++) delay.ask(waiting, 16 - waiting);
    vi.advanceTimersByTime(0);
    expect(sent).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(sent).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes new questions once it has sent', () => {
    delay.ask(1, 0);
    vi.advanceTimersByTime(0);
    delay.ask(1, 100);
    vi.advanceTimersByTime(1);
    delay.ask(1, 0);
    vi.advanceTimersByTime(0);
    expect(sent).toBe(3);
  });
});
