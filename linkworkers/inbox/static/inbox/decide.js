// The reply begins with the text of the route chosen, as long as nobody has written in it.
const form = document.querySelector("[data-decide]");
const texts = new Map(
  [...(form?.querySelectorAll("[data-starting-text]") ?? [])].map((each) => [
    each.dataset.startingText,
    each.textContent.trim(),
  ]),
);
const reply = form?.elements.namedItem("reply");

form?.addEventListener("change", ({ target }) => {
  if (target.name !== "route" || !texts.has(target.value)) return;
  const written = reply.value.replaceAll("\r\n", "\n").trim();
  if (written && ![...texts.values()].includes(written)) return;
  reply.value = texts.get(target.value);
});
