import { flushAtEnd } from './at-end.ts';
import { rememberCalls } from './calls.ts';
import { type ExchangeHost, startExchange } from './exchange.ts';
import { type Outbox, openOutbox } from './outbox.ts';
import type * as api from './package/index.d.ts';
import { quietly } from './quietly.ts';
import { type FetchInit, type RequestFacts, readRequest } from './request.ts';
import { watchResponse } from './watch.ts';
import { toWire } from './wire.ts';

type AnyFetch = (...args: unknown[]) => Promise<Response>;

const outboxes = new Set<Outbox>();
const reporters = new Map<string, api.Reporter>();
let latest: api.Reporter | null = null;
let optionsIds = 0;
/** One id for each options object of the SDK: its attempts share one. */
const optionsKeys = new WeakMap<object, string>();

function keyOfOptions(options: object): string {
  const key = optionsKeys.get(options) ?? `options ${optionsIds++}`;
  optionsKeys.set(options, key);
  return key;
}

/** Watches one request. What `send` gives, it gives; what it throws, it throws. */
function watch(
  send: () => Promise<Response>,
  read: () => RequestFacts,
  host: ExchangeHost,
  /** Whether an abort can only have been the SDK's own time limit. */
  isOwnTimeout = () => false,
): Promise<Response> {
  const exchange = quietly(() => startExchange(host, read()));
  const answer = send();
  if (!exchange) return answer;
  return answer.then(
    (response) => {
      quietly(() => {
        exchange.begin(response);
        watchResponse(response, exchange);
      });
      return response;
    },
    (error) => {
      quietly(() => exchange.fail(error, isOwnTimeout()));
      throw error;
    },
  );
}

export const createReporter: typeof api.createReporter = (options) => {
  const key = JSON.stringify([options.url, options.token, options.app, options.provider]);
  const known = reporters.get(key);
  if (known) return known;
  const outbox = openOutbox(options);
  const host: ExchangeHost = {
    calls: rememberCalls(),
    app: options.app,
    provider: options.provider,
    send: (record) => outbox.add(record),
  };
  const reporter: api.Reporter = {
    fetch: (fetch) => {
      const own = fetch as unknown as AnyFetch;
      const reported = (...args: unknown[]) =>
        watch(
          () => own(...args),
          () => readRequest(args[0], args[1] as FetchInit | undefined),
          host,
        );
      return Object.assign(reported, own) as unknown as typeof fetch;
    },
    middleware: (request, next, context) => {
      const options = context?.options as { signal?: AbortSignal } | undefined;
      return watch(
        () => next(request),
        () => {
          const facts = readRequest(request.url, request as FetchInit);
          if (options) facts.key = keyOfOptions(options);
          return facts;
        },
        host,
        () => !!options && !options.signal?.aborted,
      );
    },
    reportAttempt: (attempt) => {
      quietly(() => outbox.add(toWire({ app: options.app, provider: options.provider, ...attempt })));
    },
    flush: () => outbox.flush(),
    stats: () => outbox.stats(),
  };
  reporters.set(key, reporter);
  if (outboxes.size === 0) flushAtEnd(outboxes);
  outboxes.add(outbox);
  latest = reporter;
  return reporter;
};

export const report: typeof api.report = (fetch, options) => createReporter(options).fetch(fetch);

export const reportMiddleware: typeof api.reportMiddleware = (options) => createReporter(options).middleware;

export const reportAttempt: typeof api.reportAttempt = (attempt, options) => {
  const reporter = options ? createReporter(options) : latest;
  reporter?.reportAttempt(attempt);
};

export const flush: typeof api.flush = async () => {
  const done = await Promise.all([...outboxes].map((outbox) => outbox.flush()));
  return !done.includes(false);
};
