// The frame of a screen: its title (also the browser tab's), the way back, what can be done, and its width.
import { Group } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useT } from '../speech.tsx';
import { BareLink } from './link.tsx';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** One line beneath the title: what the reader sees here. */
  text?: ReactNode;
  /** Beside the title: a status badge. */
  badge?: ReactNode;
  /** The screen above this one. */
  back?: { to: string; label: string };
  /** Buttons, the most wanted first. */
  actions?: ReactNode;
  /** For forms and reading: no wider than the eye likes. */
  narrow?: boolean;
  children?: ReactNode;
}

export function Page({ title, text, badge, back, actions, narrow, children }: PageProps) {
  const t = useT();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <div className={classes.head}>
        <div className={classes.titles}>
          {back && (
            <BareLink to={back.to} className={classes.back}>
              <IconArrowLeft size={15} stroke={2} aria-hidden />
              <span>{back.label}</span>
            </BareLink>
          )}
          <div className={classes.titleRow}>
            <h1 className={classes.title}>{title}</h1>
            {badge}
          </div>
          {text && <div className={classes.text}>{text}</div>}
        </div>
        {actions && (
          <Group gap="xs" className={classes.actions}>
            {actions}
          </Group>
        )}
      </div>
      {children}
    </div>
  );
}

/** A titled part of a screen. */
export function Section({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <h2 className={classes.sectionTitle}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Content on a surface of its own. */
export function Card({ children, plain }: { children: ReactNode; plain?: boolean }) {
  return (
    <div className={classes.card} data-plain={plain || undefined}>
      {children}
    </div>
  );
}

/** Facts as name and value, side by side where there is room. Those without a value are left out. */
export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
