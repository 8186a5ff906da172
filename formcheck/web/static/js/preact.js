/** Preact, its hooks, and `html`, the template tag that takes the place of JSX. */

import htm from "../vendor/htm.js";
import { h } from "../vendor/preact.js";

export { Component, render } from "../vendor/preact.js";
export { useCallback, useEffect, useMemo, useRef, useState } from "../vendor/hooks.js";

export const html = htm.bind(h);
