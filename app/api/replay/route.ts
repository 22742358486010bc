import { readJson } from '../../../lib/api/body.ts';
import { handle } from '../../../lib/api/handle.ts';
import { readFilter } from '../../../lib/api/query.ts';
import { replayAnswer } from '../../../lib/api/replay.ts';

export const dynamic = 'force-dynamic';

export const POST = handle('/api/replay', async ({ request, params, nowMs, signal, dashboard: { store } }) =>
  Response.json(await replayAnswer(store, readFilter(params, nowMs), await readJson(request), signal)),
);
