// The shell: components, the idle warning and the key that hides the page.
import { initAll } from "../vendor/govuk/govuk-frontend.min.js";
import { initAll as initMoj } from "../vendor/moj/moj-frontend.min.js";

initAll();
initMoj();

const WARN_MINUTES_BEFORE = 2;

function watchIdle(dialog) {
  const limit = Number(dialog.dataset.idleMinutes) * 60;
  const left = dialog.querySelector("[data-idle-left]");
  let lastUsed = Date.now();

  const stay = async () => {
    const token = dialog.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch(dialog.dataset.extendUrl, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      redirect: "manual",
    });
    if (!answer.ok) return leave();
    lastUsed = Date.now();
    dialog.close();
  };
  const leave = () => {
    const next = encodeURIComponent(location.pathname);
    location.assign(`${dialog.dataset.loginUrl}?next=${next}`);
  };

  dialog.querySelector("[data-idle-stay]").addEventListener("click", stay);
  document.addEventListener("portal:saved", () => (lastUsed = Date.now()));
  document.addEventListener("htmx:afterRequest", () => (lastUsed = Date.now()));
  setInterval(() => {
    const seconds = limit - (Date.now() - lastUsed) / 1000;
    if (seconds <= 0) return leave();
    if (seconds > WARN_MINUTES_BEFORE * 60) return;
    const minutes = Math.ceil(seconds / 60);
    left.textContent = `${minutes} minute${minutes === 1 ? "" : "s"}`;
    if (!dialog.open) dialog.showModal();
  }, 5000);
}

const TWICE_WITHIN_MS = 600;

function watchHide(button) {
  const main = document.getElementById("main-content");
  let lastEscape = 0;

  const hide = (hidden) => {
    main.classList.toggle("portal-hidden", hidden);
    button.textContent = hidden ? "Show this page" : "Hide this page";
    button.setAttribute("aria-pressed", String(hidden));
  };
  button.hidden = false;
  button.addEventListener("click", () => hide(!main.classList.contains("portal-hidden")));
  // Somebody comes in: Escape twice hides at once, wherever the focus is.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    if (now - lastEscape < TWICE_WITHIN_MS) hide(true);
    lastEscape = now;
  });
}

const dialog = document.getElementById("idle-warning");
if (dialog) watchIdle(dialog);
const hide = document.querySelector("[data-hide-page]");
if (hide) watchHide(hide);
