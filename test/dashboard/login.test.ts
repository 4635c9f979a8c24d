import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { ApiError } from '../../src/dashboard/store/api.ts';
import type { DashboardLogin, LoginContext } from '../../src/dashboard/access/login.ts';
import type { DashboardReset } from '../../src/dashboard/access/reset.ts';
import type { DashboardSetup } from '../../src/dashboard/access/setup.ts';
import { translator } from '../../src/dashboard/strings/index.ts';
import type { LoginState } from '../../src/protocol/index.ts';
import { anna, api, byText, isAccessible, LANGUAGES } from './pieces.ts';

const state: LoginState = { operator: anna, sites: [{ id: 's', key: 'demo', name: 'Nordvik' }] };
const gate = (changes: Partial<LoginContext> = {}): LoginContext => ({
  t: translator('en'),
  api: api(),
  onLogin: () => undefined,
  ...changes,
});

function type(root: ParentNode, selector: string, text: string): void {
  const field = root.querySelector<HTMLInputElement>(selector)!;
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('log-in', () => {
  for (const language of LANGUAGES) {
    it(`is accessible in ${language}, light and dark`, async () => {
      const element = await fixture<DashboardLogin>(html`<dashboard-login .gate=${gate({ t: translator(language) })}></dashboard-login>`);
      await isAccessible(element);
    });
  }

  it('sends what was typed and enters', async () => {
    let entered: LoginState | undefined;
    let asked: unknown;
    const element = await fixture<DashboardLogin>(
      html`<dashboard-login
        .gate=${gate({ onLogin: (login) => (entered = login), api: api({ login: async (body) => ((asked = body), state) }) })}
      ></dashboard-login>`,
    );
    type(element, '#login-email', ' anna@nordvik.example ');
    type(element, '#login-password', 'correct-horse');
    byText(element, 'button', 'Log in').click();
    await waitUntil(() => entered);
    expect(asked).to.deep.equal({ email: 'anna@nordvik.example', password: 'correct-horse', remember: true });
  });

  it('a wrong password is said in words, as an alert, with the focus in the field', async () => {
    const refuse = async (): Promise<never> => {
      throw new ApiError('login_failed', '');
    };
    const element = await fixture<DashboardLogin>(html`<dashboard-login .gate=${gate({ api: api({ login: refuse }) })}></dashboard-login>`);
    type(element, '#login-email', 'anna@nordvik.example');
    type(element, '#login-password', 'wrong');
    byText(element, 'button', 'Log in').click();
    await waitUntil(() => element.querySelector('[role="alert"]'));
    expect(element.querySelector('[role="alert"]')!.textContent).to.equal('Email or password is incorrect');
    await waitUntil(() => document.activeElement?.id === 'login-password');
  });

  it('an empty field is named and gets the focus', async () => {
    const element = await fixture<DashboardLogin>(html`<dashboard-login .gate=${gate()}></dashboard-login>`);
    byText(element, 'button', 'Log in').click();
    await waitUntil(() => element.querySelector('.field.invalid'));
    expect(document.activeElement?.id).to.equal('login-email');
    expect(element.querySelector('#login-missing')!.textContent).to.contain('Enter your email');
  });

  it('the password can be shown', async () => {
    const element = await fixture<DashboardLogin>(html`<dashboard-login .gate=${gate()}></dashboard-login>`);
    byText(element, 'button', 'Show password').click();
    await element.updateComplete;
    expect(element.querySelector<HTMLInputElement>('#login-password')!.type).to.equal('text');
  });
});

describe('set-up', () => {
  it('is accessible', async () => {
    await isAccessible(await fixture(html`<dashboard-setup .gate=${gate()} .token=${'t'}></dashboard-setup>`));
  });

  it('asks for ten characters, and follows the typing after the first try', async () => {
    const element = await fixture<DashboardSetup>(html`<dashboard-setup .gate=${gate()} .token=${'t'}></dashboard-setup>`);
    type(element, '#setup-name', 'Anna');
    type(element, '#setup-email', 'anna@nordvik.example');
    type(element, '#setup-password', 'short');
    byText(element, 'button', 'Create account').click();
    await waitUntil(() => element.querySelector('.field.invalid'));
    expect(document.activeElement?.id).to.equal('setup-password');
    type(element, '#setup-password', 'long enough');
    await element.updateComplete;
    expect(element.querySelector('.field.invalid')).to.equal(null);
  });

  it('a used link says so', async () => {
    const refuse = async (): Promise<never> => {
      throw new ApiError('forbidden', '');
    };
    const element = await fixture<DashboardSetup>(
      html`<dashboard-setup .gate=${gate({ api: api({ setup: refuse }) })} .token=${'t'}></dashboard-setup>`,
    );
    type(element, '#setup-name', 'Anna');
    type(element, '#setup-email', 'anna@nordvik.example');
    type(element, '#setup-password', 'long enough');
    byText(element, 'button', 'Create account').click();
    await waitUntil(() => element.querySelector('[role="alert"]'));
    expect(element.querySelector('[role="alert"]')!.textContent).to.contain('This link has been used');
  });
});

describe('a new password', () => {
  const open = (changes: Parameters<typeof api>[0], t = translator('en')): Promise<DashboardReset> =>
    fixture<DashboardReset>(
      html`<dashboard-reset
        .gate=${gate({ t, api: api({ checkReset: async () => ({ email: 'anna@nordvik.example' }), ...changes }) })}
        .token=${'t'}
      ></dashboard-reset>`,
    );

  for (const language of LANGUAGES) {
    it(`D8 the page is accessible in ${language}, light and dark`, async () => {
      const element = await open({}, translator(language));
      await waitUntil(() => element.querySelector('#reset-password'));
      await isAccessible(element);
    });
  }

  it('D8 says whose password it is, refuses a short one in words, and enters', async () => {
    let asked: unknown;
    let entered: LoginState | undefined;
    const element = await open({ reset: async (body) => ((asked = body), state) });
    element.gate = { ...element.gate, onLogin: (login) => (entered = login) };
    await waitUntil(() => element.querySelector('#reset-password'));
    expect(element.querySelector<HTMLInputElement>('#reset-email')!.value).to.equal('anna@nordvik.example');
    expect(document.activeElement?.id).to.equal('reset-password');
    type(element, '#reset-password', '\u200b'.repeat(12));
    byText(element, 'button', 'Save and log in').click();
    await waitUntil(() => element.querySelector('.field.invalid'));
    expect(element.querySelector('#reset-password-hint')!.textContent).to.equal('Use at least 10 characters');
    type(element, '#reset-password', 'long enough');
    byText(element, 'button', 'Save and log in').click();
    await waitUntil(() => entered);
    expect(asked).to.deep.equal({ token: 't', password: 'long enough' });
  });

  it('D8 a link that does not hold says so at once and leads to the log-in; a server that is away offers to try again', async () => {
    let answer: ApiError = new ApiError('forbidden', '');
    const refuse = async (): Promise<never> => {
      throw answer;
    };
    const stale = await open({ checkReset: refuse });
    await waitUntil(() => stale.querySelector('[role="alert"]'));
    expect(stale.querySelector('[role="alert"]')!.textContent).to.contain('has been used or is too old');
    expect(stale.querySelector('a')!.getAttribute('href')).to.equal('#/inbox');
    expect(stale.querySelector('#reset-password')).to.equal(null);
    answer = new ApiError('unavailable', '');
    const away = await open({ checkReset: refuse });
    await waitUntil(() => away.querySelector('[role="alert"]'));
    away.gate = { ...away.gate, api: api({ checkReset: async () => ({ email: 'anna@nordvik.example' }) }) };
    byText(away, 'button', 'Try again').click();
    await waitUntil(() => away.querySelector('#reset-password'));
  });
});
