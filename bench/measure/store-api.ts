import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { UNITS } from '../../lib/outcome/vocabulary.ts';
import { type RunningDashboard, startDashboard } from '../../tests/support/dashboard.ts';
import { cpuMsOf } from '../procfs.ts';
import { compareTimes, NO_SUCH_PAGE, type QueryResult, type Question } from './compare-times.ts';
import { FILTERS, RANGES } from './store-queries.ts';

export interface ApiPlan {
  /** Paths of the databases. */
  small: string;
  large: string;
  /** Where their history ends. */
  endMs: number;
  rounds: number;
}

/** A dashboard that serves one of the databases. */
interface Api {
  url: string;
  agent: Agent;
  /** Where second pages begin, by the address of the first. */
  cursors: Map<string, string | null>;
}

/** Asks the API of two dashboards, as they are built and started for use, over one connection each. */
export async function measureApi({ small, large, endMs, rounds }: ApiPlan): Promise<QueryResult[]> {
  const running: RunningDashboard[] = [];
  const agents: Agent[] = [];
  const serve = async (databasePath: string): Promise<Api> => {
    // The history's end is fixed: the next run shall find all of it.
    const dashboard = await startDashboard({ databasePath, env: { WEIR_RETENTION_DAYS: '3650' } });
    running.push(dashboard);
    await untilIdle(dashboard);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    return { url: dashboard.url, agent, cursors: new Map() };
  };
  try {
    const [ofSmall, ofLarge] = [await serve(small), await serve(large)];
    return await compareTimes(ofSmall, ofLarge, apiQuestions(endMs), rounds);
  } finally {
    for (const agent of agents) agent.destroy();
    await Promise.all(running.map((dashboard) => dashboard.stop()));
  }
}

/** What the overview and the list of calls ask for, under every filter. */
function apiQuestions(endMs: number): Question<Api>[] {
  return Object.entries(FILTERS).flatMap(([filterName, filter]) =>
    RANGES.flatMap(({ name: rangeName, rangeMs }) => {
      const params = new URLSearchParams({ from: String(endMs - rangeMs), to: String(endMs) });
      for (const [field, values] of Object.entries(filter))
        for (const value of [values].flat()) params.append(field, String(value));
      const question = (kind: string, ask: Question<Api>['ask']) => ({
        name: `${kind} ${rangeName} ${filterName}`,
        ask,
      });
      const calls = `/api/calls?${params}`;
      return [
        ...UNITS.map((unit) =>
          question(`/api/series ${unit}`, (api) => answerOf(api, `/api/series?${params}&unit=${unit}`)),
        ),
        question('/api/summary', (api) => answerOf(api, `/api/summary?${params}`)),
        question('/api/calls', (api) => answerOf(api, calls)),
        question('/api/calls page 2', (api) => secondPage(api, calls)),
      ];
    }),
  );
}

async function secondPage(api: Api, path: string): Promise<unknown> {
  let cursor = api.cursors.get(path);
  if (cursor === undefined) {
    cursor = (JSON.parse(await answerOf(api, path)) as { nextCursor: string | null }).nextCursor;
    api.cursors.set(path, cursor);
  }
  return cursor === null ? NO_SUCH_PAGE : answerOf(api, `${path}&cursor=${cursor}`);
}

/** The whole answer. @throws Error unless it is a 200 */
async function answerOf({ url, agent }: Api, path: string): Promise<string> {
  const body = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    get(`${url}${path}`, { agent }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    }).on('error', reject);
  });
  if (body.status !== 200) throw new Error(`${path} was answered with ${body.status}: ${body.body.slice(0, 500)}`);
  return body.body;
}

const LOOK_EVERY_MS = 500;
const IDLE_SHARE = 0.05;
const IDLE_WITHIN_MS = 60_000;

/** A dashboard that has just started reads what went before it, to find episodes; that comes once and is not measured. */
async function untilIdle({ process: { pid = 0 } }: RunningDashboard): Promise<void> {
  const deadlineMs = performance.now() + IDLE_WITHIN_MS;
  for (let idle = 0, before = cpuMsOf(pid); idle < 3 && performance.now() < deadlineMs; ) {
    await sleep(LOOK_EVERY_MS);
    const now = cpuMsOf(pid);
    idle = now - before < LOOK_EVERY_MS * IDLE_SHARE ? idle + 1 : 0;
    before = now;
  }
}
