/**
 * What Node is started with for the gateway. Each thread's young generation may grow to three times this many MB and
 * keeps what it has grown to, so with V8's 16 a thousand streams cost 80 KB each and with 8 some 10 to 16; calls cost about 5 %
 * more processor time for it.
 */
export const GATEWAY_NODE_OPTIONS: readonly string[] = ['--max-semi-space-size=8'];
