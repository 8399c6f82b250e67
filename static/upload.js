// How far an upload is. The form works without this file; the browser then shows its own progress.
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.querySelector("progress.upload-bar");
  if (!bar || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.max = event.detail.total;
  bar.value = event.detail.loaded;
});
