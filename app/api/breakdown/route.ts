import { handle } from '../../../lib/api/handle.ts';
import { breakdownOf } from '../../../lib/api/record-answers.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/breakdown', async (exchange) => Response.json(await breakdownOf(exchange)));
