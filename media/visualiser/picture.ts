import { t } from './l10n';
import { drawGrid } from './draw';
import { text } from './elements';
import { hitGrid, layOutGrid, type GridLayout } from './layout';
import { readPalette } from './palette';
import type { PositionCard } from './positionCard';
import { summarySentence } from './sentences';
import type { PanelState } from './state';

export interface PictureActions {
  readonly goToStep: (step: number) => void;
  readonly choosePosition: (position: number) => void;
}

/** Every position at every step, as a map that a click goes to; a cell tells of itself on hover. */
export class StepPicture {
  readonly element = text('div', '', 'picture');
  /** As large as what is in view, and always in view: the whole picture may be larger than any canvas. */
  private readonly canvas = document.createElement('canvas');
  private readonly whole = text('div', '', 'whole');
  private layout: GridLayout | undefined;
  private state: PanelState | undefined;

  constructor(
    private readonly card: PositionCard,
    actions: PictureActions,
  ) {
    const { canvas } = this;
    canvas.setAttribute('role', 'img');
    this.whole.append(canvas);
    this.element.append(this.whole);
    this.element.tabIndex = 0; // so that keys scroll it, too
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', t('Map of positions and steps'));
    this.element.addEventListener('scroll', () => this.draw());
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
    this.canvas.setAttribute(
      'aria-label',
      `${summarySentence(state)} ${t('The tables hold the same in words.')}`,
    );
    this.draw();
    this.keepInView();
  }

  /** In the gutter there is no step, in the head no position, wherever the picture is scrolled to. */
  private hit({ offsetX, offsetY }: MouseEvent): ReturnType<typeof hitGrid> {
    if (this.layout === undefined) return { column: undefined, row: undefined };
    const { scrollLeft, scrollTop } = this.element;
    const { column, row } = hitGrid(this.layout, offsetX + scrollLeft, offsetY + scrollTop);
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

  /** A long fill is wider than the panel: the shown step stays in view, right of the gutter. */
  private keepInView(): void {
    const { layout, state, element } = this;
    if (layout === undefined || state === undefined) return;
    const left = layout.gutter + state.cursor * layout.cellWidth;
    const right = left + layout.cellWidth;
    const { scrollLeft, clientWidth } = element;
    if (left < scrollLeft + layout.gutter || right > scrollLeft + clientWidth) {
      element.scrollLeft = right - clientWidth / 2;
      this.draw();
    }
  }

  private draw(): void {
    const { state, canvas } = this;
    const context = canvas.getContext('2d');
    if (state === undefined || context === null) return;
    const rows = state.frames[0]?.candidates[state.candidate]?.positions.length ?? 0;
    const { element, whole } = this;
    const layout = layOutGrid(element.clientWidth, state.frames.length, rows);
    this.layout = layout;
    whole.style.width = `${layout.width}px`;
    whole.style.height = `${layout.height}px`;
    const view = {
      left: element.scrollLeft,
      top: element.scrollTop,
      width: Math.min(layout.width, element.clientWidth),
      height: Math.min(layout.height, element.clientHeight),
    };
    const scale = window.devicePixelRatio;
    canvas.width = view.width * scale;
    canvas.height = view.height * scale;
    canvas.style.width = `${view.width}px`;
    canvas.style.height = `${view.height}px`;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    drawGrid(context, state, { layout, palette: readPalette(), view });
  }
}
