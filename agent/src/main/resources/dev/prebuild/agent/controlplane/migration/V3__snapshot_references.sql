-- Snapshots that are in a registry, where hosts pull them from.

create table snapshot_reference (
  runner_id text not null,
  snapshot_id text not null,
  -- REPOSITORY@sha256:DIGEST. Hosts may name several; none is taken back by another.
  reference text not null,
  -- Goes up with each that is new for the snapshot: the last one counts.
  sequence bigint not null,
  primary key (runner_id, snapshot_id, reference)
);
