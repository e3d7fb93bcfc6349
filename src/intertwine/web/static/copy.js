// A button that copies the text of an element: <button data-copy="id" data-done="Copied" hidden>.

if (navigator.clipboard) {
  const wake = () => { for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false; };
  wake();
  for (const shown of ["intertwine:shown", "htmx:load"]) addEventListener(shown, wake);

  addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) return;
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText((source.value ?? source.textContent).trim());
    } catch {
      getSelection().selectAllChildren(source); // not allowed: then it stands selected, ready to be copied by hand
      return;
    }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}
