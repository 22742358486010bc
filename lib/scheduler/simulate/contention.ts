import { delayMs, initialMemory, memoryAfter } from '../delay.ts';
import type { Policy } from '../policy.ts';
import { normalDraw, type Random } from '../random.ts';
import { EventHeap } from './event-heap.ts';

/** How a client that lost the race waits before it reads again; `null`: not at all. */
export interface ContentionInput {
  clients: number;
  policy: Policy | null;
  random: Random;
  /** Each way between client and server takes `|Normal(mean, sd)|`. */
  hopMeanMs?: number;
  hopSdMs?: number;
}

export interface ContentionResult {
  /** Write calls until every client had succeeded once. */
  calls: number;
  /** When the last one had. */
  endMs: number;
}

const AT_READ = 0;
const AT_WRITE = 1;
const LOST = 2;
const KINDS = 3;

/**
 * The model behind the 2015 article on exponential back-off and jitter: clients race for one versioned row. Each
 * reads it, then writes on condition that it has not changed since; the loser of a race waits, then begins anew.
 * It shows how jitter saves calls, quite apart from any outage.
 */
export function simulateContention({
  clients,
  policy,
  random,
  hopMeanMs = 10,
  hopSdMs = 2,
}: ContentionInput): ContentionResult {
  const hop = () => Math.abs(hopMeanMs + hopSdMs * normalDraw(random));
  const events = new EventHeap(clients);
  const versionSeen = new Int32Array(clients);
  const failures = new Int32Array(clients);
  const memory = new Float64Array(clients).fill(policy ? initialMemory(policy) : 0);
  let version = 0;
  let calls = 0;
  let endMs = 0;
  for (let client = 0; client < clients; client++) events.push(hop(), client * KINDS + AT_READ);

  while (events.size > 0) {
    const nowMs = events.nextMs;
    const event = events.pop();
    const client = Math.floor(event / KINDS);
    const kind = event % KINDS;
    if (kind === AT_READ) {
      versionSeen[client] = version;
      // Back to the client, and out again with the write.
      events.push(nowMs + hop() + hop(), client * KINDS + AT_WRITE);
    } else if (kind === AT_WRITE) {
      calls++;
      const won = versionSeen[client] === version;
      const heardMs = nowMs + hop();
      if (won) {
        version++;
        endMs = Math.max(endMs, heardMs);
      } else events.push(heardMs, client * KINDS + LOST);
    } else {
      const n = failures[client] as number;
      let waitMs = 0;
      if (policy) {
        const u = random();
        waitMs = delayMs(policy, n, memory[client] as number, u);
        memory[client] = memoryAfter(policy, n, u, waitMs);
      }
      failures[client] = n + 1;
      events.push(nowMs + waitMs + hop(), client * KINDS + AT_READ);
    }
  }
  return { calls, endMs };
}
