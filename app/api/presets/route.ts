import { handle } from '../../../lib/api/handle.ts';
import type { PresetsAnswer } from '../../../lib/api/policy-shapes.ts';
import { PRESETS } from '../../../lib/scheduler/presets.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/presets', async () => {
  const answer: PresetsAnswer = { presets: PRESETS };
  return Response.json(answer);
});
