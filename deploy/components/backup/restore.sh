#!/bin/sh
# Puts BACKUP_FILE of BACKUP_DIR, or the newest there, in the place of what is in the database POSTGRES_URL: all of it, or
# nothing. Services must not run meanwhile, since they would go on from what is no longer so.
set -eu

: "${POSTGRES_URL:?says which database}" "${BACKUP_DIR:?says where backups lie}"
file=${BACKUP_FILE:+$BACKUP_DIR/$BACKUP_FILE}
file=${file:-$(ls -1r "$BACKUP_DIR"/logos-*.dump | head -n 1)}
if [ ! -s "$file" ]; then
    echo "There is no backup ${file:-in $BACKUP_DIR}." >&2
    exit 2
fi

running=$(psql --no-psqlrc --tuples-only --no-align --command="select coalesce(string_agg(distinct application_name, ', '), '') from pg_stat_activity where datname = current_database() and application_name like 'logos %'" "$POSTGRES_URL")
if [ -n "$running" ]; then
    echo "Nothing was done: these are connected to the database: $running. Scale them to 0 first." >&2
    exit 3
fi

# `pg_restore --clean` does not do it: it drops constraints of partitions by themselves, which PostgreSQL refuses. The commit is
# sent when all of the file has been; without it nothing was done.
restored=$(
    {
        cat <<'SQL'
begin;
do $$
declare
    it record;
begin
    for it in
        select format('drop table if exists public.%I cascade', relname) as sql from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
        union all select format('drop sequence if exists public.%I cascade', relname) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
        union all select format('drop function if exists %s cascade', oid::regprocedure) from pg_proc where pronamespace = 'public'::regnamespace
        order by 1 desc
    loop
        execute it.sql;
    end loop;
end $$;
SQL
        pg_restore --no-owner --no-privileges --file=- "$file" && echo "commit; select 'it is done';"
    } | psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$POSTGRES_URL" | tail -n 1
)
if [ "$restored" != 'it is done' ]; then
    echo "$file was not restored, and nothing has changed." >&2
    exit 1
fi
echo "$file is restored. Empty RabbitMQ, run the migrations, and start the services: deploy/README.md, Restore."
