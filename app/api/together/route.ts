import { readJson } from '../../../lib/api/body.ts';
import { handle } from '../../../lib/api/handle.ts';
import { togetherAnswer } from '../../../lib/api/together.ts';

export const dynamic = 'force-dynamic';

export const POST = handle('/api/together', async (exchange) =>
  Response.json(await togetherAnswer(await readJson(exchange.request), exchange)),
);
