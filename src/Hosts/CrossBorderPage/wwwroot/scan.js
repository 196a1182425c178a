// A short package as texts for QR codes: HSXB1/<first 8 hex of SHA-256>/<part>/<parts>/<base64url of deflated bytes>.
import { base64, fromBase64 } from './dom.js';

const MARK = 'HSXB1';
const PART_CHARACTERS = 1400;
const MOST_PARTS = 6;
const MOST_BYTES = 64 * 1024;

const through = async (bytes, stream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

async function idOf(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...hash.slice(0, 4)].map(b => b.toString(16).padStart(2, '0')).join('');
}

// The texts; empty where the package is too long to be shown.
export async function toScans(bytes) {
  const packed = base64(await through(bytes, new CompressionStream('deflate-raw')))
    .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const parts = packed.match(new RegExp(`.{1,${PART_CHARACTERS}}`, 'g'));
  const id = await idOf(bytes);
  return parts.length > MOST_PARTS ? [] : parts.map((part, i) => [MARK, id, i + 1, parts.length, part].join('/'));
}

// The package of scanned texts in any order; null while one is missing, or where they are of different packages.
export async function fromScans(text) {
  if (text.length > MOST_PARTS * (PART_CHARACTERS + 100)) return null;
  const parts = text.split(/\s+/).filter(Boolean).map(line => line.split('/'));
  if (parts.length === 0 || parts.some(p => p.length !== 5 || p[0] !== MARK || p[1] !== parts[0][1] || p[3] !== parts[0][3]))
    return null;
  const all = new Map(parts.map(p => [Number(p[2]), p[4]]));
  const count = Number(parts[0][3]);
  if (!(count <= MOST_PARTS) || all.size !== count) return null;
  try {
    const packed = Array.from({ length: count }, (_, i) => all.get(i + 1)).join('');
    const bytes = await through(
      fromBase64(packed.replaceAll('-', '+').replaceAll('_', '/')), new DecompressionStream('deflate-raw'));
    return bytes.length <= MOST_BYTES && await idOf(bytes) === parts[0][1] ? bytes : null;
  } catch {
    return null;
  }
}
