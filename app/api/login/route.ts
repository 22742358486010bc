import { z } from 'zod';
import { ApiError } from '../../../lib/api/api-error.ts';
import { readJson } from '../../../lib/api/body.ts';
import { handle, tooManyGuesses } from '../../../lib/api/handle.ts';
import { sessionCookie } from '../../../lib/auth/cookie.ts';
import { peerOf } from '../../../lib/auth/peer.ts';

export const dynamic = 'force-dynamic';

const Login = z.object({ token: z.string().min(1).max(200) });
const MAX_BODY_BYTES = 2_000;

/** Whoever knows the token gets a session, which the browser keeps. */
export const POST = handle(
  '/api/login',
  async ({ request, nowMs, dashboard: { lock, log } }) => {
    if (lock.isOpen) throw new ApiError(400, 'no_token', 'WEIR_TOKEN is not set: there is nothing to log in to');
    const login = Login.safeParse(await readJson(request, MAX_BODY_BYTES));
    if (!login.success)
      throw new ApiError(400, 'invalid_body', 'the body must be {"token": "..."}, of 1 to 200 characters', {
        field: 'token',
      });
    const access = lock.guess(login.data.token, peerOf(request.headers), nowMs);
    if (access.kind === 'wait') throw tooManyGuesses(access.waitMs);
    if (access.kind === 'denied') {
      log.warn('a login with a wrong token');
      throw new ApiError(401, 'wrong_token', 'this is not the token', { field: 'token' });
    }
    const cookie = sessionCookie(lock.cookie, lock.beginSession(nowMs), isHttps(request));
    return Response.json({ ok: true }, { headers: { 'set-cookie': cookie } });
  },
  { withoutToken: true },
);

/** Behind something that ends TLS for us, the cookie must not travel without it. */
function isHttps(request: Request): boolean {
  return request.headers.get('x-forwarded-proto') === 'https';
}
