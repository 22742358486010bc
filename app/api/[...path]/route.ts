import { notFound } from '../../../lib/api/api-error.ts';
import { handle } from '../../../lib/api/handle.ts';

export const dynamic = 'force-dynamic';

const nothing = handle('/api/[...path]', async () => {
  throw notFound('there is nothing at this path');
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
