/** The two custom properties that re-colour everything. */
export interface Accent {
  readonly '--accent-h': number;
  readonly '--accent-c': number;
}

/**
 * Turns a brand colour (`#rgb` or `#rrggbb`) into the two accent values of the tokens, or null when it is not a hex colour.
 * The hue is kept; chroma is lowered until both solid steps fit sRGB, so that white text on the accent stays readable.
 */
export function accentFrom(hex: string): Accent | null {
  const short = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(hex.trim())?.[1];
  if (!short) return null;
  const long = short.length === 3 ? short.replace(/./g, '$&$&') : short;
  const [r, g, b] = [0, 2, 4].map((at) => linear(parseInt(long.slice(at, at + 2), 16))) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const x = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const y = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  const hue = Math.round((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return { '--accent-h': hue, '--accent-c': fitChroma(hue, Math.hypot(x, y)) };
}

const linear = (value: number): number => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
};

/** The lightness of the solid accent in the light and the dark theme; tokens.ts has the same figures. */
const SOLID = [0.52, 0.545];

function fitChroma(hue: number, chroma: number): number {
  let c = Math.min(chroma, 0.2);
  while (c > 0 && !SOLID.every((lightness) => fits(lightness, c, hue))) c -= 0.004;
  return +Math.max(0, c).toFixed(3);
}

function fits(lightness: number, chroma: number, hue: number): boolean {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].every((v) => v > -0.002 && v < 1.002);
}
