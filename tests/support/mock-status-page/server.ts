import { createHash } from 'node:crypto';
import {
  type Answer,
  type Clock,
  type MockProvider,
  type ReceivedRequest,
  realClock,
  type Scenario,
  startMockProvider,
} from '../mock-provider/index.ts';
import { pageFeed } from './page-feed.ts';
import { pageJson } from './page-json.ts';
import { type Dialect, type ModelComponent, PageModel } from './page-model.ts';

export interface MockStatusPageOptions {
  port?: number;
  host?: string;
  clock?: Clock;
  dialect?: Dialect;
  components?: ModelComponent[];
  /** The model of another mock: a second address of the same page. */
  model?: PageModel;
  /** Without `history.json`, as pages of incident.io. */
  archive?: boolean;
}

export interface MockStatusPage {
  url: string;
  /** What the page holds: post, update, edit, reopen, resolve and vanish here. */
  model: PageModel;
  /** Sockets, requests received, and `until`. */
  http: MockProvider;
  /** Paths and queries asked for, oldest first. */
  asked(): string[];
  /** Answers every request, or those of one path, with this instead; `null`: as the page would. */
  answerWith(answer: Answer | Scenario | null, path?: string): void;
  /** Serves a text, such as a recorded capture, at a path; `null`: as the page would. */
  serve(path: string, text: string | null): void;
  close(): Promise<void>;
}

export const DEFAULT_COMPONENTS: ModelComponent[] = [
  { id: 'mockapi00001', name: 'Claude API (api.example)', status: 'operational' },
  { id: 'mockchat0001', name: 'claude.example', status: 'operational' },
  { id: 'mockcode0001', name: 'Claude Code', status: 'operational' },
];

const NOT_FOUND: Answer = { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not found</h1>' };

/** Starts a scriptable status page on a real socket: Statuspage v2 or incident.io's dialect of it. */
export async function startMockStatusPage(options: MockStatusPageOptions = {}): Promise<MockStatusPage> {
  const { clock = realClock, dialect = 'statuspage', archive = dialect === 'statuspage' } = options;
  const model = options.model ?? new PageModel(options.components ?? DEFAULT_COMPONENTS, dialect, () => clock.now());
  const overrides = new Map<string, Answer | Scenario>();
  const recorded = new Map<string, string>();
  const ALL = '*';

  const pageAnswer = (request: ReceivedRequest): Answer => {
    const json = pageJson(model, http.url, () => clock.now());
    const { path } = request;
    const text = recorded.get(path);
    if (text !== undefined) return tagged(request, text, 'application/json; charset=utf-8');
    const value = jsonAt(path, request.target);
    if (value !== null && value !== undefined)
      return tagged(request, JSON.stringify(value), 'application/json; charset=utf-8');
    if (path === '/history.atom')
      return tagged(request, pageFeed(model, http.url), 'application/atom+xml; charset=utf-8');
    return NOT_FOUND;

    function jsonAt(at: string, target: string): unknown {
      if (at === '/api/v2/summary.json') return json.summary();
      if (at === '/api/v2/incidents.json') return json.list();
      if (at === '/api/v2/scheduled-maintenances.json' && dialect === 'statuspage') return json.maintenances();
      if (at === '/history.json' && archive) return json.history(Number(/[?&]page=(\d+)/.exec(target)?.[1] ?? 1));
      const id = /^\/incidents\/([\w-]+)\.json$/.exec(at)?.[1];
      return id && archive ? json.incident(id) : null;
    }
  };

  const scenario: Scenario = (request, context) => {
    const override = overrides.get(request.path) ?? overrides.get(ALL);
    if (typeof override === 'function') return override(request, context);
    return override ?? pageAnswer(request);
  };
  const http = await startMockProvider({
    clock,
    scenario,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.host === undefined ? {} : { host: options.host }),
  });
  return {
    url: http.url,
    model,
    http,
    asked: () => http.requests.map(({ target }) => target),
    answerWith: (answer, path = ALL) => {
      if (answer === null) overrides.delete(path);
      else overrides.set(path, answer);
    },
    serve: (path, text) => {
      if (text === null) recorded.delete(path);
      else recorded.set(path, text);
    },
    close: () => http.close(),
  };
}

/** 304 where the client has it already. */
function tagged(request: ReceivedRequest, body: string, contentType: string): Answer {
  const etag = `W/"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  const headers = { etag, 'cache-control': 'max-age=0, private, must-revalidate' };
  if (request.header('if-none-match') === etag) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'content-type': contentType }, body };
}
