// A quiet message in the place of content: nothing here, or something went wrong, and what to do about it.
import { Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconPackageOff, IconSearchOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';

const tones = {
  empty: { icon: IconPackageOff, colour: 'gray' },
  noMatch: { icon: IconSearchOff, colour: 'gray' },
  error: { icon: IconAlertTriangle, colour: 'red' },
} as const;

interface NoticeProps {
  tone: keyof typeof tones;
  title: string;
  text: string;
  children?: ReactNode;
}

export function Notice({ tone, title, text, children }: NoticeProps) {
  const { icon: Icon, colour } = tones[tone];
  return (
    <Stack align="center" gap="xs" maw={440} ta="center" role={tone === 'error' ? 'alert' : 'status'}>
      <ThemeIcon size={52} radius="xl" variant="light" color={colour}>
        <Icon size={26} stroke={1.6} aria-hidden />
      </ThemeIcon>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text c="dimmed" size="sm">
        {text}
      </Text>
      {children && <Group mt="xs">{children}</Group>}
    </Stack>
  );
}
