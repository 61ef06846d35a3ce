// A button that takes a photo (on a phone, the camera) or a file, and the chosen ones beneath, each of which can still be
// taken away.
import { ActionIcon, Button, type ButtonProps } from '@mantine/core';
import { IconCamera, IconFileText, IconPaperclip, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { Photo } from '../contract.ts';
import { photoTypes, readPhoto } from '../photos.ts';
import { useT } from '../speech.tsx';
import classes from './photos.module.css';

interface PhotoButtonProps extends ButtonProps {
  label: string;
  /** Straight from the camera; else from whatever is on the device, PDF too. */
  camera?: boolean;
  onAdd: (photos: Photo[]) => void;
}

export function PhotoButton({ label, camera, onAdd, ...rest }: PhotoButtonProps) {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState(false);
  const Icon = camera ? IconCamera : IconPaperclip;
  async function read(files: FileList | null) {
    setFailed(false);
    try {
      onAdd(await Promise.all(Array.from(files ?? [], readPhoto)));
    } catch {
      setFailed(true);
    }
    if (field.current) field.current.value = '';
  }
  return (
    <>
      <input
        ref={field}
        type="file"
        hidden
        multiple={!camera}
        accept={camera ? photoTypes : `${photoTypes},application/pdf`}
        capture={camera ? 'environment' : undefined}
        aria-label={label}
        onChange={(event) => void read(event.currentTarget.files)}
      />
      <Button
        variant="subtle"
        leftSection={<Icon size={17} aria-hidden />}
        onClick={() => field.current?.click()}
        {...rest}
      >
        {label}
      </Button>
      {failed && (
        <span role="alert" className={classes.failed}>
          {t('common.attachments.unreadable')}
        </span>
      )}
    </>
  );
}

/** The chosen ones, not sent yet. */
export function ChosenPhotos({
  photos,
  onRemove,
}: {
  photos: readonly Photo[];
  onRemove: (id: string) => void;
}) {
  const t = useT();
  if (photos.length === 0) return null;
  return (
    <ul className={classes.photos}>
      {photos.map(({ id, address, isPicture }, index) => (
        <li key={id} className={classes.photo}>
          {isPicture ? (
            <img src={address} alt={t('common.attachments.chosen', { number: index + 1 })} />
          ) : (
            <IconFileText size={34} stroke={1.3} aria-label={t('common.attachments.paper')} />
          )}
          <ActionIcon
            className={classes.remove}
            variant="default"
            size={30}
            radius="xl"
            aria-label={t('common.attachments.remove', { number: index + 1 })}
            onClick={() => onRemove(id)}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </li>
      ))}
    </ul>
  );
}
