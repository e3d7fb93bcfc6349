// Leave quickly: the button, or Shift three times within five seconds.
// The page is gone from the screen first; signing out and everything else comes after.
// It does not, and cannot, take pages out of the browser's history; the help page says so.

const PRESSES = 3;
const WITHIN = 5000;
const form = document.querySelector("form[data-leave]");
let presses = [];
let leaving = false;

function leave() {
  if (leaving || !form) return;
  leaving = true;
  document.documentElement.style.colorScheme = "light dark"; // what said so goes with the rest: no white page at night
  document.documentElement.replaceChildren(document.createElement("body"));
  // replace, not assign: "back" from there does not come here again. The answer to GET ends the sign-in just as POST does.
  location.replace(form.action);
}

addEventListener("keydown", (event) => {
  if (event.key !== "Shift") {
    presses = [];
    return;
  }
  if (event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (presses.length >= PRESSES) leave();
}, true);

addEventListener("submit", (event) => {
  if (event.target !== form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leave();
}, true);

// A page the browser kept asleep and wakes on "back" may be blank, or may belong to a sign-in that has ended.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (leaving) location.replace("/");
  else location.reload();
});
