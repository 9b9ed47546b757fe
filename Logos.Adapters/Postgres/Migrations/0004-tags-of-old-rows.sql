-- What was there before 0003, whose triggers keep what comes since. Who would keep house waits for it, and so does the commit that tries again
-- what had ended badly, with all of its partition: such a row changes its status, and who is in the middle of that does not yet see the row for it here.
select pg_advisory_xact_lock(hashtextextended('logos.house', 0));

insert into execution_tags
select tag_of(e.workspace_id, g.key, g.value) as tag, s.status, e.root_id <> e.id, e.id, e.graph_id, e.created_at
  from graph_executions e, jsonb_each_text(e.tags) as g, (values (''), ('completed')) as s(status)
 where e.tags <> '{}'::jsonb and (s.status = '' or s.status = e.status)
 order by 1, 2, 3, 4
on conflict do nothing;

insert into execution_tags
select tag_of(e.workspace_id, g.key, g.value), e.status, e.root_id <> e.id, e.id, e.graph_id, e.created_at
  from (select * from graph_executions where tags <> '{}'::jsonb and status in ('failed', 'cancelled', 'timed_out') for share) as e, jsonb_each_text(e.tags) as g
on conflict do nothing;
