import { handle } from '../../../lib/api/handle.ts';
import { readExportQuery } from '../../../lib/api/query.ts';
import { statusLines } from '../../../lib/api/report-status.ts';
import { openExport } from '../../../lib/export/open-export.ts';
import { VERSION } from '../../../lib/version.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/export', async ({ params, nowMs, signal, dashboard }) => {
  const { store, requests } = dashboard;
  const query = readExportQuery(params, nowMs);
  const { contentType, fileName, body } = openExport({
    ...query,
    store,
    statusPage: () => statusLines(dashboard, query.filter, nowMs),
    nowMs,
    version: VERSION,
    signal,
    onBytes: (bytes) => requests.countExported(bytes),
  });
  return new Response(body, {
    headers: {
      'content-type': contentType,
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store, no-transform',
    },
  });
});
