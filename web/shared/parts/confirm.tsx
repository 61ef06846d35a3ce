// A dialog for one act: what will happen, what is asked for (a reason, a number), and one button that does it.
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { FormEvent, ReactNode } from 'react';
import { useT } from '../speech.tsx';
import { ProblemNotice } from './problem.tsx';

interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, in a sentence. */
  text?: ReactNode;
  /** On the button: the act itself, not "OK". */
  confirm: string;
  /** Red for what cannot be taken back. */
  color?: string;
  busy?: boolean;
  disabled?: boolean;
  error?: unknown;
  shown?: readonly string[];
  onConfirm: () => void;
  size?: string;
  children?: ReactNode;
}

export function Dialog(props: DialogProps) {
  const t = useT();
  const phone = useMediaQuery('(max-width: 480px)', undefined, { getInitialValueInEffect: false });
  const { opened, onClose, title, text, confirm, color, busy, disabled, error, shown, size, children } =
    props;
  function submit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    if (!disabled && !busy) props.onConfirm();
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      fullScreen={phone && Boolean(children)}
      size={size}
      centered
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {text && (
            <Text size="sm" component="div">
              {text}
            </Text>
          )}
          {children}
          <ProblemNotice error={error} shown={shown} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color={color} loading={busy} disabled={disabled}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
