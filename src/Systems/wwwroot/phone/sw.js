// The shell of the officer's pages, whole and of one version. The server writes `const shell = {version, page, files}` before this line.
// Data never pass here: the API is asked by the page itself and kept encrypted by it.
const cacheName = `visits-${shell.version}`;

async function fill() {
  const cache = await caches.open(cacheName);
  await Promise.all([shell.page, ...shell.files].map(async file => {
    const answer = await fetch(file, { cache: 'reload' });
    // A session that is over answers with the page of sign-in: that is not the shell.
    if (!answer.ok || answer.redirected) throw new Error(`${file}: ${answer.status}`);
    await cache.put(file, answer);
  }));
}

async function tidy() {
  for (const name of await caches.keys())
    if (name.startsWith('visits-') && name !== cacheName) await caches.delete(name);
  await clients.claim();
}

async function reply(request, file) {
  const kept = await (await caches.open(cacheName)).match(file);
  return kept ?? fetch(request);
}

self.addEventListener('install', event => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener('activate', event => event.waitUntil(tidy()));
self.addEventListener('fetch', event => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin) return;
  if (event.request.mode === 'navigate' && url.pathname === shell.page) event.respondWith(reply(event.request, shell.page));
  else if (shell.files.includes(url.pathname)) event.respondWith(reply(event.request, url.pathname));
});
