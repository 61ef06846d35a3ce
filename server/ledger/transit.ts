// The in-transit account of a shipment: it says where the doses that the shipment holds come from and where they go.
import type { Context } from '../kernel/context.ts';

export interface Transit {
  /** The shipment. */
  holder: string;
  from: string;
  to: string;
}

/** Opens the account before doses are posted to it, in the caller's transaction. Opening it again changes nothing. */
export async function openTransit(ctx: Context, { holder, from, to }: Transit): Promise<void> {
  await ctx.tx.run(
    'insert into transit (holder_id, from_id, to_id) values ($1, $2, $3) on conflict (holder_id) do nothing',
    [holder, from, to],
  );
}
