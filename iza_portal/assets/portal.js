import htmx from "htmx.org";

import "./checking.js";
import "./copying.js";
import "./in-place.js";
import "./narrowing.js";
import "./sorting.js";

// The Content-Security-Policy forbids both; htmx must not try.
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
// A form that is refused (422) comes back with its errors and is shown.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];
