"use strict";

// The address after '#' is the whole state of the page: the choices of a run, such as /0/3/1, then, if need be, ;at=INDEX of the state that is
// shown (the last one by default) and ;loop=INDEX of the state from which on the run repeats.

const stepsAtOnce = 100;
const pollMilliseconds = 200;
const $ = (id) => document.getElementById(id);

let place = { path: [], at: -1, loop: null }; // What is shown.
let shown = null; // The answer it was made of.
let properties = []; // Names and kinds, in the model's order.
let check = { stage: "None" };
let digits = ""; // Typed so far of a step's number.
let request = null; // What is being loaded.

// --- The address ---

function parse(hash) {
  const [path, ...options] = decodeURIComponent(hash.replace(/^#\/?/, "")).split(";");
  const given = Object.fromEntries(options.map((option) => option.split("=")));
  const number = (text) => (text === undefined ? null : text);
  return { path: path === "" ? [] : path.split("/"), at: number(given.at), loop: number(given.loop) };
}

function addressOf(to) {
  const at = to.at !== null && to.at !== to.path.length - 1 ? `;at=${to.at}` : "";
  const loop = to.loop !== null ? `;loop=${to.loop}` : "";
  return `#/${to.path.join("/")}${at}${loop}`;
}

function go(to) {
  digits = "";
  location.hash = addressOf(to);
}

const goAlong = (at) => {
  if (at >= 0 && at < place.path.length) {
    go({ ...place, at });
  } else if (at === -1) {
    go({ path: [], at: null, loop: null });
  }
};

// The run is kept where the step is the one it takes anyway.
function take(ordinal) {
  if (place.path[place.at + 1] === String(ordinal)) {
    goAlong(place.at + 1);
  } else {
    go({ path: [...place.path.slice(0, place.at + 1), String(ordinal)], at: null, loop: null });
  }
}

// --- The server ---

async function ask(address, signal) {
  let response;
  try {
    response = await fetch(address, { signal });
  } catch (error) {
    if (error.name === "AbortError") {
      throw error;
    }
    throw new Error("The program does not answer. Was it ended?");
  }

  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error), { validPath: answer.validPath });
  }
  return answer;
}

function stateAddress(to, from, find) {
  const query = new URLSearchParams({ path: to.path.join("/"), from, count: stepsAtOnce });
  if (to.at !== null) {
    query.set("at", to.at);
  }
  if (to.loop !== null) {
    query.set("loop", to.loop);
  }
  if (find !== "") {
    query.set("find", find);
  }
  return `/api/state?${query}`;
}

async function load({ keepFocus = false } = {}) {
  const to = parse(location.hash);
  if (!keepFocus) {
    $("find").value = "";
  }
  request?.abort();
  request = new AbortController();
  try {
    const answer = await ask(stateAddress(to, 0, $("find").value), request.signal);
    place = { path: to.path, at: answer.at, loop: answer.loop };
    shown = answer;
    tell(null);
    show();
    if (!keepFocus) {
      focusStep(0);
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      tell(error);
    }
  }
}

async function loadMore() {
  const count = shown.steps.items.length;
  try {
    const answer = await ask(stateAddress({ ...place, at: place.at < 0 ? null : place.at }, count, $("find").value));
    shown.steps.items.push(...answer.steps.items);
    showSteps();
    focusStep(count);
  } catch (error) {
    tell(error);
  }
}

// --- Showing ---

function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === "onclick") {
      element.addEventListener("click", value);
    } else if (value !== null && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

function tell(error) {
  $("problem").hidden = error === null;
  $("problem").replaceChildren();
  if (error !== null) {
    $("problem").append(error.message);
    if (error.validPath) {
      $("problem").append(" ", h("a", { href: addressOf({ path: error.validPath.split("/"), at: null, loop: null }) }, "Go as far as the path leads"));
    } else if (error.validPath === "") {
      $("problem").append(" ", h("a", { href: "#/" }, "Go to the beginning"));
    }
  }
}

function show() {
  showRun();
  showState();
  showProperties();
  showSteps();
  document.title = `${place.at < 0 ? "Start" : `State ${place.at}`} · ${$("model").textContent}`;
}

const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

// How a text became another: pieces that stayed, went and came, in order, as [kind, text] with kind "same", "del" or "ins". Whole words differ;
// what stayed between two changes without a word of its own counts as changed, or nobody could read the result.
function difference(before, after) {
  const split = (text) => text.match(/[\p{L}\p{N}_]+|[^\p{L}\p{N}_]/gu) ?? [];
  const [a, b] = areShifted(elements(before), elements(after)) ? [elements(before), elements(after)] : [split(before), split(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    start++;
  }
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
    end++;
  }
  const middle = aligned(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const pieces = [["same", a.slice(0, start).join("")], ...middle, ["same", a.slice(a.length - end).join("")]];
  return joined(pieces);
}

// The elements of a list such as [a, f { b, c }] and what is between them; null for what is no list.
function elements(text) {
  if (!/^\[.*\]$/s.test(text)) {
    return null;
  }
  const parts = ["["];
  let [depth, begin] = [0, 1];
  for (let i = 1; i < text.length - 1; i++) {
    depth += "[{(".includes(text[i]) ? 1 : "]})".includes(text[i]) ? -1 : 0;
    if (depth === 0 && text.startsWith(", ", i)) {
      parts.push(text.slice(begin, i), ", ");
      begin = i + 2;
    }
  }
  return [...parts, text.slice(begin, -1), "]"];
}

// Whether elements came or went rather than changed in their places.
function areShifted(a, b) {
  if (a === null || b === null || a.length !== b.length) {
    return a !== null && b !== null;
  }
  const went = aligned(a, b).filter(([kind, part]) => kind === "del" && part !== ", ").length;
  return went < a.filter((part, i) => part !== b[i]).length;
}

// A longest common subsequence, where the table of it is small; otherwise all went and all came.
function aligned(a, b) {
  const pieces = [];
  if (a.length * b.length > 250_000) {
    return [["del", a.join("")], ["ins", b.join("")]];
  }
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i * width + j] = a[i] === b[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      pieces.push(["same", a[i++]]);
      j++;
    } else if (j === b.length || (i < a.length && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      pieces.push(["del", a[i++]]);
    } else {
      pieces.push(["ins", b[j++]]);
    }
  }
  return pieces;
}

function joined(pieces) {
  const result = [];
  let [del, ins, same] = ["", "", ""];
  const flush = () => {
    for (const piece of [["del", del], ["ins", ins], ["same", same]]) {
      if (piece[1] !== "") {
        result.push(piece);
      }
    }
    [del, ins, same] = ["", "", ""];
  };
  for (const [kind, text] of pieces) {
    if (kind === "same") {
      same += text;
      continue;
    }
    if (same !== "" && del + ins !== "" && !/[\p{L}\p{N}_]/u.test(same)) {
      [del, ins, same] = [del + same, ins + same, ""];
    } else if (same !== "") {
      flush();
    }
    if (kind === "del") {
      del += text;
    } else {
      ins += text;
    }
  }
  flush();
  return result;
}

const shorten = (text, length) => (text.length <= length ? text : `${text.slice(0, length)}…`);

// Pieces with only a little of what stayed around them.
function elided(pieces, kinds) {
  const around = 14;
  return pieces.flatMap(([kind, text], i) => {
    if (kind !== "same") {
      return kinds.includes(kind) ? [h(kind, null, shorten(text, 120)), kind === "del" && kinds.includes("ins") && pieces[i + 1]?.[0] === "ins" ? " → " : ""] : [];
    }
    const left = i === 0 ? "" : text.slice(0, around);
    const right = i === pieces.length - 1 ? "" : text.slice(-around);
    return [text.length <= 2 * around ? text : `${left}…${right}`];
  });
}

function changeLine({ name, before, after }) {
  if (before === null || after === null) {
    return h("span", { class: "change" }, `${name}: `, h(after === null ? "del" : "ins", null, shorten(after ?? before, 200)), after === null ? " (gone)" : null);
  }
  return h("span", { class: "change" }, `${name}: `, elided(difference(before, after), ["del", "ins"]));
}

const violatedNote = (names) => (names.length === 0 ? null : h("span", { class: "note bad" }, `✗ ${names.join(", ")}`));

function showRun() {
  const { run } = shown;
  const loop = place.loop;
  $("run").replaceChildren(...run.map((visited, i) => h("li", { class: `${i > place.at ? "ahead " : ""}${loop !== null && i >= loop ? "loop" : ""}` },
    h("button", { type: "button", "aria-current": i === place.at ? "step" : null, "data-index": i, onclick: () => goAlong(i) },
      h("span", { class: "number" }, String(i)),
      h("span", null,
        h("span", { class: "action" }, visited.action ?? (run.length > 0 ? `initial state ${visited.ordinal}` : "")),
        i === 0 ? null : visited.changes.map(changeLine),
        i > 0 && visited.changes.length === 0 ? h("span", { class: "note" }, "nothing changes") : null,
        violatedNote(visited.violated))))));
  if (run.length === 0) {
    $("run").append(h("li", { class: "muted" }, "Choose an initial state."));
  }
  if (loop !== null) {
    $("run").append(h("li", { class: "loop turn" }, loop === run.length - 1 ? `↻ stays in state ${loop} for ever` : `↻ back to state ${loop}, again and again`));
  }
  const here = $("run").querySelector("[aria-current]");
  here?.scrollIntoView({ block: "nearest" });
}

function showState() {
  const changes = place.at < 0 ? [] : shown.run[place.at].changes;
  const changed = new Map(place.at > 0 ? changes.map((change) => [change.name, change]) : []);
  const rows = shown.fields.map(({ name, value }) => {
    const change = changed.get(name);
    if (change === undefined) {
      return h("tr", null, h("th", { scope: "row" }, name), h("td", null, value));
    }
    if (change.before === null) {
      return h("tr", { class: "changed" }, h("th", { scope: "row" }, name), h("td", null, h("ins", null, value)));
    }
    const pieces = difference(change.before, value);
    const hasGone = pieces.some(([kind]) => kind === "del");
    return h("tr", { class: "changed" }, h("th", { scope: "row" }, name), h("td", null,
      pieces.filter(([kind]) => kind !== "del").map(([kind, text]) => (kind === "ins" ? h("ins", null, text) : text)),
      hasGone ? h("span", { class: "was" }, "was ", elided(pieces, ["del"])) : null));
  });
  const gone = [...changed.values()].filter((change) => change.after === null)
    .map((change) => h("tr", { class: "changed" }, h("th", { scope: "row" }, change.name), h("td", null, h("del", null, change.before), " (gone)")));
  $("state").tBodies[0].replaceChildren(...rows, ...gone);
  $("state").hidden = rows.length + gone.length === 0;
  $("state-title").textContent = place.at < 0 ? "Before the first state" : `State ${place.at}`;
}

const kinds = { Always: "always", Sometimes: "sometimes", AlwaysStep: "always, of steps", DeadlockFree: "deadlock free", Temporal: "temporal" };

function standingOf(property) {
  if (property.standing === undefined) {
    return { mark: "·", style: "muted", text: "" };
  }
  if (property.standing === "NotApplicable") {
    return { mark: "·", style: "muted", text: property.kind === "Temporal" ? "about runs, not states" : "about steps" };
  }
  if (property.standing === "NotDemanded") {
    return { mark: "–", style: "muted", text: "demands nothing here" };
  }
  if (property.standing === "Threw") {
    return { mark: "✗", style: "bad", text: "threw" };
  }
  const holds = property.standing === "Holds";
  return property.kind === "Sometimes"
    ? { mark: holds ? "✓" : "–", style: holds ? "good" : "muted", text: holds ? "reached here" : "not here" }
    : { mark: holds ? "✓" : "✗", style: holds ? "good" : "bad", text: holds ? "holds here" : "fails here" };
}

function verdictOf(name) {
  const found = check.result?.properties.find((property) => property.name === name);
  if (found === undefined) {
    return null;
  }
  const isBad = found.verdict === "Violated";
  const text = { Holds: "holds", HoldsVacuously: "holds vacuously: nothing was ever demanded", Violated: "violated", Undecided: "not decided" }[found.verdict];
  const link = found.path === null ? null
    : h("a", { href: linkTo(found), "data-property": name }, isBad ? "counterexample" : "example");
  const explanation = found.explanation === null ? null : `: ${found.explanation}`;
  return h("span", { class: `note ${isBad ? "bad" : ""}` }, `check: ${text}`, explanation, link === null ? null : " · ", link);
}

const linkTo = (found) => addressOf({ path: found.path.split("/"), at: null, loop: found.loop });

function showProperties() {
  const here = shown !== null && shown.properties.length > 0 ? shown.properties : properties;
  $("properties").replaceChildren(...here.map((property) => {
    const { mark, style, text } = standingOf(property);
    return h("li", { "data-property": property.name, "data-standing": property.standing ?? "None" },
      h("span", { class: style, "aria-hidden": "true" }, mark),
      h("span", null,
        h("span", { class: "name" }, property.name), h("span", { class: "muted" }, ` ${kinds[property.kind] ?? property.kind}`),
        h("span", { class: `note ${style}` }, text, property.detail ? `: ${property.detail}` : null),
        verdictOf(property.name)));
  }));
}

function showSteps() {
  const { count, found, outside, failure, items } = shown.steps;
  const what = place.at < 0 ? "initial state" : "step";
  $("steps-title").textContent = place.at < 0 ? "Initial states" : "Steps";
  const notes = [count === 0 && failure === null ? `No ${what} is possible.` : `${plural(count, what)}.`];
  if ($("find").value !== "") {
    notes.push(`${found.toLocaleString("en")} found.`);
  }
  if (outside > 0) {
    notes.push(`${plural(outside, "more step")} would leave the boundary.`);
  }
  $("steps-note").replaceChildren(notes.join(" "), failure === null ? "" : h("span", { class: "note bad" }, `The model threw ${failure}`));
  $("find").hidden = count < 10;
  $("steps").replaceChildren(...items.map((step) => h("li", null,
    h("button", { type: "button", "data-ordinal": step.ordinal, onclick: () => take(step.ordinal) },
      h("span", { class: "number" }, String(step.ordinal)),
      h("span", null,
        step.action === null ? null : h("span", { class: "action" }, step.action),
        step.changes.map(changeLine),
        step.changes.length === 0 ? h("span", { class: "note" }, "changes nothing that is shown") : null,
        step.sameAs === null ? null : h("span", { class: "note" }, step.sameAs === place.at ? "↻ stays in this state" : `↻ leads to state ${step.sameAs} of the run`),
        violatedNote(step.violated))))));
  $("more").hidden = items.length >= found;
  $("more").textContent = `Show more: ${items.length.toLocaleString("en")} of ${found.toLocaleString("en")} are shown`;
}

// --- Checking ---

async function updateCheck(address) {
  try {
    check = await ask(address);
  } catch (error) {
    tell(error);
    return;
  }
  showCheck();
  if (check.stage === "Running") {
    setTimeout(() => updateCheck("/api/check"), pollMilliseconds);
  }
}

function showCheck() {
  const { stage, progress, result, failure } = check;
  const status = $("check-status");
  $("check").firstChild.data = stage === "Running" ? "Stop " : "Check ";
  status.className = "";
  if (stage === "Running") {
    status.textContent = progress === undefined ? "searching …"
      : `${plural(progress.states, "state")}, depth ${progress.depth}, ${progress.statesPerSecond.toLocaleString("en")}/s …`;
  } else if (stage === "Failed") {
    status.className = "bad";
    status.replaceChildren(`the model threw ${failure}`, check.path === null ? "" : " · ",
      check.path === null ? "" : h("a", { href: linkTo(check) }, "where"));
  } else if (stage === "Done") {
    const violated = result.properties.filter((property) => property.verdict === "Violated");
    status.className = violated.length > 0 ? "bad" : result.exhaustive ? "good" : "";
    status.textContent = `${result.exhaustive ? "searched" : `not exhausted (${result.stopReason}):`} ${plural(result.states, "state")}, depth ${result.depth}, `
      + `${result.seconds.toFixed(2)} s: ${violated.length > 0 ? `${violated.length} violated` : result.exhaustive ? "no violation" : "no violation found"}`;
  }
  showProperties();
}

function toggleCheck() {
  updateCheck(check.stage === "Running" ? "/api/check/stop" : "/api/check/start");
}

function nextCounterexample() {
  const links = (check.result?.properties ?? []).filter((property) => property.verdict === "Violated" && property.path !== null).map(linkTo);
  if (links.length > 0) {
    location.hash = links[(links.indexOf(addressOf(place)) + 1) % links.length];
  }
}

// --- Keys ---

const stepButtons = () => [...$("steps").querySelectorAll("button")];

function focusStep(i) {
  const buttons = stepButtons();
  if (buttons.length === 0) {
    $("state-title").focus({ preventScroll: true });
  } else {
    buttons[Math.max(0, Math.min(i, buttons.length - 1))].focus();
  }
}

function moveFocus(by) {
  const at = stepButtons().indexOf(document.activeElement);
  if (by > 0 && at === stepButtons().length - 1 && !$("more").hidden) {
    loadMore();
  } else {
    focusStep(at < 0 ? 0 : at + by);
  }
}

// A digit takes a step as soon as no longer number begins with what was typed.
function typeDigit(digit) {
  digits += digit;
  const typed = Number(digits);
  if (typed >= shown.steps.count) {
    digits = "";
    $("steps-note").textContent = `There is no number ${typed}.`;
  } else if (typed === 0 || typed * 10 >= shown.steps.count) {
    take(typed);
  } else {
    $("steps-note").textContent = `Number ${digits}… Enter takes it.`;
  }
}

const keys = {
  j: () => moveFocus(1), ArrowDown: () => moveFocus(1),
  k: () => moveFocus(-1), ArrowUp: () => moveFocus(-1),
  h: () => goAlong(place.at - 1), ArrowLeft: () => goAlong(place.at - 1), Backspace: () => goAlong(place.at - 1),
  l: () => goAlong(place.at + 1), ArrowRight: () => goAlong(place.at + 1),
  g: () => goAlong(0), G: () => goAlong(place.path.length - 1),
  c: toggleCheck, x: nextCounterexample, y: () => copyLink(),
  "/": () => ($("find").hidden ? null : $("find").focus()),
  "?": () => $("keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || shown === null || $("keys").open) {
    return;
  }
  if (event.target === $("find")) {
    if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      focusStep(0);
    } else if (event.key === "Escape") {
      $("find").value = "";
      load({ keepFocus: true }).then(() => focusStep(0));
    }
    return;
  }
  if (event.key === "Enter" && digits !== "") {
    event.preventDefault();
    take(Number(digits));
  } else if (event.key === "Escape" && digits !== "") {
    digits = "";
    showSteps();
    focusStep(0);
  } else if (/^[0-9]$/.test(event.key)) {
    event.preventDefault();
    typeDigit(event.key);
  } else if (keys[event.key] !== undefined) {
    event.preventDefault();
    keys[event.key]();
  }
});

async function copyLink() {
  await navigator.clipboard.writeText(location.href);
  $("copy").firstChild.data = "Copied ";
  setTimeout(() => { $("copy").firstChild.data = "Copy link "; }, 1500);
}

// --- Beginning ---

$("check").addEventListener("click", toggleCheck);
$("copy").addEventListener("click", copyLink);
$("help").addEventListener("click", () => $("keys").showModal());
$("more").addEventListener("click", loadMore);
$("find").addEventListener("input", () => load({ keepFocus: true }));
addEventListener("hashchange", () => load());

(async () => {
  try {
    const model = await ask("/api/model");
    $("model").textContent = model.model;
    $("command").textContent = model.command;
    properties = model.properties;
    if (location.hash === "" && model.initialStates === 1) {
      history.replaceState(null, "", "#/0");
    }
    await load();
    await updateCheck("/api/check");
  } catch (error) {
    tell(error);
  }
})();
