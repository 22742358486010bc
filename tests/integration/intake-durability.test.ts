import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway, until } from '../support/gateway.ts';
import { send } from '../support/http-client.ts';

const canTrace = spawnSync('strace', ['-f', '-e', 'trace=fsync', 'true']).status === 0;

const report = (gateway: RunningGateway, ids: string[]) =>
  send(gateway.url, {
    method: 'POST',
    path: '/report/v1/attempts',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      attempts: ids.map((id) => ({ id, startedAt: Date.now() - 1000, durationMs: 5, status: 200 })),
    }),
  });

describe('a report that was answered', () => {
  let gateway: RunningGateway;
  beforeEach(async () => {
    gateway = await startGateway();
  });
  afterEach(async () => {
    await gateway.stop();
  });

  it.skipIf(!canTrace)(
    'is synced to the disk by then (skipped where strace is not there or not permitted)',
    async () => {
      // The thread and the log are there from then on.
      await report(gateway, ['first']);
      const file = join(gateway.folder, 'trace');
      const args = ['-f', '-y', '-o', file, '-e', 'trace=fsync,fdatasync', '-p', String(gateway.child.pid)];
      const strace = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      strace.stderr.on('data', (chunk) => {
        said += chunk;
      });
      await until(
        () => said,
        (text) => /attached/.test(text),
      );
      // Threads are attached to one after the other; a report that goes through all of them shows that they are.
      const syncs = () =>
        existsSync(file)
          ? readFileSync(file, 'utf8')
              .split('\n')
              .filter((line) => /fsync\(\d+<[^>]*-wal>\)\s+= 0/.test(line)).length
          : 0;
      await until(
        async () => {
          await report(gateway, [`warm-${Math.random()}`]);
          return syncs();
        },
        (count) => count > 0,
      );
      const before = syncs();
      const ids = Array.from({ length: 600 }, (_, i) => `batch-${i}`);
      expect((await report(gateway, ids)).status).toBe(200);
      expect(syncs()).toBeGreaterThan(before);
      strace.kill('SIGINT');
      await once(strace, 'exit');
    },
  );

  it('is there after kill -9, every one of those that were answered while it went down', async () => {
    const answered: string[] = [];
    const senders = Array.from({ length: 4 }, async (_, sender) => {
      for (let i = 0; ; i++) {
        const ids = Array.from({ length: 60 }, (__, n) => `${sender}-${i}-${n}`);
        const answer = await report(gateway, ids).catch(() => null);
        if (answer?.status !== 200) return;
        answered.push(...ids);
      }
    });
    await until(
      () => answered.length,
      (count) => count >= 600,
    );
    await gateway.kill();
    await Promise.all(senders);
    const kept = new Set((await gateway.attempts()).map(({ id }) => id));
    expect(answered.filter((id) => !kept.has(`R.${id}`))).toEqual([]);
    gateway = await startGateway({ folder: gateway.folder });
    const again = await report(gateway, answered.slice(0, 1000));
    expect(JSON.parse(again.body.toString())).toMatchObject({ accepted: 0, rejected: [] });
  });
});
