import { existsSync, readFileSync } from 'node:fs';

/** How many tests a runner passed, failed and skipped. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const NO_TESTS: Tally = { passed: 0, failed: 0, skipped: 0 };

export function addTallies(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

function readJson(file: string): Record<string, unknown> | null {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
}

const numberAt = (report: Record<string, unknown>, key: string) => Number(report[key] ?? 0);

/** Reads the JSON report of a Vitest run. */
export function vitestTally(file: string): Tally {
  const report = readJson(file);
  if (!report) return NO_TESTS;
  return {
    passed: numberAt(report, 'numPassedTests'),
    failed: numberAt(report, 'numFailedTests'),
    skipped: numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests'),
  };
}

/** Reads the JSON report of a Playwright run. */
export function playwrightTally(file: string): Tally {
  const stats = readJson(file)?.stats as Record<string, unknown> | undefined;
  if (!stats) return NO_TESTS;
  return {
    passed: numberAt(stats, 'expected') + numberAt(stats, 'flaky'),
    failed: numberAt(stats, 'unexpected'),
    skipped: numberAt(stats, 'skipped'),
  };
}
