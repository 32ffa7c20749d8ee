// Keeps the lifter's pages readable without network: their shell alone. Months are never cached here; the one that a
// lifter trains is in the browser's localStorage.

const SHELL = "burnfit-shell-2";
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
  event.respondWith(newest(event.request, url));
});

/** From the network; where it fails, answers with an error, or takes too long, from the shell. */
async function newest(request, url) {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(url.pathname);
  const fetched = fetch(request, { cache: "no-cache" }).then((response) => {
    // A page in the language of its address is not what the address without it shows.
    if (response.ok && !url.search) shell.put(url.pathname, response.clone());
    return response.ok ? response : (kept ?? response);
  });
  if (!kept) return fetched;
  const late = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS, kept));
  return Promise.race([fetched.catch(() => kept), late]);
}
