import { API_CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from '../auth/headers.ts';
import { isOwnHost } from '../auth/host.ts';
import { isForeign } from '../auth/origin.ts';
import { ApiError } from './api-error.ts';
import { type Dashboard, dashboard } from './dashboard.ts';
import { errorAnswer } from './error-answer.ts';

/** What a handler is given: a request that may be answered. */
export interface Exchange {
  request: Request;
  params: URLSearchParams;
  /** The parts of the path that the route's folders name, such as `id`. */
  path: Record<string, string>;
  dashboard: Dashboard;
  nowMs: number;
  /** Aborts when the client leaves or the process ends. */
  signal: AbortSignal;
}

export interface RouteOptions {
  /** Answers without a token too. Only what tells nothing of the record. */
  withoutToken?: boolean;
}

type Handler = (exchange: Exchange) => Promise<Response>;
/** A folder such as `[...path]` names several parts. */
type PathParams = Record<string, string | string[] | undefined>;
type RouteHandler = (request: Request, context: { params: Promise<PathParams> }) => Promise<Response>;

/**
 * Wraps every handler of the API: checks that the request names one of our hosts, that no other site's page sent it,
 * and that it carries the token; turns errors into `{ error: { code, message, field? } }`, here and nowhere else.
 * @param route its path, with the names of folders such as `[id]`; what the metrics count it under
 */
export function handle(route: string, handler: Handler, options: RouteOptions = {}): RouteHandler {
  return async (request, context) => {
    const own = dashboard();
    try {
      checkRequest(request, own, options);
      const response = await handler({
        request,
        params: new URL(request.url).searchParams,
        path: singleParts(await context.params),
        dashboard: own,
        nowMs: Date.now(),
        signal: AbortSignal.any([request.signal, own.closing]),
      });
      return finish(response, own, route);
    } catch (error) {
      return finish(errorResponse(error, own, route), own, route);
    }
  };
}

/** Next gives `undefined`, whatever its types say, to a route whose path has no parts that callers choose. */
function singleParts(params: PathParams | undefined): Record<string, string> {
  const parts = Object.entries(params ?? {});
  return Object.fromEntries(parts.filter((part): part is [string, string] => typeof part[1] === 'string'));
}

function checkRequest({ method, headers }: Request, { config, lock }: Dashboard, { withoutToken }: RouteOptions): void {
  if (!isOwnHost(headers.get('host'), config))
    throw new ApiError(421, 'misdirected', 'this host name is not one of ours; others stand in WEIR_ALLOWED_HOSTS');
  if (isForeign(method, headers))
    throw new ApiError(403, 'foreign_origin', "another site's page may not change anything");
  if (withoutToken) return;
  const access = lock.check(headers, Date.now());
  if (access.kind === 'wait') throw tooManyGuesses(access.waitMs);
  if (access.kind === 'denied')
    throw new ApiError(
      401,
      'unauthorized',
      'the token is missing or wrong; send it as "authorization: Bearer TOKEN", or log in',
    );
}

export function tooManyGuesses(waitMs: number): ApiError {
  const seconds = Math.ceil(waitMs / 1000);
  return new ApiError(429, 'too_many_guesses', `too many wrong tokens; try again in ${seconds} s`, {
    retryAfterMs: waitMs,
  });
}

function errorResponse(error: unknown, own: Dashboard, route: string): Response {
  const { told, answer } = errorAnswer(error, own.log, route);
  const response = Response.json(answer, { status: told.status });
  if (told.retryAfterMs !== null) response.headers.set('retry-after', String(Math.ceil(told.retryAfterMs / 1000)));
  if (told.status === 401) response.headers.set('www-authenticate', 'Bearer realm="weir"');
  return response;
}

function finish(response: Response, own: Dashboard, route: string): Response {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  response.headers.set('content-security-policy', API_CONTENT_SECURITY_POLICY);
  if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
  own.requests.count(route, response.status);
  return response;
}
