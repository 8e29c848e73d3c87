import type { Palette } from './marble-painter';

/** The colours that the page's variables stand for right now: a canvas does not know `light-dark()`. */
export function readPalette(host: HTMLElement): Palette {
  const probe = host.ownerDocument.createElement('span');
  // Where motion is unwanted every element has a transition, a very short one: it would show the colour before.
  probe.style.setProperty('transition', 'none', 'important');
  host.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    start: colour('accent'),
    good: colour('good'),
    bad: colour('bad'),
    head: colour('state-4'),
    ask: colour('warn'),
    done: colour('soft'),
    progress: colour('edge'),
    state: colour('edge'),
    line: colour('line'),
    text: colour('text'),
    soft: colour('soft'),
    surface: colour('surface'),
    accent: colour('accent'),
    states: [0, 1, 2, 3, 4, 5, 6].map((state) => colour(`state-${state}`)),
  };
  probe.remove();
  return palette;
}
