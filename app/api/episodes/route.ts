import { handle } from '../../../lib/api/handle.ts';
import { episodesOf } from '../../../lib/api/record-answers.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/episodes', async (exchange) => Response.json(await episodesOf(exchange)));
