// The mood pad: drag, tap or arrow keys. It sets the two scales it stands for (radios, "" to 10), so a form
// sends the same with and without script, and an untouched pad is an unanswered one.

const WIDE = 340, HIGH = 240, EDGE = 20, MOST = 10;
const across = (x) => EDGE + (x / MOST) * (WIDE - 2 * EDGE);
const up = (y) => HIGH - EDGE - (y / MOST) * (HIGH - 2 * EDGE);
const clamp = (value) => Math.min(MOST, Math.max(0, value));

class Pad {
  constructor(root) {
    this.root = root;
    this.svg = root.querySelector("svg");
    this.mark = root.querySelector(".mark");
    this.near = root.querySelector(".near");
    this.told = root.querySelector("output");
    this.clear = root.querySelector("[data-clear]");
    this.asScales = root.querySelector("[data-as-scales]");
    this.scales = root.querySelector(".scales");
    this.handles = { x: root.querySelector("[data-handle=x]"), y: root.querySelector("[data-handle=y]") };
    this.words = [...root.querySelector("template").content.children].map((word) => ({
      x: Number(word.dataset.x), y: Number(word.dataset.y), text: word.textContent,
    }));
    root.classList.add("live");
    this.listen();
    this.read();
  }

  listen() {
    this.svg.addEventListener("pointerdown", (event) => {
      this.svg.setPointerCapture(event.pointerId);
      this.follow(event);
    });
    this.svg.addEventListener("pointermove", (event) => {
      if (this.svg.hasPointerCapture(event.pointerId)) this.follow(event);
    });
    for (const done of ["pointerup", "pointercancel"]) this.svg.addEventListener(done, () => this.rest());
    for (const handle of Object.values(this.handles)) {
      handle.addEventListener("input", () => { this.set(Number(this.handles.x.value), Number(this.handles.y.value)); this.rest(); });
    }
    this.clear.addEventListener("click", () => { this.set(null, null); this.handles.x.focus(); });
    this.scales.addEventListener("change", () => this.read());
    this.asScales.addEventListener("click", () => this.unfold());
  }

  // The pad stays, and shows what the two scales say: whoever would rather answer one thing after the other can.
  unfold() {
    this.asScales.setAttribute("aria-expanded", String(this.root.classList.toggle("as-scales")));
  }

  follow(event) {
    const box = this.svg.getBoundingClientRect();
    const x = (((event.clientX - box.left) / box.width) * WIDE - EDGE) / (WIDE - 2 * EDGE);
    const y = (HIGH - EDGE - ((event.clientY - box.top) / box.height) * HIGH) / (HIGH - 2 * EDGE);
    this.set(clamp(x * MOST), clamp(y * MOST));
    event.preventDefault();
  }

  // What is sent is a whole step; what is drawn stays under the finger.
  set(x, y) {
    this.tick("x", x);
    this.tick("y", y);
    this.draw(x, y);
    this.root.dispatchEvent(new Event("change", { bubbles: true }));
  }

  tick(axis, value) {
    const wanted = value === null ? "" : String(Math.round(value));
    for (const radio of this.radios(axis)) radio.checked = radio.value === wanted;
    if (value !== null) this.handles[axis].value = wanted;
  }

  radios(axis) {
    const name = this.root.dataset[axis];
    return [...this.root.querySelectorAll("input[type=radio]")].filter((radio) => radio.name === name);
  }

  read() {
    const [x, y] = ["x", "y"].map((axis) => this.radios(axis).find((radio) => radio.checked)?.value ?? "");
    const answered = x !== "" && y !== "";
    if (answered) { this.handles.x.value = x; this.handles.y.value = y; }
    this.draw(answered ? Number(x) : null, answered ? Number(y) : null);
    this.rest();
  }

  draw(x, y) {
    const set = x !== null;
    this.mark.classList.toggle("unset", !set);
    this.near.classList.toggle("unset", !set);
    this.clear.hidden = !set;
    if (!set) {
      this.told.textContent = this.root.dataset.start;
      return;
    }
    this.mark.setAttribute("transform", `translate(${across(x)} ${up(y)})`);
    this.closest = this.words
      .map((word) => ({ ...word, far: Math.hypot(word.x - x, word.y - y) }))
      .sort((one, other) => one.far - other.far)
      .slice(0, 3);
    this.near.textContent = this.closest[0]?.text ?? "";
    this.near.setAttribute("x", Math.min(WIDE - 60, Math.max(60, across(x))));
    this.near.setAttribute("y", up(y) < 70 ? up(y) + 52 : up(y) - 40);
    for (const handle of Object.values(this.handles)) handle.setAttribute("aria-valuetext", `${handle.value}: ${this.near.textContent}`);
  }

  // Only when the finger rests: a voice that reads along must not stumble after every move.
  rest() {
    if (this.closest && !this.mark.classList.contains("unset")) this.told.textContent = this.closest.map((word) => word.text).join(" · ");
  }
}

const wake = () => { for (const root of document.querySelectorAll("[data-pad]:not(.live)")) new Pad(root); };
wake();
addEventListener("intertwine:shown", wake);
addEventListener("htmx:load", wake);
