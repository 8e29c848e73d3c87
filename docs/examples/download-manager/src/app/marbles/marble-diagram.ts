import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import type { LoggedSignal } from '../../../engine/model.ts';
import type { DeskStore } from '../desk/desk-store';
import { countText } from '../shared/format';
import { legend } from './marble-kind';
import { marbleAt, placeMarbles, type TimeWindow } from './marble-layout';
import { axisHeight, fitCanvas, laneHeight, paint, type Palette, timeText } from './marble-painter';
import { isStep, stepTo } from './marble-steps';
import { readPalette } from './palette';
import { SignalTable } from './signal-table';

/**
 * All signals of the run as marbles, one lane a pipeline. It follows the run, until somebody looks at something.
 *
 * It is drawn on a canvas, at most once in a frame, only what is in sight, and not at all while it is out of sight.
 */
@Component({
  selector: 'dm-marble-diagram',
  imports: [SignalTable],
  templateUrl: './marble-diagram.html',
  styleUrl: './marble-diagram.css',
})
export class MarbleDiagram {
  readonly store = input.required<DeskStore>();

  protected readonly legend = legend;
  protected readonly live = signal(true);
  protected readonly secondsWide = signal(12);
  protected readonly chosen = signal<LoggedSignal | undefined>(undefined);
  /** What the slider says, in ms: the time at the right edge. Written four times a second at most. */
  protected readonly edge = signal(0);
  protected readonly end = signal(0);
  protected readonly lanes = signal(0);
  protected readonly count = computed(() => {
    this.store().drawn();
    const { count } = this.store().log;
    return count === 0 ? 'No signals yet' : `${countText(count)} signals`;
  });
  protected readonly bodyHeight = computed(() => Math.max(1, this.lanes()) * laneHeight + axisHeight);
  protected readonly edgeText = computed(() => timeText(this.edge(), 100));
  protected readonly told = computed(() => {
    const chosen = this.chosen();
    if (!chosen) return '';
    const of = chosen.transfer === undefined ? undefined : this.store().transfer(chosen.transfer)?.().name;
    return `${(chosen.at / 1000).toFixed(3)} s · ${chosen.text}${of ? ` · ${of}` : ''} · ${chosen.pipeline}`;
  });

  protected readonly canvasQuery = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  protected readonly boxQuery = viewChild.required<ElementRef<HTMLElement>>('box');
  #palette: Palette | undefined;
  #frame = 0;
  #inSight = false;
  #toldEdge = 0;
  /** The right edge, in ms of the run. */
  #to = 0;
  #size = { width: 0, height: 0 };
  /** Kept, as asking for it in each frame would have the page laid out at once. */
  #scrollTop = 0;
  #still = false;
  #drag: { readonly x: number; readonly to: number } | undefined;

  constructor() {
    const destroyed = inject(DestroyRef);
    destroyed.onDestroy(() => cancelAnimationFrame(this.#frame));
    effect(() => {
      this.store().drawn();
      this.live();
      this.secondsWide();
      this.chosen();
      untracked(() => this.#request());
    });
    // The signals of another desk have nothing to do with what was looked at.
    effect(() => {
      this.store();
      this.chosen.set(undefined);
      this.live.set(true);
    });
    afterNextRender(() => this.#watch(destroyed));
  }

  protected follow(): void {
    this.chosen.set(undefined);
    this.live.update((live) => !live);
  }

  protected zoom(factor: number): void {
    this.secondsWide.update((seconds) => Math.min(192, Math.max(1.5, seconds * factor)));
  }

  protected slide(ms: number): void {
    this.#lookAt(ms);
    this.edge.set(ms);
  }

  protected onScroll(): void {
    this.#scrollTop = this.boxQuery().nativeElement.scrollTop;
    this.#request();
  }

  protected onDown({ offsetX }: PointerEvent): void {
    this.#drag = { x: offsetX, to: this.#to };
  }

  protected onMove({ offsetX, offsetY, buttons }: PointerEvent): void {
    if (this.#drag && buttons === 1) {
      const { x, to } = this.#drag;
      if (Math.abs(offsetX - x) > 4) this.#lookAt(to - (offsetX - x) / this.#window().perMs);
      return;
    }
    const y = offsetY + this.#scrollTop;
    const lane = this.store().log.lanes[Math.floor(y / laneHeight)];
    const inBox = offsetY < this.#size.height - axisHeight;
    this.chosen.set(lane && inBox ? marbleAt(placeMarbles(lane.signals, this.#window()), offsetX)?.signal : undefined);
  }

  protected onUp(): void {
    this.#drag = undefined;
  }

  protected onWheel(event: WheelEvent): void {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) < 1) return;
    event.preventDefault();
    this.#lookAt(this.#to + sideways / this.#window().perMs);
  }

  protected onKey(event: KeyboardEvent): void {
    if (!isStep(event.key)) return;
    event.preventDefault();
    const next = stepTo(event.key, this.store().log.lanes, this.chosen());
    if (next) this.#choose(next.signal, next.lane);
  }

  #choose(next: LoggedSignal, lane: number): void {
    const { from, to } = this.#window();
    if (next.at < from || next.at > to) this.#lookAt(next.at + (to - from) / 2);
    else this.live.set(false);
    const box = this.boxQuery().nativeElement;
    const top = lane * laneHeight;
    const seen = box.clientHeight - axisHeight - laneHeight;
    if (top < box.scrollTop || top > box.scrollTop + seen) box.scrollTop = top;
    this.chosen.set(next);
  }

  #lookAt(to: number): void {
    this.live.set(false);
    this.#to = Math.min(Math.max(to, 1000), this.store().log.end + 1000 * this.secondsWide());
    this.#request();
  }

  #watch(destroyed: DestroyRef): void {
    const box = this.boxQuery().nativeElement;
    const sight = new IntersectionObserver((entries) => {
      this.#inSight = entries.some(({ isIntersecting }) => isIntersecting);
      this.#request();
    });
    const size = new ResizeObserver(() => {
      this.#size = { width: box.clientWidth, height: box.clientHeight };
      this.#request();
    });
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const motion = matchMedia('(prefers-reduced-motion: reduce)');
    const recolour = () => {
      this.#palette = undefined;
      this.#still = motion.matches;
      this.#request();
    };
    recolour();
    sight.observe(box);
    size.observe(box);
    scheme.addEventListener('change', recolour);
    motion.addEventListener('change', recolour);
    destroyed.onDestroy(() => {
      sight.disconnect();
      size.disconnect();
      scheme.removeEventListener('change', recolour);
      motion.removeEventListener('change', recolour);
    });
  }

  #request(): void {
    if (!this.#frame && this.#inSight) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  #window(): TimeWindow {
    const span = this.secondsWide() * 1000;
    return { from: this.#to - span, to: this.#to, perMs: this.#size.width / span };
  }

  #draw(time: number): void {
    this.#frame = 0;
    const { log } = this.store();
    const context = this.canvasQuery().nativeElement.getContext('2d');
    const { width, height } = this.#size;
    if (!context || width === 0) return;
    const now = this.#still ? log.end : Math.min(log.timeAt(time), log.end + restMs);
    const span = this.secondsWide() * 1000;
    if (this.live()) this.#to = Math.max(now + span * 0.03, span * 0.98);
    fitCanvas(context, width, height);
    this.lanes.set(log.lanes.length);
    paint(context, {
      lanes: log.lanes,
      window: this.#window(),
      now,
      width,
      height,
      scrollTop: this.#scrollTop,
      palette: (this.#palette ??= readPalette(this.boxQuery().nativeElement)),
      chosen: this.chosen(),
    });
    const moving = this.live() && !this.#still && log.count > 0 && now < log.end + restMs;
    if (time - this.#toldEdge > 250 || !moving) {
      this.#toldEdge = time;
      this.edge.set(Math.round(this.#to));
      this.end.set(Math.round(Math.max(this.#to, log.end)));
    }
    if (moving) this.#request();
  }
}

/** After the last signal the picture runs on for so long, and then rests. */
const restMs = 1500;
