#!/bin/sh
# Writes the database POSTGRES_URL to a file in BACKUP_DIR. Then files go that are older than KEEP_DAYS, but for the
# KEEP_AT_LEAST newest: a job that has long failed does not take the last good ones away.
set -eu

: "${POSTGRES_URL:?says which database}" "${BACKUP_DIR:?says where backups lie}"
name=$BACKUP_DIR/logos-$(date -u +%Y%m%dT%H%M%SZ).dump

# What was cut short is never taken for a backup.
trap 'rm -f "$name.partial"' EXIT
pg_dump --format=custom --no-owner --no-privileges --file="$name.partial" "$POSTGRES_URL"
pg_restore --list "$name.partial" >/dev/null
sync "$name.partial"
mv "$name.partial" "$name"
echo "$name: $(wc -c <"$name") bytes"

ls -1r "$BACKUP_DIR"/logos-*.dump | tail -n "+$((${KEEP_AT_LEAST:-7} + 1))" | while read -r old; do
    find "$old" -mtime "+${KEEP_DAYS:-30}" -exec rm {} \; -exec echo "{} is gone: older than ${KEEP_DAYS:-30} days" \;
done
