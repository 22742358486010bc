import { toCallJson } from '../../../lib/api/call-json.ts';
import { handle } from '../../../lib/api/handle.ts';
import { readCallsQuery } from '../../../lib/api/query.ts';
import type { CallsAnswer } from '../../../lib/api/shapes.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/calls', async ({ params, nowMs, dashboard }) => {
  const page = await dashboard.store.calls(readCallsQuery(params, nowMs));
  const answer: CallsAnswer = { calls: page.rows.map(toCallJson), nextCursor: page.nextCursor };
  return Response.json(answer);
});
