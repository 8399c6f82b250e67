// An item beside its list. Without this file its link opens the item's own page.
(() => {
  const dialog = document.querySelector("dialog.side-panel");
  const panel = document.getElementById("item-panel");
  if (!dialog || !panel || !dialog.showModal) return;
  let changed = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    htmx.ajax("GET", link.href, { target: panel, swap: "innerHTML" }).then(() => {
      if (!dialog.open) dialog.showModal();
      panel.querySelector("#panel-title")?.focus();
    });
  });
  // A click beside it closes it.
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    if (changed) htmx.trigger("#items", "refresh");
    changed = false;
    panel.replaceChildren();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig.verb === "post" && event.detail.target === panel && event.detail.successful) changed = true;
  });
})();
