# Sourced: names the local PostgreSQL and Redis in the environment unless it names others already,
# and starts them where they are installed but stopped.

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# start PORT COMMAND...: start what does not listen yet, and wait for it.
start() {
  listens "$1" && return
  command -v "$2" >/dev/null && "${@:2}" >/dev/null || return 1
  for _ in {1..50}; do
    listens "$1" && return
    sleep 0.2
  done
  return 1
}

use_postgresql() {
  [[ -n ${DATABASE_URL:-} ]] && return
  local version
  version=$(ls /etc/postgresql 2>/dev/null | tail -1)
  start 5432 pg_ctlcluster --skip-systemctl-redirect "$version" main start || return 1
  export DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres
}

use_redis() {
  [[ -n ${CELERY_BROKER_URL:-} ]] && return
  start 6379 redis-server --daemonize yes --save "" --appendonly no || return 1
  export CELERY_BROKER_URL=redis://127.0.0.1:6379/0
}
