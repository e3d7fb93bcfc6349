// Keeps a few pages for when there is no connection: Help, a page that says so, and the everyday page one leaves to.
// They are fetched as a stranger would, without cookies, so that nothing in them is about anybody. No other page is ever
// kept; what two people write passes through here and is not looked at.
const { version, pages, files } = {{ kept | tojson }};
const STORE = `help-${version}`;
const OWED = "/owed"; // someone left quickly without a connection: their sign-in is to end before anything is shown

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(begin()));

async function keep() {
  const store = await caches.open(STORE);
  await store.addAll([...Object.values(pages), ...files].map((address) => new Request(address, { credentials: "omit", cache: "reload" })));
}

async function begin() {
  for (const name of await caches.keys()) if (name !== STORE && !(await owes(name))) await caches.delete(name);
  await registration.navigationPreload?.enable();
  await clients.claim();
}

const owes = async (name) => Boolean(await (await caches.open(name)).match(OWED));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && (request.method === "GET" || pathname === "/leave")) event.respondWith(visit(event, pathname));
  else if (request.method === "GET" && files.includes(pathname)) event.respondWith(file(request));
});

async function visit(event, pathname) {
  const early = event.preloadResponse ?? Promise.resolve();
  event.waitUntil(early.catch(() => {}));
  try {
    if (await caches.match(OWED)) {
      await fetch("/leave", { method: "POST" }); // its answer clears everything here, this worker with it
      return await fetch(event.request);
    }
    return (await early) ?? (await fetch(event.request));
  } catch {
    return without(pathname);
  }
}

async function without(pathname) {
  if (pathname === "/leave") {
    await (await caches.open(STORE)).put(OWED, new Response());
    return caches.match(pages.neutral);
  }
  return caches.match(pathname === pages.help ? pages.help : pages.lost);
}

const file = async (request) => (await caches.match(request.url)) ?? fetch(request);
