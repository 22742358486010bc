import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendResult } from '../processes.ts';

/** What a paced client is to send, in a process of its own. */
export interface PacedPlan {
  url: string;
  path: string;
  headers: Record<string, string>;
  /** Sent as it is; absent: batches of reported attempts. */
  body?: string;
  /** Attempts in a batch. */
  batch: number;
  perSecond: number;
  connections: number;
  seconds: number;
}

export interface PacedResult {
  /** Milliseconds of each, from when it was due. */
  times: number[];
  /** Of reports: how many attempts were accepted. */
  accepted: number;
  failed: number;
  /** From the first to the last answer. */
  tookMs: number;
}

const plan = JSON.parse(process.argv[2] ?? '') as PacedPlan;
const agent = new Agent({ keepAlive: true, maxSockets: plan.connections });
const result: PacedResult = { times: [], accepted: 0, failed: 0, tookMs: 0 };
const run = `${Date.now()}-${process.pid}`;
let sent = 0;

function reports(): string {
  const attempts = Array.from({ length: plan.batch }, () => {
    sent++;
    const failed = sent % 20 === 0;
    return {
      id: `${run}-${sent}`,
      startedAt: Date.now() - 1000 - (sent % 1000),
      durationMs: 300 + (sent % 4000),
      provider: 'anthropic',
      model: `claude-bench-${sent % 5}`,
      endpoint: '/v1/messages',
      stream: true,
      status: failed ? 529 : 200,
      errorType: failed ? 'overloaded_error' : undefined,
      requestId: `req_${run}_${sent.toString(36).padStart(8, '0')}`,
      retryCount: 0,
      usage: { inputTokens: sent % 5000, outputTokens: sent % 900 },
      ttftMs: 100 + (sent % 300),
      client: 'anthropic-typescript',
      app: `app-${sent % 3}`,
    };
  });
  return JSON.stringify({ attempts });
}

function send(body: string, dueMs: number): Promise<void> {
  const headers = { ...plan.headers, 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve) => {
    const failed = () => {
      result.failed++;
      resolve();
    };
    const outgoing = request(`${plan.url}${plan.path}`, { method: 'POST', headers, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', failed);
      response.on('end', () => {
        if (response.statusCode !== 200) return failed();
        result.times.push(performance.now() - dueMs);
        if (plan.body === undefined) result.accepted += JSON.parse(Buffer.concat(chunks).toString()).accepted;
        resolve();
      });
    });
    outgoing.on('error', failed);
    outgoing.end(body);
  });
}

const beganMs = performance.now();
const total = plan.perSecond * plan.seconds;
const open = new Set<Promise<void>>();
for (let i = 0; i < total; i++) {
  const dueMs = beganMs + (i * 1000) / plan.perSecond;
  const waitMs = dueMs - performance.now();
  if (waitMs > 1) await sleep(waitMs);
  const one = send(plan.body ?? reports(), dueMs).finally(() => open.delete(one));
  open.add(one);
}
await Promise.all(open);
result.tookMs = performance.now() - beganMs;
agent.destroy();
sendResult(result);
