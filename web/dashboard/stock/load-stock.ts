// Fetches stock from the service, page after page, handing over each page as it comes.
import { api, query } from '../../shared/api.ts';
import type { BatchRef, Page, StockItem } from '../../shared/contract.ts';

const pageSize = 1000;

interface Wanted {
  place: string;
  deep?: boolean;
  batch?: string;
}

export async function loadStock(
  wanted: Wanted,
  take: (items: StockItem[]) => void,
  signal?: AbortSignal,
): Promise<void> {
  let cursor: string | null = null;
  do {
    const path: string = `/api/v1/stock${query({ ...wanted, limit: pageSize, cursor })}`;
    const page: Page<StockItem> = await api<Page<StockItem>>(path, { signal });
    take(page.items);
    cursor = page.nextCursor;
  } while (cursor);
}

export const loadBatch = (id: string) => api<BatchRef>(`/api/v1/batches/${encodeURIComponent(id)}`);
