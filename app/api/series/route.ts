import { handle } from '../../../lib/api/handle.ts';
import { seriesOf } from '../../../lib/api/record-answers.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/series', async (exchange) => Response.json(await seriesOf(exchange)));
