// Saves a form as it is typed. What is not saved yet stays on the page and nowhere else: school
// computers are shared.
//
//   const saver = autosave(form, { body, saved, conflicted, failed });
//
// `form` has data-save-url and the lines of its saving: [data-saved], [data-sign-in]. `body()` gives what
// to send; `saved(answer)` hears what came back, and answers the words to say if they are not the usual
// ones; `conflicted(answer)` hears of a 409 and saving stops until `resume()`; `failed()` hears that the
// last body did not arrive; `pending()` says that the page holds something unsaved all the same.
// `saver.ask()` sends a body though nothing was typed.
const PAUSE_MS = 1500;
const RETRY_MS = 5000;
const KEEPALIVE_BYTES = 60000; // browsers send no more than 64 KB from a page that is closing

export function autosave(form, { body, saved, conflicted, failed = () => {}, pending = () => false }) {
  const status = form.querySelector("[data-saved]");
  const signIn = form.querySelector("[data-sign-in]");
  const token = () => form.elements.csrfmiddlewaretoken;
  let timer = null;
  let sending = false;
  let isDirty = false;
  let isStopped = false;
  let leaving = false;

  const say = (words) => {
    if (status.textContent !== words) status.textContent = words;
  };

  // Signing in again in another tab changes the token; the page itself is fetched for the new one.
  async function renewToken() {
    const answer = await fetch(location.pathname, { redirect: "manual" });
    if (!answer.ok) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(`#${form.id} [name=csrfmiddlewaretoken]`);
    if (!fresh || fresh.value === token().value) return false;
    token().value = fresh.value;
    return true;
  }

  function later(wait) {
    clearTimeout(timer);
    if (!isStopped) timer = setTimeout(save, wait);
  }

  function arrived(answer, isQuiet) {
    signIn.hidden = true;
    const words = saved(answer) || `Saved ${answer.saved_at}`;
    if (isQuiet) return;
    say(isDirty ? "Saving…" : words);
    document.dispatchEvent(new CustomEvent("portal:saved"));
  }

  function signedOut() {
    say("Not saved yet: you are signed out. This page keeps what you typed.");
    signIn.hidden = false;
    return later(RETRY_MS);
  }

  async function refused(answer) {
    isDirty = true;
    failed();
    if (answer.type === "opaqueredirect" || answer.status === 401) return signedOut();
    if (answer.status === 409) {
      isStopped = true;
      const words = conflicted(await answer.json());
      return words && say(words);
    }
    if (answer.status === 403 && (await renewToken())) return later(0);
    if (answer.status === 403) return signedOut();
    if (answer.status === 400) {
      const { message } = await answer.json().catch(() => ({}));
      say(`Not saved yet. ${message || "The portal could not read it. Reload the page."}`);
      return later(RETRY_MS);
    }
    say("Not saved yet: the portal could not save it. Keep this page open.");
    return later(RETRY_MS);
  }

  async function send(isQuiet) {
    clearTimeout(timer);
    timer = null;
    if (isStopped || sending) return;
    sending = true;
    isDirty = false;
    try {
      const sent = body();
      const answer = await fetch(form.dataset.saveUrl, {
        method: "POST",
        body: sent,
        redirect: "manual",
        keepalive: sent.toString().length < KEEPALIVE_BYTES,
        headers: { "X-CSRFToken": token().value },
      });
      if (answer.ok) arrived(await answer.json(), isQuiet);
      else await refused(answer);
    } catch {
      isDirty = true;
      failed();
      say("Not saved: no connection, trying again. Keep this page open.");
      later(RETRY_MS);
    } finally {
      sending = false;
      if (isDirty && timer === null) later(PAUSE_MS);
    }
  }

  const save = () => isDirty && send(false);

  function typed(event) {
    if (event.target.type === "file") return;
    isDirty = true;
    later(PAUSE_MS);
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => {
    leaving = true;
    isStopped = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", save);
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if ((isDirty || pending()) && !leaving) event.preventDefault();
  });
  // A page from the browser's memory shows what was typed; it goes on saving.
  addEventListener("pageshow", (event) => {
    if (event.persisted) leaving = isStopped = false;
  });

  return {
    say,
    ask: () => !isDirty && send(true),
    // Saves again after a conflict, or what was put into the form by a script.
    resume() {
      isStopped = false;
      isDirty = true;
      save();
    },
    // Leaves without asking, and saves no more.
    leave(address) {
      isDirty = false;
      leaving = isStopped = true;
      location.assign(address);
    },
  };
}
