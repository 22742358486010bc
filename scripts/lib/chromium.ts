import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const DOWNLOAD_TIMEOUT_MS = 180_000;

function onPath(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

async function playwrightOwn(): Promise<string | null> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : null;
}

/** A Chromium that is there: `WEIR_CHROMIUM`, one on the PATH, or Playwright's own. */
export async function findChromium(): Promise<string | null> {
  const named = process.env.WEIR_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  for (const name of NAMES) {
    const found = onPath(name);
    if (found) return found;
  }
  return playwrightOwn();
}

function run(command: string, args: string[]): boolean {
  const result = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: DOWNLOAD_TIMEOUT_MS,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return result.status === 0;
}

/** A Chromium that is there, else Playwright's download, else Debian's package when this is root; `null`: none to be had. */
export async function ensureChromium(say: (line: string) => void): Promise<string | null> {
  const found = await findChromium();
  if (found || process.env.WEIR_CHROMIUM) return found;
  say('no Chromium found; trying the one that Playwright brings');
  if (run(process.execPath, [join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'])) {
    const own = await playwrightOwn();
    if (own) return own;
  }
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    say('trying the one of the Debian package');
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
  }
  return findChromium();
}
