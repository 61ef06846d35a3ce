// What a place holds and promises of a product, read at once: shelves_read for reading, shelves_open for changing, which
// locks first, and booking_open for bookings, which locks their slots too. Each round trip is waited for while the
// place's balances are locked, so there is one. A statement of these functions sees what was committed while an earlier
// one waited for its locks.

/** The balances of pairs that hold anything, in the ledger's order of locks. */
const balances = (lock: string) => /* sql */ `
    select jsonb_agg(b) from (
      select b.holder_id as place, b.product_id as product, b.batch_id as batch, b.available, b.allocated, b.promised,
        b.allowance, b.opened, b.opened_until as "openedUntil"
      from (select distinct * from unnest(p_places, p_products) u(place, product)) k
      join balance b on b.holder_id = k.place and b.product_id = k.product
      where b.available > 0 order by b.holder_id, b.batch_id ${lock}) b`;

/** The state of the batches of such balances, and the doses promised by day from today on. */
const facts = /* sql */ `
    jsonb_build_object('balances', held,
      'batches', (select jsonb_agg(jsonb_build_array(t.id, t.expiry, t.status))
        from (select distinct (h->>'batch')::uuid as id from jsonb_array_elements(held) h) b join batch t on t.id = b.id),
      'demand', (select jsonb_agg(jsonb_build_array(d.place_id, d.product_id, d.date, d.doses)) from (
        select s.place_id, s.product_id, s.date, sum(s.promised)::int as doses
        from unnest(p_places, p_products, p_todays) k(place, product, today)
        join slot s on s.place_id = k.place and s.product_id = k.product and s.date >= k.today
        where s.promised > 0 group by 1, 2, 3) d))`;

/** By index, whatever the statistics say. */
const BY_INDEX =
  'set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off';

export const scheduleShelves = /* sql */ `
  create function shelves_read(p_places uuid[], p_products uuid[], p_todays date[]) returns jsonb
  language plpgsql stable ${BY_INDEX} as $$
  declare held jsonb;
  begin
    held := (${balances('')});
    return ${facts};
  end $$;

  create function shelves_open(p_places uuid[], p_products uuid[], p_todays date[]) returns jsonb
  language plpgsql ${BY_INDEX} as $$
  declare held jsonb;
  begin
    held := (${balances('for update of b')});
    return ${facts};
  end $$;

  -- Besides the shelf: the slots, locked; ids that were used before, with the hash of what was said and the code of the
  -- appointment that was made; appointments that stand in the way of another of the same person and dose; slots whose
  -- session is closed. A look-up with a limit is never turned into a join over a table that was empty when the plan was
  -- made: without it, bookings became slower with each that had been made before.
  create function booking_open(p_places uuid[], p_products uuid[], p_todays date[], p_slots uuid[], p_ids uuid[],
    p_nik_hashes bytea[], p_program text) returns jsonb
  language plpgsql ${BY_INDEX} as $$
  declare held jsonb; locked jsonb;
  begin
    held := (${balances('for update of b')});
    locked := (select jsonb_agg(s) from (
      select id, place_id as "placeId", product_id as "productId", date, starts_at as "startsAt", ends_at as "endsAt",
        capacity, booked
      from slot where id = any(p_slots) and place_id = any(p_places) and product_id = any(p_products)
      order by id for update) s);
    return ${facts} || jsonb_build_object(
      'slots', locked,
      'keys', (select jsonb_agg(jsonb_build_array(k.id, encode(k.hash, 'hex'), a.code)) from unnest(p_ids) u(id)
        cross join lateral (select * from journal_key where journal_key.id = u.id limit 1) k
        left join lateral (select code from appointment where appointment.id = k.id limit 1) a on true),
      'taken', (select jsonb_agg(jsonb_build_object('nikHash', encode(u.nik_hash, 'hex'), 'dose', a.dose, 'id', a.id,
          'code', a.code, 'bookedBy', a.booked_by, 'path', p.path))
        from unnest(p_nik_hashes) u(nik_hash)
        cross join lateral (select id from registrant where registrant.nik_hash = u.nik_hash limit 1) r
        cross join lateral (
          select * from appointment where registrant_id = r.id and program = p_program
            and status in ('confirmed', 'checked_in', 'administered') limit 100) a
        cross join lateral (select path from place where place.id = a.place_id limit 1) p),
      'closed', (select jsonb_agg(s.id) from unnest(p_slots) u(id) join slot s on s.id = u.id
        join vaccination_session v on v.id = s.session_id where v.status <> 'open'));
  end $$;
  revoke all on function shelves_read, shelves_open, booking_open from public;
  grant execute on function shelves_read, shelves_open, booking_open to jejak_app;
`;
