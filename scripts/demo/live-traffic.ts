import { Agent, request } from 'undici';
import { exponentialDraw, type Random, seededRandom } from '../../lib/scheduler/random.ts';
import { sleep } from '../../lib/scheduler/sleep.ts';
import { APPS, type DemoApp, MODELS } from './cast.ts';
import { activity, pickModel } from './history.ts';

const MINUTE_MS = 60_000;
/** The live part is livelier than the week, so that something happens while one looks. */
const LIVE_SHARE = 2;
const QUIETEST_ACTIVITY = 0.5;
/** A client leaves a stream early now and then. */
const CANCEL_SHARE = 0.01;

async function oneCall(gatewayUrl: string, app: DemoApp, random: Random, agent: Agent, signal: AbortSignal) {
  const stream = random() < app.streamShare;
  const leaving = stream && random() < CANCEL_SHARE ? AbortSignal.timeout(300 + 2500 * random()) : null;
  const response = await request(`${gatewayUrl}/v1/messages`, {
    method: 'POST',
    dispatcher: agent,
    signal: leaving ? AbortSignal.any([signal, leaving]) : signal,
    headers: {
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
      'x-api-key': `sk-ant-demo-${app.keyHash}`,
      'user-agent': app.userAgent,
      'x-weir-app': app.app,
      ...(app.client.startsWith('anthropic-') && { 'x-stainless-retry-count': '0', 'x-stainless-timeout': '600' }),
    },
    body: JSON.stringify({
      model: MODELS[pickModel(app.models, random)].name,
      max_tokens: app.maxTokens,
      stream,
      system: 'You answer questions about rivers. '.repeat(Math.ceil(app.prefixBytes / 350)),
      messages: [{ role: 'user', content: `How high is the water at gauge ${Math.floor(random() * 1000)}?` }],
    }),
  });
  await response.body.dump({ limit: 1e9, signal });
}

async function runApp(gatewayUrl: string, app: DemoApp, random: Random, agent: Agent, signal: AbortSignal) {
  while (!signal.aborted) {
    const share = Math.max(QUIETEST_ACTIVITY, activity(app, Date.now())) * LIVE_SHARE;
    await sleep(exponentialDraw(random, MINUTE_MS / (app.peakPerMinute * share)), signal).catch(() => {});
    // What the gateway makes of a call is on the dashboard; here nothing depends on it.
    if (!signal.aborted) void oneCall(gatewayUrl, app, random, agent, signal).catch(() => {});
  }
}

/** Applications that call through the gateway until the signal aborts. */
export async function liveTraffic(gatewayUrl: string, seed: number, signal: AbortSignal): Promise<void> {
  const agent = new Agent({ connections: 256 });
  await Promise.all(APPS.map((app, i) => runApp(gatewayUrl, app, seededRandom(seed + i), agent, signal)));
  await agent.destroy();
}
