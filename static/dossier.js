// Comforts of the dossier's page: a step of the diagram is told beside it. Without this file its link opens a page.
document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest(".diagram a, a[data-step]");
  const side = document.getElementById("step-side");
  if (!link || !side) return;
  event.preventDefault();
  htmx.ajax("GET", link.getAttribute("href"), { target: side, select: "#step-story", swap: "innerHTML" }).then(() => {
    mark(link.getAttribute("href"));
    const story = side.querySelector("#step-story");
    if (story) story.focus({ preventScroll: side.getBoundingClientRect().top > 0 && side.getBoundingClientRect().top < window.innerHeight });
  });
});

function mark(address) {
  for (const link of document.querySelectorAll(".diagram a")) {
    if (link.getAttribute("href") === address) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
