import { Agent, request } from 'node:http';
import { sendResult } from '../processes.ts';

/** What the sequential measurement asks of its process. */
export interface SequentialPlan {
  targets: { name: string; url: string; headers: Record<string, string> }[];
  body: string;
  blocks: number;
  callsPerBlock: number;
}

/** Milliseconds of every call of each target, in the plan's order. */
export type SequentialResult = number[][];

const plan = JSON.parse(process.argv[2] ?? '') as SequentialPlan;
const agents = plan.targets.map(() => new Agent({ keepAlive: true, maxSockets: 1 }));

function call(i: number): Promise<number> {
  const target = plan.targets[i];
  if (!target) throw new Error('no such target');
  const headers = { ...target.headers, 'content-length': Buffer.byteLength(plan.body) };
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const outgoing = request(`${target.url}/v1/messages`, { method: 'POST', headers, agent: agents[i] }, (response) => {
      response.resume();
      response.on('end', () => {
        const elapsedMs = performance.now() - startedAtMs;
        if (response.statusCode === 200) resolve(elapsedMs);
        else reject(new Error(`${target.name} answered ${response.statusCode}`));
      });
    });
    outgoing.on('error', reject);
    outgoing.end(plan.body);
  });
}

const result: SequentialResult = plan.targets.map(() => []);
// One block more than asked, not counted, warms everything up; the blocks take turns.
for (let block = 0; block <= plan.blocks; block++) {
  for (const i of plan.targets.keys()) {
    for (let n = 0; n < plan.callsPerBlock; n++) {
      const elapsedMs = await call(i);
      if (block > 0) result[i]?.push(elapsedMs);
    }
  }
}
sendResult({ result });
for (const agent of agents) agent.destroy();
