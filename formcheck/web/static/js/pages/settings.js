/** Settings: voice, letters, camera, numbers, programme, where data lies, forgetting everything. */

import { api } from "../api.js";
import { cameras, closeCamera, openCamera } from "../live/camera.js";
import { usable, voicesOf } from "../live/speech.js";
import { forgetPreferences, remember, usePreferences } from "../preferences.js";
import { html, useEffect, useState } from "../preact.js";
import { Card, Choice, Confirm, Notice, Title, Waiting, useAnswer } from "../ui.js";

/** @typedef {import("../types.js").Settings} SettingsAnswer */

/** What lies where. */
const PLACES = { diary: "Your diary", sessions: "Sessions, with their reports", patients: "Patients' files", data: "Settings" };

export function Settings() {
  const { value: settings, problem, again, set } = useAnswer(
    (signal) => /** @type {Promise<SettingsAnswer>} */ (api.get("/api/settings", signal)), [],
  );
  const [refusal, setRefusal] = useState("");
  const change = (/** @type {object} */ changed) =>
    api.put("/api/settings", changed).then((value) => (set(value), setRefusal("")), (error) => setRefusal(error.message));
  return html`<main id="main">
    <${Title}>Settings<//>
    ${refusal && html`<${Notice} kind="warning" live><p>${refusal}</p><//>`}
    <${Look} />
    <${Sound} />
    <${CameraChoice} />
    ${settings ? html`<${OfServer} settings=${settings} change=${change} />` : html`<${Waiting} problem=${problem} again=${again} />`}
    <${Forget} />
  </main>`;
}

function Look() {
  const now = usePreferences();
  return html`<${Card} title="Letters and colours">
    <${Choice} legend="Size of the letters" name="letters" value=${now.letters}
      options=${[["normal", "Normal"], ["large", "Large"], ["largest", "Very large"]]}
      onChange=${(/** @type {any} */ letters) => remember({ letters })} />
    <${Choice} legend="Colours" name="colours" value=${now.colours}
      options=${[["auto", "As on this device"], ["light", "Light"], ["dark", "Dark"]]}
      onChange=${(/** @type {any} */ colours) => remember({ colours })} />
  <//>`;
}

function Sound() {
  const now = usePreferences();
  const [voices, setVoices] = useState(/** @type {SpeechSynthesisVoice[] | null} */ (null));
  useEffect(() => {
    let left = false;
    void voicesOf(globalThis.speechSynthesis).then((all) => left || setVoices(usable(all)));
    return () => {
      left = true;
    };
  }, []);
  const hear = () => {
    const words = new SpeechSynthesisUtterance("Lift a little higher. Three.");
    words.voice = voices?.find((voice) => voice.voiceURI === now.voice) ?? voices?.[0] ?? null;
    words.rate = now.rate;
    speechSynthesis.cancel();
    speechSynthesis.speak(words);
  };
  return html`<${Card} title="Voice">
    <${Choice} legend="Sound" name="sound" value=${now.sound ? "on" : "off"} options=${[["on", "On"], ["off", "Off"]]}
      onChange=${(/** @type {string} */ sound) => remember({ sound: sound === "on" })} />
    ${voices?.length === 0 && html`<p>This browser has no English voice of this computer, so formcheck makes tones. Voices that speak over the internet are not used.</p>`}
    ${voices !== null && voices.length > 0 && html`
      <label class="field"><span>Voice</span>
        <select value=${now.voice} onChange=${(/** @type {any} */ event) => remember({ voice: event.currentTarget.value })}>
          <option value="">The usual one</option>
          ${voices.map((voice) => html`<option value=${voice.voiceURI}>${voice.name}</option>`)}
        </select></label>
      <${Choice} legend="Speed" name="rate" value=${String(now.rate)}
        options=${[["0.8", "Slow"], ["1", "Normal"], ["1.2", "Fast"]]} onChange=${(/** @type {string} */ rate) => remember({ rate: Number(rate) })} />
      <button type="button" onClick=${hear}>Let me hear it</button>`}
  <//>`;
}

function CameraChoice() {
  const now = usePreferences();
  const [found, setFound] = useState(/** @type {{ id: string, name: string }[]} */ ([]));
  const [problem, setProblem] = useState("");
  const look = () => void cameras().then(setFound);
  useEffect(look, []);
  const allow = () =>
    openCamera({ camera: now.camera }).then(
      (stream) => (closeCamera(stream), setProblem(""), look()), (error) => setProblem(error.message),
    );
  const named = found.filter((camera) => camera.id);
  return html`<${Card} title="Camera">
    ${named.length > 0
      ? html`<label class="field"><span>Camera</span>
          <select value=${now.camera} onChange=${(/** @type {any} */ event) => remember({ camera: event.currentTarget.value })}>
            <option value="">The first one</option>
            ${named.map((camera) => html`<option value=${camera.id}>${camera.name}</option>`)}
          </select></label>`
      : html`<p>The browser names its cameras after you have allowed one.</p>
          <button type="button" onClick=${() => void allow()}>Look for cameras</button>`}
    ${problem && html`<${Notice} kind="warning" live><p>${problem}</p><//>`}
  <//>`;
}

/** @param {{ settings: SettingsAnswer, change: (changed: object) => void }} props */
function OfServer({ settings, change }) {
  return html`
    ${settings.programmes && html`<${Card} title="Programme" id="programme">
      <${Choice} legend="What formcheck plans for you" name="programme" value=${settings.programme ?? ""}
        options=${[["", "No programme"], ...settings.programmes.map((row) => /** @type {[string, string]} */ ([row.name, row.title]))]}
        onChange=${(/** @type {string} */ programme) => change({ programme })} />
      ${settings.programmes.map((row) => html`<p><strong>${row.title}:</strong> ${row.about}</p>`)}
    <//>`}
    <${Prescription} patient=${settings.patient ?? ""} change=${change} />
    <${Card} title="Numbers">
      <${Choice} legend="How numbers are written" name="numbers" value=${settings.numbers}
        options=${[["en", "1.5 (English)"], ["de", "1,5 (German)"], ["fr", "1,5 (French)"]]} onChange=${(/** @type {string} */ numbers) => change({ numbers })} />
    <//>
    <${Card} title="Where your data lies">
      <p>Everything stays on this computer. Nothing is sent to the internet.</p>
      <dl class="places">${Object.entries(PLACES).map(([name, title]) => settings.places[name] && html`<dt>${title}</dt><dd>${settings.places[name]}</dd>`)}</dl>
      <p class="plan-note">formcheck ${settings.version}</p>
    <//>`;
}

/** Whose prescription applies, where a therapist has written any. */
/** @param {{ patient: string, change: (changed: object) => void }} props */
function Prescription({ patient, change }) {
  const { value } = useAnswer(
    (signal) => /** @type {Promise<import("../types.js").Patients>} */ (api.get("/api/patients", signal)), [],
  );
  if (!value?.patients.length) return null;
  return html`<${Card} title="Prescription">
    <label class="field"><span>Whose prescription applies on this computer</span>
      <select value=${patient} onChange=${(/** @type {any} */ event) => change({ patient: event.currentTarget.value })}>
        <option value="">None</option>
        ${value.patients.map((row) => html`<option value=${row.name}>${row.title}</option>`)}
      </select></label>
  <//>`;
}

function Forget() {
  const [asks, setAsks] = useState(false);
  const [done, setDone] = useState("");
  const [problem, setProblem] = useState("");
  const forget = async () => {
    setAsks(false);
    try {
      await api.post("/api/forget", { what: "everything" });
      forgetPreferences();
      setDone("Everything is forgotten: sets, pain, answers, films and settings.");
      setProblem("");
    } catch (error) {
      setProblem(/** @type {Error} */ (error).message);
    }
  };
  return html`<${Card} title="Forget everything">
    <p>This deletes every set, number of pain, answer and film that formcheck has kept on this computer, and these settings. The files of patients stay.</p>
    <button type="button" class="danger" onClick=${() => setAsks(true)}>Forget everything …</button>
    ${asks && html`<${Confirm} question="Delete everything?" detail="This cannot be undone. Your progress is gone afterwards."
      yes="Yes, delete everything" onYes=${() => void forget()} onNo=${() => setAsks(false)} />`}
    ${done && html`<${Notice} kind="good" live><p>${done}</p><//>`}
    ${problem && html`<${Notice} kind="warning" live><p>${problem}</p><//>`}
  <//>`;
}
