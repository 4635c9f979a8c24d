import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import type { DashboardSettingNotice } from '../../src/dashboard/shell/setting-notice.ts';
import { api, screen } from './pieces.ts';

describe('M1 what was refused because of a setting', () => {
  it('is shown to an administrator with the command, and stays away for a day when it is not theirs', async () => {
    localStorage.clear();
    const fix = 'npm run site -- allow demo --origin https://www.shop.example';
    const notices = async () => ({ notices: [{ kind: 'origin' as const, value: 'https://www.shop.example', fix, count: 3, lastAt: 1 }] });
    const { screen: of } = screen({ api: api({ notices }) });
    const show = () => fixture<DashboardSettingNotice>(html`<dashboard-setting-notice .screen=${of}></dashboard-setting-notice>`);
    const element = await show();
    await waitUntil(() => element.querySelector('code'), 'the notice');
    expect(element.querySelector('code')?.textContent).to.equal(fix);
    expect(element.textContent).to.contain('https://www.shop.example is not on the list');
    element.querySelector('button')?.click();
    await element.updateComplete;
    expect(element.querySelector('code')).to.equal(null);
  });
});
