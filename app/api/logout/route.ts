import { handle } from '../../../lib/api/handle.ts';
import { sessionCookie } from '../../../lib/auth/cookie.ts';

export const dynamic = 'force-dynamic';

export const POST = handle(
  '/api/logout',
  async ({ request, nowMs, dashboard: { lock } }) => {
    lock.endSession(request.headers, nowMs);
    return Response.json({ ok: true }, { headers: { 'set-cookie': sessionCookie(lock.cookie, null, false) } });
  },
  { withoutToken: true },
);
