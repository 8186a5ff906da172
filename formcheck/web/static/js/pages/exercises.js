/** The exercises: drawings, how to do them, where the camera stands. */

import { api } from "../api.js";
import { amount, capital, duration } from "../format.js";
import { html, useState } from "../preact.js";
import { hashOf } from "../router.js";
import { Card, Choice, Notice, Stepper, Title, Waiting, useAnswer } from "../ui.js";
import { CameraPick, MissingNotice, startLive, useSettings } from "./start.js";

/** @typedef {import("../types.js").ExerciseRow} ExerciseRow */
/** @typedef {import("../types.js").ExerciseDetail} ExerciseDetail */

/** @param {{ name: string }} props */
export function Exercises({ name }) {
  return name ? html`<${One} key=${name} name=${name} />` : html`<${List} />`;
}

/**
 * Return the exercises by their position, in the order in which positions first appear.
 *
 * @param {ExerciseRow[]} exercises
 */
export function byPosition(exercises) {
  /** @type {Map<string, ExerciseRow[]>} */
  const groups = new Map();
  for (const row of exercises) {
    const words = row.position_words || row.position;
    groups.set(words, [...(groups.get(words) ?? []), row]);
  }
  return [...groups];
}

function List() {
  const { value, problem, again } = useAnswer(
    (signal) => /** @type {Promise<{ exercises: ExerciseRow[] }>} */ (api.get("/api/exercises", signal)), [],
  );
  return html`<main id="main">
    <${Title} note="Choose one to see how it is done, and to start.">Exercises<//>
    ${value ? byPosition(value.exercises).map(([position, rows], number) => html`
      <section aria-labelledby=${`position-${number}`}>
        <h2 id=${`position-${number}`}>${capital(position)}</h2>
        <ul class="exercise-grid">
          ${rows.map((row) => html`<li><a class=${`exercise-card ${row.why_not ? "blocked" : ""}`} href=${hashOf("exercises", row.name)}>
            ${row.drawing && html`<img src=${row.drawing} alt="" loading="lazy" />`}
            <span class="exercise-title">${row.title}</span>
            ${row.why_not && html`<span class="exercise-note">✕ Not for you now</span>`}
          </a></li>`)}
        </ul>
      </section>`) : html`<${Waiting} problem=${problem} again=${again} />`}
  </main>`;
}

/** @param {{ name: string }} props */
function One({ name }) {
  const { value: exercise, problem, again } = useAnswer(
    (signal) => /** @type {Promise<ExerciseDetail>} */ (api.get(`/api/exercises/${encodeURIComponent(name)}`, signal)), [name],
  );
  if (!exercise) return html`<main id="main"><${Title}>Exercise<//><${Waiting} problem=${problem} again=${again} /></main>`;
  return html`<main id="main">
    <p><a href=${hashOf("exercises")}>‹ All exercises</a></p>
    <${Title} note=${exercise.purpose}>${exercise.title}<//>
    <div class="columns">
      ${exercise.drawing && html`<figure class="how-drawing"><img src=${exercise.drawing} alt=${exercise.drawing_words} /></figure>`}
      ${exercise.why_not
        ? html`<${Notice} kind="stop" title="Not for you now."><p>${exercise.why_not}</p><//>`
        : html`<${Plan} exercise=${exercise} />`}
    </div>
    <${Card} title="How to do it"><ol class="steps">${exercise.steps.map((step) => html`<li>${step}</li>`)}</ol><//>
    <${Card} title="Where the camera stands"><p>${exercise.place}</p><//>
    <${Card} title="What the camera cannot see">
      <ul>${exercise.cannot_see.map((words) => html`<li>${capital(words)}.</li>`)}</ul>
    <//>
  </main>`;
}

/** @param {{ exercise: ExerciseDetail }} props */
function Plan({ exercise }) {
  const settings = useSettings();
  const [changes, setChanges] = useState(false);
  const [camera, setCamera] = useState(/** @type {"page" | "phone"} */ ("page"));
  const [plan, setPlan] = useState({
    sets: exercise.dose.sets, reps: exercise.dose.reps, rest_s: exercise.dose.rest_s,
    side: exercise.sides === "one" ? "both" : "auto", placing: true, pain: true,
  });
  const set = (/** @type {Partial<typeof plan>} */ changed) => setPlan((old) => ({ ...old, ...changed }));
  const leg = exercise.sides !== "one" ? "" : { both: "each leg", left: "left leg", right: "right leg", auto: "one leg" }[plan.side] ?? "";
  const start = () => startLive({
    plan: {
      exercise: exercise.name, ...plan, side: /** @type {"both"} */ (plan.side), patient: settings?.patient || null,
    },
    camera,
  });
  return html`<section class="card plan" aria-label="Start">
    <p class="lead">${amount(plan.sets, plan.reps, leg)}${plan.sets > 1 ? `, ${duration(plan.rest_s)} of rest` : ""}</p>
    <button type="button" class="primary start" disabled=${!settings} onClick=${start}>Start</button>
    <${CameraPick} value=${camera} onChange=${setCamera} />
    <p class="plan-note">${capital(exercise.dose_words)}</p>
    <button type="button" aria-expanded=${changes} aria-controls="plan-changes" onClick=${() => setChanges(!changes)}>Change this</button>
    <div id="plan-changes" hidden=${!changes}>
      ${exercise.sides === "one" && html`<${Choice} legend="Which leg?" name="side" value=${plan.side}
        options=${[["both", "Each leg"], ["left", "Left leg"], ["right", "Right leg"], ["auto", "Find out"]]}
        onChange=${(/** @type {string} */ side) => set({ side })} />`}
      <${Stepper} label="Sets" value=${plan.sets} least=${1} most=${10} onChange=${(/** @type {number} */ sets) => set({ sets })} />
      <${Stepper} label="Repetitions" value=${plan.reps} least=${0} most=${30} words=${plan.reps ? "" : "until I stop"} onChange=${(/** @type {number} */ reps) => set({ reps })} />
      <${Stepper} label="Rest" value=${plan.rest_s} least=${0} most=${300} step=${15} words=${plan.rest_s ? duration(plan.rest_s) : "no rest"} onChange=${(/** @type {number} */ rest_s) => set({ rest_s })} />
      <label class="tick"><input type="checkbox" checked=${plan.placing} onChange=${(/** @type {any} */ event) => set({ placing: event.currentTarget.checked })} /><span>Help me to place the camera</span></label>
      <label class="tick"><input type="checkbox" checked=${plan.pain} onChange=${(/** @type {any} */ event) => set({ pain: event.currentTarget.checked })} /><span>Ask me for pain</span></label>
    </div>
    <${MissingNotice} />
  </section>`;
}
