import { handle } from '../../lib/api/handle.ts';
import { packedReporter } from '../../lib/api/reporter-package.ts';

export const dynamic = 'force-dynamic';

/**
 * `npm install --allow-remote=root http://HOST:5290/reporter.tgz`. Without a session, for npm brings none; the package
 * holds nothing but the code that is public anyway.
 */
export const GET = handle(
  '/reporter.tgz',
  async ({ request }) => {
    const { bytes, etag } = await packedReporter();
    // Asked for again each time, so that an update of Weir is noticed; sent again only when it has changed.
    const headers = { 'content-type': 'application/gzip', 'cache-control': 'public, no-cache', etag };
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
    return new Response(bytes, { headers });
  },
  { withoutToken: true },
);
