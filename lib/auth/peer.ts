import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, Server } from 'node:http';

/** Holds the address that a request came from. Whatever the client sent under this name is replaced. */
export const PEER_HEADER = 'x-weir-peer';

interface RequestStart {
  request: IncomingMessage;
  server: Server;
}

/**
 * Notes on each request of this process where it came from, before anyone else sees it: Next hands handlers no
 * socket, and takes `x-forwarded-for` as the client sends it. `onServer` is told the server of the first request.
 */
export function notePeers(onServer: (server: Server) => void): void {
  let known = false;
  subscribe('http.server.request.start', (message) => {
    const { request, server } = message as RequestStart;
    request.headers[PEER_HEADER] = request.socket.remoteAddress ?? '';
    if (known) return;
    known = true;
    onServer(server);
  });
}

export function peerOf(headers: Headers): string {
  return headers.get(PEER_HEADER) || 'unknown';
}
