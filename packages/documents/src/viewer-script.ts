/**
 * The page's own viewer: WebGL2, no library, nothing fetched. It reads the mesh from #mesh, draws it with a parallel
 * camera into #view, and leaves the picture of the four sides in place where WebGL2 is missing. Plain JavaScript, since
 * it runs in the reader's browser as it stands here.
 */
export const VIEWER_SCRIPT = String.raw`
(() => {
  'use strict';
  const stage = document.getElementById('stage');
  const canvas = document.getElementById('view');
  const data = JSON.parse(document.getElementById('mesh').textContent);
  const gl = canvas.getContext('webgl2', { antialias: true, preserveDrawingBuffer: true });
  if (!gl) { stage.classList.add('no-webgl'); return; }
  stage.classList.add('live');

  const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const positions = new Uint16Array(bytesOf(data.positions).buffer);
  const corners = new Uint32Array(bytesOf(data.corners).buffer);
  const deviation = new Int8Array(bytesOf(data.deviation).buffer);
  const hasDeviation = deviation.length > 0;
  const doubt = bytesOf(data.doubt);
  const hasDoubt = doubt.length > 0;
  // Value, whether there is one, whether the part is gone or merged: numbers are mixed with numbers alone.
  const known = new Uint8Array((positions.length / 3) * 4);
  for (let v = 0; v < doubt.length; v++) {
    if (doubt[v] <= 250) { known[4 * v] = Math.round(doubt[v] * 1.02); known[4 * v + 1] = 255; }
    else if (doubt[v] === 254) known[4 * v + 2] = 255;
  }

  const normals = (() => {
    const sum = new Float32Array(positions.length);
    const [sx, sy, sz] = data.stepMm;
    for (let t = 0; t < corners.length; t += 3) {
      const a = 3 * corners[t], b = 3 * corners[t + 1], c = 3 * corners[t + 2];
      const ux = (positions[b] - positions[a]) * sx, uy = (positions[b + 1] - positions[a + 1]) * sy, uz = (positions[b + 2] - positions[a + 2]) * sz;
      const vx = (positions[c] - positions[a]) * sx, vy = (positions[c + 1] - positions[a + 1]) * sy, vz = (positions[c + 2] - positions[a + 2]) * sz;
      const n = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
      for (const v of [a, b, c]) for (let k = 0; k < 3; k++) sum[v + k] += n[k];
    }
    const packed = new Int8Array((positions.length / 3) * 4);
    for (let v = 0, to = 0; v < sum.length; v += 3, to += 4) {
      const size = Math.hypot(sum[v], sum[v + 1], sum[v + 2]) || 1;
      for (let k = 0; k < 3; k++) packed[to + k] = Math.round((127 * sum[v + k]) / size);
    }
    return packed;
  })();

  const VERTEX = '#version 300 es\n' +
    'in vec3 place; in vec3 normal; in float away; in vec3 doubt; uniform vec3 size; uniform vec3 middle; uniform mat3 turn; uniform vec2 scale; uniform vec2 shift; uniform float depth;' +
    'out vec3 n; out float d; out vec3 q; void main() { q = doubt; vec3 p = turn * (place * size - middle); n = turn * normal; d = away;' +
    'gl_Position = vec4(p.xy * scale + shift, -p.z * depth, 1.0); }';
  const FRAGMENT = '#version 300 es\n' +
    'precision highp float; in vec3 n; in float d; in vec3 q; uniform float painted; uniform vec3 stops[7]; uniform vec3 doubtStops[7]; uniform vec3 none[2]; out vec4 color;' +
    'void main() { vec3 m = normalize(n); float back = 1.0; if (!gl_FrontFacing) { m = -m; back = 0.6; }' +
    'vec3 own = vec3(0.91, 0.85, 0.745);' +
    'if (painted > 1.5) { if (q.y > 0.5) { float at = clamp(q.x / q.y * 6.0, 0.0, 5.999); int i = int(at); own = mix(doubtStops[i], doubtStops[i + 1], at - float(i)); } else own = q.z > 0.5 * (1.0 - q.y) ? none[0] : none[1]; }' +
    'else if (painted > 0.5) { float at = clamp((d + 1.0) * 3.0, 0.0, 5.999); int i = int(at); own = mix(stops[i], stops[i + 1], at - float(i)); }' +
    'vec3 light = mix(vec3(0.2, 0.185, 0.17), vec3(0.33, 0.345, 0.37), 0.5 + 0.5 * m.y);' +
    'light += vec3(0.86, 0.83, 0.77) * max(0.0, dot(m, vec3(-0.48, 0.6, 0.64)));' +
    'light += vec3(0.16, 0.18, 0.22) * max(0.0, dot(m, vec3(0.8, 0.0, 0.6)));' +
    'light += vec3(0.18, 0.2, 0.24) * max(0.0, dot(m, vec3(0.56, 0.42, -0.71)) + 0.25);' +
    'float shine = 0.1 * pow(max(0.0, dot(m, normalize(vec3(-0.48, 0.6, 1.64)))), 32.0);' +
    'float edge = 0.72 + 0.28 * smoothstep(0.0, 0.55, m.z);' +
    'color = vec4(sqrt(min(vec3(1.0), own * own * light * back * edge + shine * (1.0 - min(1.0, painted)))), 1.0); }';

  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) { stage.classList.remove('live'); stage.classList.add('no-webgl'); return; }
  gl.useProgram(program);
  const attribute = (name, values, width, type, normalized, stride) => {
    const at = gl.getAttribLocation(program, name);
    if (at < 0) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, width, type, normalized, stride, 0);
  };
  attribute('place', positions, 3, gl.UNSIGNED_SHORT, true, 0);
  attribute('normal', normals, 3, gl.BYTE, true, 4);
  attribute('away', hasDeviation ? deviation : new Int8Array(positions.length / 3), 1, gl.BYTE, true, 0);
  attribute('doubt', known, 3, gl.UNSIGNED_BYTE, true, 4);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, corners, gl.STATIC_DRAW);
  gl.enable(gl.DEPTH_TEST);
  const uniform = (name) => gl.getUniformLocation(program, name);
  const size = data.stepMm.map((step) => step * 65535);
  const radius = Math.hypot(...size) / 2 || 1;
  gl.uniform3fv(uniform('size'), size);
  gl.uniform3fv(uniform('middle'), size.map((side) => side / 2));
  gl.uniform3fv(uniform('stops'), data.stops.flat().map((part) => part / 255));
  gl.uniform3fv(uniform('doubtStops'), data.doubtStops.flat().map((part) => part / 255));
  gl.uniform3fv(uniform('none'), data.noNumber.flat().map((part) => part / 255));
  gl.uniform1f(uniform('depth'), 0.9 / radius);

  // Degrees: turn around the body's long axis from the front, and rise above the horizon.
  const VIEWS = { anterior: [0, 0], left: [90, 0], posterior: [180, 0], right: [-90, 0], superior: [180, 90], inferior: [0, -90] };
  const start = () => ({ turn: 25, rise: 12, zoom: 1.2, x: 0, y: 0 });
  let eye = start();
  let painted = 'plain';
  let waiting = false;
  const edges = ['left', 'right', 'top', 'bottom'].map((name) => document.getElementById('edge-' + name));
  const bar = document.getElementById('bar');

  const axesOf = ({ turn, rise }) => {
    const [a, b] = [(turn * Math.PI) / 180, (rise * Math.PI) / 180];
    const toEye = [Math.sin(a) * Math.cos(b), -Math.cos(a) * Math.cos(b), Math.sin(b)];
    const right = [Math.cos(a), Math.sin(a), 0];
    const up = [toEye[1] * right[2] - toEye[2] * right[1], toEye[2] * right[0] - toEye[0] * right[2], toEye[0] * right[1] - toEye[1] * right[0]];
    return { right, up, toEye };
  };
  const letters = (way) => [['L', 'R'], ['P', 'A'], ['S', 'I']]
    .map(([plus, minus], axis) => [Math.abs(way[axis]), way[axis] > 0 ? plus : minus])
    .filter(([share]) => share > 0.38).sort((p, q) => q[0] - p[0]).map(([, letter]) => letter).join('');
  const mmPerPx = () => (2.1 * radius) / (Math.min(canvas.clientWidth, canvas.clientHeight * 1.15) * eye.zoom);

  const draw = () => {
    waiting = false;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const [w, h] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (w === 0 || h === 0) return;
    if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; }
    gl.viewport(0, 0, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const { right, up, toEye } = axesOf(eye);
    gl.uniformMatrix3fv(uniform('turn'), true, [...right, ...up, ...toEye]);
    const scale = 1 / mmPerPx();
    gl.uniform2f(uniform('scale'), (2 * scale) / canvas.clientWidth, (2 * scale) / canvas.clientHeight);
    gl.uniform2f(uniform('shift'), (2 * eye.x * scale) / canvas.clientWidth, (2 * eye.y * scale) / canvas.clientHeight);
    gl.uniform1f(uniform('painted'), ['plain', 'deviation', 'doubt'].indexOf(painted));
    gl.drawElements(gl.TRIANGLES, corners.length, gl.UNSIGNED_INT, 0);
    const minus = (way) => way.map((part) => -part);
    [minus(right), right, up, minus(up)].forEach((way, at) => { edges[at].textContent = letters(way); });
    const length = [200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2].find((mm) => mm * scale < canvas.clientWidth * 0.25) || 0.1;
    bar.style.width = length * scale + 'px';
    bar.textContent = length + ' mm';
  };
  const redraw = () => { if (!waiting) { waiting = true; requestAnimationFrame(draw); } };
  const orbit = (dx, dy) => { eye.turn -= dx; eye.rise = Math.max(-90, Math.min(90, eye.rise + dy)); redraw(); };
  const pan = (dx, dy) => { const mm = mmPerPx(); eye.x += dx * mm; eye.y -= dy * mm; redraw(); };
  const zoom = (factor) => { eye.zoom = Math.max(0.4, Math.min(40, eye.zoom * factor)); redraw(); };
  const look = (name) => { const [turn, rise] = VIEWS[name]; eye = { ...start(), turn, rise }; redraw(); };
  const paint = (wanted) => {
    painted = (wanted === 'deviation' && hasDeviation) || (wanted === 'doubt' && hasDoubt) ? wanted : 'plain';
    document.querySelectorAll('[data-paint]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.paint === painted)));
    document.querySelectorAll('[data-legend]').forEach((legend) => { legend.hidden = legend.dataset.legend !== painted; });
    redraw();
  };

  const fingers = new Map();
  const spread = () => { const [p, q] = [...fingers.values()]; return { gap: Math.hypot(p.x - q.x, p.y - q.y), x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 }; };
  canvas.addEventListener('pointerdown', (event) => { canvas.setPointerCapture(event.pointerId); fingers.set(event.pointerId, { x: event.clientX, y: event.clientY }); });
  canvas.addEventListener('pointermove', (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    if (fingers.size === 2) {
      const was = spread();
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      const is = spread();
      if (was.gap > 0) zoom(is.gap / was.gap);
      pan(is.x - was.x, is.y - was.y);
      return;
    }
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (event.shiftKey || event.buttons & 6) pan(dx, dy); else orbit(dx * 0.45, dy * 0.45);
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, (event) => fingers.delete(event.pointerId));
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  // The wheel scrolls the page until the model has been touched: nobody gets stuck on it.
  canvas.addEventListener('wheel', (event) => {
    if (document.activeElement !== canvas) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.0015));
  }, { passive: false });
  canvas.addEventListener('keydown', (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[event.key];
    if (way && event.shiftKey) pan(way[0] * 15, way[1] * 15);
    else if (way) orbit(way[0] * 6, way[1] * 6);
    else if (event.key === '+' || event.key === '=') zoom(1.15);
    else if (event.key === '-') zoom(1 / 1.15);
    else if (event.key === 'd') paint(painted === 'deviation' ? 'plain' : 'deviation');
    else if (event.key === 'u') paint(painted === 'doubt' ? 'plain' : 'doubt');
    else if ('123456'.includes(event.key)) look(Object.keys(VIEWS)[Number(event.key) - 1]);
    else return;
    event.preventDefault();
  });
  document.querySelectorAll('[data-view]').forEach((button) => button.addEventListener('click', () => look(button.dataset.view)));
  document.querySelectorAll('[data-zoom]').forEach((button) => button.addEventListener('click', () => zoom(Number(button.dataset.zoom))));
  document.querySelectorAll('[data-paint]').forEach((button) => button.addEventListener('click', () => paint(button.dataset.paint)));
  canvas.addEventListener('webglcontextlost', (event) => { event.preventDefault(); stage.classList.remove('live'); stage.classList.add('no-webgl'); });
  new ResizeObserver(redraw).observe(canvas);
  paint('plain');
})();
`;
