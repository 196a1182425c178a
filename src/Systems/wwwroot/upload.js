// Resumable upload by the tus protocol 1.0.0 (core, creation, checksum). The form works without it, for small files.
const chunkBytes = 8 << 20;
const api = '/api/v1';
const tus = { 'Tus-Resumable': '1.0.0' };

const base64 = bytes => btoa(Array.from(bytes, b => String.fromCharCode(b)).join(''));
const encode = text => base64(new TextEncoder().encode(text));

async function checksum(part) {
  if (!crypto.subtle) return {}; // only on https or localhost
  const digest = await crypto.subtle.digest('SHA-256', await part.arrayBuffer());
  return { 'Upload-Checksum': 'sha256 ' + base64(new Uint8Array(digest)) };
}

async function offsetOf(url) {
  const reply = await fetch(url, { method: 'HEAD', headers: tus });
  return reply.ok ? Number(reply.headers.get('Upload-Offset')) : null;
}

async function create(file, filing) {
  const reply = await fetch(`${api}/uploads`, {
    method: 'POST',
    headers: { ...tus, 'Upload-Length': file.size, 'Upload-Metadata': `filename ${encode(file.name)},filing ${encode(filing)}` },
  });
  if (reply.status !== 201) throw new Error((await reply.json().catch(() => null))?.title ?? reply.statusText);
  return reply.headers.get('Location');
}

async function send(file, filing, progress) {
  const key = `tus:${filing}:${file.name}:${file.size}:${file.lastModified}`;
  let url = localStorage.getItem(key);
  let offset = url ? await offsetOf(url) : null;
  if (offset === null) {
    url = await create(file, filing);
    localStorage.setItem(key, url);
    offset = 0;
  }

  while (offset < file.size) {
    const part = file.slice(offset, offset + chunkBytes);
    const reply = await fetch(url, {
      method: 'PATCH',
      headers: { ...tus, ...await checksum(part), 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': offset },
      body: part,
    });
    const at = Number(reply.headers.get('Upload-Offset'));
    if (reply.status !== 204 && reply.status !== 409 && reply.status !== 460) throw new Error(reply.statusText);
    offset = at;
    progress(offset);
  }

  localStorage.removeItem(key);
  return url.split('/').pop();
}

// True when every one of them was taken in.
async function whenStaged(filing, ids, progress) {
  for (;;) {
    const reply = await fetch(`${api}/filings/${filing}/uploads`);
    if ([401, 403, 404].includes(reply.status)) return false; // signed out: all was received, the page says what to do
    const items = reply.ok ? (await reply.json()).items : [];
    const own = items.filter(i => ids.includes(i.id) && (i.state === 'done' || i.state === 'refused'));
    progress(own.length);
    if (own.length === ids.length) return own.every(i => i.state === 'done');
    await new Promise(done => setTimeout(done, 700));
  }
}

// Files that were not sent yet would be lost with the page; what was received is not.
// Chromium before 119 asks only when the value is set.
const stay = event => {
  event.preventDefault();
  event.returnValue = true;
};

export function start(box) {
  const form = box.closest('form');
  const input = box.querySelector('input[type="file"]');
  const words = box.querySelector('[data-words]');
  const bar = box.querySelector('[data-bar]');
  form.addEventListener('submit', async event => {
    if (event.submitter?.value !== 'upload' || input.files.length === 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const files = [...input.files];
    const total = files.reduce((sum, file) => sum + file.size, 0) || 1;
    const began = performance.now();
    let before = 0;
    event.submitter.disabled = true;
    bar.hidden = false;
    window.addEventListener('beforeunload', stay);
    try {
      const ids = [];
      for (const file of files) {
        const done = before;
        ids.push(await send(file, box.dataset.filing, offset => {
          const sent = done + offset;
          bar.value = sent / total;
          const rate = sent / ((performance.now() - began) / 1000);
          words.textContent = `${box.dataset.sending} ${file.name} ${Math.round(sent / total * 100)}% · ${(rate / 1048576).toFixed(1)} MB/s`;
        }));
        before += file.size;
      }

      window.removeEventListener('beforeunload', stay);
      bar.removeAttribute('value');
      const taken = await whenStaged(box.dataset.filing, ids, ended => {
        words.textContent = `${box.dataset.queued} ${ended}/${ids.length}`;
      });
      location.assign(`/filings/${box.dataset.filing}?tab=${taken ? 'findings' : 'tables'}`); // why it was refused stands beside the upload
    } catch (error) {
      words.textContent = `${box.dataset.failed} ${error.message ?? ''}`;
      window.removeEventListener('beforeunload', stay);
      bar.hidden = true;
      event.submitter.disabled = false;
    }
  }, { capture: true });
}
