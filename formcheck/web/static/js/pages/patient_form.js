/** A patient's file as a form. */

import { html, useState } from "../preact.js";
import { Card, Choice } from "../ui.js";

/** @typedef {import("../types.js").Patients} Patients */
/** @typedef {import("../types.js").PatientForm} PatientForm */
/** @typedef {import("../types.js").PatientExercise} PatientExercise */

/** @type {Omit<PatientExercise, "exercise">} */
const USUAL = {
  allowed: true, unlocked: false, side: "", sets: null, reps: null, hold_s: null, rest_s: null, target_deg: null, why: "",
};

/**
 * Return the number that a person typed; null = left out.
 *
 * @param {string} text
 */
export function numberOf(text) {
  const trimmed = text.trim().replace(",", ".");
  const value = Number(trimmed);
  return trimmed === "" || !Number.isFinite(value) ? null : value;
}

/** What the form calls the keys of a file. */
const LABELS = Object.freeze({
  sets: "Sets", reps: "Repetitions", hold_s: "Hold, seconds", rest_s: "Rest, seconds", target_deg: "Target, °",
  side: "Leg", why: "Why",
});

/**
 * Return where in the form a mistake is: the file's key in the words of the form.
 *
 * @param {string} key "exercise.mini_squat.reps", say
 * @param {{ name: string, title: string }[]} exercises
 */
export function placeInForm(key, exercises) {
  const [, name, field] = /^exercise\.(\w+)\.(\w+)/.exec(key) ?? [];
  const title = exercises.find((row) => row.name === name)?.title;
  const label = LABELS[/** @type {keyof typeof LABELS} */ (field)];
  return title && label ? `${title}, ${label}:` : "";
}

/**
 * @param {{ form: PatientForm, all: Patients, onChange: (form: PatientForm) => void }} props
 */
export function PatientFields({ form, all, onChange }) {
  const set = (/** @type {Partial<PatientForm>} */ changed) => onChange({ ...form, ...changed });
  /** @type {(name: string, on: boolean) => void} */
  const mark = (name, on) =>
    set({ precautions: on ? [...form.precautions, name] : form.precautions.filter((one) => one !== name) });
  return html`
    <${Card} title="The patient">
      <label class="field"><span>Name, as reports show it</span>
        <input type="text" maxlength="80" autocomplete="off" value=${form.name} onInput=${(/** @type {any} */ event) => set({ name: event.currentTarget.value })} /></label>
      <${Choice} legend="The side of the hip that is concerned" name="patient-side" value=${form.side}
        options=${[["left", "Left"], ["right", "Right"], ["auto", "Either"]]} onChange=${(/** @type {any} */ side) => set({ side })} />
    <//>
    <${Card} title="Precautions">
      <ul class="ticks">${all.precautions.map((row) => html`<li><label class="tick">
        <input type="checkbox" checked=${form.precautions.includes(row.name)} onChange=${(/** @type {any} */ event) => mark(row.name, event.currentTarget.checked)} />
        <span><strong>${row.title}</strong>${row.avoid.length > 0 && html`<span class="tick-note">No ${row.avoid.join("; no ")}.</span>`}</span>
      </label></li>`)}</ul>
    <//>
    <${Card} title="Single exercises">
      <p>What you leave out stays as usual.</p>
      ${form.exercises.map((row, number) => html`<${ExerciseFields} key=${row.exercise} row=${row}
        title=${all.exercises.find((one) => one.name === row.exercise)?.title ?? row.exercise}
        onChange=${(/** @type {PatientExercise} */ changed) => set({ exercises: form.exercises.map((one, at) => (at === number ? changed : one)) })}
        onRemove=${() => set({ exercises: form.exercises.filter((_, at) => at !== number) })} />`)}
      <${AddExercise} all=${all} taken=${form.exercises.map((row) => row.exercise)}
        onAdd=${(/** @type {string} */ exercise) => set({ exercises: [...form.exercises, { exercise, ...USUAL }] })} />
    <//>`;
}

/** @param {{ all: Patients, taken: string[], onAdd: (exercise: string) => void }} props */
function AddExercise({ all, taken, onAdd }) {
  const left = all.exercises.filter((row) => !taken.includes(row.name));
  const [name, setName] = useState("");
  const chosen = left.some((row) => row.name === name) ? name : (left[0]?.name ?? "");
  return html`<div class="row">
    <label class="field grow"><span>Another exercise</span>
      <select value=${chosen} onChange=${(/** @type {any} */ event) => setName(event.currentTarget.value)}>
        ${left.map((row) => html`<option value=${row.name}>${row.title}</option>`)}
      </select></label>
    <button type="button" disabled=${!chosen} onClick=${() => onAdd(chosen)}>Add</button>
  </div>`;
}

/**
 * @param {{ row: PatientExercise, title: string, onChange: (row: PatientExercise) => void, onRemove: () => void }} props
 */
function ExerciseFields({ row, title, onChange, onRemove }) {
  const set = (/** @type {Partial<PatientExercise>} */ changed) => onChange({ ...row, ...changed });
  const [unread, setUnread] = useState(/** @type {Record<string, string>} */ ({}));
  /** @type {(label: string, text: string, to: (value: number | null) => void) => void} */
  const read = (label, text, to) => {
    const value = numberOf(text);
    const why = value === null && text.trim() ? `“${text.trim()}” is no number: “${label}” stays as usual.` : "";
    setUnread((before) => ({ ...before, [label]: why }));
    to(value);
  };
  /** @type {(label: string, value: number | null, to: (value: number | null) => void) => any} */
  const number = (label, value, to) => html`<label class="field short"><span>${label}</span>
    <input type="text" inputmode="decimal" autocomplete="off" value=${value ?? ""} placeholder="usual"
      onChange=${(/** @type {any} */ event) => read(label, event.currentTarget.value, to)} /></label>`;
  /** @type {(at: 0 | 1, value: number | null) => void} */
  const target = (at, value) => {
    const old = row.target_deg ?? [0, 0];
    if (value === null) set({ target_deg: null });
    else set({ target_deg: at === 0 ? [value, old[1]] : [old[0], value] });
  };
  return html`<fieldset class="exercise-fields"><legend>${title}</legend>
    <${Choice} legend="May the patient do it?" name=${`allowed-${row.exercise}`} hidden
      value=${!row.allowed ? "no" : row.unlocked ? "unlocked" : "yes"}
      options=${[["yes", "As usual"], ["unlocked", "Unlocked by me"], ["no", "Not allowed"]]}
      onChange=${(/** @type {string} */ answer) => set({ allowed: answer !== "no", unlocked: answer === "unlocked" })} />
    ${row.allowed && html`<div class="row">
      ${number("Sets", row.sets, (sets) => set({ sets }))}
      ${number("Repetitions", row.reps, (reps) => set({ reps }))}
      ${number("Hold, seconds", row.hold_s, (hold_s) => set({ hold_s }))}
      ${number("Rest, seconds", row.rest_s, (rest_s) => set({ rest_s }))}
      ${number("Target from, °", row.target_deg?.[0] ?? null, (value) => target(0, value))}
      ${number("Target to, °", row.target_deg?.[1] ?? null, (value) => target(1, value))}
      <label class="field short"><span>Leg</span>
        <select value=${row.side} onChange=${(/** @type {any} */ event) => set({ side: event.currentTarget.value })}>
          <option value="">usual</option><option value="left">left</option><option value="right">right</option><option value="auto">either</option>
        </select></label>
    </div>`}
    <p class="unread" role="status">${Object.values(unread).filter(Boolean).join(" ")}</p>
    ${!row.allowed && html`<label class="field"><span>Why, in one sentence for the patient</span>
      <input type="text" maxlength="200" value=${row.why} onInput=${(/** @type {any} */ event) => set({ why: event.currentTarget.value })} /></label>`}
    <button type="button" onClick=${onRemove} aria-label=${`Take it out: ${title}`}>Take it out</button>
  </fieldset>`;
}
