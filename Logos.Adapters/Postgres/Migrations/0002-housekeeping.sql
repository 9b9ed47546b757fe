-- What has ended, by when: for looks at what failed since a time, and for what is old enough to go.
create index on graph_executions (status, completed_at, id) where root_id = id and completed_at is not null;

create index on commands (execution_id) where verdict is not null;

-- A blob that an execution at rest keeps is looked at once: it goes with its execution.
alter table blobs add column is_kept boolean not null default false;
create index on blobs (created_at, execution_id) where part = 0 and not is_kept;

-- Of the roots that are given, those go whose whole tree is at rest, with everything that belongs to it. Who changes one of them now keeps it.
create function remove_trees(roots uuid[]) returns table (removed_roots bigint, removed bigint) language plpgsql as $$
declare
    held uuid[];
    trees uuid[];
begin
    select array_agg(id) into held from (select id from graph_executions where id = any(roots) and root_id = id and stage = 2 for update skip locked) as ours;
    -- Children that others hold, and those that are still open, keep their root.
    with members as (
        select id, root_id from graph_executions where root_id = any(held) and root_id <> id
    ), free as (
        select id from graph_executions where id in (select id from members) and stage = 2 for update skip locked
    ), busy as (
        select distinct root_id from members where id not in (select id from free)
    )
    select array_agg(h.id), (select array_agg(m.id) from members m where m.root_id not in (select root_id from busy))
      into held, trees
      from unnest(held) as h(id) where h.id not in (select root_id from busy);
    trees := trees || held;
    delete from blobs where execution_id = any(trees);
    delete from node_attempts where execution_id = any(trees);
    delete from commands where execution_id = any(trees) and verdict is not null;
    delete from node_executions where execution_id = any(trees);
    delete from graph_executions where id = any(trees);
    return query select coalesce(cardinality(held), 0)::bigint, coalesce(cardinality(trees), 0)::bigint;
end $$;

-- The months that are over and have tables: first their first moment, then whether executions are still looked for in them.
create function past_months(now timestamptz) returns table (month timestamptz, attached boolean) language sql stable as $$
    select to_date(right(c.relname::text, 7), 'YYYY_MM')::timestamp at time zone 'UTC' as month, exists (select 1 from pg_inherits i where i.inhrelid = c.oid)
      from pg_class c
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname ~ '^graph_executions_\d{4}_\d{2}$'
       and to_date(right(c.relname::text, 7), 'YYYY_MM')::timestamp at time zone 'UTC' + interval '1 month' <= now
     order by 1
$$;

-- Whether nothing in a month is open, and nothing in it ended at the time that is given or later.
create function is_over(month timestamptz, before timestamptz) returns boolean language plpgsql as $$
declare
    found_one boolean;
begin
    execute format(
        $q$ select exists (select 1 from %1$I where stage = 0) or exists (select 1 from %1$I where stage = 1)
            or exists (select 1 from %1$I where status = 'completed' and root_id = id and completed_at is not null and completed_at >= $1)
            or exists (select 1 from %1$I where status = 'failed' and root_id = id and completed_at is not null and completed_at >= $1)
            or exists (select 1 from %1$I where status = 'cancelled' and root_id = id and completed_at is not null and completed_at >= $1)
            or exists (select 1 from %1$I where status = 'timed_out' and root_id = id and completed_at is not null and completed_at >= $1) $q$,
        'graph_executions' || to_char(month at time zone 'UTC', '"_"YYYY"_"MM')) into found_one using before;
    return not found_one;
end $$;

-- Takes a month out of the tables when it is over. Everybody waits meanwhile: it is a change of the catalog alone, and it gives up when it cannot have the tables at once.
create function detach_month(month timestamptz, before timestamptz) returns boolean language plpgsql as $$
declare
    suffix text := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
begin
    if not is_over(month, before) then
        return false;
    end if;
    lock table graph_executions, node_executions in access exclusive mode;
    if not is_over(month, before) then
        return false;
    end if;
    execute format('alter table graph_executions detach partition %I', 'graph_executions' || suffix);
    execute format('alter table node_executions detach partition %I', 'node_executions' || suffix);
    return true;
end $$;

create function drop_month(month timestamptz) returns void language plpgsql as $$
declare
    suffix text := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
begin
    execute format('drop table if exists %I', 'node_executions' || suffix);
    execute format('drop table if exists %I', 'graph_executions' || suffix);
end $$;

-- As before, but a month in which something has begun already, without a table of its own, stays in the table of the rest and keeps no other from having one.
create or replace function make_months(ahead integer) returns void language plpgsql as $$
declare
    month timestamptz;
    suffix text;
begin
    perform pg_advisory_xact_lock(hashtextextended('logos.months', 0));
    for month in select generate_series(date_trunc('month', clock_timestamp(), 'UTC'), date_trunc('month', clock_timestamp(), 'UTC') + make_interval(months => ahead), interval '1 month') loop
        suffix := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
        if to_regclass('graph_executions' || suffix) is null then
            begin
                execute format('create table %I partition of graph_executions for values from (%L) to (%L) with (fillfactor = 80)', 'graph_executions' || suffix, id_from(month), id_from(month + interval '1 month'));
                execute format('create table %I partition of node_executions for values from (%L) to (%L) with (fillfactor = 80)', 'node_executions' || suffix, id_from(month), id_from(month + interval '1 month'));
            exception when check_violation then
                null;
            end;
        end if;
    end loop;
end $$;
