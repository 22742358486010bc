// The one entry of every npm script. Plain JavaScript that any Node from 18 on can run: it brings in
// what is missing (packages, a recent Node), then hands over to TypeScript on that Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_OLDEST = [22, 19];
const NODE_PACKAGE = 'node@24.21.0';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.weir');
const ownNode = join(cache, 'node24', 'node_modules', '.bin', 'node');

function fail(message) {
  process.stderr.write(`weir: ${message}\n`);
  process.exit(1);
}

function npm(args, cwd) {
  const viaNode = process.env.npm_execpath;
  const [command, first] = viaNode?.endsWith('.js') ? [process.execPath, [viaNode]] : ['npm', []];
  const result = spawnSync(command, [...first, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) fail(`"npm ${args.join(' ')}" failed; its messages are above`);
}

function ensurePackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.weir-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('weir: installing packages\n');
  // Not "npm ci": that insists on a lock entry for every platform's binary, also where a registry has only some.
  npm(['install', '--no-save'], root);
  writeFileSync(stamp, wanted);
}

function isRecent(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > NODE_OLDEST[0] || (major === NODE_OLDEST[0] && minor >= NODE_OLDEST[1]);
}

/** The Node to run on: this one if it is recent enough, else Node 24 from the npm registry, kept in `.weir`. */
function ensureNode() {
  if (isRecent(process.version)) return process.execPath;
  if (existsSync(ownNode)) return ownNode;
  process.stderr.write(`weir: Node ${process.version} is too old; getting ${NODE_PACKAGE} from npm\n`);
  const home = join(cache, 'node24');
  mkdirSync(home, { recursive: true });
  // npm runs install scripts only of the packages named here; this one puts the binary in place.
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  npm(['install', '--no-save', '--prefix', home, NODE_PACKAGE], home);
  if (!existsSync(ownNode)) fail(`${NODE_PACKAGE} was installed but left no ${ownNode}; install Node 24 by hand`);
  return ownNode;
}

const TASKS = {
  start: ['scripts/start.ts'],
  dev: ['scripts/start.ts', '--dev'],
  demo: ['scripts/demo.ts'],
  gateway: ['scripts/start.ts', '--only=gateway'],
  dashboard: ['scripts/start.ts', '--only=dashboard'],
  bench: ['bench/main.ts'],
  test: ['scripts/test.ts'],
  check: ['scripts/test.ts', '--only=types,lint'],
  'test:unit': ['scripts/test.ts', '--only=unit'],
  'test:integration': ['scripts/test.ts', '--only=build,integration'],
  'test:e2e': ['scripts/test.ts', '--only=build,browser'],
  format: ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.'],
};

const [task = '', ...rest] = process.argv.slice(2);
const script = TASKS[task];
if (!script) fail(`unknown task "${task}"; there are: ${Object.keys(TASKS).join(', ')}`);

ensurePackages();
const node = ensureNode();
const child = spawn(node, [...script, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    NEXT_TELEMETRY_DISABLED: '1',
  },
});
// Ctrl+C reaches the child too, as it is in the same process group; this process only has to outlive it.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
