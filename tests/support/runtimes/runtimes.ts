import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CACHE, cachedPackage } from '../package-cache.ts';

const run = promisify(execFile);

/** What runs JavaScript on a server. */
export interface Runtime {
  name: string;
  version: string;
  /** How its users install the reporter. */
  installer: 'npm' | 'bun' | 'deno';
  /** The program, found. */
  path: string;
  /** What comes before the file's name. */
  args: string[];
  /** What the Anthropic SDK needs beyond that: it looks into the environment. */
  sdkArgs?: string[];
  /** Its own environment, and nothing of ours but the path, with the program on it. */
  env: NodeJS.ProcessEnv;
}

interface Wanted extends Pick<Runtime, 'name' | 'version' | 'installer' | 'args' | 'sdkArgs'> {
  package: string;
  /** Below the package's `node_modules`. */
  program: string;
}

const EXE = process.platform === 'win32' ? '.exe' : '';

const node = (version: string): Wanted => ({
  name: `Node ${version}`,
  version,
  installer: 'npm',
  args: [],
  package: `node-${process.platform}-${process.arch}`,
  program: `node-*/bin/node${EXE}`,
});

/** The oldest Node that the package allows, the last of the old ones, and the others. */
export const RUNTIMES: Wanted[] = [
  node('18.0.0'),
  node('18.20.8'),
  node('20.20.2'),
  node('22.23.3'),
  { name: 'Bun', version: '1.4.5', installer: 'bun', args: ['run'], package: 'bun', program: `@oven/*/bin/bun${EXE}` },
  {
    name: 'Deno',
    version: '2.9.6',
    installer: 'deno',
    // No more than a call and its report need; `require` reads files.
    args: ['run', '--no-prompt', '--allow-net', '--allow-read'],
    sdkArgs: ['--allow-env'],
    package: 'deno',
    program: `@deno/*/deno${EXE}`,
  },
];

/** The runtime from npm, kept for the next time; a text that says why there is none. */
export async function findRuntime(wanted: Wanted): Promise<Runtime | string> {
  try {
    const modules = await cachedPackage(wanted.package, wanted.version, wanted.program);
    const path = join(modules, globSync(wanted.program, { cwd: modules })[0] ?? '');
    const env = environment(path);
    const { stdout } = await run(path, ['--version'], { env, timeout: 30_000 });
    if (!stdout.includes(wanted.version)) return `${path} says that it is ${stdout.slice(0, 100)}`;
    return { ...wanted, path, env };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function environment(program: string): NodeJS.ProcessEnv {
  const { PATH, NODE_EXTRA_CA_CERTS } = process.env;
  return {
    PATH: `${dirname(program)}${delimiter}${PATH}`,
    HOME: join(CACHE, 'home'),
    // A registry behind a proxy may have a certificate of its own; Deno knows it by another name.
    ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS, DENO_CERT: NODE_EXTRA_CA_CERTS }),
    NO_COLOR: '1',
    NODE_ENV: 'production',
    // What they download themselves is kept too.
    BUN_INSTALL_CACHE_DIR: join(CACHE, 'bun-cache'),
    DENO_DIR: join(CACHE, 'deno-cache'),
    DENO_NO_UPDATE_CHECK: '1',
  };
}
