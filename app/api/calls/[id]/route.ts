import { notFound } from '../../../../lib/api/api-error.ts';
import { toCallAnswer } from '../../../../lib/api/call-json.ts';
import { handle } from '../../../../lib/api/handle.ts';

export const dynamic = 'force-dynamic';

const MAX_ID_LENGTH = 256;

export const GET = handle('/api/calls/[id]', async ({ path, dashboard }) => {
  const id = path.id ?? '';
  const call = id.length > MAX_ID_LENGTH ? null : toCallAnswer(await dashboard.store.call(id));
  if (!call) throw notFound(`there is no call ${JSON.stringify(id.slice(0, MAX_ID_LENGTH))}`);
  return Response.json(call);
});
