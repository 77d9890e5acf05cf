import { t } from './l10n';
import { CellStamps } from './cellStamps';
import { drawNames, drawSteps } from './draw';
import { setAttribute, text } from './elements';
import { hitGrid, layOutGrid, type GridLayout } from './layout';
import { palette } from './palette';
import type { PositionCard } from './positionCard';
import { Room } from './room';
import { summarySentence } from './sentences';
import type { PanelState } from './state';

export interface PictureActions {
  readonly goToStep: (step: number) => void;
  readonly choosePosition: (position: number) => void;
}

/** What is drawn of which run, where and how; as long as that stays, it is not drawn again. */
interface Drawn {
  readonly of: readonly unknown[];
  /** The state whose texts the gutter shows. */
  readonly names: PanelState;
}

/** Every position at every step, as a map that a click goes to; a cell tells of itself on hover. */
export class StepPicture {
  readonly element = text('div', '', 'picture');
  private readonly canvas = document.createElement('canvas');
  private readonly names = document.createElement('canvas');
  private readonly column = text('div', '', 'column');
  private readonly columns = text('div', '', 'columns');
  private readonly view = text('div', '', 'in-view');
  private readonly whole = text('div', '', 'whole');
  private readonly room: Room;
  private readonly scrolled = { left: 0, top: 0 };
  private layout: GridLayout | undefined;
  private state: PanelState | undefined;
  private drawn: Drawn | undefined;
  private stamps: { readonly of: readonly unknown[]; readonly made: CellStamps } | undefined;

  constructor(
    private readonly card: PositionCard,
    actions: PictureActions,
  ) {
    const { canvas, names, columns, column, view, whole, element } = this;
    canvas.setAttribute('role', 'img');
    names.className = 'names';
    names.setAttribute('aria-hidden', 'true');
    columns.append(column);
    view.append(canvas, columns, names);
    whole.append(view);
    element.append(whole);
    element.tabIndex = 0; // so that keys scroll it, too
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', t('Map of positions and steps'));
    this.room = new Room(element, () => this.draw());
    element.addEventListener('scroll', () => {
      this.findScrolled();
      this.draw();
    });
    canvas.addEventListener('click', (event) => {
      const hit = this.hit(event);
      if (hit.column !== undefined) actions.goToStep(hit.column);
      else if (hit.row !== undefined) actions.choosePosition(hit.row);
    });
    canvas.addEventListener('pointermove', (event) => this.hover(event));
    canvas.addEventListener('pointerleave', () => card.hide());
  }

  show(state: PanelState): void {
    this.state = state;
    const said = `${summarySentence(state)} ${t('The tables hold the same in words.')}`;
    setAttribute(this.canvas, 'aria-label', said);
    this.layOut(state);
    this.keepInView();
    this.draw();
  }

  /** In the gutter there is no step, in the head no position, wherever the picture is scrolled to. */
  private hit({ offsetX, offsetY }: MouseEvent): ReturnType<typeof hitGrid> {
    if (this.layout === undefined) return { column: undefined, row: undefined };
    const { left, top } = this.scrolled;
    const { column, row } = hitGrid(this.layout, offsetX + left, offsetY + top);
    const { gutter, gridTop } = this.layout;
    return {
      column: offsetX < gutter ? undefined : column,
      row: offsetY < gridTop ? undefined : row,
    };
  }

  private hover(event: PointerEvent): void {
    const { state, card } = this;
    const { column, row } = this.hit(event);
    const frame = state?.frames[column ?? state.cursor];
    const position =
      row === undefined ? undefined : frame?.candidates[state?.candidate ?? 0]?.positions[row];
    if (position === undefined || frame === undefined) {
      card.hide();
      return;
    }
    const title = t('#{0} after step {1}', row ?? 0, frame.steps);
    card.show({ x: event.clientX, y: event.clientY }, position, title);
  }

  private layOut(state: PanelState): GridLayout {
    const rows = state.frames[0]?.candidates[state.candidate]?.positions.length ?? 0;
    const layout = layOutGrid(this.room.width, state.frames.length, rows);
    this.layout = layout;
    this.whole.style.width = `${layout.width}px`;
    this.whole.style.height = `${layout.height}px`;
    return layout;
  }

  /** A long fill is wider than the panel: the shown step stays in view, right of the gutter. */
  private keepInView(): void {
    const { layout, state, element, room } = this;
    if (layout === undefined || state === undefined) return;
    const left = layout.gutter + state.cursor * layout.cellWidth;
    const right = left + layout.cellWidth;
    const { left: from } = this.scrolled;
    if (left >= from + layout.gutter && right <= from + room.width) return;
    if (layout.width <= room.width) return; // all of it is in view
    element.scrollLeft = right - room.width / 2;
    this.findScrolled();
  }

  private findScrolled(): void {
    this.scrolled.left = this.element.scrollLeft;
    this.scrolled.top = this.element.scrollTop;
  }

  /** As long as cells look the same, so do their stamps. */
  private stampsFor({ cellWidth, rowHeight }: GridLayout): CellStamps {
    const { stamps } = this;
    const of = [palette(), cellWidth, window.devicePixelRatio];
    if (stamps?.of.every((part, at) => part === of[at]) === true) return stamps.made;
    const made = new CellStamps({ cellWidth, rowHeight }, palette());
    this.stamps = { of, made };
    return made;
  }

  private draw(): void {
    const { state, room, scrolled, canvas, names } = this;
    if (state === undefined || room.width === 0) return;
    const layout = this.layOut(state);
    const view = {
      ...scrolled,
      width: Math.min(layout.width, room.width),
      height: Math.min(layout.height, room.height),
    };
    const scene = { layout, palette: palette(), view, stamps: this.stampsFor(layout) };
    const { frames, summaries, candidate, cursor } = state;
    const { width, height } = view;
    const of = [frames, summaries, candidate, layout.cellWidth, scene.palette, ...Object.values(view), window.devicePixelRatio]; // prettier-ignore
    const isSame = this.drawn !== undefined && this.drawn.of.every((part, at) => part === of[at]);
    if (!isSame) {
      this.view.style.width = `${width}px`;
      this.view.style.height = `${height}px`;
      this.columns.style.left = `${layout.gutter}px`;
      this.column.style.width = `${layout.cellWidth + 2}px`;
      const context = contextOf(canvas, width, height);
      if (context !== null) drawSteps(context, state, scene);
    }
    const context = isSame ? names.getContext('2d') : contextOf(names, layout.gutter, height);
    if (context !== null) drawNames(context, state, scene, isSame ? this.drawn?.names : undefined);
    this.drawn = { of, names: state };
    const left = cursor * layout.cellWidth - view.left - 1;
    this.column.style.transform = `translateX(${left}px)`;
  }
}

/** A canvas of so many CSS pixels, cleared, to be drawn on in these. */
function contextOf(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext('2d');
  context?.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}
