import { createServer } from 'node:net';

/** An address that cannot be listened on, in one line that names the setting to change. */
export class PortError extends Error {
  override name = 'PortError';
}

/**
 * The port to use: `port` itself once it was seen to be free, or for 0 one that the system picks.
 * @throws PortError when it is taken or not allowed.
 */
export function claimPort(host: string, port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why: Record<string, string> = {
        EADDRINUSE: `port ${port} is taken; end what uses it or set ${setting}`,
        EACCES: `port ${port} needs more rights than this user has; set ${setting} to 1024 or more`,
        EADDRNOTAVAIL: `${host} is not an address of this machine; set WEIR_HOST`,
      };
      reject(new PortError(why[error.code ?? ''] ?? `cannot listen on ${host}:${port}: ${error.message}`));
    });
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      const free = typeof address === 'object' && address ? address.port : port;
      probe.close(() => resolve(free));
    });
  });
}
