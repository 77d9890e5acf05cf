import * as vscode from 'vscode';
import { isAddress, parseAddress } from '../../store/address';
import type { StoreOutcome } from '../../store/work';
import type { Manner } from '../tell';
import type { HostSettings } from '../settings';
import { sayHere } from '../sayHere';
import { bringModel } from './bringModel';
import { nameOf, type ModelRow } from './modelRows';
import type { ModelShelf } from './modelShelf';

export interface ModelPickerParts {
  readonly shelf: ModelShelf;
  readonly settings: () => HostSettings;
  /** Ends an engine of which nothing is asked just now: it may hold files of a model. */
  readonly free: () => void;
  readonly tell: (manner: Manner, message: string) => void;
}

type Choice =
  | { readonly kind: 'use'; readonly model: string }
  | { readonly kind: 'bring'; readonly from: string }
  | { readonly kind: 'ask address' | 'ask folder' }
  | { readonly kind: 'repair' | 'remove' | 'details'; readonly id: string };

interface Item extends vscode.QuickPickItem {
  /** Of the model that its buttons act on. */
  readonly id?: string;
  readonly choice?: Choice;
}

const detailsButton = { iconPath: new vscode.ThemeIcon('info'), tooltip: vscode.l10n.t('Details') };
const repairButton = { iconPath: new vscode.ThemeIcon('tools'), tooltip: vscode.l10n.t('Check its files, and bring what is damaged again') }; // prettier-ignore
const removeButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: vscode.l10n.t('Remove it from this machine') }; // prettier-ignore

/** Chooses among the models that are there, and adds, repairs and removes them. */
export class ModelPicker {
  constructor(private readonly parts: ModelPickerParts) {}

  /** The models that can be used at once. */
  async usable(): Promise<readonly ModelRow[]> {
    return (await this.rows()).filter(({ kind }) => kind !== 'unfinished');
  }

  /** *Select Model…*; answers whether something was chosen and done. */
  async select(): Promise<boolean> {
    const choice = await pick(await this.items(), vscode.l10n.t('Prime Infill: Model'));
    return choice === undefined ? false : this.act(choice);
  }

  /**
   * *Add Model…*
   *
   * @param suggested stands in the box; nothing is asked of it before the user has confirmed
   */
  async add(suggested = ''): Promise<boolean> {
    if (this.store === undefined) return false;
    const from = await vscode.window.showInputBox({
      title: vscode.l10n.t('Add a Model'),
      prompt: vscode.l10n.t('The https address of its manifest.json. It is downloaded from there.'),
      placeHolder: 'https://…/manifest.json',
      value: suggested,
      ignoreFocusOut: true,
      validateInput: (text) => {
        if (text.trim() === '') return undefined;
        const address = parseAddress(text);
        return address.ok ? undefined : sayHere(address.failure);
      },
    });
    if (from === undefined || from.trim() === '') return false;
    return this.bring(from.trim());
  }

  private act(choice: Choice): Promise<boolean> | boolean {
    switch (choice.kind) {
      case 'use':
        return this.use(choice.model);
      case 'bring':
        return this.bring(choice.from);
      case 'ask address':
        return this.add();
      case 'ask folder':
        return this.askFolder();
      case 'repair':
        return this.repair(choice.id);
      case 'remove':
        return this.remove(choice.id);
      case 'details':
        return this.showDetails(choice.id);
    }
  }

  private async use(model: string): Promise<boolean> {
    const target = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration('primeInfill').update('model', model, target);
    return true;
  }

  /** Adds a model and takes it, by its address where the settings name that already. */
  private async bring(from: string): Promise<boolean> {
    const { store } = this;
    if (store === undefined) return false;
    const title = vscode.l10n.t('Adding the model of {0}', from);
    const outcome = await bringModel(title, (signal) => store.add(from, signal));
    // Before it is said: whoever reads that may open the list at once.
    if (outcome.kind === 'added' && this.parts.settings().model !== from) await this.use(outcome.id);
    return this.told(outcome);
  }

  private async askFolder(): Promise<boolean> {
    const folders = await vscode.window.showOpenDialog({
      canSelectFiles: false,
      canSelectFolders: true,
      title: vscode.l10n.t('A folder that holds manifest.json'),
    });
    const folder = folders?.[0]?.fsPath;
    if (folder === undefined) return false;
    const items: readonly Item[] = [
      {
        label: vscode.l10n.t('Use it where it is'),
        detail: vscode.l10n.t('The folder has to stay there.'),
        choice: { kind: 'use', model: folder },
      },
      {
        label: vscode.l10n.t('Copy it'),
        detail: vscode.l10n.t('The folder may go afterwards, as that of a disk does.'),
        choice: { kind: 'bring', from: folder },
      },
    ];
    const choice = await pick(items, folder);
    return choice === undefined ? false : this.act(choice);
  }

  private async repair(id: string): Promise<boolean> {
    const { store } = this;
    if (store === undefined) return false;
    this.parts.free();
    const title = vscode.l10n.t('Checking {0}', id);
    return this.told(await bringModel(title, (signal) => store.repair(id, signal)));
  }

  private async showDetails(id: string): Promise<boolean> {
    const { facts = [] } = (await this.rows()).find((row) => row.id === id) ?? {};
    await vscode.window.showInformationMessage(id, { modal: true, detail: facts.join('\n') });
    return false;
  }

  private async remove(id: string): Promise<boolean> {
    const { store } = this;
    if (store === undefined) return false;
    const { settings } = this.parts;
    const yes = vscode.l10n.t('Remove');
    const question = vscode.l10n.t('Remove {0} from this machine?', id);
    if ((await vscode.window.showWarningMessage(question, { modal: true }, yes)) !== yes) return false; // prettier-ignore
    this.parts.free();
    const removed = await store.remove(id);
    if (!removed.ok) {
      this.parts.tell('error', sayHere(removed.failure.said));
      return false;
    }
    if (settings().model === id) await this.use('auto');
    this.parts.tell('note', vscode.l10n.t('{0} is removed.', id));
    return true;
  }

  /** Says how it ended. */
  private told(outcome: StoreOutcome): boolean {
    switch (outcome.kind) {
      case 'failed':
        this.parts.tell('error', sayHere(outcome.failure.said));
        return false;
      case 'cancelled':
        this.parts.tell('note', vscode.l10n.t('Cancelled. What has come is kept: Select Model… goes on with it.')); // prettier-ignore
        return false;
      case 'added': {
        const { id, brought } = outcome;
        const message =
          brought.length === 0
            ? vscode.l10n.t('{0} is whole.', id)
            : vscode.l10n.t('{0} is there, with {1}.', id, brought.join(', '));
        this.parts.tell('note', message);
        return true;
      }
    }
  }

  /** Where models can be kept; says so where none can. */
  private get store(): ModelShelf['store'] {
    const { store } = this.parts.shelf;
    if (store === undefined)
      this.parts.tell('warning', vscode.l10n.t('In a browser no models can be added: it has no folder for them. Open this in VS Code on a computer, or choose one of those that are there.')); // prettier-ignore
    return store;
  }

  private async rows(): Promise<readonly ModelRow[]> {
    const { shelf, settings } = this.parts;
    return shelf.rows(settings(), (message, ...values) => vscode.l10n.t(message, ...values));
  }

  private async items(): Promise<readonly Item[]> {
    const { shelf, settings } = this.parts;
    const { model } = settings();
    const rows = await this.rows();
    const of = (kind: ModelRow['kind'], title: string): readonly Item[] => {
      const items = rows.filter((row) => row.kind === kind).map((row) => itemOf(row, model));
      return items.length === 0 ? [] : [separator(title), ...items];
    };
    const awaited =
      isAddress(model) && shelf.store !== undefined && !shelf.hasFrom(model)
        ? [
            {
              label: `$(cloud-download) ${vscode.l10n.t('Download what the settings name')}`,
              detail: model,
              choice: { kind: 'bring', from: model } as const,
            },
          ]
        : [];
    return [
      ...awaited,
      {
        label: marked('auto', model),
        description: shelf.auto,
        choice: { kind: 'use', model: 'auto' },
      },
      ...of('bundled', vscode.l10n.t('come with the extension')),
      ...of('added', vscode.l10n.t('added')),
      ...of('unfinished', vscode.l10n.t('not finished')),
      ...(shelf.store === undefined ? [] : others()),
    ];
  }
}

/** Ways to models that are not there yet. */
function others(): readonly Item[] {
  return [
    separator(vscode.l10n.t('others')),
    {
      label: `$(cloud-download) ${vscode.l10n.t('Add from an address…')}`,
      alwaysShow: true,
      choice: { kind: 'ask address' },
    },
    {
      label: `$(folder-opened) ${vscode.l10n.t('Choose a folder…')}`,
      alwaysShow: true,
      choice: { kind: 'ask folder' },
    },
  ];
}

function itemOf({ kind, id, description, detail, facts, origin }: ModelRow, model: string): Item {
  const isUnfinished = kind === 'unfinished' && origin !== undefined;
  const own = { bundled: [], added: [repairButton, removeButton], unfinished: [removeButton] };
  return {
    label: isUnfinished ? `$(debug-continue) ${id}` : marked(id, model),
    description,
    detail,
    id,
    buttons: [...(facts.length > 0 ? [detailsButton] : []), ...own[kind]],
    choice: isUnfinished ? { kind: 'bring', from: nameOf(origin) } : { kind: 'use', model: id },
  };
}

function marked(id: string, model: string): string {
  return id === model ? `$(check) ${id}` : id;
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** What was chosen, by the row or by a button in it. */
function pick(items: readonly Item[], title: string): Promise<Choice | undefined> {
  const list = vscode.window.createQuickPick<Item>();
  list.title = title;
  list.items = items;
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  return new Promise((resolve) => {
    const end = (choice: Choice | undefined): void => {
      resolve(choice);
      list.dispose();
    };
    list.onDidAccept(() => end(list.selectedItems[0]?.choice));
    list.onDidHide(() => end(undefined));
    list.onDidTriggerItemButton(({ item, button }) => {
      const kind =
        button === detailsButton ? 'details' : button === repairButton ? 'repair' : 'remove';
      if (item.id !== undefined) end({ kind, id: item.id });
    });
    list.show();
  });
}
