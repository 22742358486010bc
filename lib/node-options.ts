/**
 * For every process with threads. Each thread takes the types out of our code by WebAssembly, and V8 13 compiles that
 * anew for what WebAssembly calls often; as threads come and go it may then free what is no longer there and end the
 * process (https://github.com/nodejs/node/issues/64500; seen once in a thousand threads). So it never is often.
 */
export const THREADS_OPTION = '--wasm-wrapper-tiering-budget=1000000000';

/**
 * What Node is started with, by door. Each thread's young generation may grow to three times this many MB and keeps what it
 * has grown to.
 *
 * The gateway: with V8's 16 a thousand streams cost 80 KB each and with 8 some 10 to 16; calls cost about 5 % more
 * processor time for it.
 *
 * The dashboard: a chart reads some MB of blobs that lie outside of V8's heap and go when the young generation is
 * collected. Where that is seldom, V8 has to collect the whole heap for them: one chart in fifteen took four times as long.
 */
export const NODE_OPTIONS: Readonly<Record<'gateway' | 'dashboard', readonly string[]>> = {
  gateway: [THREADS_OPTION, '--max-semi-space-size=8'],
  dashboard: [THREADS_OPTION, '--max-semi-space-size=4'],
};
