import { parseRange } from '../../../../lib/api/filters.ts';
import { handle } from '../../../../lib/api/handle.ts';
import { refuseUnknown } from '../../../../lib/api/params.ts';
import { policyChangeJson } from '../../../../lib/api/policy.ts';
import type { PolicyHistoryAnswer } from '../../../../lib/api/policy-shapes.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/policy/history', async ({ params, nowMs, dashboard: { store } }) => {
  refuseUnknown(params, ['from', 'to']);
  const { fromMs, toMs } = parseRange(params, nowMs);
  const answer: PolicyHistoryAnswer = { changes: (await store.policyHistory(fromMs, toMs)).map(policyChangeJson) };
  return Response.json(answer);
});
