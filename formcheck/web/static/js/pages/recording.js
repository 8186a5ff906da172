/** Check a recording: a file of this computer, its progress, and the report. */

import { api, upload } from "../api.js";
import { duration, fileSize, percent } from "../format.js";
import { html, useEffect, useRef, useState } from "../preact.js";
import { Choice, Notice, Title, useAnswer } from "../ui.js";

/** @typedef {import("../types.js").Job} Job */

/** Time between two looks at a job, milliseconds. */
const LOOK_MS = 500;

/**
 * @typedef {object} Sending
 * @property {number} share 0 to 1
 * @property {() => void} stop
 */

export function Recording() {
  const [file, setFile] = useState(/** @type {File | null} */ (null));
  const [exercise, setExercise] = useState("");
  const [side, setSide] = useState("auto");
  const [sending, setSending] = useState(/** @type {Sending | null} */ (null));
  const [job, setJob] = useState(/** @type {Job | null} */ (null));
  const [problem, setProblem] = useState("");
  useFollow(job, setJob, setProblem);

  const check = async () => {
    if (!file) return;
    setProblem("");
    setJob(null);
    const settings = await api.get("/api/settings").catch(() => null);
    if (settings && file.size > settings.upload_limit_bytes) {
      const most = fileSize(settings.upload_limit_bytes);
      setProblem(`This film is too large: ${fileSize(file.size)}, and at most ${most} are taken. Cut it shorter, or film with less detail.`);
      return;
    }
    const asked = new URLSearchParams({ name: file.name, exercise, side });
    if (settings?.patient) asked.set("patient", settings.patient);
    const { answer, stop } = upload(`/api/recordings?${asked}`, file, (share) => setSending({ share, stop }));
    setSending({ share: 0, stop });
    try {
      setJob(await answer);
    } catch (error) {
      const failure = /** @type {Error} */ (error);
      if (failure.name !== "AbortError") setProblem(failure.message);
    }
    setSending(null);
  };
  const stop = async () => {
    sending?.stop();
    if (job) await api.remove(`/api/recordings/${job.job}`).catch(() => {});
    setJob(null);
  };
  const busy = sending !== null || job?.state === "waiting" || job?.state === "running";
  return html`<main id="main">
    <${Title} note="A film of you doing an exercise, from a phone or a camera.">Check a recording<//>
    <${Notice} kind="info" title="Your film stays here."><p>formcheck works on this computer only. Nothing is sent to the internet.</p><//>
    ${!busy && html`<${Form} file=${file} onFile=${setFile} exercise=${exercise} onExercise=${setExercise} side=${side} onSide=${setSide} onCheck=${() => void check()} />`}
    ${busy && html`<${Working} sending=${sending} job=${job} onStop=${() => void stop()} />`}
    ${problem && html`<${Notice} kind="warning" live><p>${problem}</p><//>`}
    ${job && !busy && html`<${Result} job=${job} />`}
  </main>`;
}

/**
 * Look at a job until it is over.
 *
 * @param {Job | null} job
 * @param {(job: Job | null) => void} setJob
 * @param {(problem: string) => void} setProblem
 */
function useFollow(job, setJob, setProblem) {
  useEffect(() => {
    if (!job || (job.state !== "waiting" && job.state !== "running")) return () => {};
    const timer = setTimeout(() => {
      api.get(`/api/recordings/${job.job}`).then(setJob, (error) => {
        setJob(null);
        setProblem(error.message);
      });
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [job]);
}

/**
 * @param {{ file: File | null, onFile: (file: File | null) => void, exercise: string, onExercise: (name: string) => void, side: string, onSide: (side: string) => void, onCheck: () => void }} props
 */
function Form({ file, onFile, exercise, onExercise, side, onSide, onCheck }) {
  const { value } = useAnswer(
    (signal) => /** @type {Promise<{ exercises: import("../types.js").ExerciseRow[] }>} */ (api.get("/api/exercises", signal)), [],
  );
  const [over, setOver] = useState(false);
  const one = value?.exercises.find((row) => row.name === exercise);
  return html`<form class="card" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), onCheck())}>
    <label class=${`drop ${over ? "over" : ""}`}
      onDragOver=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(true))}
      onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(false), onFile(event.dataTransfer?.files[0] ?? null))}>
      <span class="drop-words">${file ? html`<strong>${file.name}</strong> (${fileSize(file.size)})` : "Drop a film here, or"}</span>
      <span class="button primary">${file ? "Choose another film" : "Choose a film"}</span>
      <input type="file" class="unseen" accept="video/*,.mp4,.mov,.avi,.mkv,.webm,.m4v,.npz"
        onChange=${(/** @type {any} */ event) => onFile(event.currentTarget.files[0] ?? null)} />
    </label>
    <label class="field"><span>Which exercise is it?</span>
      <select value=${exercise} onChange=${(/** @type {any} */ event) => onExercise(event.currentTarget.value)}>
        <option value="">Find out by yourself</option>
        ${value?.exercises.map((row) => html`<option value=${row.name}>${row.title}</option>`)}
      </select>
    </label>
    ${(!one || one.sides === "one") && exercise !== "" && html`<${Choice} legend="Which leg works?" name="side" value=${side}
      options=${[["auto", "Find out"], ["left", "Left leg"], ["right", "Right leg"]]} onChange=${onSide} />`}
    <button type="submit" class="primary" disabled=${!file}>Check it</button>
  </form>`;
}

/** @param {{ sending: Sending | null, job: Job | null, onStop: () => void }} props */
function Working({ sending, job, onStop }) {
  const share = sending ? sending.share : (job?.done ?? 0);
  const left = duration(job?.seconds_left);
  const words = sending ? "formcheck takes the film over." : job?.state === "waiting" ? "Another film is checked first." : "formcheck looks at the film.";
  return html`<section class="card" aria-label="Progress">
    <p class="lead" role="status">${words}</p>
    <progress max="100" value=${percent(share)} aria-label=${words}></progress>
    <p>${percent(share)} %${left && !sending ? `, about ${left} left` : ""}</p>
    <button type="button" onClick=${onStop}>Stop</button>
  </section>`;
}

/** @param {{ job: Job }} props */
function Result({ job }) {
  const frame = useRef(/** @type {HTMLIFrameElement | null} */ (null));
  if (job.state === "failed" || !job.report) {
    return html`<${Notice} kind="warning" live><p>${job.sentence || "The film was not checked."}</p><//>`;
  }
  return html`<section aria-labelledby="result-title">
    <h2 id="result-title">The report</h2>
    <p class="lead" role="status">${job.sentence}</p>
    <p class="row"><a class="button primary" href=${job.report} target="_blank" rel="noopener">Open it in a new tab</a>
      <button type="button" onClick=${() => frame.current?.contentWindow?.print()}>Print it</button></p>
    <iframe class="report" ref=${frame} src=${job.report} title="Report of the recording"></iframe>
  </section>`;
}
