// Keeps the lifter's pages readable without network: their shell alone. Months are never cached here; the one that a
// lifter trains is in the browser's localStorage.

const SHELL = "burnfit-shell-1";
const FILES = ["/", "/month", "/static/lifter.css", "/static/lifter.js", "/static/icon.svg", "/static/lifter.webmanifest"];
const LONGEST_WAIT_MS = 3000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name.startsWith("burnfit-") && name !== SHELL));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !FILES.includes(url.pathname)) return;
  event.respondWith(newest(event.request, url.pathname));
});

/** From the network; where it fails, or takes too long, from the shell. */
async function newest(request, path) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(path);
  const fetched = fetch(request).then((response) => {
    if (response.ok) shell.put(path, response.clone());
    return response;
  });
  if (!kept) return fetched;
  const late = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS, kept));
  return Promise.race([fetched.catch(() => kept), late]);
}
