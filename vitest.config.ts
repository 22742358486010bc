import { defineConfig } from 'vitest/config';

const forks = { pool: 'forks' as const };

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
