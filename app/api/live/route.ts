import { ApiError } from '../../../lib/api/api-error.ts';
import { handle } from '../../../lib/api/handle.ts';
import { refuseUnknown, wholeNumber } from '../../../lib/api/params.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/live', async ({ request, params, dashboard: { live } }) => {
  refuseUnknown(params, []);
  const lastEventId = request.headers.get('last-event-id');
  const lastSeq = lastEventId ? wholeNumber('last-event-id', lastEventId, 0, 0, 9_999_999_999) : null;
  if (live.isFull)
    throw new ApiError(503, 'too_many_listeners', 'too many pages listen already; close some', { retryAfterMs: 5_000 });
  return new Response(live.open(lastSeq), {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      // Compressed, events would wait for their block to fill.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
});
