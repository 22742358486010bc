import { handle } from '../../../lib/api/handle.ts';
import { readSeriesQuery } from '../../../lib/api/query.ts';
import { seriesAnswer } from '../../../lib/api/series.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/series', async ({ params, nowMs, dashboard }) =>
  Response.json(await seriesAnswer(dashboard.store, readSeriesQuery(params, nowMs))),
);
