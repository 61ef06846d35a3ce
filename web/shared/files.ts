// Files from the service (labels, documents, lists): shown in the page or saved by the browser. They are fetched with
// the person's token, which a plain link could not carry.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { apiFile } from './api.ts';

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

/** The address of a fetched file for `<img src>`, while the part that shows it is there. */
export function useFileAddress(path: string | undefined) {
  const read = useQuery({
    queryKey: ['file', path],
    queryFn: ({ signal }) => apiFile(path!, { signal }),
    enabled: path !== undefined,
    staleTime: Infinity,
  });
  const [address, setAddress] = useState<string>();
  const blob = read.data?.blob;
  useEffect(() => {
    if (!blob) return;
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return { address, error: read.error };
}
