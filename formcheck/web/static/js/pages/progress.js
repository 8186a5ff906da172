/** Progress: what changed over the weeks, and every set that is kept. */

import { api } from "../api.js";
import { dayWords, doneWords, legWords } from "../format.js";
import { html } from "../preact.js";
import { goTo, hashOf } from "../router.js";
import { Card, Notice, Title, Waiting, useAnswer } from "../ui.js";

/** @typedef {import("../types.js").Progress} ProgressAnswer */
/** @typedef {import("../types.js").SetRow} SetRow */

/** @param {{ name: string }} props */
export function Progress({ name }) {
  const asked = name ? `?exercise=${encodeURIComponent(name)}` : "";
  const { value: progress, problem, again } = useAnswer(
    (signal) => /** @type {Promise<ProgressAnswer>} */ (api.get(`/api/progress${asked}`, signal)), [name],
  );
  const { value: kept } = useAnswer(
    (signal) => /** @type {Promise<{ sets: SetRow[] }>} */ (api.get("/api/sets", signal)), [],
  );
  return html`<main id="main">
    <${Title}>Progress<//>
    ${progress ? html`<${Change} progress=${progress} />` : html`<${Waiting} problem=${problem} again=${again} />`}
    ${kept && kept.sets.length > 0 && html`<${Sets} sets=${kept.sets} />`}
  </main>`;
}

/** @param {{ progress: ProgressAnswer }} props */
function Change({ progress }) {
  if (!progress.exercises.length) {
    return html`<${Notice} kind="info" title="Nothing is kept yet."><p>After your first session you see here how you are getting on.</p>
      <p class="row"><a class="button primary" href=${hashOf("today")}>Go to Today</a></p><//>`;
  }
  return html`
    <label class="field"><span>Exercise</span>
      <select value=${progress.exercise} onChange=${(/** @type {any} */ event) => goTo("progress", event.currentTarget.value)}>
        ${progress.exercises.map((row) => html`<option value=${row.name} selected=${row.name === progress.exercise}>${row.title}</option>`)}
      </select>
    </label>
    <section class="card" aria-label="Change">
      <p class="lead">${progress.summary}</p>
      ${progress.lines.map((line) => html`<p>${line}</p>`)}
      ${progress.drawings.map((address, row) => html`<img class="curve" src=${address} alt=${`${progress.lines[row] ?? "The weeks."} The table below has the same numbers.`} />`)}
      ${progress.table.rows.length > 0 && html`<${Table} table=${progress.table} />`}
    </section>`;
}

/** @param {{ table: ProgressAnswer["table"] }} props */
function Table({ table }) {
  return html`<details><summary>The numbers in a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="The numbers">
      <table><thead><tr>${table.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${table.rows.map((row) => html`<tr>${row.map((cell, column) => (column ? html`<td>${cell}</td>` : html`<th scope="row">${cell}</th>`))}</tr>`)}</tbody>
      </table>
    </div>
  </details>`;
}

/** @param {{ sets: SetRow[] }} props */
function Sets({ sets }) {
  return html`<${Card} title="Every set">
    <ul class="sets">${sets.map((row) => html`<li>
      <span class="set-words"><strong>${[row.title, legWords(row.side)].filter(Boolean).join(", ")}</strong>
        <span>${dayWords(row.day)}: ${doneWords(row)}</span><span>${row.heading}</span></span>
      <a class="button" href=${row.report} target="_blank" rel="noopener" aria-label=${`Report: ${row.title}, ${dayWords(row.day)}`}>Report</a>
    </li>`)}</ul>
  <//>`;
}
