import { firstQuestions } from '../../components/overview/first-questions.ts';
import { DEFAULT_FROM, DEFAULT_TO } from '../../lib/api/filters.ts';

const RANGES = [DEFAULT_FROM, 'now-7d'];
/** After which an answer takes little longer than it ever will. */
const ROUNDS = 3;
/** The overview, which comes with the answers to its first questions, and what it asks besides. */
const FIRST_ASKED = [
  '/',
  '/api/verdict',
  '/api/status',
  `/api/limits?from=now-6h&to=${DEFAULT_TO}`,
  `/api/advice?from=${DEFAULT_FROM}&to=${DEFAULT_TO}`,
];

/**
 * Has a dashboard that has just started answer what its first reader will ask, one after the other: code that has never
 * run takes a second more. Nobody waits for it, and what it fails at is not told: the reader would meet it too.
 * @param token `null`: it asks for none; with one the page itself only leads to the login
 */
export async function warmUp(dashboardUrl: string, token: string | null): Promise<void> {
  const headers: HeadersInit = token === null ? {} : { authorization: `Bearer ${token}` };
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${dashboardUrl}${path}`, { ...init, headers, redirect: 'manual' })
      .then((response) => response.arrayBuffer())
      .catch(() => {});
  for (const path of FIRST_ASKED) await ask(path);
  for (const from of RANGES) {
    const paths = firstQuestions({ from }).map(({ path }) => path);
    for (let round = 0; round < ROUNDS; round++)
      await ask('/api/together', { method: 'POST', body: JSON.stringify({ paths }) });
  }
}
