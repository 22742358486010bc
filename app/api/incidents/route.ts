import { handle } from '../../../lib/api/handle.ts';
import { incidentsOf } from '../../../lib/api/record-answers.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/incidents', async (exchange) => Response.json(await incidentsOf(exchange)));
