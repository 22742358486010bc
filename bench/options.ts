import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const PARTS = ['json', 'streams', 'sequential', 'open-streams', 'reports', 'store', 'overview'] as const;
export type Part = (typeof PARTS)[number];

export interface BenchOptions {
  parts: Part[];
  quick: boolean;
  installPeers: boolean;
  help: boolean;
  /** Names to measure, in part; empty: all. The upstream and Weir always are. */
  targets: string[];
  /** Attempts in the large database of the part `store`. */
  storeAttempts: number;
  /** Where the databases of that part are kept. */
  storeFolder: string;
  /** Where to write the numbers as JSON. */
  json: string | null;
}

export const USAGE = `npm run bench -- [options]
  --quick             shorter and fewer rounds: for a look, not for a claim
  --only PARTS        of ${PARTS.join(',')}
  --targets NAMES     only these peers, by part of their names, such as bare,nginx
  --store-attempts N  in the large database of the part store; default 1000000, the claim is for 10000000
  --store-folder DIR  where those databases are kept, by default ~/.cache/weir-bench/store
  --json FILE         also write the numbers as JSON
  --help              this text
  --install-peers     install Portkey and better-ccflare with npm into WEIR_BENCH_PEERS (~/.cache/weir-bench), and end`;

/** @throws an error whose message is fit to print. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: PARTS.join(',') },
      targets: { type: 'string', default: '' },
      'store-attempts': { type: 'string', default: '1000000' },
      'store-folder': { type: 'string', default: join(homedir(), '.cache', 'weir-bench', 'store') },
      json: { type: 'string' },
      'install-peers': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const list = (text: string) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean);
  const parts = list(values.only).map((name) => {
    const part = PARTS.find((known) => known === name);
    if (!part) throw new Error(`--only holds ${name}, but may hold ${PARTS.join(', ')}`);
    return part;
  });
  const storeAttempts = Number(values['store-attempts']);
  if (!Number.isInteger(storeAttempts) || storeAttempts < 1000 || storeAttempts > 100_000_000)
    throw new Error(`--store-attempts is ${values['store-attempts']}, but may be 1000 to 100000000`);
  return {
    parts,
    storeAttempts,
    storeFolder: values['store-folder'],
    quick: values.quick,
    installPeers: values['install-peers'],
    help: values.help,
    targets: list(values.targets.toLowerCase()),
    json: values.json ?? null,
  };
}
