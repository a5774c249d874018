// A page of the plan: saved whole as it is typed. Another device may have saved since: the button shows both.
import { autosave } from "../portal/autosave.js";

const form = document.getElementById("part");

autosave(form, {
  body() {
    const data = new URLSearchParams(new FormData(form));
    data.set("do", "typed");
    return data;
  },
  saved({ revision }) {
    form.elements.revision.value = revision;
  },
  conflicted: () => "Not saved yet: this was changed on another device. Press the button to see both.",
});
