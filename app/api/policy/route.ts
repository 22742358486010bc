import { readJson } from '../../../lib/api/body.ts';
import { handle } from '../../../lib/api/handle.ts';
import { policyAnswer, putPolicies } from '../../../lib/api/policy.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/policy', async ({ dashboard: { store } }) =>
  Response.json(policyAnswer(await store.policies())),
);

export const PUT = handle('/api/policy', async ({ request, nowMs, dashboard: { store, config, log } }) => {
  const answer = await putPolicies(store, config, await readJson(request), nowMs);
  log.info({ policyId: answer.id }, 'the policies were changed');
  return Response.json(answer);
});
