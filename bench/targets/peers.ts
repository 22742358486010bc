import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where peers are installed, never inside the project. */
export function peersFolder(): string {
  return process.env.WEIR_BENCH_PEERS ?? join(homedir(), '.cache', 'weir-bench');
}

const PACKAGES = {
  portkey: {
    dependencies: { '@portkey-ai/gateway': '1.15.2' },
    // Without these versions its streams answer 500.
    overrides: { '@hono/node-server': '1.13.5', hono: '4.9.7' },
  },
  'better-ccflare': { dependencies: { 'better-ccflare': '3.5.4' } },
};
export type PeerName = keyof typeof PACKAGES;

/** The path of a file of an installed peer, or what to do to have it. */
export function peerFile(peer: PeerName, path: string): { path: string } | { missing: string } {
  const file = join(peersFolder(), peer, 'node_modules', path);
  if (existsSync(file)) return { path: file };
  return { missing: `${peer} is not installed in ${peersFolder()} (npm run bench -- --install-peers)` };
}

/** Installs every peer with npm, without running its install scripts. */
export async function installPeers(): Promise<void> {
  for (const [peer, manifest] of Object.entries(PACKAGES)) {
    const folder = join(peersFolder(), peer);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, ...manifest }, null, 2));
    process.stdout.write(`installing ${peer} into ${folder}\n`);
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const { status } = spawnSync('npm', args, { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error(`npm could not install ${peer}`);
  }
}
