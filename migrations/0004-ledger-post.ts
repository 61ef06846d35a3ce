// ledger_post: posts many movements in one call and answers for each, so that one refused never spoils its neighbours.
//
// The caller names each (holder, batch) once, sorted; the lines name them by position. Those rows of balance are locked
// in that one order; what they hold is loaded into an array of eight slots a row; the movements are tried one after
// the other against that array, exactly as if each came alone; what was accepted is written by set-based, relative
// statements. The rules of a line (ledger.md rules 3, 4, 8, 14):
//   free  a promise: the batch is usable and the doses are unreserved, or the movement is refused
//   held  the account holds the doses, or the movement is refused
//   fact  always recorded: drawn from available, then quarantined; the rest comes from the account 'unexplained'
// What occurred before a count of its balance does not move what was counted (rule 12): at the instant of that count a
// line from or to 'unexplained' takes it back, and the count's variance grows or shrinks by as much.
// A movement that the answer does not name was recorded.
export const ledgerPost = /* sql */ `
create function ledger_post(
  p_recorded timestamptz, p_answer boolean,
  p_id uuid[], p_hash bytea[], p_kind text[], p_place uuid[], p_document uuid[], p_actor uuid[], p_device uuid[],
  p_occurred timestamptz[], p_reverses uuid[], p_data jsonb[], p_touched text[], p_warnings jsonb[],
  r_holder uuid[], r_batch uuid[], r_create boolean[], r_lot int[], lot uuid[],
  l_movement int[], l_doses int[], l_from int[], l_from_bucket int[], l_to int[], l_to_bucket int[],
  l_rule text[], l_usable_on date[]
) returns table (movement int, outcome text, code text, detail jsonb, body jsonb)
language plpgsql
-- One plan for good, by index whatever the statistics say: keys are looked up one by one in tables of any size.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set enable_bitmapscan = off set jit = off
as $$
declare
  names constant bucket[] := enum_range(null::bucket);
  -- The most that an account may hold: sums of two stay within an int.
  most constant int := 1000000000;
  m_count constant int := cardinality(p_id);
  l_count constant int := cardinality(l_movement);
  -- What the rows of balance hold, in the order of r_holder and r_batch.
  r_version bigint[]; r_last timestamptz[]; r_in timestamptz[];
  r_allocated int[]; r_promised int[]; r_allowance int[]; r_opened int[]; a0 int[]; pr0 int[]; al0 int[]; op0 int[];
  r_counted timestamptz[];
  v int[]; v0 int[];
  lot_status text[]; lot_expiry date[]; nl int;
  r_key int[]; position int[] := '{}'; missing uuid[] := '{}';
  -- Postings to be written.
  o_movement int[] := '{}'; o_line int[] := '{}'; o_row int[] := '{}'; o_slot int[] := '{}'; o_doses int[] := '{}';
  k int := 0; k0 int;
  o_at timestamptz[] := '{}'; -- when a posting occurred, if not when its movement did
  -- By how much counts' variances change.
  c_row int[] := '{}'; c_slot int[] := '{}'; c_doses int[] := '{}'; c_at timestamptz[] := '{}'; c int := 0; c0 int;
  fixed timestamptz;
  -- Reservations as they were before the movement that is being tried.
  u_row int[] := '{}'; u_allocated int[] := '{}'; u_promised int[] := '{}'; u_allowance int[] := '{}';
  u_opened int[] := '{}'; u int;
  i int := 1; line int; nf int; nt int; slot int; st int; need int; have int; take int; later int; over int; cut int;
  why text; info jsonb; warned jsonb; at_time timestamptz; fact boolean;
  m_outcome text[] := array_fill(null::text, array[m_count]);
  m_code text[] := m_outcome;
  m_detail jsonb[] := array_fill(null::jsonb, array[m_count]);
  m_warned jsonb[] := m_detail;
  fresh boolean[] := array_fill(false, array[m_count]);
  bare int[] := '{}'; -- recorded without a posting
  known int; same boolean;
  named boolean := false; -- whether anything was not simply recorded
begin
  -- 1. Rows that may receive doses exist before anything is locked.
  perform from unnest(r_holder, r_batch, r_create) w(holder, batch, wanted)
  where w.wanted and not exists (select from balance x where x.holder_id = w.holder and x.batch_id = w.batch) limit 1;
  if found then
    insert into balance (holder_id, batch_id, product_id)
    select w.holder, w.batch, b.product_id
    from unnest(r_holder, r_batch, r_create) with ordinality w(holder, batch, wanted, n)
    join batch b on b.id = w.batch
    where w.wanted and not exists (select from balance x where x.holder_id = w.holder and x.batch_id = w.batch)
    order by w.n
    on conflict do nothing;
  end if;

  -- 2. Lock every row in one fixed order and load it.
  select array_agg(s.n), array_agg(s.version), array_agg(s.last_occurred_at), array_agg(s.last_in_at), array_agg(s.allocated), array_agg(s.promised),
    array_agg(s.allowance), array_agg(s.opened), array_agg(s.counted_at), array_agg(array[s.available, s.quarantined, s.in_transit, s.administered, s.wasted,
      s.destroyed, s.unexplained, s.manufactured])
  into r_key, r_version, r_last, r_in, r_allocated, r_promised, r_allowance, r_opened, r_counted, v
  from (
    select w.n::int as n, b.* from unnest(r_holder, r_batch) with ordinality w(holder, batch, n)
    join balance b on b.holder_id = w.holder and b.batch_id = w.batch
    order by w.n for update of b
  ) s;
  v0 := v; a0 := r_allocated; pr0 := r_promised; al0 := r_allowance; op0 := r_opened;
  if cardinality(r_key) is distinct from cardinality(r_holder) then
    -- Some have no row: the lines' positions are set to where the others stand, or to null.
    for n in 1 .. coalesce(cardinality(r_key), 0) loop position[r_key[n]] := n; end loop;
    for l in 1 .. l_count loop
      missing[l] := r_batch[l_to[l]]; l_from[l] := position[l_from[l]]; l_to[l] := position[l_to[l]];
    end loop;
    select array_agg(r_holder[x.n] order by x.ord), array_agg(r_batch[x.n] order by x.ord), array_agg(r_lot[x.n] order by x.ord)
    into r_holder, r_batch, r_lot from unnest(r_key) with ordinality x(n, ord);
  end if;

  -- 3. New statements, which see what was committed while the last one waited for its locks: the state of the batches,
  --    which ids are known.
  select array_agg(t.status order by w.n), array_agg(t.expiry order by w.n) into lot_status, lot_expiry
  from unnest(lot) with ordinality w(id, n) left join batch t on t.id = w.id;

  for known, same in
    select p.n, key.hash = p.hash from unnest(p_id, p_hash) with ordinality p(id, hash, n)
    join journal_key key on key.id = p.id
  loop
    m_outcome[known] := case when same then 'repeated' else 'conflict' end; named := true;
  end loop;

  -- 4. Try the movements one after the other.
  for m in 1 .. m_count loop
    if m_outcome[m] is not null then
      while i <= l_count and l_movement[i] = m loop i := i + 1; end loop;
      continue;
    end if;
    why := null; info := null; warned := p_warnings[m];
    k0 := k; c0 := c; line := 0; u := 0; at_time := p_occurred[m];
    while i <= l_count and l_movement[i] = m loop
      if why is null then
        nf := l_from[i]; nt := l_to[i]; slot := l_from_bucket[i]; st := l_to_bucket[i]; need := l_doses[i];
        fact := l_rule[i] = 'fact';
        if nt is null then
          why := 'unknown_batch'; info := jsonb_build_object('batch', missing[i]);
        elsif nf = nt and slot = st then
          why := 'same_account'; info := jsonb_build_object('batch', r_batch[nt]);
        elsif need > most - v[nt][st] or ((slot = 7 or fact) and need > most + v[nf][7])
          or (slot = 8 and need > most + v[nf][8]) then
          why := 'doses_absurd';
          info := jsonb_build_object('batch', r_batch[nt], 'max',
            least(most - v[nt][st], most + v[nf][7], most + v[nf][8]));
        elsif l_usable_on[i] is not null then
          -- Usability of the batch on the day (rule 14).
          nl := r_lot[nt];
          if lot_status[nl] <> 'released' then
            why := 'batch_' || lot_status[nl];
          elsif lot_expiry[nl] < l_usable_on[i] then
            why := 'batch_expired';
          end if;
          if why is not null then
            info := jsonb_build_object('batch', r_batch[nt], 'expiry', lot_expiry[nl]);
            if fact then
              warned := coalesce(warned, '[]') || jsonb_build_array(info || jsonb_build_object('code', why));
              why := null; info := null;
            end if;
          end if;
        end if;

        while why is null and need > 0 loop
          fixed := null;
          if slot >= 7 then
            take := need;
            if fact and slot = 7 then
              warned := coalesce(warned, '[]')
                || jsonb_build_array(jsonb_build_object('code', 'unexplained_doses', 'batch', r_batch[nf], 'doses', need));
            end if;
          else
            have := coalesce(v[nf][slot], 0); -- where there is no row there is nothing
            if slot <= 2 and at_time < r_counted[nf] then
              -- Before a count: the account must hold the doses from that instant until the count.
              select min(x.at) into fixed from counted x
              where x.holder_id = r_holder[nf] and x.batch_id = r_batch[nf] and x.at > at_time;
              select max(s.later) into later from (
                select z.occurred_at, sum(sum(z.doses)) over (order by z.occurred_at desc) as later from (
                  select p.occurred_at, p.doses from posting p
                  where p.holder_id = r_holder[nf] and p.batch_id = r_batch[nf] and p.bucket = names[slot]
                    and p.occurred_at > at_time and p.recorded_at > at_time - interval '1 day'
                  union all
                  select coalesce(o.at, p_occurred[o.mv]), o.d
                  from unnest(o_movement[1:k], o_row[1:k], o_slot[1:k], o_doses[1:k], o_at) o(mv, n, s, d, at)
                  where o.n = nf and o.s = slot and coalesce(o.at, p_occurred[o.mv]) > at_time
                  union all select fixed, 0
                ) z group by z.occurred_at
              ) s where s.occurred_at <= fixed;
              have := greatest(have - later, 0);
            elsif have > 0 and at_time < (case when slot <= 3 then r_in[nf] else r_last[nf] end) then
              -- Back-dated: the account must hold the doses from that instant until now (rule 3). Where nothing has come in
              -- since, it never held fewer than now.
              select coalesce(max(s.later), 0) into later from (
                select sum(sum(z.doses)) over (order by z.occurred_at desc) as later from (
                  select p.occurred_at, p.doses from posting p
                  where p.holder_id = r_holder[nf] and p.batch_id = r_batch[nf] and p.bucket = names[slot]
                    and p.occurred_at > at_time and p.recorded_at > at_time - interval '1 day'
                  union all
                  select coalesce(o.at, p_occurred[o.mv]), o.d
                  from unnest(o_movement[1:k], o_row[1:k], o_slot[1:k], o_doses[1:k], o_at) o(mv, n, s, d, at)
                  where o.n = nf and o.s = slot and coalesce(o.at, p_occurred[o.mv]) > at_time
                ) z group by z.occurred_at
              ) s;
              have := greatest(have - greatest(later, 0), 0);
            end if;
            if slot = 1 and l_rule[i] = 'free' and fixed is null then
              have := least(have, v[nf][1] - r_allocated[nf] - r_promised[nf] - r_allowance[nf] - r_opened[nf]);
            end if;
            if have < need and not fact then
              why := 'insufficient_stock';
              info := jsonb_build_object('batch', r_batch[nt], 'asked', l_doses[i], 'available', have);
              exit;
            end if;
            take := least(have, need);
          end if;
          if nf = nt and slot = st then take := 0; end if; -- a fact runs short into the account that it goes to
          if take > 0 then
            if slot = 2 and slot <> l_from_bucket[i] and l_usable_on[i] is not null then
              warned := coalesce(warned, '[]')
                || jsonb_build_array(jsonb_build_object('code', 'quarantined_doses', 'batch', r_batch[nf], 'doses', take));
            end if;
            line := line + 1;
            k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nf; o_slot[k] := slot; o_doses[k] := -take;
            k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nt; o_slot[k] := st; o_doses[k] := take;
            v[nf][slot] := v[nf][slot] - take;
            v[nt][st] := v[nt][st] + take;
            need := need - take;
            if fixed is not null then
              line := line + 1; c := c + 1; c_row[c] := nf; c_slot[c] := slot; c_doses[c] := take; c_at[c] := fixed;
              k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nf; o_slot[k] := 7; o_doses[k] := -take;
              k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nf; o_slot[k] := slot; o_doses[k] := take;
              o_at := o_at || array_fill(null::timestamptz, array[k - 2 - cardinality(o_at)]) || array[fixed, fixed];
              v[nf][7] := v[nf][7] - take; v[nf][slot] := v[nf][slot] + take;
              if r_last[nf] < fixed then r_last[nf] := fixed; end if;
              if r_in[nf] < fixed then r_in[nf] := fixed; end if;
            end if;
            if st <= 2 and at_time < r_counted[nt] then
              select min(x.at) into fixed from counted x
              where x.holder_id = r_holder[nt] and x.batch_id = r_batch[nt] and x.at > at_time;
              line := line + 1; c := c + 1; c_row[c] := nt; c_slot[c] := st; c_doses[c] := -take; c_at[c] := fixed;
              k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nt; o_slot[k] := st; o_doses[k] := -take;
              k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nt; o_slot[k] := 7; o_doses[k] := take;
              o_at := o_at || array_fill(null::timestamptz, array[k - 2 - cardinality(o_at)]) || array[fixed, fixed];
              v[nt][st] := v[nt][st] - take; v[nt][7] := v[nt][7] + take;
              if r_last[nt] < fixed then r_last[nt] := fixed; end if;
            end if;
            if slot = 1 then
              -- What was reserved gives way to a fact, by name, never silently (rule 20).
              over := r_allocated[nf] + r_promised[nf] + r_allowance[nf] + r_opened[nf] - v[nf][1];
              if over > 0 then
                u := u + 1; u_row[u] := nf; u_allocated[u] := r_allocated[nf]; u_promised[u] := r_promised[nf];
                u_allowance[u] := r_allowance[nf]; u_opened[u] := r_opened[nf];
                cut := least(over, r_allowance[nf]); r_allowance[nf] := r_allowance[nf] - cut; over := over - cut;
                if over > r_opened[nf] then
                  warned := coalesce(warned, '[]') || jsonb_build_array(
                    jsonb_build_object('code', 'promise_broken', 'batch', r_batch[nf], 'doses', over - r_opened[nf]));
                end if;
                cut := least(over, r_opened[nf]); r_opened[nf] := r_opened[nf] - cut; over := over - cut;
                cut := least(over, r_promised[nf]); r_promised[nf] := r_promised[nf] - cut;
                r_allocated[nf] := r_allocated[nf] - (over - cut);
              end if;
            end if;
          end if;
          exit when slot >= 7;
          slot := case slot when 1 then 2 else 7 end;
        end loop;
        if why is null then
          -- A mark left too high by a later refusal only costs a look at the postings.
          if r_last[nf] < at_time then r_last[nf] := at_time; end if;
          if r_last[nt] < at_time then r_last[nt] := at_time; end if;
          if st <= 3 and r_in[nt] < at_time then r_in[nt] := at_time; end if;
        end if;
      end if;
      i := i + 1;
    end loop;

    if why is not null then
      -- Undo what the earlier lines of this movement did to the loaded rows.
      for j in reverse k .. k0 + 1 loop
        v[o_row[j]][o_slot[j]] := v[o_row[j]][o_slot[j]] - o_doses[j];
      end loop;
      for j in reverse u .. 1 loop
        r_allocated[u_row[j]] := u_allocated[j]; r_promised[u_row[j]] := u_promised[j]; r_allowance[u_row[j]] := u_allowance[j];
        r_opened[u_row[j]] := u_opened[j];
      end loop;
      if cardinality(o_at) > k0 then o_at := o_at[1:k0]; end if;
      k := k0; c := c0; m_outcome[m] := 'refused'; m_code[m] := why; m_detail[m] := info; named := true;
    else
      if warned is not null then m_outcome[m] := 'flagged'; m_warned[m] := warned; named := true; end if;
      fresh[m] := true;
      if k = k0 then bare := bare || m; end if;
    end if;
  end loop;

  -- 5. Write what was accepted. Keys in their own order: two calls that share some never wait for each other in a ring.
  if true = any(fresh) then
    insert into journal_key (id, hash, recorded_at)
    select x.id, x.hash, p_recorded from unnest(p_id, p_hash, fresh) x(id, hash, ok) where x.ok order by x.id;
    insert into journal (id, kind, place_id, document_id, actor_id, device_id, occurred_at, recorded_at, reverses_id, data, touched)
    select x.id, x.kind, x.place, x.document, x.actor, x.device, x.occurred, p_recorded, x.reverses,
      case when x.warned is null then x.data else x.data || jsonb_build_object('warnings', x.warned) end, x.touched::uuid[]
    from unnest(p_id, p_kind, p_place, p_document, p_actor, p_device, p_occurred, p_reverses, p_data, p_touched, m_warned,
      fresh) x(id, kind, place, document, actor, device, occurred, reverses, data, touched, warned, ok)
    where x.ok;
    insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at)
    select p_id[o.mv], o.line, r_holder[o.n], r_batch[o.n], names[o.s], o.d, coalesce(o.at, p_occurred[o.mv]), p_recorded
    from unnest(o_movement[1:k], o_line[1:k], o_row[1:k], o_slot[1:k], o_doses[1:k], o_at) o(mv, line, n, s, d, at);
    if c > 0 then
      update counted x set available_late = x.available_late + d.available, quarantined_late = x.quarantined_late + d.quarantined
      from (
        select o.n, o.at, coalesce(sum(o.d) filter (where o.s = 1), 0) as available,
          coalesce(sum(o.d) filter (where o.s = 2), 0) as quarantined
        from unnest(c_row[1:c], c_slot[1:c], c_doses[1:c], c_at[1:c]) o(n, s, d, at) group by o.n, o.at
      ) d where x.holder_id = r_holder[d.n] and x.batch_id = r_batch[d.n] and x.at = d.at;
    end if;
    update balance b set
      available = b.available + v[d.n][1] - v0[d.n][1], quarantined = b.quarantined + v[d.n][2] - v0[d.n][2],
      in_transit = b.in_transit + v[d.n][3] - v0[d.n][3], administered = b.administered + v[d.n][4] - v0[d.n][4],
      wasted = b.wasted + v[d.n][5] - v0[d.n][5], destroyed = b.destroyed + v[d.n][6] - v0[d.n][6],
      unexplained = b.unexplained + v[d.n][7] - v0[d.n][7], manufactured = b.manufactured + v[d.n][8] - v0[d.n][8],
      allocated = b.allocated + r_allocated[d.n] - a0[d.n], promised = b.promised + r_promised[d.n] - pr0[d.n],
      allowance = b.allowance + r_allowance[d.n] - al0[d.n], opened = b.opened + r_opened[d.n] - op0[d.n],
      version = b.version + 1, last_occurred_at = greatest(b.last_occurred_at, r_last[d.n]),
      last_in_at = greatest(b.last_in_at, r_in[d.n])
    from (select distinct o.n from unnest(o_row[1:k]) o(n)) d
    where b.holder_id = r_holder[d.n] and b.batch_id = r_batch[d.n];
    if p_answer then
      return query
      with made as materialized (
        select t.mv, jsonb_build_object('id', p_id[t.mv], 'verdict', coalesce(m_outcome[t.mv], 'recorded'),
          'warnings', coalesce(m_warned[t.mv], '[]'), 'balances', t.balances) as said
        from (
          select w.mv, coalesce(jsonb_agg(jsonb_build_object('place', p.code, 'batch', r_batch[w.n],
            'onHand', v[w.n][1] + v[w.n][2], 'available', v[w.n][1], 'reserved', r_allocated[w.n] + r_promised[w.n],
            'free', v[w.n][1] - r_allocated[w.n] - r_promised[w.n] - r_allowance[w.n] - r_opened[w.n], 'quarantined', v[w.n][2],
            'version', r_version[w.n] + 1)) filter (where p.id is not null), '[]') as balances
          from (
            select distinct o.mv, o.n from unnest(o_movement[1:k], o_row[1:k]) o(mv, n)
            union all select x.mv, null from unnest(bare) x(mv)
          ) w left join place p on p.id = r_holder[w.n] group by w.mv
        ) t
      ), kept as (
        insert into answer (id, recorded_at, status, body) select p_id[x.mv], p_recorded, 201, x.said from made x
      )
      select x.mv, coalesce(m_outcome[x.mv], 'recorded'), null::text, m_warned[x.mv], x.said from made x;
    end if;
  end if;

  if named then
    return query
    select x.n::int, x.o, x.c, coalesce(x.d, x.w), a.body
    from unnest(m_outcome, m_code, m_detail, m_warned) with ordinality x(o, c, d, w, n)
    left join journal_key key on x.o = 'repeated' and key.id = p_id[x.n::int]
    left join answer a on a.id = key.id and a.recorded_at = key.recorded_at
    where x.o in ('refused', 'repeated', 'conflict') or (x.o = 'flagged' and not p_answer);
  end if;
end $$;
revoke all on function ledger_post from public;
grant execute on function ledger_post to jejak_app;
`;
