// After the first visit, Help can be opened without a connection. See helping/worker.js for what is kept, and what is not.
// Where a browser has no service worker, or does not trust the certificate, everything else works as before.
addEventListener("load", () => {
  navigator.serviceWorker?.register("/worker.js", { updateViaCache: "all" }).catch(() => {});
});
