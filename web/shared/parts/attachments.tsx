// The pictures and papers of one document: small, opened large at a press, saved, and more of them added.
import { Button, Group, Modal, Skeleton, Stack } from '@mantine/core';
import { IconDownload, IconFileText, IconPhotoOff } from '@tabler/icons-react';
import { useState } from 'react';
import { download, useFileAddress } from '../files.ts';
import { useAttach } from '../photos.ts';
import { useRead } from '../read.ts';
import { useFormat, useT } from '../speech.tsx';
import { Ago } from './moment.tsx';
import { Section } from './page.tsx';
import { PhotoButton } from './photo-input.tsx';
import classes from './photos.module.css';
import { ProblemNotice } from './problem.tsx';
import { Loaded } from './states.tsx';

interface Attachment {
  id: string;
  line: number | null;
  mediaType: string;
  bytes: number;
  note: string | null;
  createdAt: string;
}

interface AttachmentsProps {
  /** The id of the shipment, the destruction, the count… */
  document: string;
  /** Whether the person may add to them; whoever sees the document sees them. */
  canAdd: boolean;
  /** What a line of the document is called. */
  lineName?: (line: number) => string | undefined;
}

const pathOf = (id: string) => `/api/v1/attachments/${id}`;

export function Attachments({ document, canAdd, lineName }: AttachmentsProps) {
  const t = useT();
  const read = useRead<{ items: Attachment[] }>('/api/v1/attachments', { document });
  const [open, setOpen] = useState<Attachment>();
  const attach = useAttach();
  return (
    <Section
      title={t('common.attachments.title')}
      aside={
        canAdd && (
          <PhotoButton
            size="compact-sm"
            label={t('common.attachments.add')}
            loading={attach.isPending}
            onAdd={(photos) => attach.mutate(photos.map((photo) => ({ photo, document })))}
          />
        )
      }
    >
      <ProblemNotice error={attach.error} />
      <Loaded read={read} rows={1}>
        {({ items }) =>
          items.length === 0 ? (
            <p className={classes.hint}>{t('common.attachments.none')}</p>
          ) : (
            <ul className={classes.photos} aria-label={t('common.attachments.title')}>
              {items.map((one) => (
                <li key={one.id} className={classes.item}>
                  <div className={classes.photo}>
                    <Thumbnail attachment={one} onOpen={() => setOpen(one)} />
                  </div>
                  <Ago at={one.createdAt} />
                  {one.line !== null && <span>{lineName?.(one.line)}</span>}
                  {one.note && <span>{one.note}</span>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {open && <Large attachment={open} onClose={() => setOpen(undefined)} />}
    </Section>
  );
}

function Thumbnail({ attachment, onOpen }: { attachment: Attachment; onOpen: () => void }) {
  const t = useT();
  const isPicture = attachment.mediaType.startsWith('image/');
  const { address, error } = useFileAddress(isPicture ? pathOf(attachment.id) : undefined);
  return (
    <button
      type="button"
      className={classes.opener}
      aria-label={t('common.attachments.open')}
      onClick={onOpen}
    >
      {!isPicture && <IconFileText size={34} stroke={1.3} aria-hidden />}
      {isPicture && error && <IconPhotoOff size={34} stroke={1.3} aria-hidden />}
      {isPicture && !error && (address ? <img src={address} alt="" /> : <Skeleton height="100%" />)}
    </button>
  );
}

function Large({ attachment, onClose }: { attachment: Attachment; onClose: () => void }) {
  const t = useT();
  const { number } = useFormat();
  const { id, mediaType, bytes, note } = attachment;
  const isPicture = mediaType.startsWith('image/');
  const { address } = useFileAddress(isPicture ? pathOf(id) : undefined);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={note ?? t('common.attachments.one')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        {address && <img src={address} alt={note ?? t('common.attachments.one')} className={classes.large} />}
        <Group justify="space-between">
          <span className={classes.hint}>
            {mediaType.split('/')[1]?.toUpperCase()} · {number(Math.ceil(bytes / 1024))} KB
          </span>
          <Button
            variant="default"
            leftSection={<IconDownload size={17} aria-hidden />}
            onClick={() => void download(pathOf(id), id)}
          >
            {t('common.download')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
