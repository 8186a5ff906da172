/** The pages, and the way between them. */

import { Exercises } from "./pages/exercises.js";
import { Live } from "./pages/live.js";
import { Progress } from "./pages/progress.js";
import { Recording } from "./pages/recording.js";
import { Settings } from "./pages/settings.js";
import { Therapist } from "./pages/therapist.js";
import { Today } from "./pages/today.js";
import { dress, preferences } from "./preferences.js";
import { html, render, useEffect, useState } from "./preact.js";
import { hashOf, usePlace } from "./router.js";
import { Title } from "./ui.js";

/** @type {[string, string][]} */
const PAGES = [
  ["today", "Today"],
  ["exercises", "Exercises"],
  ["recording", "Check a recording"],
  ["progress", "Progress"],
  ["therapist", "For the therapist"],
  ["settings", "Settings"],
];

function App() {
  const place = usePlace();
  useEffect(() => {
    if (place.page !== "live") window.scrollTo(0, 0);
  }, [place]);
  if (place.page === "live") return html`<${Live} />`;
  return html`<a class="skip" href="#main" onClick=${skip}>Skip to the page</a>
    <${Header} page=${place.page} />
    <${Page} place=${place} />`;
}

/** @param {Event} event */
function skip(event) {
  event.preventDefault(); // the address says which page it is
  const heading = document.querySelector("main h1");
  if (heading instanceof HTMLElement) heading.focus();
}

/** @param {{ place: import("./router.js").Place }} props */
function Page({ place }) {
  switch (place.page) {
    case "today":
      return html`<${Today} />`;
    case "exercises":
      return html`<${Exercises} name=${place.name} />`;
    case "recording":
      return html`<${Recording} />`;
    case "progress":
      return html`<${Progress} name=${place.name} />`;
    case "therapist":
      return html`<${Therapist} name=${place.name} isNew=${place.query.has("new")} />`;
    case "settings":
      return html`<${Settings} />`;
    default:
      return html`<main id="main"><${Title}>There is no such page<//>
        <p><a class="button primary" href=${hashOf("today")}>Go to Today</a></p></main>`;
  }
}

/** @param {{ page: string }} props */
function Header({ page }) {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [page]);
  return html`<header class="site">
    <a class="brand" href=${hashOf("today")}><span class="brand-mark" aria-hidden="true"></span>formcheck</a>
    <button type="button" class="menu-button" aria-expanded=${open} aria-controls="site-menu" onClick=${() => setOpen(!open)}>Menu</button>
    <nav id="site-menu" class=${open ? "open" : ""} aria-label="Pages">
      <ul>${PAGES.map(([name, title]) => html`<li><a href=${hashOf(name)} aria-current=${name === page ? "page" : undefined}>${title}</a></li>`)}</ul>
    </nav>
  </header>`;
}

dress(preferences());
window.addEventListener("hashchange", () => {
  document.documentElement.dataset.moved = "yes"; // from now on a new page takes the focus
});
const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(html`<${App} />`, root);
}
