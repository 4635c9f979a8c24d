import { defineConfig, devices } from '@playwright/test';
import { CHROME_ARGS, findBrowser } from './scripts/browser.mjs';

// The other side's browser has no window, yet it would take Orca's eye: it does not find the accessibility bus.
const { DBUS_SESSION_BUS_ADDRESS: _bus, DISPLAY: _screen, ...env } = process.env;

// One at a time: there is one screen, and Orca reads the active window.
export default defineConfig({
  testDir: 'test/orca',
  timeout: 90_000,
  workers: 1,
  reporter: [['list']],
  outputDir: 'test-results/orca',
  use: { ...devices['Desktop Chrome'], launchOptions: { executablePath: (await findBrowser()) ?? '', args: CHROME_ARGS, env } },
});
