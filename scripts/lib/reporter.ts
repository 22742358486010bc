import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Format } from 'esbuild';
import { VERSION } from '../../lib/version.ts';
import { ROOT } from './settings.ts';
import { tarball } from './tarball.ts';

const SOURCE = join(ROOT, 'lib', 'reporter');

/** Names of our own that are no part of what is sent or offered: short ones take less of the 6 KB. */
const INTERNAL =
  /^(?:takeBody|hasErrorStatus|hasBegun|contentAtMs|timeoutMs|atMs|shape|remember|take|record|begin|calls|open|write|end|fail|send)$/;

async function bundle({ build }: typeof import('esbuild'), format: Format): Promise<string> {
  const built = await build({
    entryPoints: [join(SOURCE, 'index.ts')],
    bundle: true,
    minify: true,
    mangleProps: INTERNAL,
    format,
    // What Node 18, and every browser, Bun and Deno of its time can run.
    target: 'es2022',
    platform: 'neutral',
    write: false,
    logLevel: 'silent',
  });
  return built.outputFiles[0]?.text ?? '';
}

const MANIFEST = {
  name: 'weir-reporter',
  version: VERSION,
  description: 'Reports the LLM API calls of an application to Weir, beside their way.',
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=18' },
  main: './index.cjs',
  module: './index.js',
  types: './index.d.ts',
  exports: {
    '.': {
      import: { types: './index.d.ts', default: './index.js' },
      require: { types: './index.d.cts', default: './index.cjs' },
    },
    './package.json': './package.json',
  },
};

/** The files of the package that applications install. */
export async function reporterFiles(): Promise<Record<string, string>> {
  const types = readFileSync(join(SOURCE, 'package', 'index.d.ts'), 'utf8');
  // Only when there is something to pack: starting what was built needs no bundler.
  const bundler = await import('esbuild');
  const [esm, cjs] = await Promise.all([bundle(bundler, 'esm'), bundle(bundler, 'cjs')]);
  // It runs in a process of its own, which would stay for as long as Weir does.
  await bundler.stop();
  return {
    'package.json': `${JSON.stringify(MANIFEST, null, 2)}\n`,
    'README.md': readFileSync(join(SOURCE, 'package', 'README.md'), 'utf8'),
    'index.js': esm,
    'index.cjs': cjs,
    'index.d.ts': types,
    'index.d.cts': types,
  };
}

/** Packs the reporter where the dashboard's route looks for it, in the folder of its build. */
export async function packReporter(distDir: string): Promise<void> {
  const path = join(ROOT, distDir, 'weir-reporter.tgz');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, tarball(await reporterFiles()));
}
