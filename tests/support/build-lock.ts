import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/settings.ts';

const WAIT_MS = 100;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Takes a file that only one process can make; one that a dead process left behind counts for nothing. */
function tryLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const holder = Number(readIfThere(path));
    if (holder > 0 && !isAlive(holder)) rmSync(path, { force: true });
    return false;
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** Runs `build` while no other test process does: test files run side by side, and all want the same build. */
export async function withBuildLock(build: () => Promise<void>): Promise<void> {
  const folder = join(ROOT, '.weir');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `build${(process.env.WEIR_NEXT_DIST ?? '.next').replaceAll('/', '-')}.lock`);
  while (!tryLock(path)) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  try {
    await build();
  } finally {
    rmSync(path, { force: true });
  }
}
