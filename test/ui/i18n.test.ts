import { expect } from '@open-wc/testing';
import { loadSettings } from '../../src/dashboard/shell/settings.ts';
import { canonicalLanguage } from '../../src/protocol/language.ts';
import {
  daysBetween,
  fill,
  formatDate,
  formatDay,
  formatDuration,
  formatRelative,
  formatTime,
  formatWhen,
  plural,
  regional,
} from '../../src/ui/i18n.ts';

const at = (day: number, hour = 14, minute = 2): number => new Date(2026, 8, day, hour, minute).getTime();
const now = at(20);

describe('fill', () => {
  it('puts values into their places and leaves unknown places', () => {
    expect(fill('{name} ended {what}', { name: 'Maya' })).to.equal('Maya ended {what}');
    expect(fill('{n}', { n: 0 })).to.equal('0');
  });
  it('a value is never a template, a pattern or a property of Object', () => {
    expect(fill('{a}{b}', { a: '{b}', b: '$&$1' })).to.equal('{b}$&$1');
    expect(fill('{constructor}', {})).to.equal('{constructor}');
  });
});

describe('T1 language tags', () => {
  it('are canonical, or none', () => {
    const said = ['ru_RU', 'RU', 'en-US@posix', 'ru_RU.UTF-8', 'rus', 'run', 'zh_hant_tw', 'iw'];
    expect(said.map(canonicalLanguage)).to.deep.equal(['ru-RU', 'ru', 'en-US', 'ru-RU', 'ru', 'rn', 'zh-Hant-TW', 'he']);
    for (const none of ['', '{{ lang }}', '__proto__', 'constructor', 'a', 'C', '-', 'en-', '\u0000'])
      expect(canonicalLanguage(none), none).to.equal(undefined);
  });
  it('of the browser that are none are passed over', () => {
    expect(regional('ru', ['en-US@posix', '{{ lang }}', 'ru_RU'])).to.equal('ru-RU');
    expect(regional('ru', ['run', '__proto__'])).to.equal('ru');
    expect(loadSettings(() => sessionStorage, ['{{ lang }}', 'ru_RU.UTF-8']).language).to.equal('ru');
    expect(loadSettings(() => sessionStorage, ['run', 'RU', 'en']).language).to.equal('ru');
  });
});

describe('plural', () => {
  const ru = { 'x.one': '{n} сообщение', 'x.few': '{n} сообщения', 'x.many': '{n} сообщений', 'x.other': '{n} сообщения' };
  it('takes the form of the language', () => {
    expect([1, 2, 5, 21].map((n) => plural(ru, 'x', n, 'ru'))).to.deep.equal(['1 сообщение', '2 сообщения', '5 сообщений', '21 сообщение']);
    expect(plural({ 'x.one': '{n} new', 'x.other': '{n} news' }, 'x', 2, 'en')).to.equal('2 news');
  });
  it('falls back to the plain key', () => {
    expect(plural({ x: 'new: {n}' }, 'x', 1234, 'en')).to.equal('new: 1,234');
    expect(plural({}, 'x', 1, 'en')).to.equal('');
  });
});

describe('times and days', () => {
  it('follow the locale', () => {
    expect(formatTime(at(3), 'en-GB')).to.equal('14:02');
    expect(formatTime(at(3), 'ru')).to.equal('14:02');
    expect(formatTime(at(3), 'en-US')).to.match(/^2:02\sPM$/);
    expect(formatDate(at(3), 'en-GB', now)).to.equal('3 Sept');
    expect(formatDate(new Date(2025, 0, 2).getTime(), 'en-GB', now)).to.equal('2 Jan 2025');
  });
  it('days are named relative to now', () => {
    expect(formatDay(at(20, 0, 0), now, 'en-GB')).to.equal('Today');
    expect(formatDay(at(19, 23, 59), now, 'ru')).to.equal('Вчера');
    expect(formatDay(at(14), now, 'en-GB')).to.equal('Monday');
    expect(formatDay(at(13), now, 'en-GB')).to.equal('13 September');
    expect(formatDay(at(21), now, 'en-GB')).to.equal('21 September');
  });
  it('list rows show the time today and the date before', () => {
    expect(formatWhen(at(20, 9, 5), now, 'en-GB')).to.equal('09:05');
    expect(formatWhen(at(19), now, 'en-GB')).to.equal('19 Sept');
  });
  it('count calendar days, not spans of 24 hours', () => {
    expect(daysBetween(at(19, 23, 59), at(20, 0, 1))).to.equal(1);
    expect(daysBetween(new Date(2026, 2, 28, 12).getTime(), new Date(2026, 2, 30, 1).getTime())).to.equal(2);
  });
  it('durations are a stopwatch', () => {
    expect([0, 24_000, 725_000, 3_725_000, -5].map((ms) => formatDuration(ms, 'en'))).to.deep.equal([
      '0:00',
      '0:24',
      '12:05',
      '1:02:05',
      '0:00',
    ]);
  });
  it('relative times are short', () => {
    expect(formatRelative(now, now, 'en')).to.equal('now');
    expect(formatRelative(now - 120_000, now, 'en')).to.match(/^2 min/);
    expect(formatRelative(now - 7_200_000, now, 'en')).to.match(/^2 hr/);
    expect(formatRelative(now - 86_400_000, now, 'en')).to.equal('yesterday');
  });
  it('the visitor’s own regional variant of the language is taken', () => {
    expect(regional('en', ['de-DE', 'en-GB', 'en-US'])).to.equal('en-GB');
    expect(regional('ru', ['en-GB'])).to.equal('ru');
  });
});
