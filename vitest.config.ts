import { defineConfig } from 'vitest/config';
import { THREADS_OPTION } from './lib/node-options.ts';

const forks = { pool: 'forks' as const, execArgv: [THREADS_OPTION] };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...forks,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts', 'tests/unit/**/*.test.tsx'],
          // Properties try many inputs, and the machine may be busy.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          ...forks,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
