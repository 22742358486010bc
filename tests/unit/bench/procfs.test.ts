import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cpuMsOf, processTree, residentBytesOf } from '../../../bench/procfs.ts';

// Where there is no /proc there is no benchmark either.
describe.skipIf(!existsSync('/proc/self/stat'))('procfs', () => {
  it('adds up a process and its descendants', async () => {
    const idle = "console.log('up'); setInterval(() => {}, 1000)";
    const script = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(idle)}], { stdio: 'inherit' })`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(parent.stdout, 'data');
    const pids = processTree(parent.pid ?? 0);
    expect(pids).toHaveLength(2);
    const [own, child] = pids.map(residentBytesOf);
    expect(own).toBeGreaterThan((child ?? 0) + 10 * 1024 ** 2);
    expect(cpuMsOf(parent.pid ?? 0)).toBeGreaterThan(0);
    for (const pid of pids) process.kill(pid);
    await once(parent, 'exit');
  });

  it('counts nothing for a process that has gone', () => {
    expect(cpuMsOf(2 ** 22 + 1)).toBe(0);
    expect(residentBytesOf(2 ** 22 + 1)).toBe(0);
  });
});
