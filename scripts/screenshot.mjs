// Renews docs/screenshot.png: a real visitor and a real operator on a real server. `npm run build` first.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { CHROME_ARGS, findBrowser } from './browser.mjs';
import { addressProxy, spawnServer } from '../test/support/spawn-server.ts';

const server = await spawnServer({ CHAT_ADMIN_EMAIL: 'anna.berg@nordvik.example' });
const proxy = await addressProxy(server.port, '198.51.100.24');
const browser = await chromium.launch({ executablePath: await findBrowser(), args: CHROME_ARGS });
try {
  const context = { colorScheme: 'light', locale: 'en-GB', deviceScaleFactor: 1.5 };
  const operator = await browser.newPage({ ...context, viewport: { width: 1440, height: 900 } });
  await operator.goto(`${server.url}/dashboard/`);
  await operator.getByRole('textbox', { name: 'Email' }).fill('anna.berg@nordvik.example');
  await operator.getByLabel('Password', { exact: true }).fill('tight-corner-7');
  await operator.getByRole('button', { name: 'Log in' }).click();
  await operator.getByRole('heading', { name: 'Inbox', exact: true }).waitFor();

  const visitor = await browser.newPage({ ...context, viewport: { width: 1280, height: 800 } });
  await visitor.goto(`${proxy.url}/demo/`);
  await visitor.getByRole('button', { name: 'Open chat' }).click();
  const panel = visitor.getByRole('dialog', { name: 'Nordvik Outdoor' });
  const say = async (text) => {
    await panel.getByRole('textbox', { name: 'Write a message…' }).fill(text);
    await panel.getByRole('button', { name: 'Send', exact: true }).click();
    await operator.getByText(text).first().waitFor();
  };
  const answer = async (text) => {
    await operator.getByRole('textbox', { name: /^Reply to/ }).fill(text);
    await operator.getByRole('button', { name: 'Send', exact: true }).click();
    await panel.getByText(text).waitFor();
  };
  await say('Hello! The ridge pole on my tent snapped 😕');
  await operator.getByRole('button', { name: 'Join' }).click();
  await answer('Oh no! That is under guarantee, no need to pay for anything.');
  await answer('How it works: nordvik.example/guarantee');
  await say('Great. Can you post a new pole?');
  await answer('Of course. Same address as last time?');
  await say('Yes, same address. Thank you!');
  await panel.getByText('Read').waitFor();
  const folder = new URL('../docs/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  await visitor.screenshot({ path: fileURLToPath(new URL('screenshot.png', folder)), animations: 'disabled' });
} finally {
  await browser.close();
  await proxy.stop();
  await server.stop();
}
