/** The end of a live session: what was done, and where it is kept. */

import { setLine } from "../live/words.js";
import { html, useEffect, useRef } from "../preact.js";
import { hashOf } from "../router.js";

/**
 * @param {{ over: import("../types.js").OverMessage, sets: import("../types.js").SetMessage[] }} props
 */
export function LiveOver({ over, sets }) {
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => heading.current?.focus(), []);
  const done = over.sets.length ? over.sets : sets;
  return html`<div class="live-over">
    <h2 tabindex="-1" ref=${heading}>${over.heading}</h2>
    ${over.lines.map((line) => html`<p class="over-line">${line}</p>`)}
    ${over.advice.map((line) => html`<p class="notice warning"><span class="mark" aria-hidden="true">!</span> <span>${line}</span></p>`)}
    ${done.length > 0 && html`<h3>Your sets are kept</h3>
      <ul class="over-sets">
        ${done.map((set) => html`<li><span>${setLine(set)}</span>
          ${set.report && html`<a class="button" href=${set.report} target="_blank" rel="noopener"
            aria-label=${`Report: ${setLine(set)}`}>Report</a>`}</li>`)}
      </ul>`}
    ${!done.length && html`<p>No set was done.</p>`}
    ${over.notes.map((line) => html`<p class="notice info"><span class="mark" aria-hidden="true">i</span> <span>${line}</span></p>`)}
    <div class="row">
      <a class="button primary" href=${hashOf("today")}>Back to Today</a>
      <a class="button" href=${hashOf("progress")}>My progress</a>
    </div>
  </div>`;
}
