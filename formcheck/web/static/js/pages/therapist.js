/** For the therapist: patients, their files, and what they have done. */

import { api } from "../api.js";
import { html, useEffect, useState } from "../preact.js";
import { goTo, hashOf } from "../router.js";
import { Card, Confirm, Notice, Title, Waiting, useAnswer } from "../ui.js";
import { PatientFields, placeInForm } from "./patient_form.js";

/** @typedef {import("../types.js").Patients} PatientsAnswer */
/** @typedef {import("../types.js").PatientChecked} PatientChecked */
/** @typedef {import("../types.js").PatientForm} PatientForm */

/** Time without typing after which the file is checked, milliseconds. */
const CALM_MS = 500;

/** @param {{ name: string, isNew: boolean }} props */
export function Therapist({ name, isNew }) {
  const { value: all, problem, again } = useAnswer(
    (signal) => /** @type {Promise<PatientsAnswer>} */ (api.get("/api/patients", signal)), [name],
  );
  if (!all) return html`<main id="main"><${Title}>For the therapist<//><${Waiting} problem=${problem} again=${again} /></main>`;
  if (name) return html`<${Editor} key=${name} name=${name} isNew=${isNew} all=${all} />`;
  return html`<${Overview} all=${all} />`;
}

/**
 * Return the name of a file for a patient: small letters, digits and dashes.
 *
 * @param {string} title
 */
export function fileName(title) {
  return title.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
}

/** @param {{ all: PatientsAnswer }} props */
function Overview({ all }) {
  const [title, setTitle] = useState("");
  const add = (/** @type {Event} */ event) => {
    event.preventDefault();
    const name = fileName(title);
    if (name) goTo("therapist", name, { new: title });
  };
  return html`<main id="main">
    <${Title} note="What a patient may do, how far, and how much of it; and what was really done.">For the therapist<//>
    <${Card} title="Patients">
      ${all.patients.length ? html`<ul class="sets">${all.patients.map((patient) => html`<li>
          <span class="set-words"><strong>${patient.title}</strong></span>
          <a class="button" href=${hashOf("therapist", patient.name)} aria-label=${`Prescription of ${patient.title}`}>Prescription</a>
          ${patient.summary && html`<a class="button" href=${patient.summary} target="_blank" rel="noopener" aria-label=${`Summary of ${patient.title}`}>Summary</a>`}
        </li>`)}</ul>` : html`<p>No patient has a file yet.</p>`}
      <form class="row" onSubmit=${add}>
        <label class="field grow"><span>A new patient (a first name or a number is enough)</span>
          <input type="text" required maxlength="40" autocomplete="off" value=${title}
            onInput=${(/** @type {any} */ event) => setTitle(event.currentTarget.value)} /></label>
        <button type="submit" class="primary">Add</button>
      </form>
    <//>
  </main>`;
}

/**
 * Return what the server says of a file, a moment after the last change.
 *
 * @param {{ toml: string, form?: PatientForm } | null} draft
 * @param {(checked: PatientChecked, draft: { toml: string, form?: PatientForm }) => void} onChecked
 * @param {(problem: string) => void} onProblem
 */
function useCheck(draft, onChecked, onProblem) {
  useEffect(() => {
    if (!draft) return () => {};
    let isOld = false;
    const timer = setTimeout(() => {
      api.post("/api/patients/check", draft).then(
        (checked) => isOld || onChecked(checked, draft),
        (error) => isOld || onProblem(error.message),
      );
    }, CALM_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [draft]);
}

/** @param {{ name: string, isNew: boolean, all: PatientsAnswer }} props */
function Editor({ name, isNew, all }) {
  const [checked, setChecked] = useState(/** @type {PatientChecked | null} */ (null));
  const [draft, setDraft] = useState(/** @type {{ toml: string, form?: PatientForm } | null} */ (null));
  const [view, setView] = useState("form");
  const [said, setSaid] = useState(/** @type {{ kind: "good" | "warning", words: string } | null} */ (null));
  const [asks, setAsks] = useState(false);
  const warn = (/** @type {string} */ words) => setSaid({ kind: "warning", words });
  useEffect(() => {
    if (isNew) {
      const title = new URLSearchParams(window.location.hash.split("?")[1]).get("new") ?? name;
      setDraft({ toml: "", form: { name: title, side: "auto", precautions: [], exercises: [] } });
    } else {
      api.get(`/api/patients/${encodeURIComponent(name)}`).then(setChecked, (error) => warn(error.message));
    }
  }, [name]);
  useCheck(draft, (answer, of) => {
    setSaid((old) => (old?.kind === "warning" ? null : old));
    setChecked(of.form ? { ...answer, form: of.form } : answer);
  }, warn);

  const toml = draft && !draft.form ? draft.toml : (checked?.toml ?? "");
  const form = draft?.form ?? checked?.form ?? null;
  const save = () =>
    api.put(`/api/patients/${encodeURIComponent(name)}`, { toml: checked?.toml ?? toml }).then(
      () => setSaid({ kind: "good", words: "Kept." }), (error) => warn(error.message));
  const remove = () =>
    api.remove(`/api/patients/${encodeURIComponent(name)}`).then(() => goTo("therapist"), (error) => (setAsks(false), warn(error.message)));
  return html`<main id="main">
    <p><a href=${hashOf("therapist")}>‹ All patients</a></p>
    <${Title}>Prescription of ${form?.name || name}<//>
    <div class="row tabs" role="group" aria-label="Show as">
      <button type="button" aria-pressed=${view === "form"} onClick=${() => setView("form")}>Form</button>
      <button type="button" aria-pressed=${view === "file"} onClick=${() => setView("file")}>File</button>
    </div>
    ${view === "form" && form && html`<${PatientFields} form=${form} all=${all}
      onChange=${(/** @type {PatientForm} */ changed) => setDraft({ toml: checked?.toml ?? "", form: changed })} />`}
    ${view === "form" && !form && checked && html`<${Notice} kind="warning"><p>The form cannot show the file while it has mistakes. Mend them in the file.</p><//>`}
    ${view === "file" && html`<label class="field"><span>The patient's file (TOML)</span>
      <textarea class="file" rows="24" spellcheck="false" value=${toml} aria-describedby="mistakes"
        onInput=${(/** @type {any} */ event) => setDraft({ toml: event.currentTarget.value })}></textarea></label>`}
    <${Mistakes} checked=${checked} exercises=${view === "form" ? all.exercises : []} />
    <div class="row">
      <button type="button" class="primary" disabled=${!checked || checked.mistakes.length > 0} onClick=${() => void save()}>Keep</button>
      ${!isNew && html`<button type="button" class="danger" onClick=${() => setAsks(true)}>Delete …</button>`}
    </div>
    ${said && html`<${Notice} kind=${said.kind} live><p>${said.words}</p><//>`}
    ${asks && html`<${Confirm} question="Delete this patient's file?" detail="This cannot be undone." yes="Yes, delete it"
      onYes=${() => void remove()} onNo=${() => setAsks(false)} />`}
  </main>`;
}

/** @param {{ checked: PatientChecked | null, exercises: { name: string, title: string }[] }} props */
function Mistakes({ checked, exercises }) {
  const place = (/** @type {PatientChecked["mistakes"][number]} */ each) => placeInForm(each.key, exercises) ||
    html`${each.line !== null && `Line ${each.line}: `}${each.key && html`<code>${each.key}</code>`}`;
  return html`<div id="mistakes" aria-live="polite">
    ${checked && checked.mistakes.length > 0 && html`<${Notice} kind="warning" title="Please mend this:">
      <ul>${checked.mistakes.map((each) => html`<li>${place(each)} ${each.sentence}</li>`)}</ul><//>`}
    ${checked && checked.mistakes.length === 0 && checked.preview.length > 0 && html`<${Notice} kind="good" title="This is what it means:">
      <ul>${checked.preview.map((line) => html`<li>${line}</li>`)}</ul><//>`}
  </div>`;
}
