import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchTogether } from '../../../components/data/together.ts';
import { TOGETHER_MAX, type TogetherAnswer } from '../../../lib/api/together-shapes.ts';

interface Asked {
  path: string;
  paths: string[];
  signal: AbortSignal;
  answer: (body: unknown, status?: number) => void;
}

let asked: Asked[] = [];
const summary = '/api/summary?from=now-6h&to=now';
const series = '/api/series?from=now-6h&to=now';
const never = () => new AbortController().signal;

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    const signal = init.signal ?? never();
    return new Promise<Response>((resolve, reject) => {
      const paths = init.body ? (JSON.parse(String(init.body)) as { paths: string[] }).paths : [];
      asked.push({ path, paths, signal, answer: (body, status = 200) => resolve(Response.json(body, { status })) });
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

/** What is asked for in one turn goes out when that turn ends. */
const turn = () => Promise.resolve();
const both = (first: unknown, second: unknown): TogetherAnswer => ({
  answers: [
    { status: 200, body: first },
    { status: 200, body: second },
  ],
});

describe('fetchTogether', () => {
  it('asks in one request what is asked for in one turn, and gives each its own answer', async () => {
    const wanted = [fetchTogether(summary, never()), fetchTogether(series, never())];
    expect(asked).toEqual([]);
    await turn();
    expect(asked.map(({ path, paths }) => [path, paths])).toEqual([['/api/together', [summary, series]]]);
    asked[0]?.answer(both({ of: 'summary' }, { of: 'series' }));
    await expect(Promise.all(wanted)).resolves.toEqual([{ of: 'summary' }, { of: 'series' }]);
  });

  it('asks for one alone as ever, and for what cannot be asked together at once', async () => {
    void fetchTogether('/api/verdict', never());
    expect(asked.map(({ path }) => path)).toEqual(['/api/verdict']);
    const one = fetchTogether(summary, never());
    await turn();
    expect(asked.map(({ path }) => path)).toEqual(['/api/verdict', summary]);
    asked[1]?.answer({ calls: 1 });
    await expect(one).resolves.toEqual({ calls: 1 });
  });

  it('knows a path by its whole name', async () => {
    void fetchTogether('/api/summaryx?from=1', never());
    void fetchTogether('/api/incidents/page:1', never());
    expect(asked.map(({ path }) => path)).toEqual(['/api/summaryx?from=1', '/api/incidents/page:1']);
  });

  it('asks anew in the next turn', async () => {
    void fetchTogether(summary, never());
    await turn();
    void fetchTogether(series, never());
    await turn();
    expect(asked.map(({ path }) => path)).toEqual([summary, series]);
  });

  it('names no more paths in a request than one may have', async () => {
    for (let i = 0; i < TOGETHER_MAX + 2; i++) void fetchTogether(`${summary}&model=${i}`, never());
    await turn();
    expect(asked.map(({ paths }) => paths.length)).toEqual([TOGETHER_MAX, 2]);
  });

  it('fails for the one that was refused, and not for the others', async () => {
    const [bad, good] = [fetchTogether(summary, never()), fetchTogether(series, never())];
    await turn();
    const error = { code: 'invalid_parameter', message: 'from is "x"', field: 'from' };
    asked[0]?.answer({
      answers: [
        { status: 400, body: { error } },
        { status: 200, body: 'fine' },
      ],
    });
    await expect(bad).rejects.toMatchObject({ name: 'RequestError', status: 400, ...error });
    await expect(good).resolves.toBe('fine');
  });

  it('fails for all when the request as a whole does, and for one that got no answer', async () => {
    const wanted = [fetchTogether(summary, never()), fetchTogether(series, never())];
    await turn();
    asked[0]?.answer({ error: { code: 'internal', message: 'no' } }, 500);
    for (const one of wanted) await expect(one).rejects.toMatchObject({ status: 500, code: 'internal' });

    const short = [fetchTogether(summary, never()), fetchTogether(series, never())];
    await turn();
    asked[1]?.answer({ answers: [{ status: 200, body: 'first' }] });
    await expect(short[0]).resolves.toBe('first');
    await expect(short[1]).rejects.toMatchObject({ name: 'RequestError' });
  });

  it('tells who leaves at once, and gives the request up when nobody is left', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const wanted = [fetchTogether(summary, first.signal), fetchTogether(series, second.signal)];
    await turn();
    first.abort();
    await expect(wanted[0]).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked[0]?.signal.aborted).toBe(false);
    second.abort();
    expect(asked[0]?.signal.aborted).toBe(true);
    await expect(wanted[1]).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('does not ask for those who left before it asked', async () => {
    const gone = new AbortController();
    const [left, stays] = [fetchTogether(summary, gone.signal), fetchTogether(series, never())];
    gone.abort();
    await expect(left).rejects.toMatchObject({ name: 'AbortError' });
    await turn();
    expect(asked.map(({ path }) => path)).toEqual([series]);
    asked[0]?.answer('here');
    await expect(stays).resolves.toBe('here');
  });
});
