// A photo is drawn anew on a canvas, upright and small, before it is kept: EXIF (place, time, device) does not outlive that. The server does it again.
import { t } from './words.js';
import * as store from './store.js';
import * as vault from './vault.js';
import { id } from './records.js';

const mostSourceBytes = 50 * 1024 * 1024;
const bytesPerMegabyte = 1024 * 1024;
const quality = 0.82;

/** Why a file cannot be taken. */
export class NoPhoto extends Error {}

/**
 * A photo as it will be kept and sent.
 * @param {File} file
 * @param {{photoSide: number, photoBytes: number}} limits
 * @returns {Promise<ArrayBuffer>} a JPEG file
 */
export async function shrink(file, limits) {
  if (file.size > mostSourceBytes)
    throw new NoPhoto(t('PhotoTooLarge', file.name, (file.size / bytesPerMegabyte).toFixed(0), mostSourceBytes / bytesPerMegabyte));
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new NoPhoto(t('PhotoUnreadable', file.name));
  }
  const scale = Math.min(1, limits.photoSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise(resolve => canvas.toBlob(resolve, 'image/jpeg', quality));
  if (!blob || blob.size > limits.photoBytes) throw new NoPhoto(t('PhotoUnreadable', file.name));
  return blob.arrayBuffer();
}

/** The change that keeps a photo of a visit. */
export async function toKeep(visitId, bytes) {
  const photo = id();
  return { photo, change: ['photos', photo, { visitId, sealed: await vault.sealBytes(`photos/${photo}`, bytes) }] };
}

/** The bytes of a kept photo. */
export const read = async photo => vault.openBytes(`photos/${photo}`, (await store.get('photos', photo)).sealed);

/** A picture as the content policy lets it be shown. */
export function dataUrl(bytes) {
  let text = '';
  for (const part of chunks(new Uint8Array(bytes))) text += String.fromCharCode(...part);
  return `data:image/jpeg;base64,${btoa(text)}`;
}

function* chunks(bytes) {
  for (let n = 0; n < bytes.length; n += 8192) yield bytes.subarray(n, n + 8192);
}
