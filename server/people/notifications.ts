// Where a person wants the daily mail of tasks sent, and in which language. Off until they ask for it.
import { z } from 'zod';
import type { Context } from '../kernel/context.ts';
import { record } from '../kernel/journal.ts';
import { problems } from '../kernel/problem.ts';
import { fault, Uuid } from '../kernel/shapes.ts';
import { route, type Route } from '../kernel/route.ts';
import { READERS } from './scope.ts';

export const NotificationsView = z.object({
  email: z.string().nullable(),
  digest: z.boolean().meta({ description: 'A mail each morning with what your place must see to' }),
  language: z.enum(['id', 'en']),
});
export type Notifications = z.infer<typeof NotificationsView>;

/** An address as it may be kept: one recipient, nothing that a mail header could be cut with. */
export const EmailAddress = z.email().max(254);

async function findNotifications(ctx: Context): Promise<Notifications> {
  const found = await ctx.tx.maybe<Notifications>(
    'select email, digest, language from account where id = $1',
    [ctx.actor.id],
  );
  if (!found) throw problems.forbidden();
  return found;
}

/** The routes of one's own notifications. */
export function notificationRoutes(): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/me/notifications',
      summary: 'Whether, where and in which language one gets the daily mail',
      tag: 'People',
      role: READERS,
      response: NotificationsView,
      async handle(ctx) {
        return findNotifications(ctx);
      },
    }),
    route({
      method: 'put',
      path: '/api/v1/me/notifications',
      summary: 'Ask for the daily mail, or end it',
      tag: 'People',
      role: READERS,
      body: z
        .strictObject({
          id: Uuid,
          email: EmailAddress.nullable(),
          digest: z.boolean(),
          language: z.enum(['id', 'en']),
        })
        .check((check) => {
          const { email, digest } = check.value;
          if (!digest || email !== null) return;
          const message = { id: 'Isi alamat e-mail', en: 'Give an e-mail address' };
          check.issues.push(fault(email, ['email'], 'email_required', message));
        }),
      response: NotificationsView,
      async handle(ctx, { body }) {
        const { id, email, digest, language } = body;
        await findNotifications(ctx);
        await ctx.tx.run('update account set email = $2, digest = $3, language = $4 where id = $1', [
          ctx.actor.id,
          email,
          digest,
          language,
        ]);
        // The journal never holds the address.
        await record(ctx, [
          { id, kind: 'account.notifications', documentId: ctx.actor.id, data: { digest, language } },
        ]);
        return { email, digest, language };
      },
    }),
  ];
}
