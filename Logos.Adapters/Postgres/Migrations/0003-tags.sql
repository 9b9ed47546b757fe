-- Whoever reads for long, such as a backup, must not be waited for while others wait behind: then it is to be tried again.
set local lock_timeout = '2s';
-- No month comes while the tables of the months are made.
select pg_advisory_xact_lock(hashtextextended('logos.months', 0));

-- For lists of one tag: what the tag is on, in the order of lists, and a second time by how it ended, when it has. PostgreSQL keeps it as it keeps
-- an index, below, so that it is right whoever writes: also an older version of Logos, while it runs beside a newer one.
-- status is '' in the row that each execution has for each of its tags; graph_id and created_at are looked at while a list goes by them.
create table execution_tags (
    tag bytea not null,
    status text collate "C" not null,
    is_child boolean not null,
    id uuid not null,
    graph_id text not null,
    created_at timestamptz not null,
    primary key (tag, status, is_child, id) include (graph_id, created_at)
) partition by range (id);
create table execution_tags_rest partition of execution_tags default;

-- The months that there are.
do $$
declare
    suffix text;
    month timestamptz;
begin
    for suffix in select substr(c.relname::text, length('graph_executions') + 1)
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'graph_executions'::regclass and c.relname ~ '^graph_executions_\d{4}_\d{2}$'
    loop
        month := to_date(substr(suffix, 2), 'YYYY_MM')::timestamp at time zone 'UTC';
        execute format('create table %I partition of execution_tags for values from (%L) to (%L)', 'execution_tags' || suffix, id_from(month), id_from(month + interval '1 month'));
    end loop;
end $$;

-- A tag of a workspace, as long as any other however long it is: an entry of an index has a limit. No two pairs of key and value look alike.
-- Called immutable it would be a call for each table of a month, and not a part of the statement: convert_to is not.
create function tag_of(workspace text, key text, value text) returns bytea language sql stable parallel safe as $$
    select substr(sha256(convert_to(length(workspace) || ':' || workspace || length(key) || ':' || key || value, 'UTF8')), 1, 16)
$$;

create function is_end(status text) returns boolean language sql immutable parallel safe as $$
    select status in ('completed', 'failed', 'cancelled', 'timed_out')
$$;

create function keep_tags() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        delete from execution_tags t using jsonb_each_text(old.tags) as g
         where t.tag = tag_of(old.workspace_id, g.key, g.value) and t.is_child = (old.root_id <> old.id) and t.id = old.id
           and (t.status = old.status or (tg_op = 'DELETE' and t.status = ''));
    end if;
    if tg_op <> 'DELETE' then
        insert into execution_tags
        select tag_of(new.workspace_id, g.key, g.value), s.status, new.root_id <> new.id, new.id, new.graph_id, new.created_at
          from jsonb_each_text(new.tags) as g, (values (''), (new.status)) as s(status)
         where (s.status = '' and tg_op = 'INSERT') or is_end(s.status)
        on conflict do nothing;
    end if;
    return null;
end $$;

-- As before, and with the tags.
create or replace function make_months(ahead integer) returns void language plpgsql as $$
declare
    month timestamptz;
    suffix text;
    name text;
begin
    perform pg_advisory_xact_lock(hashtextextended('logos.months', 0));
    for month in select generate_series(date_trunc('month', clock_timestamp(), 'UTC'), date_trunc('month', clock_timestamp(), 'UTC') + make_interval(months => ahead), interval '1 month') loop
        suffix := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
        if to_regclass('graph_executions' || suffix) is null then
            begin
                foreach name in array array['graph_executions', 'node_executions', 'execution_tags'] loop
                    execute format('create table %I partition of %I for values from (%L) to (%L) with (fillfactor = %s)', name || suffix, name, id_from(month), id_from(month + interval '1 month'), case name when 'execution_tags' then 100 else 80 end);
                end loop;
            exception when check_violation then
                null;
            end;
        end if;
    end loop;
end $$;

create or replace function detach_month(month timestamptz, before timestamptz) returns boolean language plpgsql as $$
declare
    suffix text := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
begin
    if not is_over(month, before) then
        return false;
    end if;
    lock table execution_tags, graph_executions, node_executions in access exclusive mode;
    if not is_over(month, before) then
        return false;
    end if;
    execute format('alter table graph_executions detach partition %I', 'graph_executions' || suffix);
    execute format('alter table node_executions detach partition %I', 'node_executions' || suffix);
    execute format('alter table execution_tags detach partition %I', 'execution_tags' || suffix);
    return true;
end $$;

create or replace function drop_month(month timestamptz) returns void language plpgsql as $$
declare
    suffix text := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
begin
    execute format('drop table if exists %I', 'execution_tags' || suffix);
    execute format('drop table if exists %I', 'node_executions' || suffix);
    execute format('drop table if exists %I', 'graph_executions' || suffix);
end $$;

-- From here on nobody writes until the end: first while the indexes are built.

-- How many of a graph failed long ago is no reason for a list of those to read the others.
create index on graph_executions (workspace_id, graph_id, status, id desc) where status in ('completed', 'failed', 'cancelled', 'timed_out');

-- Children that began long after their roots, whose times their ids bear: for lists since a time.
create index on graph_executions (workspace_id, created_at) where root_id <> id;

-- An execution without tags calls none of them.
create trigger tags_come after insert on graph_executions for each row when (new.tags <> '{}'::jsonb) execute function keep_tags();
create trigger tags_follow after update of status on graph_executions for each row
    when (new.tags <> '{}'::jsonb and old.status <> new.status and (is_end(old.status) or is_end(new.status))) execute function keep_tags();
create trigger tags_go after delete on graph_executions for each row when (old.tags <> '{}'::jsonb) execute function keep_tags();
