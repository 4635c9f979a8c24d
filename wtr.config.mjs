import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { CHROME_ARGS, findBrowser } from './scripts/browser.mjs';
import { litWarningsFail } from './test/support/lit-warnings.mjs';
import { realServer } from './test/support/wtr-server.mjs';
import { summaryReporter } from './test/support/wtr-summary.mjs';

export default {
  rootDir: fileURLToPath(new URL('.', import.meta.url)),
  files: ['test/{link,client,ui,widget,dashboard,embed}/**/*.test.ts'],
  nodeResolve: { exportConditions: ['browser', 'development'] },
  concurrency: 2,
  testFramework: { config: { timeout: 10_000, ...(process.env.GREP ? { grep: process.env.GREP } : {}) } },
  testsFinishTimeout: 120_000,
  testRunnerHtml: litWarningsFail,
  plugins: [
    esbuildPlugin({ ts: true, tsconfig: fileURLToPath(new URL('./tsconfig.json', import.meta.url)), target: 'es2022' }),
    realServer(),
  ],
  reporters: [defaultReporter({ reportTestResults: true, reportTestProgress: false }), summaryReporter()],
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  browsers: [
    playwrightLauncher({
      product: 'chromium',
      launchOptions: { executablePath: await findBrowser(), headless: true, chromiumSandbox: false, args: CHROME_ARGS },
    }),
  ],
};
