import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, startProgram } from '../processes.ts';
import { peerFile } from './peers.ts';
import { type StartTarget, urlOf } from './target.ts';

export const startBetterCcflare: StartTarget = async ({ upstreamUrl, scratch }) => {
  const binary = peerFile('better-ccflare', 'better-ccflare/dist/better-ccflare');
  if ('missing' in binary) return binary;
  const home = join(scratch, 'better-ccflare');
  await mkdir(home, { recursive: true });
  const port = await freePort();
  const env = {
    ...process.env,
    HOME: home,
    BETTER_CCFLARE_HOST: '127.0.0.1',
    BETTER_CCFLARE_DB_PATH: join(home, 'b.db'),
  };
  const args = ['--serve', '--port', String(port)];
  const running = await startProgram('better-ccflare', binary.path, args, { port, scratch, env });
  const url = urlOf(running);
  const account = await fetch(`${url}/api/accounts/anthropic-compatible`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'mock', apiKey: 'k', priority: 0, customEndpoint: upstreamUrl }),
  });
  if (!account.ok) throw new Error(`better-ccflare took no account: ${account.status} ${await account.text()}`);
  return { name: 'better-ccflare 3.5.4', url, headers: {}, process: running };
};
