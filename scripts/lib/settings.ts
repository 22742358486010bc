import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, ConfigError, readConfig } from '../../lib/config.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

/** Says one line on standard error and ends the process as failed. */
export function fail(message: string): never {
  process.stderr.write(`weir: ${message}\n`);
  process.exit(1);
}

/** The settings of `.env` and the environment (which wins); a setting that does not parse ends the process with its line. */
export function loadSettings(): Config {
  const file = join(ROOT, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  try {
    return readConfig(process.env);
  } catch (error) {
    if (error instanceof ConfigError) fail(error.message);
    throw error;
  }
}
