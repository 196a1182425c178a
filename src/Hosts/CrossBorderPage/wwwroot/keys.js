// The holder's key in the file of `huoshui border holder`: AES-256-GCM under PBKDF2-HMAC-SHA-256 of a passphrase; the name
// is authenticated with it. Encrypted and decrypted by the browser's WebCrypto; the curve is the engine's.
import { base64, fromBase64 } from './dom.js';
import { engine } from './engine.js';

const FORMAT = 'huoshui/keys@v1';
const NAME = 'holder';
const ITERATIONS = 600_000;
const MOST_ITERATIONS = 10_000_000;
const SECRET_BYTES = 32;
export const SHORTEST_PASSPHRASE = 8;

async function cipherKey(passphrase, salt, iterations, use) {
  const raw = await crypto.subtle.importKey('raw', new TextEncoder().encode(passphrase), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, raw, { name: 'AES-GCM', length: 256 }, false, [use]);
}

const parameters = nonce => ({ name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(NAME), tagLength: 128 });

export async function makeKey(passphrase) {
  const secret = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  const [salt, nonce] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await cipherKey(passphrase, salt, ITERATIONS, 'encrypt');
  const encrypted = new Uint8Array(await crypto.subtle.encrypt(parameters(nonce), key, secret));
  const file = JSON.stringify({
    format: FORMAT, name: NAME, kdf: 'PBKDF2-HMAC-SHA256', iterations: ITERATIONS, salt: base64(salt),
    cipher: 'AES-256-GCM', nonce: base64(nonce), encrypted: base64(encrypted),
  });
  const vkey = await engine().call('PublicKey', secret);
  secret.fill(0);
  return { file, vkey };
}

// The secret of a file; null where the passphrase is wrong or the file is none.
export async function openKey(file, passphrase) {
  try {
    const { format, name, iterations, salt, nonce, encrypted } = JSON.parse(file);
    if (format !== FORMAT || name !== NAME || !(iterations > 0 && iterations <= MOST_ITERATIONS)) return null;
    const key = await cipherKey(passphrase, fromBase64(salt), iterations, 'decrypt');
    const secret = new Uint8Array(await crypto.subtle.decrypt(parameters(fromBase64(nonce)), key, fromBase64(encrypted)));
    return secret.length === SECRET_BYTES ? secret : null;
  } catch {
    return null;
  }
}
