// Local records are AES-256-GCM under a random key of this phone, which the server makes, keeps and releases at sign-in. In memory it cannot
// be exported. For opening without a network it is also kept wrapped by the officer's PIN (PBKDF2-SHA-256).
const iterations = 600_000; // OWASP Password Storage Cheat Sheet, 2023
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @type {CryptoKey | null} */
let key = null;
let isPlain = false;

const toBytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
const toBase64 = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)));

/** Whether records can be read and written. */
export const isOpen = () => isPlain || key !== null;

/** Without HTTPS browsers have no cryptography; then nothing is kept on the phone, and what is in memory is as it is. */
export function workInMemory() { isPlain = true; }

/** Forgets the key. */
export function lock() { key = null; }

/** Takes the key, base64. */
export async function take(base64) {
  key = await crypto.subtle.importKey('raw', toBytes(base64), 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/**
 * Encrypts; the label is part of it, so that no record can stand in for another.
 * @param {string} label
 * @param {BufferSource} bytes
 */
export async function sealBytes(label, bytes) {
  if (isPlain) return { data: bytes };
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: encoder.encode(label) }, key, bytes) };
}

/** Decrypts; throws when the key is another one or the record was changed. */
export async function openBytes(label, sealed) {
  if (isPlain) return sealed.data;
  return crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv, additionalData: encoder.encode(label) }, key, sealed.data);
}

/** Encrypts what JSON can hold. */
export const seal = (label, value) => sealBytes(label, encoder.encode(JSON.stringify(value)));

/** Decrypts what {@link seal} made. */
export const open = async (label, sealed) => JSON.parse(decoder.decode(await openBytes(label, sealed)));

async function ofPin(pin, salt, rounds) {
  const material = await crypto.subtle.importKey('raw', encoder.encode(pin), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, material,
    { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

/** Wraps a key, base64, by a PIN. */
export async function wrap(base64, pin) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await ofPin(pin, salt, iterations), toBytes(base64));
  return { salt, iv, iterations, data };
}

/** Opens a wrapped key and takes it; false when the PIN is wrong. */
export async function unwrap(wrapped, pin) {
  try {
    const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: wrapped.iv }, await ofPin(pin, wrapped.salt, wrapped.iterations), wrapped.data);
    await take(toBase64(raw));
    return true;
  } catch {
    return false;
  }
}
