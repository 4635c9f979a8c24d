// The suites of link, client and widget in Firefox and WebKit as well: `npm run test:engines`.
import { globSync } from 'node:fs';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { aptInstall, executable, onPath } from './scripts/browser.mjs';
import { webkitLauncher } from './test/support/webkit-launcher.mjs';
import base from './wtr.config.mjs';

/** Where `find` finds it, now or after installing `packages`; otherwise a sentence that helps. */
function need(name, find, packages) {
  const found = find() ?? (aptInstall(packages) ? find() : undefined);
  if (found) return found;
  throw new Error(
    `${name} is missing and could not be installed. Debian, Ubuntu: apt-get install ${packages.join(' ')}. One engine alone: ENGINES=chromium,firefox.`,
  );
}

const findFirefox = () => (process.env.FIREFOX_PATH && executable(process.env.FIREFOX_PATH)) || onPath(['firefox-esr', 'firefox']);
const findMiniBrowser = () =>
  onPath(['WebKitWebDriver']) && (process.env.DISPLAY || onPath(['Xvfb']))
    ? ((process.env.MINI_BROWSER_PATH && executable(process.env.MINI_BROWSER_PATH)) ??
      [
        '/usr/lib/*/webkit2gtk-4.1/MiniBrowser',
        '/usr/lib/*/webkit2gtk-4.0/MiniBrowser',
        '/usr/lib*/webkit2gtk-4.1/MiniBrowser',
        '/usr/libexec/webkit2gtk-4.1/MiniBrowser',
      ].flatMap((place) => globSync(place))[0])
    : undefined;

const launchers = {
  chromium: () => base.browsers[0],
  firefox: () =>
    playwrightLauncher({
      product: 'firefox',
      concurrency: 1,
      launchOptions: { channel: 'moz-firefox', executablePath: need('Firefox', findFirefox, ['firefox-esr']), headless: true },
    }),
  webkit: () => webkitLauncher(need('WebKit', findMiniBrowser, ['webkit2gtk-driver', 'xvfb'])),
};
const engines = (process.env.ENGINES ?? 'chromium,firefox,webkit').split(',');

export default {
  ...base,
  files: ['test/{link,client,widget}/**/*.test.ts'],
  concurrency: 1,
  concurrentBrowsers: 2,
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testFramework: { config: { ...base.testFramework.config, timeout: 20_000 } },
  browsers: engines.map((engine) => launchers[engine]()),
};
