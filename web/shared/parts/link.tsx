// Links to screens by their address, as plain text links or as a whole row; an address may carry `?filters`.
import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface To {
  to: string;
  children: ReactNode;
}

const parts = (to: string) => {
  const [path = '/', search = ''] = to.split('?');
  return { to: path, search: Object.fromEntries(new URLSearchParams(search)) };
};

export function TextLink({ to, children, ...rest }: To & AnchorProps) {
  return (
    <Anchor inherit component={Link} {...(parts(to) as object)} {...rest}>
      {children}
    </Anchor>
  );
}

export function ButtonLink({ to, children, ...rest }: To & ButtonProps) {
  return (
    <Button component={Link} {...(parts(to) as object)} {...rest}>
      {children}
    </Button>
  );
}

/** A link without any look of its own. */
export function BareLink({ to, children, className }: To & { className?: string }) {
  return (
    <Link {...(parts(to) as { to: string })} className={className}>
      {children}
    </Link>
  );
}
