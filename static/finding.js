// Suggestions under the search box, by keyboard: / goes there, arrows choose, Enter opens, Escape closes.
// Without this file the box is a form like any other.
(() => {
  const box = document.getElementById("search-box");
  const found = document.getElementById("search-found");
  if (!box || !found) return;
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-expanded", "false");

  const options = () => [...found.querySelectorAll("[role=option]")];
  const chosen = () => found.querySelector("[aria-selected=true]");

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }
  function open(yes) {
    found.hidden = !yes;
    const listed = yes && options().length > 0;
    box.setAttribute("aria-expanded", String(listed));
    if (listed) box.setAttribute("aria-controls", "search-list");
    if (!yes) choose(null);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return open(false);
    if (event.key === "Enter" && chosen() && !found.hidden) {
      event.preventDefault();
      return chosen().click();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const all = options();
    if (!all.length) return;
    event.preventDefault();
    if (found.hidden) return open(true);
    const at = all.indexOf(chosen());
    const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
    choose(all[next]);
  });
  found.addEventListener("htmx:afterSwap", () => open(found.childElementCount > 0 && document.activeElement === box));
  box.addEventListener("focus", () => open(found.childElementCount > 0));
  // A click on a suggestion does not take the focus from the box, so leaving the box means leaving.
  found.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("blur", () => open(false));
})();
