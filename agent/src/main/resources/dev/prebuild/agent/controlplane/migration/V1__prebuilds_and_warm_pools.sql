-- The message is the object; the columns beside it are what is searched by. Times live in the message.
-- Written so that SQLite and PostgreSQL both take it.

-- One row for each number that only goes up.
create table counter (
  name text primary key,
  value bigint not null
);
insert into counter (name, value) values ('revision', 0), ('prebuild', 0), ('warm_pool', 0);

create table prebuild (
  id text primary key,
  -- Order of creation.
  sequence bigint not null unique,
  organization_id text not null,
  runner_id text not null,
  project_id text not null,
  environment_class_id text not null,
  creator_id text not null,
  executor_id text not null,
  triggered_by integer not null,
  phase integer not null,
  desired_phase integer not null,
  -- 1 while an agent has something left to do for it, else 0.
  assigned integer not null,
  spec_version bigint not null,
  status_version bigint not null,
  message bytea not null
);
create index prebuild_page on prebuild (organization_id, sequence);
create index prebuild_newest on prebuild (project_id, environment_class_id, phase, sequence);
create index prebuild_assigned on prebuild (runner_id, sequence) where assigned = 1;

create table warm_pool (
  id text primary key,
  sequence bigint not null unique,
  organization_id text not null,
  runner_id text not null,
  project_id text not null,
  environment_class_id text not null,
  phase integer not null,
  spec_version bigint not null,
  status_version bigint not null,
  message bytea not null
);
create index warm_pool_page on warm_pool (organization_id, sequence);
-- One pool for each project and class, the deleted ones (WARM_POOL_PHASE_DELETED = 50) aside.
create unique index warm_pool_pair on warm_pool (project_id, environment_class_id) where phase <> 50;
create index warm_pool_assigned on warm_pool (runner_id, sequence) where phase <> 50;
