import pino from 'pino';
import { type Config, ConfigError, readConfig } from '../config.ts';

/** What there is one of in the dashboard's process. */
export interface Dashboard {
  config: Config;
  log: pino.Logger;
  startedAtMs: number;
}

// Next evaluates a module several times in one process; what must be single lives here.
const KEY = Symbol.for('weir.dashboard');
const holder = globalThis as { [KEY]?: Dashboard };

/** Reads the settings and starts what runs beside the pages. With bad settings: one line, and the process ends. */
export async function startDashboard(): Promise<Dashboard> {
  if (holder[KEY]) return holder[KEY];
  try {
    const config = readConfig(process.env);
    const log = pino({ level: config.logLevel, name: 'dashboard' }, pino.destination({ fd: 2, sync: true }));
    holder[KEY] = { config, log, startedAtMs: Date.now() };
    return holder[KEY];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
