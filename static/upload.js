// Files by choice, drop or paste, and how far an upload is. Without this file the form works with the browser's own means.
(() => {
  const zones = () => [...document.querySelectorAll("[data-drop]")].filter((zone) => zone.offsetParent);
  const inputOf = (zone) => zone.querySelector("input[type=file]");
  const size = (bytes) => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: bytes < 1e6 ? "kilobyte" : "megabyte", maximumFractionDigits: 1 }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6));

  function put(zone, files) {
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    inputOf(zone).files = all.files;
    show(zone);
  }

  function add(zone, files) {
    const there = [...inputOf(zone).files];
    const known = new Set(there.map((file) => `${file.name}/${file.size}`));
    put(zone, [...there, ...files.filter((file) => !known.has(`${file.name}/${file.size}`))]);
  }

  function show(zone) {
    const list = zone.querySelector(".drop-list");
    const files = [...inputOf(zone).files];
    list.hidden = files.length === 0;
    list.replaceChildren(...files.map((file, place) => {
      const line = document.createElement("li");
      const name = document.createElement("span");
      const remove = document.createElement("button");
      name.textContent = `${file.name} · ${size(file.size)}`;
      remove.type = "button";
      remove.className = "btn btn-sm";
      remove.textContent = zone.dataset.remove;
      remove.setAttribute("aria-label", `${zone.dataset.remove}: ${file.name}`);
      remove.addEventListener("click", () => put(zone, files.filter((_, other) => other !== place)));
      line.append(name, remove);
      return line;
    }));
  }

  // A picture from the clipboard has no name of its own.
  const named = (file) => file.name && file.name !== "image.png" ? file
    : new File([file], `${new Date().toISOString().slice(0, 19).replace(/[-:]/g, "")}.png`, { type: file.type });

  document.addEventListener("change", (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (zone && event.target.type === "file") show(zone);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("[data-drop]");
      if (!zone || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      zone.classList.toggle("drop-over", kind === "dragover");
      if (kind === "drop") add(zone, [...event.dataTransfer.files]);
    });
  }
  document.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])].map(named);
    const [zone] = zones();
    if (!zone || !files.length) return;
    event.preventDefault();
    add(zone, files);
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const bar = event.target.querySelector?.("progress.upload-bar");
    if (!bar || !event.detail.lengthComputable) return;
    bar.hidden = false;
    bar.max = event.detail.total;
    bar.value = event.detail.loaded;
  });
})();
