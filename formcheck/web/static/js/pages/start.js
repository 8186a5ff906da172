/** Starting a live session. */

import { api } from "../api.js";
import { keptSession } from "../live/client.js";
import { unlockVoice } from "../live/speech.js";
import { keepWish } from "../live/wish.js";
import { html, useEffect, useState } from "../preact.js";
import { goTo, hashOf } from "../router.js";
import { Choice, Notice, useAnswer } from "../ui.js";

/** @param {import("../live/client.js").Wish} wish */
export function startLive(wish) {
  unlockVoice();
  keepWish(wish);
  goTo("live");
}

/** What this browser lacks for a live session, in sentences. */
export function missing() {
  const lacks = [];
  if (!navigator.mediaDevices?.getUserMedia) {
    lacks.push(
      globalThis.isSecureContext === false
        ? "On this address the browser gives no camera: open formcheck on this computer itself."
        : "This browser cannot use a camera: use a current Chrome, Edge, Firefox or Safari.",
    );
  }
  if (!("speechSynthesis" in globalThis)) lacks.push("This browser has no voice: you hear tones instead.");
  if (!("wakeLock" in navigator)) {
    lacks.push("This browser cannot keep the screen on: switch the screen saver off while you exercise.");
  }
  return lacks;
}

export function MissingNotice() {
  const lacks = missing();
  if (!lacks.length) return null;
  return html`<${Notice} kind="info">${lacks.map((sentence) => html`<p>${sentence}</p>`)}<//>`;
}

/** Return the settings of this computer, null until they are there. */
export function useSettings() {
  const { value } = useAnswer(
    (signal) => /** @type {Promise<import("../types.js").Settings>} */ (api.get("/api/settings", signal)), [],
  );
  return value;
}

/**
 * Which camera films, where a phone may; nothing otherwise.
 *
 * @param {{ value: "page" | "phone", onChange: (camera: "page" | "phone") => void }} props
 */
export function CameraPick({ value, onChange }) {
  const settings = useSettings();
  if (!settings?.shared) return null;
  return html`<${Choice} legend="Which camera films?" name="camera" value=${value}
    options=${[["page", "This computer's"], ["phone", "My phone's"]]} onChange=${onChange} />`;
}

/** A session that this tab left goes on with one click. */
export function GoOnNotice() {
  const [session, setSession] = useState(/** @type {string | null} */ (null));
  useEffect(() => setSession(keptSession.get()), []);
  if (!session) return null;
  return html`<${Notice} kind="warning" title="A session is under way.">
    <p class="row"><a class="button primary" href=${hashOf("live")}>Go on with it</a></p>
  <//>`;
}
