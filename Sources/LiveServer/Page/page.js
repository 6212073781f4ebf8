"use strict";
// Speaks with the server by one WebSocket: pictures as binary messages, all else as JSON with a `kind`.
const $ = id => document.getElementById(id);
const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
let socket, ended = false, retry = 500, greeting = null;

// The token has done its work: what stands in the address is seen, and kept, by others.
if (location.search) history.replaceState(null, "", location.pathname);

const say = (state, text) => { $("state").dataset.state = state; $("state").textContent = text; };
const send = message => { if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };

function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => { retry = 500; say("live", "Live"); forget(); if (comparing) send({ kind: "compare", on: true }); };
  socket.onmessage = event => typeof event.data === "string" ? hear(JSON.parse(event.data)) : take(event.data);
  socket.onclose = () => {
    if (ended) return;
    say("lost", "Connection lost, trying again");
    setTimeout(connect, retry);
    retry = Math.min(8000, retry * 2);
  };
}

const hear = message => ({ greeting: greet, chain: showChain, figures: showFigures, recording: showRecording, refusal: refuse, end })[message.kind]?.(message);

function greet(message) {
  greeting = message;
  const name = message.input.split("/").pop();
  const rate = message.rate > 0 ? `, ${+message.rate.toFixed(3)} fps` : "";
  $("source").textContent = `${name}  ${message.width} × ${message.height}${rate}`;
  $("source").title = message.input;
  document.title = `${name} – vidproc`;
  $("record").hidden = !message.canRecord;
}

function end(message) {
  ended = true;
  say("ended", `Ended after ${message.frames.toLocaleString("en")} frames`);
  for (const control of document.querySelectorAll("#chain button, #chain input, #chain select, #record")) control.disabled = true;
}

let noticeTimer;
function refuse(message) {
  $("notice").textContent = message.hint ? `${message.text}\n${message.hint}` : message.text;
  $("notice").hidden = false;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => { $("notice").hidden = true; }, 8000);
}

// Pictures. The newest one waits while another is decoded; one that is overtaken counts as drawn.
const canvas = $("picture"), ink = canvas.getContext("2d", { alpha: false });
let waiting = null, isDrawing = false, last = null, comparing = false;

function take(data) {
  if (waiting) send({ kind: "drawn" });
  waiting = data;
  if (!isDrawing) draw();
}

async function draw() {
  isDrawing = true;
  // While nobody sees the page nothing is asked for.
  while (waiting && !document.hidden) {
    const data = waiting, head = new DataView(data), after = head.getUint32(8), before = head.getUint32(12);
    waiting = null;
    const decode = (start, length) => length ? createImageBitmap(new Blob([new Uint8Array(data, start, length)], { type: "image/jpeg" })) : null;
    try {
      const pictures = await Promise.all([decode(16, after), decode(16 + after, before)]);
      for (const picture of last || []) picture?.close();
      last = pictures;
      paint();
    } catch { /* the next one comes soon */ }
    send({ kind: "drawn" });
  }
  isDrawing = false;
}
document.addEventListener("visibilitychange", () => { if (!document.hidden && waiting && !isDrawing) draw(); });

function paint() {
  if (!last) return;
  const [after, before] = last, turns = greeting?.quarterTurns || 0, sideways = turns % 2;
  const height = after.height, width = Math.max(1, Math.round(height * (greeting?.aspect || after.width / height)));
  const size = sideways ? [height, width] : [width, height];
  if (canvas.width !== size[0] || canvas.height !== size[1]) { [canvas.width, canvas.height] = size; place(); }
  const put = picture => {
    ink.save();
    ink.translate(canvas.width / 2, canvas.height / 2);
    ink.rotate(turns * Math.PI / 2);
    if (greeting?.isMirrored) ink.scale(-1, 1);
    ink.drawImage(picture, -width / 2, -height / 2, width, height);
    ink.restore();
  };
  put(after);
  if (comparing && before) {
    ink.save();
    ink.beginPath();
    ink.rect(0, 0, canvas.width * $("divide").value / 100, canvas.height);
    ink.clip();
    put(before);
    ink.restore();
  }
  $("empty").hidden = true;
}

// The divider lies on the picture as it is shown, without the bars beside it.
function place() {
  const box = canvas.getBoundingClientRect(), scale = Math.min(box.width / canvas.width, box.height / canvas.height);
  $("split").style.width = `${canvas.width * scale}px`;
  $("split").style.height = `${canvas.height * scale}px`;
  $("line").style.left = `${$("divide").value}%`;
}
new ResizeObserver(place).observe(canvas);
$("divide").oninput = () => { place(); paint(); };
// A range moves by its own thumb's width; the line must be where the finger is.
$("split").onpointerdown = $("split").onpointermove = event => {
  if (!event.buttons) return;
  event.preventDefault();
  $("split").setPointerCapture(event.pointerId);
  const box = $("split").getBoundingClientRect();
  $("divide").value = 100 * (event.clientX - box.left) / box.width;
  place(); paint();
};
$("compare").onclick = () => {
  comparing = !comparing;
  $("compare").setAttribute("aria-pressed", comparing);
  $("split").hidden = !comparing;
  send({ kind: "compare", on: comparing });
  place(); paint();
};
$("full").onclick = () => document.fullscreenElement ? document.exitFullscreen() : $("frame").requestFullscreen?.();

// Recording.
const clock = seconds => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
function showRecording(message) {
  $("record").setAttribute("aria-pressed", message.on);
  $("record").lastChild.textContent = message.on ? `Stop ${clock(message.seconds)}` : "Record";
  const frames = `${message.frames.toLocaleString("en")} frames`;
  $("recorded").textContent = message.on ? `${message.name}, ${frames}` : message.name && message.frames ? `Saved ${message.name}, ${frames}` : "";
  if (message.problem) refuse({ text: message.problem });
}
$("record").onclick = () => send({ kind: "record", on: $("record").getAttribute("aria-pressed") !== "true" });

// The chain. One change is on its way at a time; of those that come meanwhile the last of each control waits.
let controls = [], shape = "", isAsking = false, changes = new Map();
function forget() { isAsking = false; changes.clear(); shape = ""; }
function ask(id, message) {
  changes.set(id, message);
  flush();
}
function flush() {
  if (isAsking || !changes.size) return;
  const [id, message] = changes.entries().next().value;
  changes.delete(id);
  isAsking = true;
  send(message);
}

function showChain(message) {
  isAsking = false;
  const names = JSON.stringify([message.entries.map(entry => entry.name), greeting?.canChange]);
  if (names !== shape) {
    shape = names;
    controls = message.entries.map((entry, index) => buildFilter(entry, index, message.filters[entry.name] || { summary: "", parameters: [] }));
    $("filters").replaceChildren(...controls.map(control => control.element));
    $("bare").textContent = !message.entries.length ? "There are no filters in this run." : "The chain of this run cannot be changed.";
    $("bare").hidden = message.entries.length > 0 && greeting?.canChange;
  }
  message.entries.forEach((entry, index) => controls[index].show(entry));
  flush();
}

function buildFilter(entry, index, filter) {
  const toggle = make("button", { type: "button", className: "switch", ariaLabel: `${entry.name} on` });
  toggle.setAttribute("role", "switch");
  toggle.onclick = () => {
    const on = toggle.getAttribute("aria-checked") !== "true";
    toggle.setAttribute("aria-checked", on);
    ask(`${index}`, { kind: "turn", entry: index, name: entry.name, on });
  };
  const parameters = filter.parameters.map(parameter => buildParameter(entry, index, parameter));
  const element = make("li", {}, make("div", { className: "name" }, make("span", { textContent: entry.name }), toggle),
    make("p", { className: "about", textContent: filter.summary }), ...parameters.map(parameter => parameter.element));
  if (!greeting?.canChange) for (const control of element.querySelectorAll("button, input, select")) control.disabled = true;
  return {
    element,
    show(entry) {
      if (!changes.has(`${index}`)) toggle.setAttribute("aria-checked", entry.on);
      element.classList.toggle("off", !entry.on);
      element.title = entry.text;
      for (const parameter of parameters) parameter.show(entry.values[parameter.key] ?? parameter.usual);
    },
  };
}

function buildParameter(entry, index, parameter) {
  const id = `p${index}-${parameter.key}`, change = value => ask(id, { kind: "set", entry: index, name: entry.name, key: parameter.key, value: `${value}` });
  const label = make("label", { htmlFor: id, textContent: parameter.key, title: parameter.summary });
  const about = make("small", { textContent: parameter.summary });
  if (parameter.words) {
    const select = make("select", { id }, ...parameter.words.map(word => make("option", { value: word, textContent: word })));
    select.onchange = () => change(select.value);
    return { key: parameter.key, usual: parameter.usual, element: make("div", { className: "parameter" }, label, select, about), show: value => { if (!changes.has(id)) select.value = value; } };
  }
  const scale = sliderScale(parameter);
  const number = make("input", { id, type: "number", min: parameter.low, max: parameter.high, step: "any", inputMode: "decimal" });
  const slider = make("input", { type: "range", min: 0, max: scale.steps, step: 1, ariaLabel: `${entry.name} ${parameter.key}` });
  const set = value => { slider.value = scale.position(value); slider.setAttribute("aria-valuetext", `${value} ${parameter.unit || ""}`); };
  slider.oninput = () => { number.value = scale.value(+slider.value); slider.setAttribute("aria-valuetext", number.value); change(number.value); };
  number.onchange = () => { if (number.value !== "") { set(+number.value); change(number.value); } };
  if (parameter.unit) label.append(make("span", { className: "about", textContent: `  ${parameter.unit}` }));
  return {
    key: parameter.key, usual: parameter.usual, element: make("div", { className: "parameter" }, label, number, slider, about),
    show(text) {
      if (changes.has(id) || document.activeElement === number || slider.matches(":active")) return;
      const value = fraction(text);
      number.value = +value.toPrecision(6);
      set(value);
    },
  };
}

const fraction = text => { const [above, below] = text.split("/").map(Number); return below ? above / below : above; };

// Wide ranges whose usual values lie at one end get more room there.
function sliderScale({ low, high, usual }) {
  const span = high - low, start = fraction(usual), whole = [low, high, start].every(Number.isInteger) && span >= 8;
  const share = (start - low) / span, power = share > 0 && share < 0.12 ? Math.log(share) / Math.log(0.35) : 1;
  const steps = whole && power === 1 ? Math.min(1000, span) : 400;
  const digits = whole ? 0 : Math.max(0, 3 - Math.ceil(Math.log10(Math.min(span, Math.max(1e-6, Math.abs(start) * 4 || span)))));
  return {
    steps,
    value: position => +(low + span * (position / steps) ** power).toFixed(digits),
    position: value => Math.round(steps * (Math.max(0, value - low) / span) ** (1 / power)),
  };
}

// Figures. The server sends sums; what is shown is their growth, over a second and more, so that it stays readable.
const past = [], seconds = 60;
let shownAdvice = "";
function showFigures(message) {
  if (past.length && message.seconds < past[past.length - 1].seconds) past.length = 0;
  past.push(message);
  while (past.length && past[0].seconds < message.seconds - seconds - 2) past.shift();
  const earlier = past.find(entry => entry.seconds >= message.seconds - 1.1) || message, span = message.seconds - earlier.seconds;
  message.rates = message.stages.map((stage, index) => span > 0 && earlier.stages[index] ? (stage.frames - earlier.stages[index].frames) / span : null);
  message.busy = message.stages.map((stage, index) => span > 0 && earlier.stages[index] ? (stage.busySeconds - earlier.stages[index].busySeconds) / span : null);
  showTotals(message);
  showStages(message);
  if (document.hidden) return;
  const colours = message.stages.map((_, index) => colour(index));
  const fps = plot($("fps"), message.stages.map((_, index) => past.map(entry => [entry.seconds, entry.rates?.[index]])), colours, 10);
  const full = message.stages.map((stage, index) => stage.capacity ? past.map(entry => [entry.seconds, 100 * (entry.stages[index]?.queue ?? 0) / stage.capacity]) : []);
  plot($("queue"), full, colours, 100, "%", 100);
  plot($("latency"), ["worst", "mean"].map(key => past.map(entry => [entry.seconds, entry.latency?.[key]])), [colour(1), colour(0)], 10, " ms");
  $("fps-now").value = number(message.rates[message.rates.length - 1], 1);
  const queued = message.stages.reduce((sum, stage) => sum + stage.queue, 0), room = message.stages.reduce((sum, stage) => sum + stage.capacity, 0);
  $("queue-now").value = `${queued} of ${room} frames`;
  $("latency-now").value = message.latency ? `${number(message.latency.mean, 0)} / ${number(message.latency.worst, 0)} ms` : "";
}

const number = (value, digits) => value == null ? "–" : value.toFixed(digits);
const colour = index => getComputedStyle(document.documentElement).getPropertyValue(`--s${index % 6}`).trim();

function showTotals(message) {
  const rows = [["Read", message.decoded], ["Through", message.written], ["Dropped", message.dropped], ["Lost at capture", message.lost], ["Damaged", message.corrupt], ["Viewers", message.viewers]];
  const list = $("totals");
  if (!list.children.length) list.append(...rows.map(([name]) => make("div", {}, make("dt", { textContent: name }), make("dd"))));
  rows.forEach(([name, value], index) => {
    list.children[index].lastChild.textContent = value.toLocaleString("en");
    list.children[index].hidden = (name === "Damaged" || name === "Lost at capture") && !value;
    list.children[index].lastChild.classList.toggle("bad", ["Dropped", "Damaged"].includes(name) && value > 0);
  });
}

function showStages(message) {
  const body = $("stages");
  while (body.rows.length > message.stages.length) body.deleteRow(-1);
  while (body.rows.length < message.stages.length) {
    const row = body.insertRow(), swatch = make("i");
    row.append(make("td", {}, swatch, make("span")), make("td"), make("td"), make("td"), make("td"));
    swatch.style.background = `var(--s${(body.rows.length - 1) % 6})`;
  }
  message.stages.forEach((stage, index) => {
    const cells = body.rows[index].cells;
    body.rows[index].classList.toggle("limit", message.limit === index);
    cells[0].lastChild.textContent = stage.name;
    cells[1].textContent = stage.device === "cpu" ? "processor" : stage.device;
    cells[2].textContent = number(message.rates[index], 1);
    cells[3].textContent = message.busy[index] == null ? "–" : `${Math.round(100 * Math.min(1, Math.max(0, message.busy[index])))} %`;
    cells[4].textContent = stage.capacity ? `${stage.queue} of ${stage.capacity}` : "";
  });
  if (message.advice !== shownAdvice) $("advice").textContent = shownAdvice = message.advice;
}

// The last minute, newest at the right. `least`: what the axis reaches at least; `fixed`: what it always reaches.
function plot(canvas, lines, colours, least, unit = "", fixed = 0) {
  const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight, style = getComputedStyle(canvas);
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext("2d"), now = past[past.length - 1].seconds;
  const ink = getComputedStyle(document.documentElement), soft = ink.getPropertyValue("--soft"), rule = ink.getPropertyValue("--line");
  const values = lines.flat().filter(([at, value]) => value != null && at >= now - seconds).map(([, value]) => value);
  const top = fixed || nice(Math.max(least, ...values) * 1.05);
  const left = 36, bottom = 16, y = value => 8 + (height - bottom - 8) * (1 - Math.min(1, value / top)), x = at => width - (width - left) * (now - at) / seconds;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = `11px ${style.fontFamily}`;
  pen.textBaseline = "middle";
  for (const value of [0, top / 2, top]) {
    pen.fillStyle = rule;
    pen.fillRect(left, Math.round(y(value)), width - left, 1);
    pen.fillStyle = soft;
    pen.textAlign = "right";
    pen.fillText(`${+value.toPrecision(3)}${unit === "%" ? "%" : ""}`, left - 6, y(value));
  }
  pen.textBaseline = "alphabetic";
  for (const [text, at, align] of [["\u221260 s", left, "left"], ["\u221230 s", (left + width) / 2, "center"], ["now", width, "right"]]) {
    pen.textAlign = align;
    pen.fillText(text, at, height - 2);
  }
  pen.save();
  pen.beginPath();
  pen.rect(left, 0, width - left, height);
  pen.clip();
  pen.lineWidth = 1.5;
  pen.lineJoin = "round";
  lines.forEach((points, index) => {
    pen.strokeStyle = colours[index];
    pen.beginPath();
    let isDown = false;
    for (const [at, value] of points) {
      if (value == null) { isDown = false; continue; }
      isDown ? pen.lineTo(x(at), y(value)) : pen.moveTo(x(at), y(value));
      isDown = true;
    }
    pen.stroke();
  });
  pen.restore();
}

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * [1, 2, 3, 4, 5, 6, 8, 10].find(step => step * power >= value);
}

connect();
