// A dropped file is chosen and sent at once; without this file one chooses it and presses the button.
(() => {
  document.getElementById("verdict")?.focus();
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const ground = form.querySelector(".verify-drop");
  const input = form.querySelector("input[name=file]");
  form.querySelector("[data-drop-say]").hidden = false;
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      ground.classList.add("is-over");
    });
  }
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) ground.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    ground.classList.remove("is-over");
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
})();
