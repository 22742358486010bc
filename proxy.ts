import { randomBytes } from 'node:crypto';
import { type NextRequest, NextResponse } from 'next/server';
import { pageContentSecurityPolicy, SECURITY_HEADERS } from './lib/auth/headers.ts';
import { isOwnHost } from './lib/auth/host.ts';
import { readConfig } from './lib/config.ts';

const settings = readConfig(process.env);

/** Before every page: is the request for us, and what may the page load. Handlers of the API check for themselves. */
export function proxy(request: NextRequest): NextResponse {
  if (!isOwnHost(request.headers.get('host'), settings))
    return new NextResponse(
      'This host name is not one of ours. Names besides loopback stand in WEIR_ALLOWED_HOSTS.\n',
      {
        status: 421,
        headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
      },
    );

  const nonce = randomBytes(16).toString('base64');
  const policy = pageContentSecurityPolicy(nonce, process.env.NODE_ENV === 'development');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  headers.set('x-weir-path', request.nextUrl.pathname + request.nextUrl.search);

  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.headers.set(name, value);
  return response;
}

export const config = {
  // Not before the API: there each handler checks, and this layer would hold request bodies and cut them at 10 MB.
  matcher: '/((?!api/|metrics$|_next/static/).*)',
};
