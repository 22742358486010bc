/** The overview, which comes with its first answers, and what it asks for besides. */
const FIRST_ASKED = [
  '/',
  '/api/verdict',
  '/api/status',
  '/api/limits?from=now-6h&to=now',
  '/api/advice?from=now-24h&to=now',
  '/api/series?from=now-24h&to=now',
  '/api/summary?from=now-24h&to=now&compare=previous',
];

/**
 * Has a dashboard that has just started answer what its first reader will ask, one after the other: code that has never
 * run takes a second more. Nobody waits for it, and what it fails at is not told: the reader would meet it too.
 * @param token `null`: it asks for none; with one the page itself only leads to the login
 */
export async function warmUp(dashboardUrl: string, token: string | null): Promise<void> {
  const headers: HeadersInit = token === null ? {} : { authorization: `Bearer ${token}` };
  for (const path of FIRST_ASKED)
    await fetch(`${dashboardUrl}${path}`, { headers, redirect: 'manual' })
      .then((response) => response.arrayBuffer())
      .catch(() => {});
}
