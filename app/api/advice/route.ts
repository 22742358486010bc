import { adviceOf } from '../../../lib/api/advice.ts';
import { handle } from '../../../lib/api/handle.ts';

export const dynamic = 'force-dynamic';

export const GET = handle('/api/advice', async (exchange) => Response.json(await adviceOf(exchange)));
