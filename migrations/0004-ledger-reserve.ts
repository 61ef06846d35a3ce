// ledger_reserve: changes what is reserved on rows of one holder, relative and conditional, in the order of their locks.
// It answers how many rows it changed; the caller takes all of it back when that is fewer than it named.
export const ledgerReserve = /* sql */ `
create function ledger_reserve(p_holder uuid, p_batch uuid[], p_allocated int[], p_promised int[], p_allowance int[])
returns int language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off as $$
declare changed int;
begin
  update balance b set allocated = b.allocated + c.allocated, promised = b.promised + c.promised,
    allowance = b.allowance + c.allowance, version = b.version + 1
  from (
    select x.holder_id, x.batch_id, c.allocated, c.promised, c.allowance
    from unnest(p_batch, p_allocated, p_promised, p_allowance) c(batch, allocated, promised, allowance)
    join balance x on x.holder_id = p_holder and x.batch_id = c.batch
    order by x.batch_id for update of x
  ) c
  where b.holder_id = c.holder_id and b.batch_id = c.batch_id
    and b.allocated + c.allocated >= 0 and b.promised + c.promised >= 0 and b.allowance + c.allowance >= 0
    and b.allocated + c.allocated + b.promised + c.promised + b.allowance + c.allowance + b.opened <= b.available;
  get diagnostics changed = row_count;
  return changed;
end $$;
revoke all on function ledger_reserve from public;
grant execute on function ledger_reserve to jejak_app;
`;
