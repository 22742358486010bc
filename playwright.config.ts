import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/lib/chromium.ts';

/** What Chromium needs to run as root, and to look for nothing outside this machine. */
const ARGS = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Zurich',
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: (await findChromium()) ?? undefined,
      args: isRoot ? [...ARGS, '--no-sandbox'] : ARGS,
    },
  },
});
