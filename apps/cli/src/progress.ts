/** Shows how far the work is. One line per step; on a terminal a bar with the time left. */
export interface Progress {
  step(name: string, does: string, doneFraction: number): void;
  note(line: string): void;
  end(): void;
}

const BAR_CELLS = 24;
/** A terminal needs no more, and a step that reports for every slab must not spend its time drawing. */
const REDRAW_MS = 80;

interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export function openProgress(stream: Stream, form: 'bar' | 'lines' | 'json', now: () => number): Progress {
  if (form === 'json') return jsonProgress(stream);
  return form === 'bar' ? barProgress(stream, now) : lineProgress(stream, now);
}

function barProgress(stream: Stream, now: () => number): Progress {
  let current = '';
  let startedMs = 0;
  let drawnMs = 0;
  const clear = () => stream.write('\r\u001b[2K');
  return {
    step(name, does, doneFraction) {
      if (name !== current) {
        current = name;
        startedMs = now();
        drawnMs = 0;
      }
      const elapsedMs = now() - startedMs;
      if (doneFraction >= 1) {
        clear();
        stream.write(`✓ ${does} (${seconds(elapsedMs)})\n`);
        current = '';
        return;
      }
      if (now() - drawnMs < REDRAW_MS) return;
      drawnMs = now();
      const full = Math.round(doneFraction * BAR_CELLS);
      const left = doneFraction > 0.05 ? `, ${seconds((elapsedMs / doneFraction) * (1 - doneFraction))} left` : '';
      const bar = `  ${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${Math.round(doneFraction * 100)} %${left} · ${does}`;
      clear();
      // A line that wraps cannot be cleared again, and would fill the screen.
      stream.write(bar.slice(0, (stream.columns ?? 80) - 1));
    },
    note(line) {
      clear();
      stream.write(`${line}\n`);
    },
    end: () => void (current && clear()),
  };
}

function lineProgress(stream: Stream, now: () => number): Progress {
  let current = '';
  let startedMs = 0;
  return {
    step(name, does, doneFraction) {
      if (name !== current) {
        current = name;
        startedMs = now();
      }
      if (doneFraction >= 1) {
        stream.write(`${does} (${seconds(now() - startedMs)})\n`);
        current = '';
      }
    },
    note: (line) => void stream.write(`${line}\n`),
    end: () => undefined,
  };
}

function jsonProgress(stream: Stream): Progress {
  let told = -1;
  let current = '';
  return {
    step(name, _does, doneFraction) {
      const percent = Math.floor(doneFraction * 100);
      if (name === current && percent === told) return;
      current = name;
      told = percent;
      stream.write(`${JSON.stringify({ step: name, doneFraction: percent / 100 })}\n`);
    },
    note: (line) => void stream.write(`${JSON.stringify({ note: line })}\n`),
    end: () => undefined,
  };
}

const seconds = (ms: number): string =>
  ms < 9950
    ? `${(ms / 1000).toFixed(1)} s`
    : ms < 90_000
      ? `${Math.round(ms / 1000)} s`
      : `${Math.round(ms / 60_000)} min`;
