import { readJson } from '../../../lib/api/body.ts';
import { handle } from '../../../lib/api/handle.ts';
import { simulate } from '../../../lib/api/simulate.ts';

export const dynamic = 'force-dynamic';

export const POST = handle('/api/simulate', async ({ request, signal }) =>
  Response.json(await simulate(await readJson(request), signal)),
);
