// The few pieces of which every screen is made: notices, buttons, fields, facts. Large enough for gloves.
import { useId, type ReactNode } from 'react';

export type Tone = 'good' | 'look' | 'bad' | 'plain';

interface NoticeProps {
  tone?: Tone;
  title?: string;
  text?: string;
  big?: boolean;
  children?: ReactNode;
}

export function Notice({ tone = 'plain', title, text, big, children }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'bad' ? 'alert' : undefined}>
      {title && <strong className={big ? 'big' : undefined}>{title}</strong>}
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}

interface ButtonProps {
  children: ReactNode;
  onClick?: () => void;
  main?: boolean;
  danger?: boolean;
  disabled?: boolean;
  submit?: boolean;
  pressed?: boolean;
}

export function Button({ children, onClick, main, danger, disabled, submit, pressed }: ButtonProps) {
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className="button"
      data-main={main || undefined}
      data-danger={danger || undefined}
      disabled={disabled}
      aria-pressed={pressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

interface FieldProps {
  label: string;
  hint?: string;
  fault?: string;
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode;
}

export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  const about = hint || fault ? `${id}-about` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': about, 'aria-invalid': fault ? true : undefined })}
      {about && (
        <span id={about}>
          {fault ? <span className="fault">{fault}</span> : <small className="soft">{hint}</small>}
        </span>
      )}
    </div>
  );
}

interface DosesProps {
  label: string;
  value: number;
  onChange: (doses: number) => void;
  step?: number;
  least?: number;
  most?: number;
  hint?: string;
  fault?: string;
}

/** A whole number of doses with buttons for fingers in gloves; a step is a vial. */
export function Doses({
  label,
  value,
  onChange,
  step = 1,
  least = 0,
  most = 999_999,
  hint,
  fault,
}: DosesProps) {
  const set = (doses: number) => onChange(Math.min(most, Math.max(least, doses)));
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(ids) => (
        <span className="stepper">
          <button
            type="button"
            className="button"
            aria-label={`${label} −${step}`}
            onClick={() => set(value - step)}
          >
            −
          </button>
          <input
            {...ids}
            inputMode="numeric"
            autoComplete="off"
            value={String(value)}
            onChange={({ currentTarget }) => {
              const digits = currentTarget.value.replace(/\D/g, '').slice(0, 6);
              set(Number(digits || 0));
            }}
          />
          <button
            type="button"
            className="button"
            aria-label={`${label} +${step}`}
            onClick={() => set(value + step)}
          >
            +
          </button>
        </span>
      )}
    </Field>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
  empty?: string;
  fault?: string;
}

export function Choice({ label, value, onChange, options, empty, fault }: ChoiceProps) {
  return (
    <Field label={label} fault={fault}>
      {(ids) => (
        <select {...ids} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          {empty !== undefined && <option value="">{empty}</option>}
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {items
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
