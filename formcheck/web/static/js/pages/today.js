/** Today: how the hip is, what is due, and Start. */

import { api } from "../api.js";
import { plural } from "../format.js";
import { html, useState } from "../preact.js";
import { hashOf } from "../router.js";
import { Card, Notice, PainScale, Title, Waiting, useAnswer } from "../ui.js";
import { CameraPick, GoOnNotice, MissingNotice, startLive, useSettings } from "./start.js";

/** @typedef {import("../types.js").Today} TodayAnswer */

export function Today() {
  const { value: today, problem, again, set } = useAnswer(
    (signal) => /** @type {Promise<TodayAnswer>} */ (api.get("/api/today", signal)), [],
  );
  const [refusal, setRefusal] = useState("");
  /** @type {(path: string, sent: object) => Promise<void>} */
  const tell = async (path, sent) => {
    try {
      set(await api.post(`/api/today/${path}`, sent));
      setRefusal("");
    } catch (error) {
      setRefusal(/** @type {Error} */ (error).message);
    }
  };
  return html`<main id="main">
    <${Title} note=${today?.date ?? ""}>Today<//>
    <${GoOnNotice} />
    ${refusal && html`<${Notice} kind="warning" live><p>${refusal}</p><//>`}
    ${today ? html`<${Day} today=${today} tell=${tell} again=${again} />` : html`<${Waiting} problem=${problem} again=${again} />`}
    <${MissingNotice} />
  </main>`;
}

/** @param {{ today: TodayAnswer, tell: (path: string, sent: object) => Promise<void>, again: () => void }} props */
function Day({ today, tell, again }) {
  if (today.red_flags.stops) return html`<${Stopped} today=${today} tell=${tell} />`;
  return html`
    ${today.notes.map((note) => html`<${Notice} kind="info"><p>${note}</p><//>`)}
    ${today.pain.asks && html`<${Morning} today=${today} tell=${tell} />`}
    ${today.red_flags.asks && html`<${RedFlags} today=${today} tell=${tell} />`}
    ${today.programme ? html`<${Due} today=${today} tell=${tell} />` : html`<${NoProgramme} again=${again} />`}
    ${today.offers.map((offer) => html`<${Offer} key=${offer.slot} offer=${offer} tell=${tell} />`)}
    <${Minutes} today=${today} tell=${tell} />`;
}

/** @param {{ today: TodayAnswer, tell: (path: string, sent: object) => Promise<void> }} props */
function Morning({ today, tell }) {
  const { question, number, advice } = today.pain;
  return html`<${Card} title=${question} id="pain-question">
    <${PainScale} value=${number} label=${question} onChoose=${(/** @type {number} */ each) => void tell("pain", { number: each })} />
    ${advice && html`<p class="lead" role="status">${advice}</p>`}
  <//>`;
}

/** @param {{ today: TodayAnswer, tell: (path: string, sent: object) => Promise<void> }} props */
function RedFlags({ today, tell }) {
  const [marked, setMarked] = useState(/** @type {string[]} */ ([]));
  /** @type {(name: string, on: boolean) => void} */
  const mark = (name, on) => setMarked((old) => (on ? [...old, name] : old.filter((one) => one !== name)));
  return html`<${Card} title="Is one of these true for you?" id="red-flags">
    <p>Please read all of them. formcheck asks before the first session, and after a session that was stopped.</p>
    <ul class="ticks">
      ${today.red_flags.questions.map(({ name, question }) => html`<li><label class="tick">
        <input type="checkbox" checked=${marked.includes(name)}
          onChange=${(/** @type {any} */ event) => mark(name, event.currentTarget.checked)} />
        <span>${question}</span></label></li>`)}
    </ul>
    <button type="button" class=${marked.length ? "danger" : "primary"} onClick=${() => void tell("red_flags", { flags: marked })}>
      ${marked.length ? `Yes, ${plural(marked.length, "of these is", "of these are")} true` : "No, none of these"}</button>
  <//>`;
}

/** @param {{ today: TodayAnswer, tell: (path: string, sent: object) => Promise<void> }} props */
function Stopped({ today, tell }) {
  const [asks, setAsks] = useState(false);
  return html`<${Notice} kind="stop" title="Please do not exercise now." live>
      <p class="lead">${today.red_flags.advice}</p>
      ${!asks && today.red_flags.questions.length > 0 && html`<button type="button" onClick=${() => setAsks(true)}>Answer the questions again</button>`}
    <//>
    ${asks && html`<${RedFlags} today=${today} tell=${tell} />`}`;
}

/** @param {{ today: TodayAnswer, tell: (path: string, sent: object) => Promise<void> }} props */
function Due({ today, tell }) {
  const { due, programme } = today;
  const [camera, setCamera] = useState(/** @type {"page" | "phone"} */ ("page"));
  const left = due.filter((row) => row.exercise && !row.done && !row.why);
  const minutes = left.reduce((sum, row) => sum + row.minutes, 0);
  return html`<${Card} title="Your exercises" className="due-card">
    <p>${programme?.title}${programme?.week ? `, ${programme.week}` : ""}</p>
    ${left.length > 0 && html`<button type="button" class="primary start" disabled=${!today.may_start}
      aria-describedby=${today.why_not ? "why-not" : undefined}
      onClick=${() => startLive({ today: true, camera })}>
        Start <span class="start-note">${plural(left.length, "exercise")}, about ${plural(Math.max(1, Math.round(minutes)), "minute")}</span>
      </button>
      <${CameraPick} value=${camera} onChange=${setCamera} />`}
    ${today.why_not && html`<p id="why-not" class="why-not">${today.why_not}</p>`}
    ${!left.length && due.some((row) => row.done && row.exercise) && html`<${Notice} kind="good"><p>All of today's exercises are done. Well done.</p><//>`}
    <ul class="due">
      ${due.map((row) => html`<li class=${row.done ? "done" : row.why ? "blocked" : ""}>
        <span class="mark" aria-hidden="true">${row.done ? "✓" : row.why ? "–" : "○"}</span>
        ${row.exercise && html`<img src=${`/api/exercises/${encodeURIComponent(row.exercise)}/drawing.svg`} alt="" loading="lazy" />`}
        <span class="due-words">
          ${row.exercise ? html`<a href=${hashOf("exercises", row.exercise)}>${row.title}</a>` : html`<strong>${row.title}</strong>`}
          <span>${row.done ? "Done" : row.why || row.amount}</span>
          ${!row.exercise && !row.done && !row.why && row.how && html`<span>${row.how}</span>`}</span>
        ${!row.exercise && !row.done && !row.why && html`<button type="button" aria-label=${`Done: ${row.title}`}
          onClick=${() => void tell("done", { slot: row.slot })}>Done</button>`}
      </li>`)}
    </ul>
  <//>`;
}

/** Without a programme: an exercise of one's own choice, or a programme with one click. */
/** @param {{ again: () => void }} props */
function NoProgramme({ again }) {
  const settings = useSettings();
  const [refusal, setRefusal] = useState("");
  const follow = (/** @type {string} */ programme) =>
    api.put("/api/settings", { programme }).then(again, (error) => setRefusal(error.message));
  return html`<${Card} title="What would you like to do?">
    <p class="row"><a class="button primary start" href=${hashOf("exercises")}>Choose an exercise</a></p>
    <p>Or follow a programme: it tells you every day what is due.</p>
    <ul class="sets">${settings?.programmes?.map((row) => html`<li>
      <span class="set-words"><strong>${row.title}</strong><span>${row.about}</span></span>
      <button type="button" aria-label=${`Follow ${row.title}`} onClick=${() => void follow(row.name)}>Follow</button>
    </li>`)}</ul>
    ${refusal && html`<${Notice} kind="warning" live><p>${refusal}</p><//>`}
  <//>`;
}

/** @param {{ offer: TodayAnswer["offers"][number], tell: (path: string, sent: object) => Promise<void> }} props */
function Offer({ offer, tell }) {
  const answer = (/** @type {boolean} */ accept) => () => void tell("offer", { slot: offer.slot, accept });
  return html`<${Card} title="A suggestion" id=${`offer-${offer.slot}`}>
    <p class="lead">${offer.sentence}</p>
    <div class="row">
      <button type="button" class="primary" onClick=${answer(true)}>${offer.yes}</button>
      <button type="button" onClick=${answer(false)}>${offer.no}</button>
    </div>
  <//>`;
}

/** @param {{ today: TodayAnswer, tell: (path: string, sent: object) => Promise<void> }} props */
function Minutes({ today, tell }) {
  const { done, of, walk } = today.minutes;
  const words = `${done} of ${plural(of, "minute")} of motion today`;
  return html`<${Card} title="Motion today">
    <p class="lead">${words}${done >= of ? ". That is enough for today; more is welcome." : ""}</p>
    <meter min="0" max=${of} value=${Math.min(done, of)} aria-label=${words}></meter>
    <p id="walk-label">Were you out for a walk, or on a bicycle? Add it:</p>
    <div class="walk" role="group" aria-labelledby="walk-label">
      ${[5, 10, 20, 30].map((minutes) => html`<button type="button"
        onClick=${() => void tell("walk", { minutes })}>+ ${minutes} minutes</button>`)}
    </div>
    ${walk > 0 && html`<p role="status">Walked today: ${plural(walk, "minute")}.</p>`}
  <//>`;
}
