import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { reportSnippets } from '../../../components/connect/report-snippets.ts';
import { reporterFiles } from '../../../scripts/lib/reporter.ts';
import { tarball } from '../../../scripts/lib/tarball.ts';
import { cachedPackage } from '../package-cache.ts';
import type { Runtime } from './runtimes.ts';

const run = promisify(execFile);
const RUN_WITHIN_MS = 30_000;
const INSTALL_WITHIN_MS = 60_000;
/** The same that this project's own tests use. */
const SDK_VERSION: string = createRequire(import.meta.url)('../../../package.json').devDependencies[
  '@anthropic-ai/sdk'
];

export interface ReporterServer {
  /** It has `/reporter.tgz`, as the dashboard has it. */
  url: string;
  close(): Promise<void>;
}

/** Serves the package in the dashboard's place, which would first have to be built. */
export async function serveReporter(): Promise<ReporterServer> {
  const bytes = tarball(await reporterFiles());
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/reporter.tgz' ? 200 : 404;
    response.setHeader('content-type', 'application/gzip');
    response.end(bytes);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How a program ended, and what it wrote. */
export interface Ended {
  stdout: string;
  stderr: string;
}

export interface Project {
  folder: string;
  write(file: string, text: string): void;
  /** What the reporter is imported or required as. */
  specifier(kind: 'js' | 'cjs'): string;
  /** What the Anthropic SDK is imported as, once it was added. */
  sdkSpecifier: string;
  sdkVersion: string;
  /** Adds the Anthropic SDK as a user of the runtime would; resolves with the reason when it does not install. */
  addSdk(): Promise<string | null>;
  /** Runs a file; rejects with what it wrote to its error output when it fails or goes on for too long. */
  run(file: string, more?: string[], env?: Record<string, string>): Promise<Ended>;
  remove(): void;
}

/** An empty project in which a user of this runtime has installed the reporter by the line that `/connect` shows. */
export async function projectWith(runtime: Runtime, reporterUrl: string): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-project-'));
  const { env } = runtime;
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const place = { gatewayUrl: 'http://unused', dashboardUrl: reporterUrl, hasToken: true };
  const install = reportSnippets(place, runtime.installer)[0]?.install ?? '';
  // npm has made its project with `npm init`; the others need none.
  if (runtime.installer === 'npm') write('package.json', '{ "private": true }');
  // npm runs on the Node of this test: its own newest may not run on an old one.
  const path = runtime.installer === 'npm' ? process.env.PATH : env.PATH;
  const sh = (line: string) =>
    run('sh', ['-c', line], { cwd: folder, env: { ...env, PATH: path }, timeout: INSTALL_WITHIN_MS });
  await sh(install);
  const isDeno = runtime.installer === 'deno';
  const sdk = `@anthropic-ai/sdk@${SDK_VERSION}`;
  const add = {
    // Linked, as npm takes seconds for what is in its cache.
    npm: async () => {
      const modules = await cachedPackage('@anthropic-ai/sdk', SDK_VERSION);
      const link = join(folder, 'node_modules', '@anthropic-ai');
      if (!existsSync(link)) symlinkSync(join(modules, '@anthropic-ai'), link, 'junction');
    },
    bun: () => sh(`bun add ${sdk}`),
    deno: () => sh(`deno cache npm:${sdk}`),
  };
  return {
    folder,
    write,
    specifier: (kind) => (isDeno ? `./weir-reporter/index.${kind}` : 'weir-reporter'),
    sdkSpecifier: isDeno ? `npm:${sdk}` : '@anthropic-ai/sdk',
    sdkVersion: SDK_VERSION,
    addSdk: () =>
      add[runtime.installer]().then(
        () => null,
        (error) => `the SDK does not install: ${String(error.stderr || error.message).slice(0, 300)}`,
      ),
    run: (file, more = [], own = {}) =>
      run(runtime.path, [...runtime.args, ...more, file], {
        cwd: folder,
        env: { ...env, ...own },
        timeout: RUN_WITHIN_MS,
        maxBuffer: 1e8,
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A file of this folder as JavaScript that the oldest Node runs. */
export async function asJavaScript(file: string): Promise<string> {
  const source = readFileSync(new URL(file, import.meta.url), 'utf8');
  return (await transform(source, { loader: 'ts', target: 'es2022' })).code;
}
