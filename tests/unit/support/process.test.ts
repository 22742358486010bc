import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const MAIN = resolve(import.meta.dirname, '../../support/mock-provider/main.ts');

describe('the mock provider as a process', () => {
  it('says where it listens, plays its scenario, and stops when told', async () => {
    const child = fork(MAIN, ['--scenario', 'overloaded'], { silent: true });
    const [message] = (await once(child, 'message')) as [{ type: string; port: number; url: string }];
    expect(message).toMatchObject({ type: 'listening', port: expect.any(Number) });
    expect((await fetch(`${message.url}/v1/messages`, { method: 'POST' })).status).toBe(529);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  }, 20_000);

  it('names an argument that it does not understand', async () => {
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [MAIN, ...args]);
    await expect(run('--scenario', 'sunny')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('sunny'),
    });
    await expect(run('--port', '70000')).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('70000') });
  }, 20_000);
});
