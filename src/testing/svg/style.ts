/** So many commands have a colour of their own before they repeat; each has its number as well. */
export const colours = 8;

// GitHub's palettes, which have contrast on their papers: text stands on a mark in the colour of the paper.
const light = ['#0969da', '#9a4b00', '#0b7285', '#8250df', '#1a7f37', '#bf3989', '#6e6a00', '#57606a'];
const dark = ['#58a6ff', '#ffa657', '#39c5cf', '#bc8cff', '#3fb950', '#f778ba', '#d4c10b', '#afb8c1'];
const lightStates = ['none', '#fff3bf', '#ffdfb6', '#cfe8ff', '#c9f2d3', '#e7ebef', '#ffd7d5'];
const darkStates = ['none', '#4d3d00', '#5a3200', '#0c3a6b', '#0f4a22', '#333b44', '#6b1f1c'];

function variables(name: string, values: readonly string[]): string {
  return values.map((value, i) => `--${name}${i}:${value};`).join('');
}

function theme(paper: string, ink: string, faint: string, line: string, bad: string): string {
  return `--paper:${paper};--ink:${ink};--faint:${faint};--line:${line};--bad:${bad};`;
}

/** Everything is below one class, so that a page that holds the picture keeps its own style. */
export const style = `
.qhttp-marbles{${theme('#ffffff', '#1f2328', '#59636e', '#d1d9e0', '#cf222e')}${variables('c', light)}${variables('s', lightStates)}}
@media (prefers-color-scheme:dark){.qhttp-marbles{${theme('#0d1117', '#f0f6fc', '#9198a1', '#30363d', '#ff7b72')}${variables('c', dark)}${variables('s', darkStates)}}}
.qhttp-marbles text{font-family:system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;font-size:12px;fill:var(--ink)}
.qhttp-marbles .title{font-size:15px;font-weight:600}
.qhttp-marbles .origin{font-size:13px;font-weight:600}
.qhttp-marbles .faint{fill:var(--faint)}
.qhttp-marbles .middle{text-anchor:middle}
.qhttp-marbles .end{text-anchor:end}
.qhttp-marbles .paper{fill:var(--paper)}
.qhttp-marbles .line{stroke:var(--line);stroke-width:1}
.qhttp-marbles .grid{stroke:var(--line);stroke-width:1;stroke-dasharray:2 3}
.qhttp-marbles .on{fill:var(--paper);font-weight:600}
.qhttp-marbles .span{opacity:.11}
.qhttp-marbles .bad{fill:var(--bad)}
.qhttp-marbles .mixed{fill:var(--faint)}
.qhttp-marbles .bar{fill:var(--ink)}
.qhttp-marbles .cross{stroke:var(--bad);stroke-width:3;stroke-linecap:round;fill:none}
.qhttp-marbles .state{stroke:var(--line);stroke-width:1}
${light.map((_, i) => `.qhttp-marbles .c${i}{fill:var(--c${i})}`).join('')}
${lightStates.map((_, i) => `.qhttp-marbles .s${i}{fill:var(--s${i})}`).join('')}
`;
