const METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const PROBES = new Set(['HEAD', 'OPTIONS']);

/** What stands after one of these is an identifier. */
const COLLECTIONS = new Set([
  'batches',
  'files',
  'models',
  'tunedModels',
  'model',
  'deployments',
  'projects',
  'locations',
  'responses',
  'threads',
  'assistants',
  'runs',
  'jobs',
  'skills',
  'versions',
  'sessions',
  'agents',
  'environments',
  'vector_stores',
  'uploads',
  'cachedContents',
  'operations',
]);

const MAX_SEGMENTS = 10;
const MAX_LENGTH = 120;

const isVersion = (segment: string) => /^v\d{1,2}(?:(?:alpha|beta)\d{0,2})?$/.test(segment);
const isWord = (segment: string) => /^[A-Za-z][A-Za-z_.-]{0,31}$/.test(segment);

function label(segment: string, before: string | undefined): string {
  if (isVersion(segment)) return segment;
  if (segment.length > MAX_LENGTH) return '{id}';
  // Google's custom methods: `models/gemini-2.5-flash:generateContent`.
  const colon = segment.lastIndexOf(':');
  if (colon > 0 && isWord(segment.slice(colon + 1)))
    return `${label(segment.slice(0, colon), before)}:${segment.slice(colon + 1)}`;
  if (before !== undefined && COLLECTIONS.has(before)) return /models?$/i.test(before) ? '{model}' : '{id}';
  return isWord(segment) ? segment : '{id}';
}

const segmentsOf = (path: string): string[] =>
  (path.split(/[?#]/, 1)[0] ?? '').split('/').filter((segment) => segment !== '');

/**
 * The endpoint as a label of small cardinality: the path without query, ids and model names, such as
 * `/v1/messages/batches/{id}`. Probes carry their method (`HEAD /v1/messages`), so that they do not mix with calls.
 * `path` is the provider's, without `/to/NAME`.
 */
export function endpointOf(method: string, path: string): string {
  const segments = segmentsOf(path);
  const labels = segments.slice(0, MAX_SEGMENTS).map((segment, i) => label(segment, segments[i - 1]));
  if (segments.length > MAX_SEGMENTS) labels.push('{more}');
  const whole = `/${labels.join('/')}`.slice(0, MAX_LENGTH);
  const verb = method.toUpperCase();
  if (METHODS.has(verb)) return whole;
  return `${PROBES.has(verb) ? verb : 'OTHER'} ${whole}`;
}

/** The model that the path names, where a provider puts it there (Gemini, Bedrock, Azure); else `null`. */
export function modelInPath(path: string): string | null {
  const found = /\/(?:models\/([^/?#]+):[a-zA-Z]+|model\/([^/?#]+)\/|deployments\/([^/?#]+)\/)/.exec(path);
  const text = found?.[1] ?? found?.[2] ?? found?.[3];
  if (!text) return null;
  try {
    return decodeURIComponent(text).slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}

/** Whether the path itself asks for a stream, as Gemini's and Bedrock's do. */
export function streamInPath(path: string): boolean {
  return /:stream[A-Z]|\/(?:converse-stream|invoke-with-response-stream)(?:[?#]|$)/.test(path);
}
