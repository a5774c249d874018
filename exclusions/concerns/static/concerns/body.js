// The picture is a second way to the buttons of the list below it: an area that is clicked presses its button.
const figures = document.querySelector("[data-figures]");
if (figures) {
  figures.hidden = false;
  figures.addEventListener("click", (event) => {
    const area = event.target.closest("[data-area]")?.dataset.area;
    const buttons = [...document.querySelectorAll("[name=add_mark]")];
    buttons.find((button) => button.value === area)?.click();
  });
}
