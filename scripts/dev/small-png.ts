import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Steps of each colour that are kept: a difference far below the one that two machines may have. */
const STEPS = 16;
const PALETTE_MAX = 256;

/** The same picture with at most 256 colours, a quarter of the size. Browsers write three or four bytes for each pixel. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  const rounded = pixels.map((colour) => {
    const near = round(colour);
    counts.set(near, (counts.get(near) ?? 0) + 1);
    return near;
  });
  const palette = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  const kept = palette.slice(0, PALETTE_MAX);
  const index = new Map(palette.map((colour, at) => [colour, at < PALETTE_MAX ? at : nearest(kept, colour)]));
  // Each line begins with its filter, which is none.
  const lines = Buffer.alloc(height * (width + 1));
  rounded.forEach((colour, at) => lines.writeUInt8(index.get(colour)!, Math.floor(at / width) * (width + 1) + 1 + (at % width)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(kept.flatMap(channels))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export const isSmall = (png: Buffer): boolean => png[25] === 3;

const channels = (colour: number): number[] => [colour >> 16, (colour >> 8) & 255, colour & 255];
const join = ([red, green, blue]: readonly number[]): number => (red! << 16) | (green! << 8) | blue!;
const round = (colour: number): number =>
  join(channels(colour).map((value) => Math.round((value / 255) * (STEPS - 1)) * (255 / (STEPS - 1))));

function nearest(palette: readonly number[], colour: number): number {
  const wanted = channels(colour);
  const distances = palette.map((one) => Math.hypot(...channels(one).map((value, i) => value - wanted[i]!)));
  return distances.indexOf(Math.min(...distances));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

/** Reads what browsers write: eight bits for each of three or four channels, no interlace. */
function decode(png: Buffer): { width: number; height: number; pixels: number[] } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const size = png[25] === 6 ? 4 : 3;
  const parts: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const bytes = inflateSync(Buffer.concat(parts));
  const line = width * size;
  const plain = Buffer.alloc(height * line);
  for (let y = 0; y < height; y++) {
    const filter = bytes[y * (line + 1)]!;
    for (let x = 0; x < line; x++) {
      const at = y * line + x;
      const left = x >= size ? plain[at - size]! : 0;
      const up = y > 0 ? plain[at - line]! : 0;
      const upLeft = x >= size && y > 0 ? plain[at - line - size]! : 0;
      plain[at] = bytes[y * (line + 1) + 1 + x]! + [0, left, up, (left + up) >> 1, paeth(left, up, upLeft)][filter]!;
    }
  }
  return { width, height, pixels: Array.from({ length: width * height }, (_, i) => join([...plain.subarray(i * size, i * size + 3)])) };
}

function paeth(left: number, up: number, upLeft: number): number {
  const guess = left + up - upLeft;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
  return a <= b && a <= c ? left : b <= c ? up : upLeft;
}
