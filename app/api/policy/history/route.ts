import { handle } from '../../../../lib/api/handle.ts';
import { policyHistoryOf } from '../../../../lib/api/record-answers.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/policy/history', async (exchange) => Response.json(await policyHistoryOf(exchange)));
