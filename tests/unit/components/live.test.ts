import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveStream, parseLiveEvent } from '../../../components/data/live-stream.ts';
import { LIVE_KEYS, MARK_KEY, refreshAfter } from '../../../components/data/refresh.ts';

/** The browser's end of a stream, driven by hand. */
class HandDriven extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  static opened: HandDriven[] = [];
  readyState = HandDriven.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    super();
    HandDriven.opened.push(this);
  }
  close() {
    this.readyState = HandDriven.CLOSED;
  }
  fail(readyState: number) {
    this.readyState = readyState;
    this.onerror?.();
  }
}

const last = () => HandDriven.opened.at(-1) as HandDriven;

beforeEach(() => {
  vi.useFakeTimers();
  HandDriven.opened = [];
  vi.stubGlobal('EventSource', HandDriven);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('parseLiveEvent', () => {
  it('takes the events it knows and nothing else', () => {
    expect(parseLiveEvent('{"type":"hello","seq":3,"version":"1"}')).toMatchObject({ type: 'hello', seq: 3 });
    for (const text of ['', 'x', 'null', '[]', '{}', '{"type":"later-invention"}', '{"type":5}'])
      expect(parseLiveEvent(text)).toBeNull();
  });
});

describe('LiveStream', () => {
  function started() {
    const stream = new LiveStream('/api/live');
    const states: string[] = [];
    const events: string[] = [];
    stream.onState((state) => states.push(state));
    stream.onEvent(({ type }) => events.push(type));
    stream.open();
    return { stream, states, events };
  }

  it('tells its state and its events', () => {
    const { states, events } = started();
    last().onopen?.();
    last().onmessage?.({ data: '{"type":"calls","seq":1,"attempts":1,"calls":[],"more":false}' });
    last().onmessage?.({ data: 'garbage' });
    expect(states).toEqual(['connecting', 'open']);
    expect(events).toEqual(['calls']);
  });

  it('leaves it to the browser to reconnect while it does', () => {
    const { states } = started();
    last().fail(HandDriven.CONNECTING);
    vi.advanceTimersByTime(60_000);
    expect(HandDriven.opened).toHaveLength(1);
    expect(states.at(-1)).toBe('down');
    last().onopen?.();
    expect(states.at(-1)).toBe('open');
  });

  it('reopens what the browser gave up, ever more slowly, and at once the next time', () => {
    started();
    const waits: number[] = [];
    for (let round = 0; round < 7; round++) {
      const count = HandDriven.opened.length;
      last().fail(HandDriven.CLOSED);
      let waitedMs = 0;
      while (HandDriven.opened.length === count) {
        vi.advanceTimersByTime(500);
        waitedMs += 500;
      }
      waits.push(waitedMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    last().onopen?.();
    last().fail(HandDriven.CLOSED);
    vi.advanceTimersByTime(1_000);
    expect(HandDriven.opened).toHaveLength(9);
  });

  it('stays closed once it is closed', () => {
    const { stream } = started();
    last().fail(HandDriven.CLOSED);
    stream.close();
    vi.advanceTimersByTime(120_000);
    expect(HandDriven.opened).toHaveLength(1);
  });
});

describe('refreshAfter', () => {
  it('asks again at once, then at most every second, and never misses the last change', () => {
    const queryClient = new QueryClient();
    const asked = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
    const refresh = refreshAfter(queryClient);
    const change = () => refresh({ type: 'calls', seq: 1, attempts: 1, calls: [], more: false });
    const rounds = () => asked.mock.calls.length / LIVE_KEYS.length;
    change();
    expect(rounds()).toBe(1);
    for (let i = 0; i < 50; i++) change();
    expect(rounds()).toBe(1);
    vi.advanceTimersByTime(1_000);
    expect(rounds()).toBe(2);
    vi.advanceTimersByTime(10_000);
    expect(rounds()).toBe(2);
    change();
    expect(rounds()).toBe(3);
  });

  it('asks at once for what news other than calls change', () => {
    const queryClient = new QueryClient();
    const asked = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
    const keys = () => asked.mock.calls.map(([filter]) => filter?.queryKey?.[0]);
    const refresh = refreshAfter(queryClient);
    refresh({ type: 'incidents', seq: 1 });
    expect(keys()).toEqual(expect.arrayContaining(['verdict', 'status', 'incidents', 'incident', 'episodes']));
    expect(keys()).not.toContain('policy');
    refresh({ type: 'policies', seq: 1 });
    expect(keys()).toEqual(expect.arrayContaining(['policy', 'policy-history']));
  });

  it('asks for everything at every greeting: what changed before it was not heard', () => {
    const queryClient = new QueryClient();
    const asked = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
    const keys = () => asked.mock.calls.map(([filter]) => filter?.queryKey?.[0]);
    const refresh = refreshAfter(queryClient);
    for (const seq of [1, 2]) {
      asked.mockClear();
      refresh({ type: 'hello', seq, news: 'n', version: '1' });
      expect(keys()).toEqual(expect.arrayContaining(['verdict', 'episodes', 'policy-history']));
    }
  });

  it('asks for nothing at the first greeting that tells what the page came with, and only for what came since', () => {
    const greeted = (seq: number, news: string, times = 1) => {
      const queryClient = new QueryClient();
      const asked = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
      const refresh = refreshAfter(queryClient);
      // It comes with the page, which may be there later than the stream is opened.
      queryClient.setQueryData(MARK_KEY, { seq: 7, news: 'n' });
      for (let time = 0; time < times; time++) {
        asked.mockClear();
        refresh({ type: 'hello', seq, news, version: '1' });
        vi.advanceTimersByTime(10_000);
      }
      return asked.mock.calls.map(([filter]) => filter?.queryKey?.[0]);
    };
    expect(greeted(7, 'n')).toEqual([]);
    expect(greeted(8, 'n')).toEqual([...LIVE_KEYS]);
    expect(greeted(7, 'other')).toEqual(
      expect.arrayContaining([...LIVE_KEYS, 'verdict', 'episodes', 'policy-history']),
    );
    expect(greeted(7, 'n', 2)).toEqual(expect.arrayContaining([...LIVE_KEYS, 'verdict', 'episodes', 'policy-history']));
  });

  it('lets a page draw what it came with before asking for it again', () => {
    const queryClient = new QueryClient();
    const asked = vi.spyOn(queryClient, 'invalidateQueries').mockResolvedValue();
    const refresh = refreshAfter(queryClient);
    queryClient.setQueryData(MARK_KEY, { seq: 7, news: 'n' });
    refresh({ type: 'hello', seq: 8, news: 'n', version: '1' });
    refresh({ type: 'calls', seq: 9, attempts: 1, calls: [], more: false });
    vi.advanceTimersByTime(1_900);
    expect(asked).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(asked.mock.calls.map(([filter]) => filter?.queryKey?.[0])).toEqual([...LIVE_KEYS]);
  });

  it('does not take an answer for new that was asked for before the news', async () => {
    const queryClient = new QueryClient();
    const answers = ['before', 'after'];
    const pending: (() => void)[] = [];
    const ask = () =>
      new Promise((resolve) => {
        const answer = answers.shift();
        pending.push(() => resolve(answer));
      });
    const observer = new QueryObserver(queryClient, { queryKey: ['episodes'], queryFn: ask });
    const stop = observer.subscribe(() => undefined);
    refreshAfter(queryClient)({ type: 'incidents', seq: 1 });
    await vi.waitFor(
      () => {
        for (const answer of pending) answer();
        expect(queryClient.getQueryData(['episodes'])).toBe('after');
      },
      { timeout: 10_000 },
    );
    stop();
  });
});
