#!/bin/sh
# Writes the Secret `logos-secrets` with new passwords and keys to standard output:
#
#   deploy/secrets.sh | kubectl create -f -
#
# `create` and not `apply`: a second run would put new passwords over those that the servers were set up with, and new
# keys over those that sealed what is stored. Keep `keys` apart from backups of the database.
#
# NAMESPACE (logos) is where it goes. POSTGRES_URL, RABBITMQ_URL and REDIS_URL name servers elsewhere (component
# external-stores); what is not set is the cluster's own.
set -eu

namespace=${NAMESPACE:-logos}
new() { openssl rand -hex 24; }

postgres_password=$(new)
rabbitmq_password=$(new)
redis_password=$(new)

cat <<SECRET
apiVersion: v1
kind: Secret
metadata:
  name: logos-secrets
  namespace: $namespace
type: Opaque
stringData:
  postgres: "${POSTGRES_URL:-postgres://logos:$postgres_password@postgres.$namespace.svc:5432/logos}"
  rabbitmq: "${RABBITMQ_URL:-amqp://logos:$rabbitmq_password@rabbitmq.$namespace.svc:5672}"
  redis: "${REDIS_URL:-redis://:$redis_password@redis.$namespace.svc:6379/0}"
  keys: "$(openssl rand -hex 4) $(openssl rand -base64 32)"
  postgres-password: "$postgres_password"
  rabbitmq-password: "$rabbitmq_password"
  redis-password: "$redis_password"
SECRET
