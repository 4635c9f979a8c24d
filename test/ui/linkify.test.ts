import { expect } from '@open-wc/testing';
import { html, render } from 'lit';
import fc from 'fast-check';
import { findLinks, linkify } from '../../src/ui/linkify.ts';

const draw = (text: string): HTMLElement => {
  const box = document.createElement('p');
  render(html`${linkify(text)}`, box);
  return box;
};
const hrefs = (text: string): string[] => findLinks(text).map(({ href }) => href);
const labels = (text: string): string[] => findLinks(text).map(({ label }) => label);

describe('linkify', () => {
  it('links carry rel, target and their own direction', () => {
    const link = draw('See https://nordvik.example/guarantee now').querySelector('a')!;
    expect(link.href).to.equal('https://nordvik.example/guarantee');
    expect(link.rel).to.equal('noopener noreferrer nofollow ugc');
    expect(link.target).to.equal('_blank');
    expect(link.dir).to.equal('ltr');
    expect(link.textContent).to.equal('https://nordvik.example/guarantee');
  });

  const linked: [text: string, label: string, href: string][] = [
    ['http://a.example', 'http://a.example', 'http://a.example/'],
    ['HTTPS://A.example/Path', 'HTTPS://A.example/Path', 'https://a.example/Path'],
    ['go to nordvik.example/guarantee', 'nordvik.example/guarantee', 'https://nordvik.example/guarantee'],
    ['www.nordvik.example', 'www.nordvik.example', 'https://www.nordvik.example/'],
    ['nordvik.com', 'nordvik.com', 'https://nordvik.com/'],
    ['sub.shop.nordvik.co.uk?q=1#top', 'sub.shop.nordvik.co.uk?q=1#top', 'https://sub.shop.nordvik.co.uk/?q=1#top'],
    ['nordvik.travel/x', 'nordvik.travel/x', 'https://nordvik.travel/x'],
    ['localhost: http://localhost:8080/demo/', 'http://localhost:8080/demo/', 'http://localhost:8080/demo/'],
    ['write to maya@lindqvist.example please', 'maya@lindqvist.example', 'mailto:maya@lindqvist.example'],
    ['mailto:maya@lindqvist.example', 'mailto:maya@lindqvist.example', 'mailto:maya@lindqvist.example'],
    ['first.last+tag@mail.nordvik.co.uk', 'first.last+tag@mail.nordvik.co.uk', 'mailto:first.last+tag@mail.nordvik.co.uk'],
    ['пример.рф', 'пример.рф', 'https://xn--e1afmkfd.xn--p1ai/'],
    ['https://münchen.de/straße', 'https://münchen.de/straße', 'https://xn--mnchen-3ya.de/stra%C3%9Fe'],
    // punctuation around
    ['(see nordvik.com)', 'nordvik.com', 'https://nordvik.com/'],
    ['Is it nordvik.com?', 'nordvik.com', 'https://nordvik.com/'],
    ['nordvik.com.', 'nordvik.com', 'https://nordvik.com/'],
    ['https://a.example/x...', 'https://a.example/x', 'https://a.example/x'],
    ['https://en.example/wiki/Tent_(shelter)', 'https://en.example/wiki/Tent_(shelter)', 'https://en.example/wiki/Tent_(shelter)'],
    ['(https://en.example/wiki/Tent_(shelter)).', 'https://en.example/wiki/Tent_(shelter)', 'https://en.example/wiki/Tent_(shelter)'],
    ['[https://a.example/x]', 'https://a.example/x', 'https://a.example/x'],
    ['"https://a.example/x"', 'https://a.example/x', 'https://a.example/x'],
    ['«https://a.example/x»', 'https://a.example/x', 'https://a.example/x'],
    ['<https://a.example/x>', 'https://a.example/x', 'https://a.example/x'],
    ['https://a.example/x, then', 'https://a.example/x', 'https://a.example/x'],
    ['https://a.example/x！', 'https://a.example/x', 'https://a.example/x'],
    ['*https://a.example/x*', 'https://a.example/x', 'https://a.example/x'],
    ['https://a.example/x?a=1&b=2;c', 'https://a.example/x?a=1&b=2;c', 'https://a.example/x?a=1&b=2;c'],
    ['رابط: https://a.example/x شكرا', 'https://a.example/x', 'https://a.example/x'],
    ['a.com,b.com', 'a.com', 'https://a.com/'],
  ];
  for (const [text, label, href] of linked) {
    it(`"${text}" links ${label}`, () => {
      expect(labels(text)[0]).to.equal(label);
      expect(hrefs(text)[0]).to.equal(href);
    });
  }

  const plain = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https',
    'java\tscript:alert(1)',
    'jav&#x0A;ascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:x',
    'ftp://a.b',
    'Thanks.Do you have it',
    'e.g. this',
    'i.e. that',
    'node.js and index.html and a.b',
    'version 1.2.3 of 10.0.0.1',
    '3.14',
    '...',
    'http://',
    'https://?',
    'www.',
    'mailto:',
    'a@b',
    '@nordvik',
    'https://bank.example@evil.example/',
    'https://bank.example:443@evil.example/',
    '/etc/hosts.com.conf/',
  ];
  for (const text of plain) {
    it(`"${text}" stays plain text`, () => {
      expect(hrefs(text)).to.deep.equal([]);
      expect(draw(text).textContent).to.equal(text);
    });
  }

  it('a link behind a forbidden scheme never keeps that scheme', () => {
    for (const text of [
      'javascript://nordvik.com/%0aalert(1)',
      'data:https://a.example',
      'javascript:https://a.example/x',
      'x:www.a.example',
    ]) {
      for (const href of hrefs(text)) expect(href).to.match(/^(https?|mailto):/);
      expect(draw(text).textContent).to.equal(text);
    }
  });

  it('hosts that mix scripts are shown in punycode', () => {
    expect(labels('https://аpple.com/login')).to.deep.equal(['https://xn--pple-43d.com/login']);
    expect(labels('www.gооgle.com')).to.deep.equal(['www.xn--ggle-55da.com']);
    expect(labels('https://пример.com')).to.deep.equal(['https://xn--e1afmkfd.com']);
    expect(labels('https://αβγ.gr')).to.deep.equal(['https://xn--mxacd.gr']);
  });

  it('a host that is resolved as another than it is written is shown as the real one', () => {
    expect(labels('http://0x7f.1/x')).to.deep.equal(['http://127.0.0.1/x']);
    expect(labels('http://2130706433/')).to.deep.equal(['http://127.0.0.1/']);
    expect(labels('http://evil.example\\\\@good.example/')[0]).to.equal('http://evil.example');
  });

  it('bidi marks and zero-width characters end a link', () => {
    expect(labels('https://a.example/\u202Egnp.exe')).to.deep.equal(['https://a.example/']);
    expect(labels('https://a.example/x\u200B.y')).to.deep.equal(['https://a.example/x']);
  });

  it('markup is text', () => {
    const text = '<img src=x onerror=alert(1)> <a href="javascript:alert(1)">x</a> https://a.example/"onmouseover="alert(1)';
    const box = draw(text);
    expect(box.textContent).to.equal(text);
    expect(box.querySelectorAll('img')).to.have.length(0);
    expect([...box.querySelectorAll('a')].map((link) => link.href)).to.deep.equal(['https://a.example/']);
    expect([...box.querySelector('a')!.attributes].map(({ name }) => name).sort()).to.deep.equal(['dir', 'href', 'rel', 'target']);
  });

  it('textContent equals the input and every href is allowed, whatever is written', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'http://',
        'https://',
        'www.',
        'mailto:',
        'javascript:',
        '.com',
        '.',
        '@',
        '/',
        '(',
        ')',
        ' ',
        '\n',
        '"',
        '<',
        'a',
        'xn--',
        '\u202E',
        'é',
        '1',
        ':',
        '#',
      ),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const links = findLinks(text);
        let end = 0;
        for (const { index, length, href } of links) {
          expect(index).to.be.at.least(end);
          end = index + length;
          expect(href).to.match(/^(https?|mailto):/);
        }
        expect(end).to.be.at.most(text.length);
      }),
      { numRuns: 500 },
    );
  });

  it('a message of 5,000 characters built to be slow takes no longer than a frame or two', () => {
    for (const unit of ['a.', 'a@', 'www.', 'http://', '(', 'a-', '.com', 'a.b@', ')', 'https://a.b)']) {
      const text = unit.repeat(5000 / unit.length);
      const start = performance.now();
      findLinks(text);
      expect(performance.now() - start, unit).to.be.below(50);
    }
  });
});
