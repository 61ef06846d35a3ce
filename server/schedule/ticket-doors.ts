// What labels and scans need of tickets; the app hands it to the catalogue, which may not look up here.
import type { Context } from '../kernel/context.ts';
import type { Rooms } from './appointment.ts';
import { changedView, findVisible } from './appointments.ts';
import { ticketCode, ticketText } from './views.ts';

/** The appointment of a scanned ticket, for `scanRoutes`; what a ticket's QR says, for `labelRoutes`. */
export function ticketDoors(rooms: Rooms) {
  return {
    /** The appointment of a ticket's text, without its registrant, if the actor may see it. */
    async resolveTicket(ctx: Context, text: string): Promise<object | undefined> {
      const code = ticketCode(text);
      const found = code && (await findVisible(ctx.tx, rooms, ctx.actor, { code }));
      if (!found) return undefined;
      return changedView(rooms, found);
    },
    /** The text of a ticket's QR and what is written under it, if the actor may see the appointment. */
    async ticketText(ctx: Context, id: string): Promise<{ text: string; caption: string } | undefined> {
      const found = await findVisible(ctx.tx, rooms, ctx.actor, { id });
      return found && { text: ticketText(found.code), caption: found.code };
    },
  };
}
