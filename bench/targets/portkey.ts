import { freePort, startProgram } from '../processes.ts';
import { peerFile } from './peers.ts';
import { type StartTarget, urlOf } from './target.ts';

export const startPortkey: StartTarget = async ({ upstreamUrl, scratch }) => {
  const entry = peerFile('portkey', '@portkey-ai/gateway/build/start-server.js');
  if ('missing' in entry) return entry;
  const port = await freePort();
  const args = [entry.path, '--headless', `--port=${port}`];
  const running = await startProgram('portkey', process.execPath, args, { port, scratch });
  const headers = {
    'x-portkey-provider': 'anthropic',
    'x-portkey-custom-host': `${upstreamUrl}/v1`,
    authorization: 'Bearer k',
  };
  return { name: 'Portkey 1.15.2', url: urlOf(running), headers, process: running };
};
