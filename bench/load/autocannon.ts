import autocannon from 'autocannon';
import type { LoadOptions } from './load.ts';

// Run by load.ts in a process of its own, with its options as JSON.
const { url, headers, body, connections, seconds } = JSON.parse(process.argv[2] ?? '{}') as LoadOptions & {
  url: string;
  headers: Record<string, string>;
};
const result = await autocannon({ url, headers, body, method: 'POST', connections, duration: seconds, timeout: 30 });
const measured = {
  requests: result.requests.total,
  seconds: result.duration,
  p50Ms: result.latency.p50,
  p99Ms: result.latency.p99,
  failed: result.errors + result.timeouts + result.non2xx,
};
process.stdout.write(`BENCH ${JSON.stringify(measured)}\n`);
