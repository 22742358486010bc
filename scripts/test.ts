import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.ts';
import { ensureChromium } from './lib/chromium.ts';
import { ROOT } from './lib/settings.ts';
import { addTallies, NO_TESTS, playwrightTally, type Tally, vitestTally } from './lib/tallies.ts';

const STEPS = ['types', 'lint', 'unit', 'build', 'integration', 'browser'] as const;
type Step = (typeof STEPS)[number];

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const wanted = values.only ? values.only.split(',') : [...STEPS];
const say = (line: string) => process.stderr.write(`weir: ${line}\n`);
const reports = mkdtempSync(join(tmpdir(), 'weir-test-'));
const bin = (...path: string[]) => join(ROOT, 'node_modules', ...path);

function node(args: string[], env: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code === 0)));
}

async function vitest(project: string): Promise<[boolean, Tally]> {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const passed = await node([bin('vitest', 'vitest.mjs'), 'run', '--project', project, ...reporters, ...positionals]);
  return [passed, vitestTally(report)];
}

async function playwright(): Promise<[boolean, Tally]> {
  const chromium = await ensureChromium(say);
  if (!chromium) {
    say('no Chromium to be had: install one, or name it in WEIR_CHROMIUM');
    return [false, NO_TESTS];
  }
  const report = join(reports, 'browser.json');
  const passed = await node([bin('@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json', ...positionals], {
    WEIR_CHROMIUM: chromium,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    PLAYWRIGHT_JSON_OUTPUT_NAME: report,
  });
  return [passed, playwrightTally(report)];
}

async function typeCheck(): Promise<boolean> {
  // Route types come from Next; without them a fresh clone does not type-check.
  const generated = await node([bin('next', 'dist', 'bin', 'next'), 'typegen']);
  return generated && (await node([bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', '.']));
}

const RUN: Record<Step, () => Promise<[boolean, Tally]>> = {
  types: async () => [await typeCheck(), NO_TESTS],
  lint: async () => [await node([bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '.']), NO_TESTS],
  unit: () => vitest('unit'),
  build: async () => [await ensureBuilt().then(() => true), NO_TESTS],
  integration: () => vitest('integration'),
  browser: playwright,
};

let total = NO_TESTS;
const failed: Step[] = [];
for (const step of STEPS.filter((known) => wanted.includes(known))) {
  say(`${step}…`);
  const [passed, tally] = await RUN[step]();
  total = addTallies(total, tally);
  if (!passed) failed.push(step);
}
rmSync(reports, { recursive: true, force: true });
if (failed.length > 0) say(`failed: ${failed.join(', ')}`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(failed.length > 0 ? 1 : 0);
