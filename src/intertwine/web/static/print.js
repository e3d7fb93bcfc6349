// "Print this page": where there is no script, the browser's own menu does the same.
const bind = () => document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.onclick = () => print();
});
addEventListener("intertwine:shown", bind);
bind();
