// Photos chosen on the screen: kept until what they belong to is sent, then attached to it, each once by its own id.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { newId } from './act.ts';
import { api } from './api.ts';
import type { Photo } from './contract.ts';

/** What the service takes (`/api/v1/attachments`); it tells the type by the content once more. */
export const photoTypes = 'image/jpeg,image/png,image/webp';
/** Files above this size are made smaller here: the service takes 5 MB, and a health centre's line is slow. */
const largeBytes = 4_000_000;
const longestSide = 2560;

/** A chosen file as what is shown and sent. @throws Error when the browser cannot read it. */
export async function readPhoto(file: File): Promise<Photo> {
  const isPicture = file.type.startsWith('image/');
  const small = isPicture && file.size > largeBytes ? await smaller(file) : file;
  return { id: newId(), address: await addressOf(small), isPicture };
}

async function smaller(file: File): Promise<Blob> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob((made) => resolve(made ?? file), 'image/jpeg', 0.85));
}

/** The bytes of a file as the address of a picture. */
export function addressOf(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read'));
    reader.readAsDataURL(file);
  });
}

/** The bytes as they are sent, base64. */
export const contentOf = ({ address }: Photo) => address.slice(address.indexOf(',') + 1);

export interface Attaching {
  photo: Photo;
  document: string;
  line?: number;
  note?: string;
}

/** Attaches photos one after another; one that is sent again, because the line broke, is there once. */
export function useAttach(onDone?: () => void) {
  const client = useQueryClient();
  return useMutation<void, Error, readonly Attaching[]>({
    mutationFn: async (all) => {
      for (const { photo, document, line, note } of all) {
        const body = { id: photo.id, document, line, note, content: contentOf(photo) };
        await api('/api/v1/attachments', { method: 'POST', body });
      }
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['attachments'] });
      onDone?.();
    },
  });
}
