import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packReporter } from './reporter.ts';
import { fail, ROOT } from './settings.ts';

const INPUTS = [
  'app',
  'components',
  'lib',
  'db',
  'scripts/lib/reporter.ts',
  'scripts/lib/tarball.ts',
  'public',
  'next.config.ts',
  'proxy.ts',
  'instrumentation.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/** A hash of all that the dashboard is built from. */
function fingerprint(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of INPUTS.flatMap((input) => filesBelow(join(ROOT, input))))
    hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** The folder of the dashboard's build, from the root. */
export const nextDist = (): string => process.env.WEIR_NEXT_DIST || '.next';

/** Builds the dashboard for production unless the build that is there came from these very files. */
export async function ensureBuilt(): Promise<void> {
  const distDir = nextDist();
  const stamp = join(ROOT, distDir, 'weir-built-from');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('weir: building the dashboard\n');
  const next = join(ROOT, 'node_modules', 'next', 'dist', 'bin', 'next');
  const build = spawn(process.execPath, [next, 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  let output = '';
  for (const stream of [build.stdout, build.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => build.on('close', resolve));
  if (code !== 0) {
    process.stderr.write(output);
    fail('the dashboard did not build; the reason is above');
  }
  await packReporter(distDir);
  writeFileSync(stamp, wanted);
}
