// Files from the service (labels, documents, lists): shown in the page or saved by the browser. They are fetched with
// the person's token, which a plain link could not carry.
import { useQuery } from '@tanstack/react-query';
import { apiFile } from './api.ts';
import { addressOf } from './photos.ts';

/** Saves the answer under the name that the service gives it, or under `name`. */
export async function download(path: string, name: string, accept?: string): Promise<void> {
  const file = await apiFile(path, { accept });
  const address = URL.createObjectURL(file.blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = file.name ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The address of a fetched file for `<img src>`: with the picture in it, as the page's policy wants. */
export function useFileAddress(path: string | undefined) {
  const read = useQuery({
    queryKey: ['file', path],
    queryFn: async ({ signal }) => addressOf((await apiFile(path!, { signal })).blob),
    enabled: path !== undefined,
    staleTime: Infinity,
  });
  return { address: read.data, error: read.error };
}
