import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { text } from "../i18n/index.ts";
import { Icon } from "./Icon.tsx";

interface Props {
  heading: string;
  /** Pressed Escape or the cross; without it the dialog can only be left by its own buttons. */
  onClose?: () => void;
  children: ComponentChildren;
  /** The buttons at the foot. */
  actions?: ComponentChildren;
  /** Hides the page below it. */
  cover?: boolean;
  wide?: boolean;
}

/** A modal dialog: the browser keeps the focus within it and gives it back afterwards. */
export function Dialog({ heading, onClose, children, actions, cover = false, wide = false }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose?.();
  };
  return (
    <dialog
      ref={dialog}
      class={["dialog", cover && "dialog-cover", wide && "dialog-wide"].filter(Boolean).join(" ")}
      aria-labelledby={id}
      onCancel={cancel}
    >
      <div class="dialog-head">
        <h2 id={id} tabIndex={-1}>
          {heading}
        </h2>
        {onClose && (
          <button type="button" class="icon-button" aria-label={text.value.app.close} onClick={onClose}>
            <Icon name="cross" />
          </button>
        )}
      </div>
      <div class="dialog-body">{children}</div>
      {actions && <div class="dialog-actions">{actions}</div>}
    </dialog>
  );
}

interface FormProps {
  /** What the button that sends the form says. */
  send: string;
  busy: boolean;
  onCancel: () => void;
}

/** The buttons at the foot of a form in a dialog. */
export function FormActions({ send, busy, onCancel }: FormProps): JSX.Element {
  return (
    <div class="dialog-actions">
      <button type="submit" class="usa-button" aria-disabled={busy}>
        {send}
      </button>
      <button type="button" class="usa-button usa-button--outline" onClick={onCancel}>
        {text.value.app.cancel}
      </button>
    </div>
  );
}

interface ConfirmProps {
  heading: string;
  children: ComponentChildren;
  /** What the button that does it says. */
  doIt: string;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that cannot be undone. */
export function Confirm({ heading, children, doIt, busy = false, onConfirm, onClose }: ConfirmProps): JSX.Element {
  return (
    <Dialog
      heading={heading}
      onClose={onClose}
      actions={
        <>
          <button type="button" class="usa-button" aria-disabled={busy} onClick={() => !busy && onConfirm()}>
            {doIt}
          </button>
          <button type="button" class="usa-button usa-button--outline" onClick={onClose}>
            {text.value.app.cancel}
          </button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
