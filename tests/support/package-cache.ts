import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/lib/settings.ts';

const run = promisify(execFile);
/** Without a registry that is soon known: npm's own two retries take more than a minute. */
const RETRIES = ['--fetch-retries=1', '--fetch-retry-mintimeout=1000'];
const INSTALL_WITHIN_MS = 240_000;

/** Where what tests get from npm is kept from one run to the next. */
export const CACHE = join(ROOT, '.weir', 'packages');

/**
 * The `node_modules` folder with one package of an exact version and what it needs on this machine. It is installed
 * once, without its scripts, in a folder aside that is then renamed: test files that run side by side, or a run that is
 * killed, leave either the whole of it or nothing.
 * @param needed a glob below the folder: what has to be there, such as a program of this machine's kind, which npm
 *   leaves out without a word when it cannot get it
 * @throws Error with npm's first line, where there is no registry, no such package, or not what is needed
 */
export async function cachedPackage(name: string, version: string, needed = '*'): Promise<string> {
  const folder = join(CACHE, `${name.replace('/', '+')}@${version}`);
  const modules = join(folder, 'node_modules');
  if (existsSync(modules)) return modules;
  mkdirSync(CACHE, { recursive: true });
  const aside = mkdtempSync(join(CACHE, '.new-'));
  try {
    writeFileSync(join(aside, 'package.json'), '{ "private": true }');
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--loglevel=error', ...RETRIES];
    await run('npm', ['install', ...flags, `${name}@${version}`], { cwd: aside, timeout: INSTALL_WITHIN_MS });
    if (globSync(needed, { cwd: join(aside, 'node_modules') }).length === 0) throw new Error(`it brings no ${needed}`);
    renameSync(aside, folder);
  } catch (error) {
    // Another was faster.
    if (existsSync(modules)) return modules;
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`${name}@${version} does not install: ${(stderr || message).split('\n')[0]}`);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return modules;
}
