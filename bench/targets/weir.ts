import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { migrateDatabase } from '../../db/migrate.ts';
import { NODE_OPTIONS } from '../../lib/node-options.ts';
import { freePort, startProgram } from '../processes.ts';
import { type StartTarget, urlOf } from './target.ts';

const GATEWAY = resolve(import.meta.dirname, '../../lib/gateway/main.ts');

/** Weir's gateway as it ships, recording into a database of its own. */
export const startWeir: StartTarget = async ({ upstreamUrl, scratch }) => {
  const folder = join(scratch, 'weir');
  await mkdir(folder, { recursive: true });
  const databasePath = join(folder, 'weir.db');
  migrateDatabase(databasePath);
  const port = await freePort();
  const args = [...NODE_OPTIONS.gateway, ...(process.env.WEIR_BENCH_NODE_ARGS?.split(' ') ?? []), GATEWAY];
  const running = await startProgram('weir', process.execPath, args, {
    port,
    scratch,
    env: {
      ...process.env,
      NODE_ENV: 'production',
      WEIR_DATABASE_URL: `file:${databasePath}`,
      WEIR_HOST: '127.0.0.1',
      WEIR_GATEWAY_PORT: String(port),
      WEIR_UPSTREAMS: `anthropic=${upstreamUrl}`,
      WEIR_STATUS_PAGES: '',
      WEIR_LOG: 'warn',
    },
  });
  const database = new Database(databasePath, { readonly: true });
  const count = database.prepare('SELECT count(*) AS n FROM attempts').pluck();
  const recorded = async () => Number(count.get());
  return { name: 'Weir', url: urlOf(running), headers: {}, process: running, recorded };
};
