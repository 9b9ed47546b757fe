#!/bin/sh
# Writes the database POSTGRES_URL to a file in BACKUP_DIR. Files go that are older than KEEP_DAYS, but for the KEEP_AT_LEAST
# newest: a job that has long failed does not take the last good ones away.
set -eu

: "${POSTGRES_URL:?says which database}" "${BACKUP_DIR:?says where backups lie}"
name=$BACKUP_DIR/logos-$(date -u +%Y%m%dT%H%M%SZ).dump
dump=

prune() {
    find "$BACKUP_DIR" -maxdepth 1 -name 'logos-*.dump' | sort -r | tail -n "+$((${KEEP_AT_LEAST:-7} + 1))" | while read -r old; do
        find "$old" -mtime "+${KEEP_DAYS:-30}" -exec rm {} \; -exec echo "{} is gone: older than ${KEEP_DAYS:-30} days" \;
    done
}

# What was cut short is never taken for a backup.
end() {
    if [ -n "$dump" ] && kill "$dump" 2>/dev/null; then
        wait "$dump" || true
    fi
    rm -f "$name.partial"
}
trap end EXIT
# dash leaves by a signal without that, and as a container's first process it would not hear it at all.
trap 'exit 143' TERM INT

# Before the dump as well: a volume that is full would stay so. Of a job that was killed the half is left, and nobody else takes it
# away; a day, since another job may be at work.
find "$BACKUP_DIR" -maxdepth 1 -name 'logos-*.dump.partial' -mmin +1440 -exec rm {} \;
prune

# In the background: a shell hears no signal while it runs something else.
pg_dump --format=custom --no-owner --no-privileges --file="$name.partial" "$POSTGRES_URL" &
dump=$!
wait "$dump"
dump=
pg_restore --list "$name.partial" >/dev/null
sync "$name.partial"
mv "$name.partial" "$name"
echo "$name: $(wc -c <"$name") bytes"

prune
