// What someone typed is never lost to a bad connection, an ended sign-in or a server in trouble:
// a form with data-keep is sent from here, and the page stays as it is until the answer is a good one.
// What was typed stays in the page and nowhere else: nothing is written to the browser's storage,
// and there is no "really leave?" question, because closing a tab must stay instant.

const LONG = 20000;
const MOMENT = 400;
const words = document.getElementById("kept-words");

addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("form[data-keep]") || form.method !== "post" || sentByHtmx(form)) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return; // one press, one entry
  form.setAttribute("aria-busy", "true");
  document.querySelector(".notice[data-kept-notice]")?.remove();
  const slow = setTimeout(() => unfold(event.submitter), MOMENT);
  try {
    await send(form, event.submitter);
  } catch {
    if (form.dataset.keep === "waits") wait(form, event.submitter);
    else say(form, "offline", event.submitter);
  }
  clearTimeout(slow);
  form.removeAttribute("aria-busy");
});

// After some answers something must not wait for the server, nor for somebody to come in again. It stands in the page
// already, folded, and opens where the server takes more than a moment or says no.
function unfold(submitter) {
  const there = document.getElementById(submitter?.dataset.meanwhile);
  if (!there) return null;
  there.open = true;
  there.querySelector("summary").focus({ preventScroll: true });
  there.scrollIntoView();
  return there;
}

// Some forms may go later by themselves, because nothing but their own next page depends on when. Whatever is pressed
// or changed until then counts: the form is sent as it stands by then, once.
function wait(form, submitter) {
  say(form, "waiting");
  const again = () => { if (form.isConnected && form.getAttribute("aria-busy") !== "true") form.requestSubmit(submitter); };
  form.waiting?.abort();
  form.waiting = new AbortController();
  const { signal } = form.waiting;
  addEventListener("online", again, { once: true, signal });
  form.addEventListener("submit", () => form.waiting.abort(), { once: true, signal });
}

async function send(form, submitter) {
  const answer = await fetch(submitter?.getAttribute("formaction") || form.getAttribute("action") || location.href, {
    method: "POST",
    body: encoded(form, submitter),
    headers: { Kept: "page" },
    redirect: "manual", // ours never are: a network that wants a sign-in first leads away like this
    signal: AbortSignal.timeout(LONG),
  });
  if (answer.headers.get("Kept") !== "page") return say(form, stranger(answer.status), submitter);
  const when = trouble(answer.status);
  if (when) return say(form, when, submitter, answer.headers.get("Location"));
  if (answer.status === 204) return go(answer.headers.get("Location"));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const problem = page.querySelector("main[data-problem]");
  if (!problem) return show(page);
  say(form, PROBLEMS[problem.dataset.problem] ?? "failed", submitter, problem.querySelector("[data-way]")?.getAttribute("href"));
}

function encoded(form, submitter) {
  const data = new FormData(form, submitter);
  return form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
}

function trouble(status) {
  if (status === 401) return "door";
  if (status === 403) return "stale";
  if (status === 429 || status === 503) return "busy";
  if (status >= 500) return "failed";
  return "";
}

// A page that only says what went wrong does not take the place of one on which somebody has written.
const PROBLEMS = { "keys-changed": "keys", "not-found": "gone", "too-much": "much", "bad-request": "odd", closed: "door" };

// What stands between here and the server answers in its own way.
function stranger(status) {
  if (status === 413) return "much";
  if (status === 408 || status === 429 || status === 503) return "busy";
  return status >= 500 && status !== 511 ? "failed" : "strange"; // 511: a network that wants a sign-in first
}

function go(address) {
  const there = new URL(address, location.href);
  const same = there.pathname === location.pathname && there.search === location.search;
  location.assign(there);
  if (same && there.hash) location.reload(); // a fragment of this very page would not be fetched again
}

// The server looked at it and has something to say, or shows the next step: its page takes the place of this one.
function show(page) {
  const main = document.importNode(page.querySelector("main"), true);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  for (const script of page.querySelectorAll("script[src]")) load(script);
  window.htmx?.process(main);
  dispatchEvent(new CustomEvent("intertwine:shown"));
  const said = main.querySelector("[autofocus]");
  if (said) return said.focus();
  hear(main.querySelector("h1") ?? main);
  scrollTo(0, 0);
}

// The heading alone is read out: the focus on all of the page would have all of it read.
function hear(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function load(script) {
  if (document.querySelector(`script[src="${script.getAttribute("src")}"]`)) return;
  const fresh = document.createElement("script"); // one that came through the parser would not run
  fresh.type = script.type;
  fresh.src = script.getAttribute("src");
  document.head.append(fresh);
}

function say(form, when, submitter, way) {
  document.querySelector(".notice[data-kept-notice]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice arrives";
  notice.dataset.keptNotice = "";
  notice.tabIndex = -1;
  notice.setAttribute("role", "alert");
  notice.append(...words.content.querySelector(`[data-when="${when}"]`).cloneNode(true).childNodes);
  if (way?.startsWith("/")) notice.querySelector("[data-way]")?.setAttribute("href", way);
  const first = unfold(submitter);
  if (first) return first.append(notice);
  form.prepend(notice);
  notice.focus();
}

// A page that waited, and has come to its next step by itself.
addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.("main:not(:has([autofocus]))")) hear(target.querySelector("h1") ?? target);
});

// The same for forms and buttons that htmx sends.
const sentByHtmx = (form) => window.htmx && form.closest("[hx-post],[hx-put],[hx-delete],[hx-boost='true']");
const place = (event) => event.detail.elt.closest("form") ?? document.querySelector("main");

addEventListener("htmx:configRequest", (event) => { if (event.detail.verb === "post") event.detail.headers.Kept = "htmx"; });
addEventListener("htmx:responseError", (event) => {
  const when = trouble(event.detail.xhr.status);
  if (when && !polls(event)) say(place(event), when);
});
for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  addEventListener(lost, (event) => { if (!polls(event)) say(place(event), "offline"); });
}

// A page that asks every second need not complain every second.
const polls = (event) => (event.detail.elt.getAttribute("hx-trigger") ?? "").includes("every");
