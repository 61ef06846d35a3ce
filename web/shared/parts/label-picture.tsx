// The printable label of a thing, fetched with the person's token, and a button that prints it alone.
import { Button, Skeleton } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useFileAddress } from '../files.ts';
import { messageOf } from '../http.ts';
import { useT } from '../speech.tsx';
import classes from './label-picture.module.css';

export function LabelPicture({ path, name }: { path: string; name: string }) {
  const t = useT();
  const { address, error } = useFileAddress(path);
  if (error) return <span>{messageOf(error)}</span>;
  return (
    <div className={classes.label}>
      {address ? (
        <img src={address} alt={name} className={classes.picture} />
      ) : (
        <Skeleton width={220} height={110} />
      )}
      <div className={classes.side}>
        <span className={classes.name}>{name}</span>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPrinter size={17} aria-hidden />}
          disabled={!address}
          onClick={() => address && printPicture(address)}
        >
          {t('common.print')}
        </Button>
      </div>
    </div>
  );
}

/** Prints one picture by itself, by way of a frame that nobody sees. */
function printPicture(address: string): void {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  document.body.append(frame);
  const page = frame.contentDocument;
  if (!page) return frame.remove();
  const picture = page.createElement('img');
  picture.style.maxWidth = '100%';
  picture.onload = () => {
    frame.contentWindow?.print();
    setTimeout(() => frame.remove(), 60_000);
  };
  picture.src = address;
  page.body.append(picture);
}
