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
    {
      name: 'states',
      testDir: 'test/states',
      snapshotPathTemplate: 'test/states/pictures/{arg}{ext}',
      // A browser six versions older draws the same within this; a button that moved by two pixels does not fit in.
      expect: { toHaveScreenshot: { animations: 'disabled', threshold: 0.1, maxDiffPixels: 25 } },
      use: {
        ...use,
        locale: 'en-GB',
        // Letters do not depend on what a machine's screen is set to.
        launchOptions: { ...launchOptions, args: [...CHROME_ARGS, '--disable-lcd-text', '--font-render-hinting=none'] },
      },
    },
    // Measured when nothing else of ours runs.
    { name: 'weight', testMatch: 'weight.spec.ts', dependencies: ['story', 'states'], use },
  ],
});
