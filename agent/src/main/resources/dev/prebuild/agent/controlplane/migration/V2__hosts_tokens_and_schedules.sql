-- Several hosts of one runner: who they are, what they hold, what each is to do.

create table host (
  runner_id text not null,
  name text not null,
  -- What it can take on, as it said last.
  prebuild_capacity integer not null,
  instance_capacity integer not null,
  can_pull integer not null,
  cordoned integer not null,
  -- 1 from when its lease ran out until it is heard of again.
  silent integer not null,
  -- When it was last heard of, in milliseconds since 1970.
  heard_at bigint not null,
  -- Names the host's desired state: goes up whenever anything in that changes.
  revision bigint not null,
  primary key (runner_id, name)
);

create table held_snapshot (
  runner_id text not null,
  host text not null,
  snapshot_id text not null,
  -- 1 if it was not in the host's last list. Gone with the second such list: the first may have been
  -- written down before the snapshot was made.
  missed integer not null,
  primary key (runner_id, host, snapshot_id)
);

create table pool_share (
  pool_id text not null references warm_pool (id),
  runner_id text not null,
  host text not null,
  min_size integer not null,
  max_size integer not null,
  -- The host's own report.
  status bytea not null,
  primary key (pool_id, host)
);
create index pool_share_host on pool_share (runner_id, host);

-- The host that a prebuild is leased to; empty for none.
alter table prebuild add column host text not null default '';
-- In milliseconds since 1970.
alter table prebuild add column created_at bigint not null default 0;
create index prebuild_leased on prebuild (runner_id, host) where assigned = 1;
create index prebuild_age on prebuild (created_at);

-- Each host has a revision of its own now.
delete from counter where name = 'revision';

create table token (
  -- SHA-256, in hexadecimal.
  hash text primary key,
  name text not null
);

-- Keys that the control plane makes for itself.
create table secret (
  name text primary key,
  value bytea not null
);

-- The last day, UTC, as days since 1970, on which a project had its daily prebuilds.
create table daily_prebuild (
  project_id text primary key,
  day bigint not null
);
