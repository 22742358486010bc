import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { resultOf } from '../../../bench/processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'weir-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PROCESSES = pathToFileURL(resolve(import.meta.dirname, '../../../bench/processes.ts'));

function started(name: string, script: string) {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, script);
  return fork(path, [], { execArgv: [], stdio: 'ignore' });
}

describe('resultOf', () => {
  it('is the message, though the script ends right after it', async () => {
    const script = `import { sendResult } from '${PROCESSES}'; sendResult({ result: 'x'.repeat(2_000_000) });`;
    const [{ result }, named] = await Promise.all([
      resultOf<{ result: string }>('a script', started('large', script)),
      resultOf(
        'a script',
        started('two', 'process.send(1); process.send(2); process.disconnect();'),
        (message) => message === 2,
      ),
    ]);
    expect(result).toHaveLength(2_000_000);
    expect(named).toBe(2);
  });

  it('says who ended without one', async () => {
    await expect(resultOf('the client', started('none', 'process.exit(0);'))).rejects.toThrow(
      'the client ended without a result',
    );
  });
});
