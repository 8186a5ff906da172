/** How a phone becomes the camera: address, code and QR code. */

import { api } from "../api.js";
import { html } from "../preact.js";
import { Waiting, useAnswer } from "../ui.js";

/** @param {{ state: string }} props */
export function PhoneHelp({ state }) {
  const { value: share, problem, again } = useAnswer(
    (signal) => /** @type {Promise<import("../types.js").Share>} */ (api.get("/api/share", signal)), [state],
  );
  if (state === "paired") {
    return html`<div class="curtain" role="status">
      <p class="curtain-heading">Your phone is connected. Press “Film” on it, and lean it against the wall.</p>
    </div>`;
  }
  return html`<div class="curtain" role="status">
    <p class="curtain-heading">${state === "lost" ? "The phone is gone. Pick it up and open this again:" : "Use your phone as the camera"}</p>
    ${share ? html`<div class="pairing">
      <img src=${share.qr} alt=${`QR code of ${share.address}`} />
      <ol>
        <li>Point the phone's camera at the square, and open the address.</li>
        <li>The phone warns once, because this computer made its own certificate. Choose “Advanced” or “Show details”, then go on to the page.</li>
        <li>Type the code <strong class="code">${share.code}</strong></li>
      </ol>
    </div>` : html`<${Waiting} problem=${problem} again=${again} />`}
  </div>`;
}
