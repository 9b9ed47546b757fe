-- What there is one of.
create table store (
    one boolean primary key default true check (one),
    id uuid not null default gen_random_uuid(),
    broker_generation bigint not null default 0,
    -- For as long as the store lives: another number would look for executions where they are not.
    partitions integer not null default 32
);
insert into store default values;

-- Processes that own partitions, for as long as they are heard of.
create table replicas (
    name text collate "C" primary key,
    until timestamptz not null
);

create table partitions (
    id integer primary key,
    owner text,
    epoch bigint not null default 0,
    lease_until timestamptz not null default '-infinity',
    commit_seq bigint not null default 0,
    published_seq bigint not null default 0,
    broker_generation bigint not null default 0
) with (fillfactor = 20);

-- The order in which submissions and commands were made.
create sequence arrivals cache 1;

-- Ids are ordered by time, and a child's begins as its parent's does: a month of executions lies together.
-- graph_id is the graph's name, by which an execution is pinned to it. stage: 0 waits to begin, 1 is open, 2 is at rest.
-- Recorded values are json and not jsonb: they come back as they were written, keys in their order.
-- head, state and submission hold what only an owner reads, in the store's own form; the other columns are for queries.
create table graph_executions (
    id uuid not null,
    workspace_id text not null,
    partition integer not null,
    root_id uuid not null,
    parent_id uuid,
    graph_id text not null,
    graph_version integer not null,
    status text not null,
    phase text,
    input_context json not null,
    results json,
    error json,
    head bytea not null,
    state bytea,
    submission bytea,
    tags jsonb not null,
    created_by text,
    stage smallint not null,
    arrival bigint not null default nextval('arrivals'),
    created_at timestamptz not null,
    started_at timestamptz,
    completed_at timestamptz,
    duration_ms bigint generated always as ((extract(epoch from completed_at - started_at) * 1000)::bigint) stored,
    primary key (id)
) partition by range (id);
create table graph_executions_rest partition of graph_executions default with (fillfactor = 80);
create index on graph_executions (workspace_id, graph_id, id desc);
create index on graph_executions (workspace_id, status, id desc);
create index on graph_executions (root_id) where root_id <> id;
create index on graph_executions (partition, arrival) where stage = 0;
create index on graph_executions (partition) where stage = 1;
create index on graph_executions (workspace_id, graph_id, stage) where stage < 2 and root_id = id;
create index on graph_executions using gin (tags jsonb_path_ops) where tags <> '{}'::jsonb;

-- item_index is -1 for the node itself.
create table node_executions (
    execution_id uuid not null,
    node_id text not null,
    item_index integer not null default -1,
    iteration integer not null,
    attempt integer not null,
    seq bigint not null,
    status text not null,
    claimed boolean not null,
    is_owed boolean not null,
    input json,
    output json,
    error json,
    worker text,
    started_at timestamptz,
    completed_at timestamptz,
    duration_ms bigint generated always as ((extract(epoch from completed_at - started_at) * 1000)::bigint) stored,
    state bytea not null,
    primary key (execution_id, node_id, item_index)
) partition by range (execution_id);
create table node_executions_rest partition of node_executions default with (fillfactor = 80);
create index on node_executions (execution_id) where is_owed;

-- Attempts that another followed.
create table node_attempts (
    execution_id uuid not null,
    ordinal bigint generated always as identity,
    state bytea not null,
    primary key (execution_id, ordinal)
);

create table commands (
    id uuid primary key,
    ordinal bigint not null default nextval('arrivals'),
    partition integer not null,
    execution_id uuid not null,
    kind text not null,
    payload bytea not null,
    verdict jsonb,
    created_at timestamptz not null,
    answered_at timestamptz
);
create index on commands (partition, ordinal) where verdict is null;
create index on commands (answered_at) where verdict is not null;

-- What workspaces keep beside graphs and executions. A deletion leaves no row.
create table documents (
    workspace_id text collate "C" not null,
    kind text not null,
    name text collate "C" not null,
    version bigint not null,
    body bytea not null,
    changed_at timestamptz not null,
    expires_at timestamptz,
    primary key (workspace_id, kind, name)
);
create index on documents (kind, workspace_id, name);
create index on documents (expires_at) where expires_at is not null;

-- A graph has one id and many versions. A deleted one stays for as long as executions of it are there.
create table graphs (
    workspace_id text not null,
    name text collate "C" not null,
    id uuid not null unique,
    current integer not null,
    is_deleted boolean not null default false,
    primary key (workspace_id, name)
);

create table graph_definitions (
    id uuid not null references graphs (id) on delete cascade,
    workspace_id text not null,
    name text not null,
    version integer not null,
    content_hash text not null,
    definition json not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (id, version),
    unique (id, content_hash)
);

-- Who saves a graph waits for whoever saves the same one.
create function save_graph(new_id uuid, workspace text, graph text, hash text, content bytea, at timestamptz) returns setof graph_definitions language plpgsql as $$
declare
    held graphs;
    number integer;
begin
    insert into graphs values (workspace, graph, new_id, 0) on conflict do nothing;
    select * into held from graphs where workspace_id = workspace and name = graph for update;
    select version into number from graph_definitions where id = held.id and content_hash = hash;
    if number is null then
        select coalesce(max(version), 0) + 1 into number from graph_definitions where id = held.id;
        insert into graph_definitions values (held.id, workspace, graph, number, hash, convert_from(content, 'UTF8')::json, at, at);
    end if;
    update graphs set current = number, is_deleted = false where id = held.id and (current <> number or is_deleted);
    return query select * from graph_definitions where id = held.id and version = number;
end $$;

create table blobs (
    execution_id uuid not null,
    name text collate "C" not null,
    part integer not null,
    content bytea not null,
    created_at timestamptz not null default clock_timestamp(),
    primary key (execution_id, name, part)
);
alter table blobs alter column content set storage external;

-- An execution that is inserted with documents, and was there already, is left as it is, and so are they.
create function expect_new(inserted bigint) returns void language plpgsql as $$
begin
    if inserted = 0 then
        raise exception 'the execution is there' using errcode = 'LG003';
    end if;
end $$;

-- A commit is one batch, and a batch is one transaction: what does not hold raises, and nothing of it is there.
create function fence_commit(p integer, o text, e bigint, n bigint, published bigint, generation bigint) returns void language plpgsql as $$
begin
    update partitions
       set commit_seq = n, published_seq = greatest(published_seq, published), broker_generation = greatest(broker_generation, generation)
     where id = p and owner = o and epoch = e and commit_seq = n - 1;
    if not found then
        raise exception 'the lease of partition % is not the newest, or a commit before % is missing', p, n using errcode = 'LG001';
    end if;
end $$;

create function expect_rows(actual bigint, wanted bigint) returns void language plpgsql as $$
begin
    if actual <> wanted then
        raise exception '% of % executions are not there any more', wanted - actual, wanted using errcode = 'LG001';
    end if;
end $$;

-- The first that finds another version raises, and says its place.
create function write_documents(workspaces text[], kinds text[], names text[], bodies bytea[], expected bigint[], expire timestamptz[], at timestamptz) returns void language plpgsql as $$
declare
    place integer;
    held bigint;
begin
    -- In one order, whoever writes: two batches never wait for each other.
    perform pg_advisory_xact_lock(key)
       from (select distinct hashtextextended(w || chr(1) || k || chr(1) || n, 0) as key from unnest(workspaces, kinds, names) as d(w, k, n) order by 1) as keys;
    for place in 1 .. cardinality(names) loop
        delete from documents where workspace_id = workspaces[place] and kind = kinds[place] and name = names[place] and expires_at <= at;
        select version into held from documents where workspace_id = workspaces[place] and kind = kinds[place] and name = names[place];
        if expected[place] is not null and expected[place] <> coalesce(held, 0) then
            raise exception '%', place using errcode = 'LG002';
        end if;
        if bodies[place] is null then
            delete from documents where workspace_id = workspaces[place] and kind = kinds[place] and name = names[place];
        else
            insert into documents values (workspaces[place], kinds[place], names[place], coalesce(held, 0) + 1, bodies[place], at, expire[place])
            on conflict (workspace_id, kind, name) do update set version = excluded.version, body = excluded.body, changed_at = excluded.changed_at, expires_at = excluded.expires_at;
        end if;
    end loop;
end $$;

-- The smallest id of a time.
create function id_from(at timestamptz) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- The months from the last one to so many ahead have a table each for what begins in them.
create function make_months(ahead integer) returns void language plpgsql as $$
declare
    month timestamptz;
    suffix text;
begin
    perform pg_advisory_xact_lock(hashtextextended('logos.months', 0));
    for month in select generate_series(date_trunc('month', clock_timestamp(), 'UTC'), date_trunc('month', clock_timestamp(), 'UTC') + make_interval(months => ahead), interval '1 month') loop
        suffix := to_char(month at time zone 'UTC', '"_"YYYY"_"MM');
        if to_regclass('graph_executions' || suffix) is null then
            execute format('create table %I partition of graph_executions for values from (%L) to (%L) with (fillfactor = 80)', 'graph_executions' || suffix, id_from(month), id_from(month + interval '1 month'));
            execute format('create table %I partition of node_executions for values from (%L) to (%L) with (fillfactor = 80)', 'node_executions' || suffix, id_from(month), id_from(month + interval '1 month'));
        end if;
    end loop;
end $$;
select make_months(2);
