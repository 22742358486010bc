import { handle } from '../../../lib/api/handle.ts';
import { summaryOf } from '../../../lib/api/record-answers.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/summary', async (exchange) => Response.json(await summaryOf(exchange)));
