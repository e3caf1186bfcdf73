// A file that is dragged over the page, and dropped there.
import { find } from "./dom.js";

/** @param {(file: File | undefined) => void} dropped */
export function takeDrops(dropped) {
  const sign = find("drop");
  let over = 0; // elements that the file is over: each that is entered is left again
  addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    over++;
    sign.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!holdsFiles(event) || --over > 0) return;
    over = 0;
    sign.hidden = true;
  });
  addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    over = 0;
    sign.hidden = true;
    dropped(event.dataTransfer?.files[0]);
  });
}

/** @param {DragEvent} event */
const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
