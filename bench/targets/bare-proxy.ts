import { resolve } from 'node:path';
import { startNode } from '../processes.ts';
import { type StartTarget, urlOf } from './target.ts';

const SCRIPT = resolve(import.meta.dirname, '../bare-undici-proxy.ts');

export const startBareProxy: StartTarget = async ({ upstreamUrl, scratch }) => {
  const process = await startNode('bare-proxy', SCRIPT, { args: [upstreamUrl], scratch });
  return { name: 'bare undici proxy', url: urlOf(process), headers: {}, process };
};
