// Ticking all dossiers or none; without this file each is ticked by hand.
for (const form of document.querySelectorAll("form[data-choose]")) {
  const boxes = form.querySelectorAll("input[name=codes]");
  for (const [name, checked] of [["all", true], ["none", false]]) {
    const button = form.querySelector(`[data-${name}]`);
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = checked;
    });
  }
}
