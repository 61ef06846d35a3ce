// ledger_post: posts many movements in one call and answers for each, so that one refused never spoils its neighbours.
//
// The rows of balance are locked in one fixed order; what they hold is loaded into an array of eight slots a row; the
// movements are tried one after the other against that array, exactly as if each came alone; what was accepted is
// written by set-based, relative statements. The rules of a line (ledger.md rules 3, 4, 8, 14):
//   free  a promise: the batch is usable and the doses are unreserved, or the movement is refused
//   held  the account holds the doses, or the movement is refused
//   fact  always recorded: drawn from available, then quarantined; the rest comes from the account 'unexplained'
export const ledgerPost = /* sql */ `
create function ledger_post(
  p_recorded timestamptz, p_answer boolean,
  p_id uuid[], p_hash bytea[], p_kind text[], p_place uuid[], p_document uuid[], p_actor uuid[], p_device uuid[],
  p_occurred timestamptz[], p_reverses uuid[], p_data text[], p_touched text[], p_warnings text[],
  l_movement int[], l_batch uuid[], l_doses int[], l_from uuid[], l_from_bucket int[], l_to uuid[], l_to_bucket int[],
  l_rule text[], l_usable_on date[]
) returns table (movement int, outcome text, code text, detail jsonb, body jsonb)
language plpgsql as $$
declare
  names constant bucket[] := enum_range(null::bucket);
  m_count constant int := cardinality(p_id);
  l_count constant int := cardinality(l_batch);
  -- rows of balance, in lock order
  r_holder uuid[]; r_batch uuid[]; r_version bigint[]; r_last timestamptz[];
  r_allocated int[]; r_promised int[]; r_allowance int[];
  r_status text[]; r_expiry date[];
  v int[]; v0 int[]; a0 int[]; pr0 int[]; al0 int[];
  n_from int[]; n_to int[];
  known_hash bytea[]; known boolean[];
  -- postings to be written
  o_movement int[] := '{}'; o_line int[] := '{}'; o_row int[] := '{}'; o_slot int[] := '{}'; o_doses int[] := '{}';
  k int := 0; k0 int;
  m int; i int := 1; j int; line int;
  nf int; nt int; sf int; need int; have int; take int; later int; over int; cut int;
  slot int; slots int[];
  verdict text; why text; info jsonb; warned jsonb;
  m_outcome text[] := array_fill(null::text, array[m_count]);
  m_code text[] := array_fill(null::text, array[m_count]);
  m_detail jsonb[] := array_fill(null::jsonb, array[m_count]);
  m_warned jsonb[] := array_fill(null::jsonb, array[m_count]);
  at_time timestamptz; before_last timestamptz;
  fresh int[];
  u_row int[]; u_allocated int[]; u_promised int[]; u_allowance int[]; u int;
begin
  -- 1. Rows that may receive doses exist before anything is locked.
  insert into balance (holder_id, batch_id, product_id)
  select w.holder, w.batch, b.product_id
  from (
    select t.holder, t.batch from unnest(l_to, l_batch) t(holder, batch)
    union
    select f.holder, f.batch from unnest(l_from, l_batch, l_rule) f(holder, batch, rule) where f.rule = 'fact'
    union
    select f.holder, f.batch from unnest(l_from, l_batch, l_from_bucket) f(holder, batch, slot) where f.slot >= 7
  ) w join batch b on b.id = w.batch
  where not exists (select from balance x where x.holder_id = w.holder and x.batch_id = w.batch)
  order by 1, 2
  on conflict do nothing;

  -- 2. Lock every row in one fixed order and load it.
  select array_agg(s.holder_id), array_agg(s.batch_id), array_agg(s.version),
    array_agg(s.last_occurred_at), array_agg(s.allocated), array_agg(s.promised), array_agg(s.allowance),
    array_agg(array[s.available, s.quarantined, s.in_transit, s.administered, s.wasted, s.destroyed, s.unexplained, s.manufactured])
  into r_holder, r_batch, r_version, r_last, r_allocated, r_promised, r_allowance, v
  from (
    select b.* from balance b
    join (
      select w.holder, w.batch from unnest(l_to, l_batch) w(holder, batch)
      union select w.holder, w.batch from unnest(l_from, l_batch) w(holder, batch)
    ) key on b.holder_id = key.holder and b.batch_id = key.batch
    order by b.holder_id, b.batch_id
    for update of b
  ) s;
  v0 := v; a0 := r_allocated; pr0 := r_promised; al0 := r_allowance;

  -- 3. New statements, which see what was committed while the last one waited for its locks: the state of the batches,
  --    which row each line draws from and gives to, which ids are known.
  select array_agg(t.status order by r.n), array_agg(t.expiry order by r.n) into r_status, r_expiry
  from unnest(r_batch) with ordinality r(batch, n) join batch t on t.id = r.batch;

  select array_agg(f.n order by l.ord), array_agg(t.n order by l.ord) into n_from, n_to
  from unnest(l_batch, l_from, l_to) with ordinality l(batch, from_id, to_id, ord)
  left join unnest(r_holder, r_batch) with ordinality f(holder, batch, n) on f.holder = l.from_id and f.batch = l.batch
  left join unnest(r_holder, r_batch) with ordinality t(holder, batch, n) on t.holder = l.to_id and t.batch = l.batch;

  select array_agg(key.id is not null order by p.ord), array_agg(key.hash order by p.ord) into known, known_hash
  from unnest(p_id) with ordinality p(id, ord) left join journal_key key on key.id = p.id;

  -- 4. Try the movements one after the other.
  for m in 1 .. m_count loop
    verdict := 'recorded'; why := null; info := null; warned := p_warnings[m]::jsonb; k0 := k; line := 0;
    at_time := p_occurred[m]; u := 0; u_row := '{}'; u_allocated := '{}'; u_promised := '{}'; u_allowance := '{}';
    if known[m] then
      verdict := case when known_hash[m] = p_hash[m] then 'repeated' else 'conflict' end;
      while i <= l_count and l_movement[i] = m loop i := i + 1; end loop;
    end if;
    while i <= l_count and l_movement[i] = m loop
      if verdict = 'recorded' then
        nf := n_from[i]; nt := n_to[i]; sf := l_from_bucket[i]; need := l_doses[i];
        if nt is null then
          verdict := 'refused'; why := 'unknown_batch'; info := jsonb_build_object('batch', l_batch[i]);
        elsif nf is null then
          verdict := 'refused'; why := 'insufficient_stock';
          info := jsonb_build_object('batch', l_batch[i], 'asked', need, 'available', 0);
        elsif nf = nt and sf = l_to_bucket[i] then
          verdict := 'refused'; why := 'same_account'; info := jsonb_build_object('batch', l_batch[i]);
        end if;

        -- Usability of the batch on the day (rule 14).
        if verdict = 'recorded' and l_usable_on[i] is not null then
          if r_status[nf] <> 'released' then
            why := 'batch_' || r_status[nf];
          elsif r_expiry[nf] < l_usable_on[i] then
            why := 'batch_expired';
          end if;
          if why is not null then
            info := jsonb_build_object('batch', l_batch[i], 'expiry', r_expiry[nf]);
            if l_rule[i] = 'fact' then
              warned := coalesce(warned, '[]') || jsonb_build_array(info || jsonb_build_object('code', why));
              why := null; info := null;
            else
              verdict := 'refused';
            end if;
          end if;
        end if;

        if verdict = 'recorded' then
          if sf >= 7 then
            slots := array[sf];
          elsif l_rule[i] = 'fact' and sf = 1 then
            slots := array[1, 2, 7];
          elsif l_rule[i] = 'fact' then
            slots := array[sf, 7];
          else
            slots := array[sf];
          end if;
          before_last := r_last[nf];
          foreach slot in array slots loop
            exit when need = 0;
            if slot >= 7 then
              take := need;
              if l_rule[i] = 'fact' then
                warned := coalesce(warned, '[]')
                  || jsonb_build_array(jsonb_build_object('code', 'unexplained_doses', 'batch', l_batch[i], 'doses', need));
              end if;
            else
              have := v[nf][slot];
              if at_time < before_last and have > 0 then
                -- Back-dated: the account must hold the doses from that instant until now (rule 3).
                select coalesce(max(s.later), 0) into later from (
                  select sum(sum(z.doses)) over (order by z.occurred_at desc) as later from (
                    select p.occurred_at, p.doses from posting p
                    where p.holder_id = r_holder[nf] and p.batch_id = r_batch[nf] and p.bucket = names[slot]
                      and p.occurred_at > at_time and p.recorded_at > at_time - interval '1 day'
                    union all
                    select p_occurred[o.mv], o.d from unnest(o_movement[1:k], o_row[1:k], o_slot[1:k], o_doses[1:k]) o(mv, n, s, d)
                    where o.n = nf and o.s = slot and p_occurred[o.mv] > at_time
                  ) z group by z.occurred_at
                ) s;
                have := greatest(have - greatest(later, 0), 0);
              end if;
              if l_rule[i] = 'free' then
                have := least(have, v[nf][1] - r_allocated[nf] - r_promised[nf] - r_allowance[nf]);
              end if;
              if l_rule[i] = 'fact' then
                take := least(have, need);
              elsif have < need then
                verdict := 'refused'; why := 'insufficient_stock';
                info := jsonb_build_object('batch', l_batch[i], 'asked', l_doses[i], 'available', have);
                exit;
              else
                take := need;
              end if;
            end if;
            if take > 0 then
              if slot = 2 and sf = 1 and l_usable_on[i] is not null then
                warned := coalesce(warned, '[]')
                  || jsonb_build_array(jsonb_build_object('code', 'quarantined_doses', 'batch', l_batch[i], 'doses', take));
              end if;
              line := line + 1;
              k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nf; o_slot[k] := slot; o_doses[k] := -take;
              k := k + 1; o_movement[k] := m; o_line[k] := line; o_row[k] := nt; o_slot[k] := l_to_bucket[i]; o_doses[k] := take;
              v[nf][slot] := v[nf][slot] - take;
              v[nt][l_to_bucket[i]] := v[nt][l_to_bucket[i]] + take;
              need := need - take;
              if slot = 1 then
                -- A fact may eat into what was reserved: the reservation gives way, by name, never silently (rule 20).
                over := r_allocated[nf] + r_promised[nf] + r_allowance[nf] - v[nf][1];
                if over > 0 then
                  u := u + 1; u_row[u] := nf; u_allocated[u] := r_allocated[nf]; u_promised[u] := r_promised[nf];
                  u_allowance[u] := r_allowance[nf];
                  cut := least(over, r_allowance[nf]); r_allowance[nf] := r_allowance[nf] - cut; over := over - cut;
                  if over > 0 then
                    warned := coalesce(warned, '[]')
                      || jsonb_build_array(jsonb_build_object('code', 'promise_broken', 'batch', l_batch[i], 'doses', over));
                    cut := least(over, r_promised[nf]); r_promised[nf] := r_promised[nf] - cut;
                    r_allocated[nf] := r_allocated[nf] - (over - cut);
                  end if;
                end if;
              end if;
            end if;
          end loop;
          r_last[nf] := greatest(r_last[nf], at_time);
          r_last[nt] := greatest(r_last[nt], at_time);
        end if;
      end if;
      i := i + 1;
    end loop;

    if verdict = 'refused' then
      -- Undo what the earlier lines of this movement did to the loaded rows.
      for j in reverse k .. k0 + 1 loop
        v[o_row[j]][o_slot[j]] := v[o_row[j]][o_slot[j]] - o_doses[j];
      end loop;
      for j in reverse u .. 1 loop
        r_allocated[u_row[j]] := u_allocated[j]; r_promised[u_row[j]] := u_promised[j]; r_allowance[u_row[j]] := u_allowance[j];
      end loop;
      k := k0;
    elsif verdict = 'recorded' then
      if warned is not null then verdict := 'flagged'; end if;
      fresh := fresh || m;
    end if;
    m_outcome[m] := verdict; m_code[m] := why; m_detail[m] := info; m_warned[m] := warned;
  end loop;

  -- 5. Write what was accepted.
  if fresh is not null then
    insert into journal_key (id, hash, recorded_at) select p_id[f], p_hash[f], p_recorded from unnest(fresh) f;
    insert into journal (id, kind, place_id, document_id, actor_id, device_id, occurred_at, recorded_at, reverses_id, data, touched)
    select p_id[f], p_kind[f], p_place[f], p_document[f], p_actor[f], p_device[f], p_occurred[f], p_recorded, p_reverses[f],
      case when m_warned[f] is null then p_data[f]::jsonb
        else p_data[f]::jsonb || jsonb_build_object('warnings', m_warned[f]) end,
      p_touched[f]::uuid[]
    from unnest(fresh) f;
    insert into posting (journal_id, line, holder_id, batch_id, bucket, doses, occurred_at, recorded_at)
    select p_id[o.mv], o.line, r_holder[o.n], r_batch[o.n], names[o.s], o.d, p_occurred[o.mv], p_recorded
    from unnest(o_movement[1:k], o_line[1:k], o_row[1:k], o_slot[1:k], o_doses[1:k]) o(mv, line, n, s, d);
    update balance b set
      available = b.available + v[d.n][1] - v0[d.n][1], quarantined = b.quarantined + v[d.n][2] - v0[d.n][2],
      in_transit = b.in_transit + v[d.n][3] - v0[d.n][3], administered = b.administered + v[d.n][4] - v0[d.n][4],
      wasted = b.wasted + v[d.n][5] - v0[d.n][5], destroyed = b.destroyed + v[d.n][6] - v0[d.n][6],
      unexplained = b.unexplained + v[d.n][7] - v0[d.n][7], manufactured = b.manufactured + v[d.n][8] - v0[d.n][8],
      allocated = b.allocated + r_allocated[d.n] - a0[d.n], promised = b.promised + r_promised[d.n] - pr0[d.n],
      allowance = b.allowance + r_allowance[d.n] - al0[d.n],
      version = b.version + 1, last_occurred_at = greatest(b.last_occurred_at, r_last[d.n])
    from (select distinct o.n from unnest(o_row[1:k]) o(n)) d
    where b.holder_id = r_holder[d.n] and b.batch_id = r_batch[d.n];
    if p_answer then
      insert into answer (id, recorded_at, status, body)
      select p_id[f], p_recorded, 201, jsonb_build_object('id', p_id[f], 'verdict', m_outcome[f],
        'warnings', coalesce(m_warned[f], '[]'), 'balances', coalesce(t.balances, '[]'))
      from unnest(fresh) f
      left join (
        select w.mv, jsonb_agg(jsonb_build_object('place', p.code, 'batch', r_batch[w.n], 'onHand', v[w.n][1] + v[w.n][2],
          'available', v[w.n][1], 'reserved', r_allocated[w.n] + r_promised[w.n],
          'free', v[w.n][1] - r_allocated[w.n] - r_promised[w.n] - r_allowance[w.n],
          'quarantined', v[w.n][2], 'version', r_version[w.n] + 1)) as balances
        from (select distinct o.mv, o.n from unnest(o_movement[1:k], o_row[1:k]) o(mv, n)) w
        join place p on p.id = r_holder[w.n]
        group by w.mv
      ) t on t.mv = f;
    end if;
  end if;

  return query
  select x.ord::int, x.o, x.c, case when x.o = 'flagged' then m_warned[x.ord::int] else x.d end, a.body
  from unnest(m_outcome, m_code, m_detail) with ordinality x(o, c, d, ord)
  left join journal_key key on x.o = 'repeated' and key.id = p_id[x.ord::int]
  left join answer a on (x.o = 'repeated' and a.id = key.id and a.recorded_at = key.recorded_at)
    or (p_answer and x.o in ('recorded', 'flagged') and a.id = p_id[x.ord::int] and a.recorded_at = p_recorded)
  order by x.ord;
end $$;
revoke all on function ledger_post from public;
grant execute on function ledger_post to jejak_app;
`;
