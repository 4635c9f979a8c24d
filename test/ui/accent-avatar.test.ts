import { expect } from '@open-wc/testing';
import { accentFrom } from '../../src/ui/accent.ts';
import { initials, tint } from '../../src/ui/avatar.ts';

describe('accentFrom', () => {
  it('keeps the hue and fits the chroma', () => {
    expect(accentFrom('#2a5cda')!['--accent-h']).to.be.within(262, 266);
    expect(accentFrom('#2a5cda')!['--accent-c']).to.be.within(0.19, 0.2);
    expect(accentFrom('#f00')).to.deep.equal(accentFrom('ff0000'));
    expect(accentFrom('#ffff00')!['--accent-c']).to.be.below(0.13);
    expect(accentFrom('#777')!['--accent-c']).to.equal(0);
  });
  it('what is no hex colour gives null', () => {
    for (const text of ['', 'red', '#12', '#12345', '#gggggg', 'url(x)', '#fff;color:red']) expect(accentFrom(text), text).to.equal(null);
  });
  it('white on the accent has at least 4.5:1 for every hue, in both themes', () => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const luminance = (colour: string): number => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((v) =>
        v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    for (let hue = 0; hue < 360; hue += 10) {
      const { '--accent-h': h, '--accent-c': c } = accentFrom(hex(hue))!;
      for (const lightness of [0.52, 0.545])
        expect(1.05 / (luminance(`oklch(${lightness} ${c} ${h})`) + 0.05), `hue ${hue}`).to.be.at.least(4.5);
    }
  });
});

function hex(hue: number): string {
  const channel = (n: number): string => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (0.5 - 0.5 * Math.max(-1, Math.min(k - 3, 9 - k, 1))))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

describe('initials', () => {
  it('are the first letters of the first and the last word', () => {
    const wanted: [string, string][] = [
      ['Maya Lindqvist', 'ML'],
      ['anna', 'A'],
      ['Анна Берг', 'АБ'],
      ['آنا بيرغ', 'آب'],
      ['Jean-Luc de la Tour', 'JT'],
      ['Visitor 5120', '5'],
      ['', '?'],
      ['😕', '?'],
      ['<script>', 'S'],
      ['李小龙', '李'],
    ];
    for (const [name, letters] of wanted) expect(initials(name), name).to.equal(letters);
    expect(initials('Maya Lindqvist', 16)).to.equal('M');
  });
});

describe('tint', () => {
  it('is one of nine and stays the same for an id', () => {
    const tints = Array.from({ length: 500 }, (_, n) => tint(`v_${n}`));
    expect(new Set(tints)).to.have.property('size', 9);
    expect(tint('v_1')).to.equal(tint('v_1'));
  });
});
