import type { OwnAnswer } from './own-answer.ts';
import { BAD_TARGET, NO_ROUTE } from './refusals.ts';

/** Where a request target leads. Paths are raw: nothing is decoded, normalised or encoded. */
export type Target =
  | { kind: 'forward'; upstream: string | null; path: string }
  | { kind: 'own'; path: string }
  | { kind: 'refused'; answer: OwnAnswer };

const TO = '/to/';

const refused = (answer: OwnAnswer): Target => ({ kind: 'refused', answer });

function endsSegment(character: string | undefined): boolean {
  return character === undefined || character === '/' || character === '?';
}

/**
 * Reads a request target. `/v1/...` leads to the first upstream (`upstream` is null), `/to/NAME/...` to that one
 * with `path` being what follows the name; `own` paths are the gateway's.
 */
export function readTarget(target: string): Target {
  // A target that starts with two slashes, or is a whole URL, could be read as another host by whoever gets it next.
  if (target[0] !== '/' || target[1] === '/' || target[1] === '\\') return refused(BAD_TARGET);
  if (target.startsWith('/v1') && endsSegment(target[3])) return { kind: 'forward', upstream: null, path: target };
  if (target.startsWith(TO)) {
    let end = TO.length;
    while (!endsSegment(target[end])) end++;
    const rest = target.slice(end);
    if (rest[1] === '/' || rest[1] === '\\') return refused(BAD_TARGET);
    const path = rest[0] === '/' ? rest : `/${rest}`;
    return { kind: 'forward', upstream: target.slice(TO.length, end), path };
  }
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (path === '/healthz' || path === '/metrics' || path.startsWith('/report/') || path.startsWith('/otlp/'))
    return { kind: 'own', path };
  return refused(NO_ROUTE);
}
