import { defineConfig, devices } from '@playwright/test';
import { CHROME_ARGS, findBrowser } from './scripts/browser.mjs';

const launchOptions = { executablePath: (await findBrowser()) ?? '', args: CHROME_ARGS };
const use = { ...devices['Desktop Chrome'], launchOptions };

// Servers are started by fixtures, each with a database of its own.
export default defineConfig({
  testDir: 'test/e2e',
  timeout: 30_000,
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  // A machine that builds for others may stall a browser; a test that needs its second try is reported as flaky.
  retries: process.env['CI'] ? 2 : 0,
  reporter: [['line']],
  outputDir: 'test-results',
  // A trace costs two fifths of the processor's time; a failure at home is repeated with `--trace on`.
  use: { trace: 'on-first-retry', screenshot: 'only-on-failure' },
  projects: [
    { name: 'story', testIgnore: 'weight.spec.ts', use },
    { name: 'states', testDir: 'test/states', use: { ...use, locale: 'en-GB' } },
    // Measured when nothing else of ours runs.
    { name: 'weight', testMatch: 'weight.spec.ts', dependencies: ['story', 'states'], use },
  ],
});
