import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Target } from '../targets/target.ts';

export interface LoadResult {
  requests: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Refused, broken, late, or answered with other than 2xx. */
  failed: number;
}

export interface LoadOptions {
  body: string;
  connections: number;
  seconds: number;
  /** `/v1/messages` unless given. */
  path?: string;
}

const WRK_SCRIPT = resolve(import.meta.dirname, 'wrk.lua');
const AUTOCANNON_SCRIPT = resolve(import.meta.dirname, 'autocannon.ts');

/** `wrk` where installed, as it takes the least from the machine it shares with what is measured; else autocannon. */
export function loadGenerator(): 'wrk' | 'autocannon' {
  return spawnSync('wrk', ['-v']).error ? 'autocannon' : 'wrk';
}

/** Drives a target from a process of its own: a closed loop on each connection. */
export async function runLoad(target: Pick<Target, 'url' | 'headers'>, options: LoadOptions): Promise<LoadResult> {
  const headers = requestHeaders(target.headers);
  const url = `${target.url}${options.path ?? '/v1/messages'}`;
  if (loadGenerator() === 'autocannon') {
    const config = JSON.stringify({ ...options, url, headers });
    return parse(await outputOf(process.execPath, [AUTOCANNON_SCRIPT, config], {}));
  }
  const args = ['-t1', `-c${options.connections}`, `-d${options.seconds}s`, '--timeout', '30s', '-s', WRK_SCRIPT, url];
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return parse(await outputOf('wrk', args, { BENCH_BODY: options.body, BENCH_HEADERS: lines.join('\n') }));
}

/** What an SDK sends, and what the target wants besides. */
export function requestHeaders(extra: Record<string, string>): Record<string, string> {
  return {
    'content-type': 'application/json',
    'anthropic-version': '2023-06-01',
    'x-api-key': 'sk-bench',
    'user-agent': 'weir-bench',
    ...extra,
  };
}

function parse(output: string): LoadResult {
  const line = /^BENCH (\{.*\})$/m.exec(output)?.[1];
  if (!line) throw new Error(`the load generator said nothing to be understood:\n${output}`);
  return JSON.parse(line) as LoadResult;
}

async function outputOf(command: string, args: string[], env: Record<string, string>): Promise<string> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  return text(child.stdout);
}
