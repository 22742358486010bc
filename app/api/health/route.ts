import { handle } from '../../../lib/api/handle.ts';
import { healthAnswer } from '../../../lib/api/health.ts';

export const dynamic = 'force-dynamic';

export const GET = handle(
  '/api/health',
  async ({ request, nowMs, dashboard }) => {
    const { lock } = dashboard;
    const answer = await healthAnswer(dashboard, nowMs, lock.isOpen || lock.hasSession(request.headers, nowMs));
    return Response.json(answer, { status: answer.ok ? 200 : 503 });
  },
  { withoutToken: true },
);
