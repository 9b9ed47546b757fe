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

pg_restore --clean --if-exists --no-owner --no-privileges --single-transaction --exit-on-error --dbname="$POSTGRES_URL" "$file"
echo "$file is restored. Empty RabbitMQ, run the migrations, and start the services: deploy/README.md, Restore."
