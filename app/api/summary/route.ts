import { handle } from '../../../lib/api/handle.ts';
import { oneOf, single } from '../../../lib/api/params.ts';
import { readFilter } from '../../../lib/api/query.ts';
import { summaryAnswer } from '../../../lib/api/summary.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/summary', async ({ params, nowMs, dashboard }) => {
  const filter = readFilter(params, nowMs, ['compare']);
  const compare = oneOf('compare', single(params, 'compare') ?? 'none', ['previous', 'none']);
  return Response.json(await summaryAnswer(dashboard.store, filter, compare === 'previous'));
});
