import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cachedPackage } from './package-cache.ts';

const run = promisify(execFile);
const PACKAGE = '@anthropic-ai/claude-code';
/** Exact, as all that tests run on; raise it now and then. */
const VERSION = '2.1.331';
const ANSWER_WITHIN_MS = 90_000;

export interface ClaudeCode {
  version: string;
  /** Asks one question without a terminal; resolves with what it printed, as JSON. */
  ask(question: string, env: Record<string, string>): Promise<Record<string, unknown>>;
  remove(): void;
}

/**
 * Claude Code from npm, kept from one run to the next, with a home of its own. `null`, with a line that says why, where
 * it does not install or start: there is no network, or no binary for this machine.
 */
export async function installClaudeCode(): Promise<ClaudeCode | null> {
  const home = mkdtempSync(join(tmpdir(), 'weir-claude-code-'));
  const remove = () => rmSync(home, { recursive: true, force: true });
  try {
    // The binary is an optional dependency; the package's own script only puts it elsewhere.
    const modules = await cachedPackage(PACKAGE, VERSION, `${PACKAGE}-*/claude*`);
    const cli = join(modules, PACKAGE, 'cli-wrapper.cjs');
    const { stdout } = await run(process.execPath, [cli, '--version'], { env: environment(home, {}), timeout: 30_000 });
    const version = /^\S+/.exec(stdout)?.[0];
    if (!version) throw new Error(`it says it is ${JSON.stringify(stdout.slice(0, 100))}`);
    return { version, ask: (question, env) => ask(cli, question, environment(home, env)), remove };
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('\n');
    console.warn(`Skipped: ${PACKAGE} does not install or start here: ${reason}`);
    remove();
    return null;
  }
}

/** Nothing of the surrounding process but its path: no key, no login, no other settings. */
function environment(home: string, env: Record<string, string>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    HOME: home,
    USERPROFILE: home,
    ANTHROPIC_API_KEY: 'sk-ant-fake-key-for-tests',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...env,
  };
}

function ask(cli: string, question: string, env: NodeJS.ProcessEnv): Promise<Record<string, unknown>> {
  const args = [cli, '-p', question, '--output-format', 'json', '--model', 'claude-sonnet-5'];
  const child = spawn(process.execPath, args, { cwd: env.HOME, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), ANSWER_WITHIN_MS);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      try {
        resolve(JSON.parse(out));
      } catch {
        reject(new Error(`claude ended with ${signal ?? code}: ${out.slice(0, 1000)} ${err.slice(0, 1000)}`));
      }
    });
  });
}
